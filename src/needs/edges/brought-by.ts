import type { Closure } from './closure-types.js';

/** How one asked distribution comes along with another one that is asked for. */
export interface Brought {
  /** `['urllib3', 'requests']`: from it to the asked one that brings it. */
  readonly chain: readonly string[];
  readonly certain: 'yes' | 'maybe';
  /** True: some edge of the chain is known of another version only. */
  readonly assumed: boolean;
}

interface Step extends Brought {
  readonly at: string;
}

/**
 * Through which other asked distribution a name comes, even if its own line went; null: through none.
 * The surest way first, then the shortest. `kept` tells which asked ones count: a line that is to go
 * as well brings nothing.
 */
export function broughtBy(closure: Closure, name: string, kept: (asked: string) => boolean = () => true): Brought | null {
  // Most lines that nothing needs come with nothing either.
  if ((closure.comes.get(name)?.parents.length ?? 0) === 0) return null;
  for (const doubt of [0, 1, 2] as const) {
    const found = search(closure, name, kept, doubt);
    if (found !== null) return found;
  }
  return null;
}

/** Breadth first towards the parents; `doubt` is the most that an edge may have. */
function search(closure: Closure, name: string, kept: (asked: string) => boolean, doubt: 0 | 1 | 2): Brought | null {
  const queue: Step[] = [{ at: name, chain: [name], certain: 'yes', assumed: false }];
  const seen = new Set([name]);
  for (const step of queue) {
    for (const parent of closure.comes.get(step.at)?.parents ?? []) {
      const edge = parent.certain === 'maybe' ? 2 : parent.assumed ? 1 : 0;
      if (edge > doubt || seen.has(parent.name)) continue;
      seen.add(parent.name);
      const certain = parent.certain === 'maybe' ? 'maybe' : step.certain;
      const next = { at: parent.name, chain: [...step.chain, parent.name], certain, assumed: step.assumed || parent.assumed };
      if (closure.comes.get(parent.name)?.asked === true && kept(parent.name)) return { chain: next.chain, certain, assumed: next.assumed };
      queue.push(next);
    }
  }
  return null;
}
