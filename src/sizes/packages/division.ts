import type { Verdict } from '#needs/types.js';
import type { Bytes } from '#sizes/types.js';
import { chainsOf, type Graph } from './graph.js';
import { grouped } from '#text/grouped.js';
import { byName, byWeight, heftOf } from './heft.js';
import type { Roots } from './roots.js';
import type { RequirementWeight, SharedWeight, VerdictWeight } from './types.js';

/** The packages of an environment, and which roots bring them. */
export interface Division {
  /** Every package, the heaviest first. */
  readonly names: readonly string[];
  readonly roots: Roots;
  readonly only: ReadonlyMap<string, string | null>;
  readonly closures: ReadonlyMap<string, ReadonlySet<string> | null>;
  bytesOf(name: string): Bytes | null;
}

/** A row for each root, the one with which most goes first. */
export function requirementWeights({ names, roots: { asked, roots }, only, closures, bytesOf }: Division): readonly RequirementWeight[] {
  const goes = grouped(names.filter((name) => typeof only.get(name) === 'string'), (name) => only.get(name));
  const bringers = bringersOf(closures);
  const rows = roots.map((name): RequirementWeight => {
    const one = asked.get(name);
    const closure = closures.get(name) ?? null;
    const alone = goes.get(name) ?? [];
    return {
      name,
      at: one?.at ?? [],
      verdict: one?.need?.verdict ?? null,
      reason: one?.need?.reason ?? null,
      own: heftOf([name], bytesOf),
      goes: alone,
      goesHeft: heftOf(alone, bytesOf),
      through: alone.length > 0 ? [] : (bringers.get(name) ?? []).filter((other) => other !== name),
      all: closure === null ? null : heftOf(closure, bytesOf),
      allCount: closure?.size ?? null,
      listed: alone.filter((other) => other !== name && asked.has(other)),
    };
  });
  return rows.toSorted((a, b) => byWeight(a.goesHeft.bytes, b.goesHeft.bytes) || byWeight(a.all?.bytes ?? null, b.all?.bytes ?? null) || byName(a.name, b.name));
}

/** The verdicts that call for a decision about many lines at once. */
const DROPPABLE: readonly Verdict[] = ['unused', 'dev'];

/** Lines that are dropped together take more away than each alone. */
export function verdictWeights(names: readonly string[], { asked, roots }: Roots, graph: Graph, bytesOf: (name: string) => Bytes | null): readonly VerdictWeight[] {
  const whole = chainsOf(graph, roots);
  return DROPPABLE.flatMap((verdict) => {
    const own = roots.filter((root) => asked.get(root)?.need?.verdict === verdict);
    if (own.length === 0) return [];
    const gone = new Set(own);
    const rest = chainsOf(graph, roots.filter((root) => !gone.has(root)));
    const goes = names.filter((name) => whole.has(name) && !rest.has(name));
    return [{ verdict, requirements: own, goes, heft: heftOf(goes, bytesOf) }];
  });
}

/** What several roots bring, by who they are. */
export function sharedWeights({ names, only, closures, bytesOf }: Division): readonly SharedWeight[] {
  const bringers = bringersOf(closures);
  const shared = names.filter((name) => only.get(name) === null);
  const groups = grouped(shared, (name) => (bringers.get(name) ?? []).join(' '));
  const rows = [...groups].map(([requirements, packages]): SharedWeight => ({ packages, requirements: requirements.split(' ').filter(Boolean), heft: heftOf(packages, bytesOf) }));
  return rows.toSorted((a, b) => byWeight(a.heft.bytes, b.heft.bytes) || byName(a.packages[0] ?? '', b.packages[0] ?? ''));
}

/** The roots that bring each package; of none where a closure is not known, since a list that lacks one would be wrong. */
function bringersOf(closures: Division['closures']): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  if ([...closures.values()].includes(null)) return found;
  for (const [root, closure] of closures) {
    for (const name of closure ?? []) {
      const known = found.get(name);
      if (known) known.push(root);
      else found.set(name, [root]);
    }
  }
  return found;
}
