/**
 * The candidate that someone most likely meant, or null when none is close: a wrong guess is worse
 * than none. `pip-cache` finds `dockerfile/pip-cache`.
 */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const wanted = word.toLowerCase();
  const part = candidates.filter((candidate) => candidate.toLowerCase().endsWith(`/${wanted}`));
  if (part.length === 1) return part[0] ?? null;
  const allowed = Math.min(5, Math.max(1, Math.round(wanted.length * 0.4)));
  let best: string | null = null;
  let least = allowed + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** `; did you mean "x"?`, or nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const guess = nearest(word, candidates);
  return guess === null ? '' : `; did you mean "${guess}"?`;
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment distance). */
export function editDistance(left: string, right: string): number {
  let earlier: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const [a, b] = [left[row - 1], right[column - 1]];
      const substituted = at(previous, column - 1) + (a === b ? 0 : 1);
      let cost = Math.min(at(previous, column) + 1, at(current, column - 1) + 1, substituted);
      const swapped = a === right[column - 2] && b === left[row - 2];
      if (swapped) cost = Math.min(cost, at(earlier, column - 2) + 1);
      current.push(cost);
    }
    earlier = previous;
    previous = current;
  }
  return at(previous, right.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}

/** The candidates nearest to a word, the nearest first; none that is farther than a slip or two. */
export function nearestFew(word: string, candidates: readonly string[], most: number): readonly string[] {
  const wanted = word.toLowerCase();
  const allowed = Math.min(5, Math.max(1, Math.round(wanted.length * 0.4)));
  return candidates
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= allowed)
    .toSorted((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, most)
    .map(({ candidate }) => candidate);
}
