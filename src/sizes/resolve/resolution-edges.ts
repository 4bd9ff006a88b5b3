import { assumed, known } from '#answer/answer.js';
import type { EdgeSource } from '#needs/edges/source.js';
import type { Resolution } from '#sizes/types.js';

/**
 * A resolution as a source of who requires whom, so that needs can trust a resolver over the bundled record. It holds what applies
 * to its one environment, extras merged in, and answers for the versions that it holds alone. What was left out of it may require anything.
 */
export function resolutionEdges({ packages, by, complete, because }: Resolution): EdgeSource {
  const children = new Map<string, string[]>();
  for (const { name, parents } of packages.values()) {
    for (const parent of parents) {
      const list = children.get(parent);
      if (list) list.push(name);
      else children.set(parent, [name]);
    }
  }
  return (name, version) => {
    const one = packages.get(name);
    // What has no wheel was not looked into, and the bundled record knows no more than anybody.
    if (by === 'edges' || one === undefined || one.version === null || one.wheel === null || (version !== null && version !== one.version && version !== one.version.replace(/\+.*/, ''))) return known(null, `the resolution does not hold ${name}${version === null ? '' : ` ${version}`}`);
    const requires = (children.get(name) ?? []).map((child) => ({ name: child, extras: [], marker: null }));
    const edges = { name, version: one.version, requires, optional: new Map(), merged: true, source: `resolved by ${by}` };
    const what = `${name} ${one.version} requires ${requires.map((edge) => edge.name).join(', ') || 'nothing'} (${by})`;
    return complete ? known(edges, what) : assumed(edges, `${what}; the resolution is not complete: ${because}`);
  };
}
