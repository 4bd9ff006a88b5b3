import type { Plan, Step } from '#plan/types.js';
import { byRule } from './compose.js';

export interface ServiceSteps {
  /** Null: shared by several services, or belonging to none. */
  readonly service: string | null;
  readonly steps: readonly Step[];
}

/**
 * The steps of a plan so that each service's own stand on the shared ones and on nothing else: they
 * can be applied in any order, or left out. A step is shared when its fix concerns several services
 * or none, when another service's step touches one of its files, or when a shared one does so later.
 * Shared steps come first, cut where the rule changes; then the services by name.
 */
export function byService(plan: Plan): readonly ServiceSteps[] {
  const { steps } = plan;
  const owners = ownersOf(plan);
  const owner = steps.map(({ fix }) => owners.get(fix) ?? null);
  const neighbours = neighboursOf(steps);
  for (;;) {
    // All at once: where two services meet in a file, neither may be the one that stands on the other.
    const shared = steps.flatMap((_, index) => {
      if (owner[index] === null) return [];
      return neighbours[index]?.some((at) => owner[at] !== owner[index] && (owner[at] !== null || at > index)) ? index : [];
    });
    if (shared.length === 0) break;
    for (const index of shared) owner[index] = null;
  }
  const of = (service: string | null): readonly Step[] => steps.filter((_, index) => owner[index] === service);
  const services = [...new Set(owner.flatMap((name) => name ?? []))].toSorted();
  return [
    ...byRule(of(null)).map((shared) => ({ service: null, steps: shared })),
    ...services.map((service) => ({ service, steps: of(service) })),
  ];
}

/** By fix: the one service that all its findings concern. */
function ownersOf({ findings }: Plan): ReadonlyMap<string, string | null> {
  const services = new Map<string, Set<string>>();
  for (const { fix, services: names } of findings) {
    if (fix === null) continue;
    const known = services.get(fix) ?? new Set();
    services.set(fix, known);
    // One finding that concerns no service makes the whole fix nobody's own.
    for (const name of names.length > 0 ? names : ['', ' ']) known.add(name);
  }
  return new Map([...services].map(([fix, names]) => [fix, names.size === 1 ? ([...names][0] ?? null) : null]));
}

/** For each step, the numbers of those that touch one of its files. */
function neighboursOf(steps: readonly Step[]): readonly (readonly number[])[] {
  const byPath = new Map<string, number[]>();
  steps.forEach(({ changes }, index) => {
    for (const { path } of changes) byPath.set(path, [...(byPath.get(path) ?? []), index]);
  });
  return steps.map(({ changes }) => [...new Set(changes.flatMap(({ path }) => byPath.get(path) ?? []))]);
}
