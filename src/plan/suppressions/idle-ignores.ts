import { keepsName } from '#needs/keeps.js';
import { isWithin } from '#text/paths.js';
import type { Choice } from '../choose.js';
import type { Plan } from '../types.js';
import type { Ignore } from './types.js';

/** Entries of the configuration that suppress nothing of a plan; none where the plan was asked for a part only. */
export function idleIgnores<I extends Ignore>(ignores: readonly I[], { findings }: Pick<Plan, 'findings'>, { only, skip, paths, services }: Choice): readonly I[] {
  if (only.length + skip.length + paths.length + services.length > 0) return [];
  return ignores.filter(({ rule, path, package: pattern }) => {
    const own = findings.filter((finding) => finding.status === 'suppressed' && finding.rule === rule && isWithin(finding.path, path));
    return !own.some(({ packages }) => pattern === null || packages.some((name) => keepsName({ package: pattern, reason: '', service: null }, name)));
  });
}
