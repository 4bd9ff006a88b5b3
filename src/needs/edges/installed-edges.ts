import { known, row } from '#answer/answer.js';
import type { Installed } from '#files/installed-metadata.js';
import type { EdgeSource } from './source.js';

/** What the metadata of an environment tells of who requires whom: all edges and all extras of what is installed, in the version that is. */
export function installedEdges({ folder, distributions }: Installed): EdgeSource {
  return (name, version) => {
    const one = distributions.get(name);
    if (one === undefined || (version !== null && one.version !== version)) return known(null, `${name}${version === null ? '' : ` ${version}`} is not installed in ${folder}`);
    const what = `${name} ${one.version ?? ''} in ${folder} requires ${one.requires.map((edge) => edge.name).join(', ') || 'nothing'}`;
    const value = { name, version: one.version, requires: one.requires, optional: one.optional, source: one.path };
    return known(value, what, [row('source', what, { path: one.path, line: 1 })]);
  };
}
