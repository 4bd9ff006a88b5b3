import type { Place } from '#answer/answer.js';
import type { Reach, Reached } from './types.js';

/** One step on the way from a command to a module. */
export interface ChainStep {
  readonly text: string;
  readonly at: Place | null;
}

const LONGEST = 100;

/** How a workspace file comes to run: from what starts first to the file itself. Empty for a file that does not run. */
export function chainTo({ modules }: Reach, path: string): readonly ChainStep[] {
  const steps: ChainStep[] = [];
  const seen = new Set<string>();
  let at: Reached | undefined = modules.get(path);
  while (at && !seen.has(at.path) && steps.length < LONGEST) {
    seen.add(at.path);
    steps.push({ text: at.by ? `${at.by.path} ${at.because}` : at.because, at: at.by ?? at.at ?? null });
    at = at.by ? modules.get(at.by.path) : undefined;
  }
  return steps.toReversed();
}
