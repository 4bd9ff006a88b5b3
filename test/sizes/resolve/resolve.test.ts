import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createResolver, resolveAll, type Resolver } from '#sizes/resolve/resolve.js';
import type { InstallRequest, Resolution } from '#sizes/types.js';
import { ORDINARY } from '../../indexes/instances.js';
import { startIndex, type RunningIndex } from '../../indexes/server.js';
import { aidsWith, counted, memoryCache, release, request, scratchFolder, uv } from './machine.js';

const scratch = scratchFolder();
let index: RunningIndex;
let resolve: Resolver;

const OWN = [
  release('client', '1.0', ['six ; python_full_version < "3.11.3"']),
  release('speech', '2.0', ['ini-reader>=1', 'flask']),
  release('ini-reader', '1.4', [], 'source'),
  ...Array.from({ length: 15 }, (_, at) => release(`bare-${at}`, '1.0', [], 'source')),
  release('scores', '0.4', [], 'both'),
  release('scores', '0.9', [], 'source'),
  release('modern', '1.0', []),
  release('modern', '2.0', [], 'both', '>=3.13'),
  release('left', '1.0', ['shared<2']),
  release('right', '1.0', ['shared>=2']),
  release('shared', '1.5'),
  release('shared', '2.5'),
  {
    ...release('fast', '1.0'),
    wheels: ['cp311-cp311-manylinux_2_28_x86_64', 'cp39-abi3-manylinux_2_17_x86_64', 'cp311-cp311-musllinux_1_2_aarch64', 'py3-none-any'].map((tags) => ({ file: `fast-1.0-${tags}.whl`, bytes: 1_000 })),
  },
];

beforeAll(async () => {
  index = await startIndex([...ORDINARY, ...OWN], { sizes: 'real' });
  resolve = createResolver(aidsWith(scratch.path));
});

afterAll(async () => {
  await index.stop();
  scratch.remove();
});

const one = (...lines: readonly string[]): Promise<Resolution> => resolve([request(index.url, lines)]);
const versions = ({ packages }: Resolution): string[] => [...packages.values()].map(({ name, version }) => `${name} ${version ?? '?'}`).toSorted();

describe.skipIf(!uv.ok)('what an install resolves to', { timeout: 60_000 }, () => {
  test('every package with its version, its file, who requires it, and the lines that ask for it', async () => {
    const resolution = await one('flask', 'jinja2==3.1.4');
    expect(resolution).toMatchObject({ by: 'uv', complete: true, unresolved: [] });
    expect(resolution.because).toMatch(/^uv [\d.]+: 7 packages for Python 3\.11, glibc 2\.36, x86_64, \d{4}-\d\d-\d\d$/);
    expect(versions(resolution)).toEqual(['blinker 1.9.0', 'click 8.1.7', 'flask 3.1.0', 'itsdangerous 2.2.0', 'jinja2 3.1.4', 'markupsafe 3.0.4', 'werkzeug 3.1.3']);
    const file = 'markupsafe-3.0.4-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.manylinux_2_28_x86_64.whl';
    expect(resolution.packages.get('markupsafe')).toEqual({
      name: 'markupsafe', version: '3.0.4', parents: ['jinja2', 'werkzeug'], asked: [],
      wheel: { file, url: index.fileUrl(file), bytes: expect.any(Number), sha256: index.sha256Of(file) },
    });
    expect(resolution.packages.get('jinja2')).toMatchObject({ parents: ['flask'], asked: [{ path: 'requirements.txt', line: 2 }] });
    expect(resolution.packages.get('flask')).toMatchObject({ parents: [], asked: [{ path: 'requirements.txt', line: 1 }] });
  });

  test('a constraint holds, a marker for another system leaves out, and --no-deps brings nothing along', async () => {
    const constrained = await resolve([request(index.url, ['jinja2', 'colorama ; sys_platform == "win32"'], { constraints: ['markupsafe==3.0.2'] })]);
    expect(versions(constrained)).toEqual(['jinja2 3.1.6', 'markupsafe 3.0.2']);
    const alone = await resolve([request(index.url, ['flask'], { dependencies: false })]);
    expect(versions(alone)).toEqual(['flask 3.1.0']);
  });

  test.each([
    [{ python: '3.11', arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } }, 'fast-1.0-cp311-cp311-manylinux_2_28_x86_64.whl'],
    [{ python: '3.11', arch: 'x86_64', libc: { kind: 'glibc', version: '2.24' } }, 'fast-1.0-cp39-abi3-manylinux_2_17_x86_64.whl'],
    [{ python: '3.11', arch: 'aarch64', libc: { kind: 'musl', version: '1.2' } }, 'fast-1.0-cp311-cp311-musllinux_1_2_aarch64.whl'],
    [{ python: '3.12', arch: 'aarch64', libc: { kind: 'glibc', version: '2.41' } }, 'fast-1.0-py3-none-any.whl'],
  ] as const)('of several files the one that fits best comes: %j', async (target, file) => {
    const resolution = await resolve([request(index.url, ['fast'], { target })]);
    expect(resolution.packages.get('fast')?.wheel?.file).toBe(file);
  });

  test('a marker that asks for the patch release is judged by that of the base image, else by the newest', async () => {
    const newest = await one('client');
    expect(versions(newest)).toEqual(['client 1.0']);
    const fixed = await resolve([request(index.url, ['client'], { target: { python: '3.11', patch: 2, arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } } })]);
    expect(versions(fixed)).toEqual(['client 1.0', 'six 1.17.0']);
  });

  test('the same lines in many services are asked for once', async () => {
    const processes = counted();
    const own = createResolver(aidsWith(scratch.path, { processes }));
    const seen: string[] = [];
    const all = await resolveAll([1, 2, 3].map(() => [request(index.url, ['click'])]), own, (done, of) => void seen.push(`${done}/${of}`));
    expect(all.map(versions)).toEqual([['click 8.1.7'], ['click 8.1.7'], ['click 8.1.7']]);
    expect(processes.ran.filter((words) => words === 'pip compile')).toHaveLength(1);
    expect(seen).toEqual(['1/3', '2/3', '3/3']);
  });

  test('what was not asked of a registry makes it incomplete, unless everything that it requires is known', async () => {
    const left = [{ what: 'tools', reason: 'from a version control system, which no registry tells of', at: null }];
    const resolution = await resolve([request(index.url, ['click'], { left })]);
    expect(resolution).toMatchObject({ complete: false, unresolved: left, because: 'tools: from a version control system, which no registry tells of' });
    const folder = await resolve([request(index.url, ['click'], { left: [{ what: 'libs/common', reason: 'a folder of the workspace; what it requires is resolved', at: null }] })]);
    expect(folder).toMatchObject({ complete: true, unresolved: [] });
  });

  test('without the Python of the image another stands in, which is said', async () => {
    const target = { python: null, arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } } as const;
    const resolution = await resolve([request(index.url, ['click'], { target })]);
    expect(resolution).toMatchObject({ complete: false, because: 'the Python of the image is not known; 3.12 stands in for it' });
    expect(versions(resolution)).toEqual(['click 8.1.7']);
  });
});

describe.skipIf(!uv.ok)('what cannot be had is named, and the rest still resolves', { timeout: 60_000 }, () => {
  test('names that the index does not have, and versions that it does not have', async () => {
    const resolution = await one('acme-internal==1.2', 'flask==99.0', 'click', 'requests');
    expect(resolution).toMatchObject({ by: 'uv', complete: false });
    expect(resolution.unresolved).toEqual([
      { what: 'acme-internal', reason: 'the index does not have it', at: { path: 'requirements.txt', line: 1 } },
      { what: 'flask', reason: 'the index has no version 99.0', at: { path: 'requirements.txt', line: 2 } },
    ].toSorted((a, b) => resolution.unresolved.findIndex(({ what }) => what === a.what) - resolution.unresolved.findIndex(({ what }) => what === b.what)));
    expect(versions(resolution)).toEqual(['certifi 2024.12.14', 'charset-normalizer 3.4.0', 'click 8.1.7', 'idna 3.10', 'requests 2.32.3', 'urllib3 2.2.3']);
    expect(resolution.conflict).toBeUndefined();
  });

  test('a source archive without a wheel is installed all the same: its name stays, nothing is built, no version is made up', async () => {
    const resolution = await one('speech==2.0');
    expect(resolution.complete).toBe(false);
    expect(resolution.unresolved).toEqual([{ what: 'ini-reader', reason: 'no wheel fits, only a source archive, and nothing is built', at: null }]);
    expect(resolution.packages.get('ini-reader')).toEqual({ name: 'ini-reader', version: null, wheel: null, parents: ['speech'], asked: [] });
    expect(versions(resolution)).toContain('flask 3.1.0');
  });

  test('pinned, its version is the pinned one', async () => {
    const resolution = await one('ini-reader==1.4', 'click');
    expect(resolution.packages.get('ini-reader')).toMatchObject({ version: '1.4', wheel: null });
    expect(resolution.complete).toBe(false);
  });

  test('pinned by a constraint alone, as every version of a lock is, its version is that one', async () => {
    const resolution = await resolve([request(index.url, ['speech==2.0'], { constraints: ['ini-reader==1.4'] })]);
    expect(resolution.packages.get('ini-reader')).toMatchObject({ version: '1.4', wheel: null, parents: ['speech'] });
  });

  test('fifteen of them, as old pins on a new Python are, and the rest still resolves', async () => {
    const names = Array.from({ length: 15 }, (_, at) => `bare-${at}`);
    const resolution = await one(...names.map((name) => `${name}==1.0`), 'click==8.1.7');
    expect(resolution).toMatchObject({ by: 'uv', complete: false });
    expect(resolution.conflict).toBeUndefined();
    expect(versions(resolution)).toEqual([...names.map((name) => `${name} 1.0`), 'click 8.1.7'].toSorted());
    expect(resolution.unresolved).toHaveLength(15);
  });

  test('where the newest version has no wheel, an older one that has is not taken for what is installed', async () => {
    const resolution = await one('scores', 'click');
    expect(resolution.packages.get('scores')).toMatchObject({ version: null, wheel: null });
    expect(resolution.unresolved).toMatchObject([{ what: 'scores', reason: '0.9 is a source archive without a wheel, and nothing is built' }]);
  });

  test('what has a newer source archive is looked up once for all sets of a run', async () => {
    const processes = counted();
    const own = createResolver(aidsWith(scratch.path, { processes }));
    const calls = async (...lines: readonly string[]): Promise<number> => {
      const before = processes.ran.length;
      const { packages } = await own([request(index.url, lines)]);
      expect(packages.get('scores')).toMatchObject({ version: null });
      return processes.ran.slice(before).filter((words) => words === 'pip compile').length;
    };
    expect(await calls('scores', 'click')).toBe((await calls('scores', 'flask')) + 2);
  });

  test('a set does not take what an earlier one had to take', async () => {
    const own = createResolver(aidsWith(scratch.path));
    expect(versions(await own([request(index.url, ['left==1.0'])]))).toEqual(['left 1.0', 'shared 1.5']);
    expect(versions(await own([request(index.url, ['shared'])]))).toEqual(['shared 2.5']);
  });

  test('where the newest version wants another Python, an older one is what is installed', async () => {
    const resolution = await one('modern');
    expect(resolution).toMatchObject({ complete: true });
    expect(versions(resolution)).toEqual(['modern 1.0']);
  });

  test('requirements that contradict each other are a conflict, in the resolver’s own words and without versions', async () => {
    const resolution = await one('left==1.0', 'right==1.0', 'click==8.1.7');
    expect(resolution).toMatchObject({ by: 'edges', complete: false, conflict: true });
    expect(resolution.because).toMatch(/right depend on shared>=2 and all versions of left depend on shared<2.*you require left==1\.0 and right==1\.0/);
    expect(resolution.because.length).toBeLessThanOrEqual(300);
    expect(versions(resolution)).toEqual(['click 8.1.7', 'left 1.0', 'right 1.0']);
  });
});

describe.skipIf(!uv.ok)('what is kept on disk', { timeout: 60_000 }, () => {
  const DAY = 24 * 60 * 60 * 1000;

  test('a second run asks nobody, until it is too old; what cannot be read is not there', async () => {
    const cache = memoryCache();
    let now = 1_000 * DAY;
    const run = async (given: Partial<InstallRequest> = {}): Promise<{ readonly compiled: number; readonly found: string[] }> => {
      const processes = counted();
      const resolution = await createResolver(aidsWith(scratch.path, { processes, cache, now: () => now }))([request(index.url, ['click', 'acme-internal'], given)]);
      return { compiled: processes.ran.filter((words) => words === 'pip compile').length, found: versions(resolution) };
    };
    const first = await run();
    expect(first).toEqual({ compiled: 2, found: ['click 8.1.7'] });
    now += DAY - 1;
    expect(await run()).toEqual({ ...first, compiled: 0 });
    expect((await run({ target: { python: '3.12', arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } } })).compiled).toBe(2);
    expect((await run({ constraints: ['click<9'] })).compiled).toBe(2);
    now += 1;
    expect((await run()).compiled).toBe(2);
    for (const name of cache.files.keys()) cache.files.set(name, new TextEncoder().encode('{"key": [1,'));
    expect(await run()).toEqual(first);
  });

  test('an index that is down today says nothing about tomorrow', async () => {
    const cache = memoryCache();
    const down = await startIndex([release('thing', '1.0')], { faults: [{ on: 'page', times: 6, does: 'unavailable' }] });
    const own = () => createResolver(aidsWith(scratch.path, { cache, variables: { PATH: process.env['PATH'], UV_HTTP_RETRIES: '0', PIP_CONFIG_FILE: '/dev/null' } }));
    const today = await own()([request(down.url, ['thing==1.0'])]);
    expect(today).toMatchObject({ by: 'edges', complete: false });
    expect(today.conflict).toBeUndefined();
    expect(today.because).toContain('503');
    expect(cache.files.size).toBe(0);
    while (down.requests.length < 6) await own()([request(down.url, ['thing==1.0'])]);
    expect(await own()([request(down.url, ['thing==1.0'])])).toMatchObject({ by: 'uv', complete: true });
    await down.stop();
  });
});
