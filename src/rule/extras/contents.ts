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

const known = new WeakMap<Judged['edges'], WeakMap<Judged['environment'], Map<string, Contents>>>();

/** Every extra of a distribution that is known; null: nothing is known of the distribution. Kept by the source that tells, which images share. */
export function extrasOf(judged: Pick<Judged, 'edges' | 'environment'>, name: string, version: string | null): Contents {
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

function readExtras(judged: Pick<Judged, 'edges' | 'environment'>, name: string, version: string | null): Contents {
  const answer = unheard(() => judged.edges(name, version));
  if (answer.value === null) return null;
  const { optional, borrowed } = answer.value;
  const listed = new Map([...optional].map(([extra, edges]) => [normalizeName(extra), { edges, sure: answer.complete && !answer.assumed && !borrowed?.has(extra) }]));
  return new Map([...listed.keys()].map((extra) => [extra, contentsOf(extra, listed, { name, environment: judged.environment })]));
}

interface Listed {
  readonly edges: readonly Edge[];
  readonly sure: boolean;
}

/** An extra may name others of its own distribution: `all = ["lib[pdf]", "lib[docx]"]`. */
function contentsOf(extra: string, listed: ReadonlyMap<string, Listed>, { name, environment }: { readonly name: string; readonly environment: Judged['environment'] }): ExtraContents {
  const parts = new Map<string, Edge>();
  const seen = new Set<string>();
  const todo = [extra];
  let sure = true;
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const own = listed.get(next);
    sure &&= own?.sure === true;
    for (const edge of own?.edges ?? []) {
      const truth = edge.marker === null ? null : evaluateMarker(edge.marker, environment);
      if (truth?.ok && truth.value === false) continue;
      if (edge.name === name) todo.push(...edge.extras.map(normalizeName));
      else parts.set(edge.name, joined(parts.get(edge.name), edge));
    }
  }
  return { extra, parts: [...parts.values()], sure };
}

function joined(known: Edge | undefined, edge: Edge): Edge {
  return known === undefined ? edge : { ...known, extras: [...new Set([...known.extras, ...edge.extras])] };
}
