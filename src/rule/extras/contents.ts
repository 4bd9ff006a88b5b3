import { unheard } from '#answer/ledger.js';
import type { Edge } from '#knowledge/edge-types.js';
import type { Judged } from '#needs/verdict/judged.js';
import { evaluateMarker } from '#pep/marker.js';
import { normalizeName } from '#pep/name.js';

/** What an extra of a distribution brings in an environment. */
export interface ExtraContents {
  /** Normalised. */
  readonly extra: string;
  readonly parts: readonly Edge[];
  /** False: the record of another version tells it, or a source that does not hold all. */
  readonly sure: boolean;
}

type Contents = ReadonlyMap<string, ExtraContents> | null;

type Known = Pick<Judged, 'edges' | 'environment'>;

const known = new WeakMap<Judged['edges'], WeakMap<Judged['environment'], Map<string, Contents>>>();

/** Every extra of a distribution that is known; null: nothing is known of the distribution. Kept by the source that tells, which images share. */
export function extrasOf(judged: Known, name: string, version: string | null): Contents {
  const ofSource = known.get(judged.edges) ?? new WeakMap<Judged['environment'], Map<string, Contents>>();
  known.set(judged.edges, ofSource);
  const kept = ofSource.get(judged.environment) ?? new Map<string, Contents>();
  ofSource.set(judged.environment, kept);
  const key = version === null ? name : `${name} ${version}`;
  const before = kept.get(key);
  if (before !== undefined) return before;
  const found = readExtras(judged, name, version);
  kept.set(key, found);
  return found;
}

function readExtras(judged: Known, name: string, version: string | null): Contents {
  const listed = listedOf(judged, name, version);
  if (listed === null) return null;
  const contents = [...listed.keys()].flatMap((extra) => contentsOf(extra, listed, { name, judged }) ?? []);
  return new Map(contents.map((one) => [one.extra, one]));
}

interface Listed {
  readonly edges: readonly Edge[];
  readonly sure: boolean;
}

type Extras = ReadonlyMap<string, Listed>;

/** What a record lists of each extra; null: there is no record. */
function listedOf({ edges }: Known, name: string, version: string | null = null): Extras | null {
  const answer = unheard(() => edges(name, version));
  if (answer.value === null) return null;
  const { optional, borrowed } = answer.value;
  return new Map([...optional].map(([extra, parts]) => [normalizeName(extra), { edges: parts, sure: answer.complete && !answer.assumed && !borrowed?.has(extra) }]));
}

/**
 * An extra may name others of its own distribution, `all = ["lib[pdf]", "lib[docx]"]`, and those of another one: celery's `redis` is
 * `kombu[redis]`, and what that brings is what it is there for. Null: what such an extra brings is not known.
 */
function contentsOf(extra: string, listed: Extras, { name, judged }: { readonly name: string; readonly judged: Known }): ExtraContents | null {
  const parts = new Map<string, Edge>();
  const seen = new Set<string>();
  const todo = [{ name, extra }];
  let sure = true;
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const key = `${next.name}[${next.extra}]`;
    if (seen.has(key)) continue;
    seen.add(key);
    const own = (next.name === name ? listed : listedOf(judged, next.name))?.get(next.extra);
    if (own === undefined && next.name !== name) return null;
    sure &&= own?.sure === true;
    for (const edge of own?.edges ?? []) {
      const truth = edge.marker === null ? null : evaluateMarker(edge.marker, judged.environment);
      if (truth?.ok && truth.value === false) continue;
      todo.push(...edge.extras.map((one) => ({ name: edge.name, extra: normalizeName(one) })));
      if (edge.name !== name) parts.set(edge.name, joined(parts.get(edge.name), edge));
    }
  }
  return { extra, parts: [...parts.values()], sure };
}

function joined(known: Edge | undefined, edge: Edge): Edge {
  return known === undefined ? edge : { ...known, extras: [...new Set([...known.extras, ...edge.extras])] };
}
