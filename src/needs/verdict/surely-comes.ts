import { linesByName } from '#needs/asked/lines-by-name.js';
import { requirementsAround } from '#knowledge/edges.js';
import { evaluateMarker } from '#pep/marker.js';
import type { Closure, Parent } from '#needs/edges/closure-types.js';
import type { Judged } from './judged.js';
import { pinnedVersion } from './closures.js';

/**
 * Whether something comes with what is asked for beside it, whichever versions are resolved: each step on the way up is told
 * for the version at hand, or by every record around it. Of what nobody pins, by every record that there is (`all`), or by those
 * of its newest line.
 */
export function surelyComes(judged: Pick<Judged, 'asked' | 'environment'>, closure: Closure, name: string, unpinned: 'all' | 'newest'): boolean {
  const seen = new Set([name]);
  const todo = [name];
  for (let child = todo.pop(); child !== undefined; child = todo.pop()) {
    for (const parent of closure.comes.get(child)?.parents ?? []) {
      if (seen.has(parent.name) || !isSure(judged, parent, child, unpinned)) continue;
      if (closure.comes.get(parent.name)?.asked) return true;
      seen.add(parent.name);
      todo.push(parent.name);
    }
  }
  return false;
}

function isSure({ asked, environment }: Pick<Judged, 'asked' | 'environment'>, parent: Parent, child: string, unpinned: 'all' | 'newest'): boolean {
  if (parent.certain !== 'yes') return false;
  if (!parent.assumed || parent.extra !== null) return true;
  const line = linesByName(asked).get(parent.name)?.[0];
  const around = requirementsAround(parent.name, line ? pinnedVersion(line) : null, unpinned);
  return around.length > 0 && around.every((edges) => edges.some(({ name, marker }) => name === child && (marker === null || holds(marker, environment))));
}

function holds(marker: string, environment: Judged['environment']): boolean {
  const truth = evaluateMarker(marker, environment);
  return truth.ok && truth.value === true;
}
