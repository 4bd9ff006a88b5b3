import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createResolver, type Resolver } from '#sizes/resolve/resolve.js';
import type { InstallRequest } from '#sizes/types.js';
import { startIndex, type RunningIndex } from '../../indexes/server.js';
import { aidsWith, release, request, scratchFolder, uv } from './machine.js';

const scratch = scratchFolder();
let common: RunningIndex;
let own: RunningIndex;
let resolve: Resolver;

beforeAll(async () => {
  common = await startIndex([
    release('base', '1.0'), release('base', '1.5'), release('base', '2.0'),
    release('tool', '1.0', ['base==1.0']), release('tool', '2.0', ['base==2.0']),
    release('web', '1.0', ['base>=1']),
    release('app', '1.0', ['acme-internal>=1']),
  ]);
  own = await startIndex([release('acme-internal', '1.2', ['web']), release('web', '1.0+acme'), release('base', '1.5')]);
  resolve = createResolver(aidsWith(scratch.path));
});

afterAll(async () => {
  await Promise.all([common.stop(), own.stop()]);
  scratch.remove();
});

async function after(...installs: readonly (readonly [RunningIndex, string, Partial<InstallRequest>?])[]): Promise<readonly string[]> {
  const { packages, complete, because } = await resolve(installs.map(([index, lines, given]) => request(index.url, lines.split(' '), given)));
  return [...[...packages.values()].map(({ name, version }) => `${name} ${version ?? '?'}`).toSorted(), ...(complete ? [] : [because])];
}

describe.skipIf(!uv.ok)('one install after the other, into the same environment', { timeout: 60_000 }, () => {
  test('what satisfies stays, though the index has a newer version', async () => {
    expect(await after([common, 'base==1.5'], [common, 'web base>=1'])).toEqual(['base 1.5', 'web 1.0']);
  });

  test('what does not satisfy is replaced', async () => {
    expect(await after([common, 'base==1.5'], [common, 'web base>=2'])).toEqual(['base 2.0', 'web 1.0']);
  });

  test('the newest of what is new comes, and replaces what stands in its way', async () => {
    expect(await after([common, 'base==1.0'], [common, 'tool'])).toEqual(['base 2.0', 'tool 2.0']);
    expect(await after([common, 'base==1.0'], [common, 'tool base==1.0'])).toEqual(['base 1.0', 'tool 1.0']);
  });

  test('-U takes anew what it names, and leaves the rest; what is to be reinstalled counts for nothing', async () => {
    expect(await after([common, 'base==1.5'], [common, 'web', { installed: 'upgraded' }])).toEqual(['base 1.5', 'web 1.0']);
    expect(await after([common, 'base==1.5'], [common, 'web base', { installed: 'upgraded' }])).toEqual(['base 2.0', 'web 1.0']);
    expect(await after([common, 'base==1.5'], [common, 'web', { installed: 'replaced' }])).toEqual(['base 2.0', 'web 1.0']);
  });

  test('what an index of one’s own brought is there for the next install, which has another index', async () => {
    expect(await after([own, 'acme-internal'], [common, 'app acme-internal==1.2'])).toEqual(['acme-internal 1.2', 'app 1.0', 'web 1.0+acme']);
    expect(await after([own, 'web==1.0'], [common, 'web base==2.0'])).toEqual(['base 2.0', 'web 1.0+acme']);
  });

  test('a sync keeps what satisfies, and takes away what it does not ask for', async () => {
    expect(await after([common, 'base==1.5'], [common, 'web', { installed: 'exact' }])).toEqual(['base 1.5', 'web 1.0']);
    expect(await after([common, 'web base==1.5'], [common, 'base', { installed: 'exact' }])).toEqual(['base 1.5']);
  });

  test('without the first install the second has nothing to go by', async () => {
    expect(await after([common, 'app'])).toEqual(['app 1.0', 'acme-internal: the index does not have it']);
  });
});
