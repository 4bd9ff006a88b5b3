import type { Choice } from '../choose.js';
import type { Plan } from '../types.js';
import { ignores } from './match.js';
import type { Ignore } from './types.js';

/** Entries of the configuration that suppress nothing of a plan; none where the plan was asked for a part only. */
export function idleIgnores<I extends Ignore>(all: readonly I[], { findings }: Pick<Plan, 'findings'>, { only, skip, paths, services }: Choice): readonly I[] {
  if (only.length + skip.length + paths.length + services.length > 0) return [];
  const suppressed = findings.filter(({ status }) => status === 'suppressed');
  return all.filter((one) => !suppressed.some((finding) => ignores(one, finding)));
}
