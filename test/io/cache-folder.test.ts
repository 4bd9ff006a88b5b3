import { chmodSync, readdirSync, statSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { cacheFolder, cacheFolderFor } from '#io/cache-folder.js';
import { withScratchFolder } from '#io/folders.js';

afterEach(() => void vi.unstubAllEnvs());

test('the cache lies in $XDG_CACHE_HOME, for this user alone, and a file is replaced whole', async () => {
  await withScratchFolder(new Map([['repo/a.py', '']]), (folder) => {
    vi.stubEnv('XDG_CACHE_HOME', `${folder}/home`);
    const cache = cacheFolderFor(`${folder}/repo`) ?? expect.fail();
    expect(cache.read('x')).toBeNull();
    cache.write('x', [Buffer.from('one')]);
    cache.write('x', [Buffer.from('two '), Buffer.from('parts')]);
    expect(Buffer.from(cache.read('x') ?? []).toString()).toBe('two parts');
    expect(readdirSync(`${folder}/home/slimify`)).toEqual(['x']);
    expect(statSync(`${folder}/home/slimify/x`).mode & 0o077).toBe(0);
  });
});

test('nothing is ever kept inside the workspace', async () => {
  await withScratchFolder(new Map([['repo/a.py', '']]), (folder) => {
    vi.stubEnv('XDG_CACHE_HOME', `${folder}/repo/.cache`);
    expect(cacheFolderFor(`${folder}/repo`)).toBeNull();
    expect(readdirSync(`${folder}/repo`)).toEqual(['a.py']);
  });
});

test('a folder that cannot be written is no failure', async () => {
  await withScratchFolder(new Map([['cache', 'a file where the folder should be']]), (folder) => {
    chmodSync(`${folder}/cache`, 0o400);
    const cache = cacheFolder(`${folder}/cache`);
    cache.write('x', [Buffer.from('one')]);
    expect(cache.read('x')).toBeNull();
    vi.stubEnv('XDG_CACHE_HOME', `${folder}/cache`);
    expect(cacheFolderFor(`${folder}/repo`)).toBeNull();
  });
});
