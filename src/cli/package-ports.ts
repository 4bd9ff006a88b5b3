import type { Outside } from '#io/outside.js';
import type { PackagePorts } from '#sizes/packages/image-packages.js';
import { createWeigher, type Measuring } from '#sizes/packages/weigh.js';
import { DEFAULTS } from '#sizes/resolve/aids.js';
import { visible } from '#text/visible.js';
import { resolverFor, watched } from './resolver.js';
import type { Terminal } from './terminal.js';

const HOUR = 60 * 60 * 1000;

/**
 * Whom packages and their sizes are asked of. Without `resolve` nothing leaves the machine and nothing is started: locks, the
 * bundled edges and the catalogue tell. With it uv or pip resolves, and wheels are measured on their servers; where that fails
 * it is said once, and the rest is as without.
 */
export async function packagePorts(root: string, resolve: boolean, terminal: Pick<Terminal, 'note' | 'progress'>, outside: Outside): Promise<PackagePorts> {
  if (!resolve) {
    const resolver = resolverFor(root, outside, { uv: null, pip: null, cache: null });
    return { resolve: resolver, weigh: createWeigher(null), notes: [] };
  }
  const { resolver, failure } = watched(resolverFor(root, outside));
  let told = false;
  const measuring: Measuring = {
    http: await outside.http(),
    cache: outside.cacheFor(root),
    progress: (done, all) => terminal.progress(`measuring wheels: ${done} of ${all} …`),
    gaveUp: (reason) => terminal.note(`wheels are not measured: ${visible(reason)}; sizes are from what the index tells and the bundled catalogue`),
  };
  return {
    resolve: async (requests) => {
      terminal.progress('resolving …');
      const resolution = await resolver(requests);
      const failed = failure();
      if (!told && failed !== null) terminal.note(failed);
      told = failed !== null;
      return resolution;
    },
    weigh: createWeigher(measuring),
    // A release of this morning may be missing then.
    notes: [`what uv or pip said is believed for ${DEFAULTS.maxAge / HOUR} hours`],
  };
}
