import { assumed, incomplete, known, type Answer } from '#answer/answer.js';
import { unheard } from '#answer/ledger.js';
import type { DistributionEdges, Edge } from '#knowledge/edge-types.js';

/**
 * What a distribution requires. `version` is the one that is pinned; null: not told. A null value:
 * this source has no record of it, which says nothing about what it requires.
 */
export type EdgeSource = (name: string, version: string | null) => Answer<DistributionEdges | null>;

/**
 * One source of several, in order of trust: the project's lock, the compiled file's `# via` comments,
 * installed metadata, the bundled snapshot.
 *
 * The first record that is known and whole answers; where each is only assumed, the first one. An
 * extra that it does not list is taken from the next source that has it, and called borrowed.
 * What it answers is kept, so that closures of many images share it.
 */
export function combinedEdges(sources: readonly EdgeSource[]): EdgeSource {
  const kept = new Map<string, Answer<DistributionEdges | null>>();
  return (name, version) => {
    const key = `${name} ${version ?? ''}`;
    const answer = kept.get(key) ?? unheard(() => combined(name, version, sources));
    if (kept.size < MOST_KEPT) kept.set(key, answer);
    return answer;
  };
}

/** More than any set of real projects asks for. */
const MOST_KEPT = 50_000;

function combined(name: string, version: string | null, sources: readonly EdgeSource[]): Answer<DistributionEdges | null> {
  const answers = sources.map((source) => source(name, version)).filter(({ value }) => value !== null);
  const best = answers.find((one) => one.complete && !one.assumed) ?? answers[0];
  if (best === undefined || best.value === null) return assumed(null, `nothing tells what ${name} requires`);
  const { value } = best;
  const optional = new Map<string, readonly Edge[]>(value.optional);
  const borrowed = new Set(value.borrowed);
  for (const other of answers) {
    for (const [extra, edges] of other.value?.optional ?? []) {
      // A record of the very version may correct what another version's record told of an extra.
      const certain = !other.assumed && !(other.value?.borrowed?.has(extra) ?? false);
      if (optional.has(extra) && !(borrowed.has(extra) && certain)) continue;
      optional.set(extra, edges);
      if (certain) borrowed.delete(extra);
      else borrowed.add(extra);
    }
  }
  const full = { ...value, optional, borrowed };
  if (!best.complete) return incomplete(full, best.because, best.evidence);
  return best.assumed ? assumed(full, best.because, best.evidence) : known(full, best.because, best.evidence);
}
