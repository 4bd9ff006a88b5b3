import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import type operatingSystem from 'node:os';
import { homedir } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import { cacheFolder, cacheFolderFor } from '#io/cache-folder.js';
import { withScratchFolder } from '#io/folders.js';

vi.mock('node:os', async (original) => {
  const os = await original<typeof operatingSystem>();
  return { ...os, homedir: vi.fn<() => string>(os.homedir) };
});

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
    vi.stubEnv('XDG_CACHE_HOME', `${folder}/home`);
    expect(cacheFolderFor('/')).toBeNull();
    symlinkSync('repo', `${folder}/home`);
    expect(cacheFolderFor(`${folder}/repo`)).toBeNull();
    expect(readdirSync(`${folder}/repo`)).toEqual(['a.py']);
  });
});

test('nothing is kept for who has no home, or an empty one', async () => {
  await withScratchFolder(new Map([['a.py', '']]), (folder) => {
    vi.stubEnv('XDG_CACHE_HOME', '');
    vi.mocked(homedir).mockImplementationOnce(() => {
      throw new Error('uv_os_homedir returned ENOENT');
    });
    expect(cacheFolderFor(folder)).toBeNull();
    vi.mocked(homedir).mockReturnValueOnce('');
    expect(cacheFolderFor(folder)).toBeNull();
    expect(existsSync('.cache/slimify')).toBe(false);
  });
});

test('what is no regular file is not there, and replaced where that can be', async () => {
  await withScratchFolder(new Map([['elsewhere', 'of somebody else']]), (folder) => {
    const cache = cacheFolder(folder);
    execFileSync('mkfifo', [`${folder}/pipe`]);
    symlinkSync('/dev/zero', `${folder}/device`);
    symlinkSync('elsewhere', `${folder}/link`);
    mkdirSync(`${folder}/folder`);
    writeFileSync(`${folder}/empty`, '');
    expect(['pipe', 'device', 'link', 'folder'].map((name) => cache.read(name))).toEqual([null, null, null, null]);
    expect(cache.read('empty')).toHaveLength(0);
    for (const name of ['pipe', 'device', 'link', 'folder']) cache.write(name, [Buffer.from('new')]);
    expect(['pipe', 'device', 'link', 'folder'].map((name) => Buffer.from(cache.read(name) ?? []).toString())).toEqual(['new', 'new', 'new', '']);
    expect(readdirSync(folder).toSorted()).toEqual(['device', 'elsewhere', 'empty', 'folder', 'link', 'pipe']);
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
