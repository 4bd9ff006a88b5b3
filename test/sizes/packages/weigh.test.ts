import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttp } from '#io/http.js';
import { weighPackages } from '#sizes/packages/weigh.js';
import type { ResolvedPackage, Target } from '#sizes/types.js';
import type { Distribution } from '../../indexes/distribution.js';
import { startIndex, type RunningIndex } from '../../indexes/server.js';

const TARGET: Target = { python: '3.12', arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } };
const FILES = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta', 'iota', 'kappa'];

function distribution(name: string): Distribution {
  return { name, version: '1.0', requiresPython: null, requires: [], extras: [], wheels: [{ file: `${name}-1.0-py3-none-any.whl`, bytes: null }], sdist: null, source: 'made up' };
}

function packageOf(name: string, url: string | null, bytes: number | null = null, version: string | null = '1.0'): ResolvedPackage {
  return { name, version, wheel: { file: `${name}-${version ?? '0'}-py3-none-any.whl`, url, bytes, sha256: null }, parents: [], asked: [] };
}

let good: RunningIndex;
let dead: RunningIndex;
beforeAll(async () => {
  good = await startIndex(FILES.map(distribution));
  dead = await startIndex(FILES.map(distribution), { faults: [{ on: 'file', does: 'unavailable' }] });
});
afterAll(() => Promise.all([good.stop(), dead.stop()]));

const NOT_ASKED = { cache: null };

test('a wheel is measured on its server, and the row says so by file and host', async () => {
  const told: string[] = [];
  const [size] = await weighPackages([packageOf('alpha', good.fileUrl('alpha-1.0-py3-none-any.whl'))], TARGET, { http: createHttp(), ...NOT_ASKED, progress: (done, all) => told.push(`${done} of ${all}`) });
  expect(size).toMatchObject({ files: { basis: 'measured' }, wheel: { basis: 'measured' }, because: 'measured: what alpha-1.0-py3-none-any.whl unpacks to, at 127.0.0.1' });
  expect(size?.files?.low).toBeGreaterThan(100);
  expect(told).toEqual(['1 of 1']);
});

test('an address with a password is measured and never shown', async () => {
  const address = new URL(good.fileUrl('beta-1.0-py3-none-any.whl'));
  address.username = 'me';
  address.password = 'hunter2';
  const [size] = await weighPackages([packageOf('beta', address.href)], TARGET, { http: createHttp(), ...NOT_ASKED });
  expect(size?.files?.basis).toBe('measured');
  expect(JSON.stringify(size)).not.toContain('hunter2');
});

test('a server that does not answer is asked a few times, then left alone: sizes fall back, each with the reason', async () => {
  const reasons: string[] = [];
  const packages = FILES.map((name) => packageOf(name, dead.fileUrl(`${name}-1.0-py3-none-any.whl`), 100_000));
  const before = dead.requests.length;
  const sizes = await weighPackages(packages, TARGET, { http: createHttp(), ...NOT_ASKED, gaveUp: (reason) => reasons.push(reason) });
  expect(reasons).toHaveLength(1);
  expect(dead.requests.length - before).toBeLessThanOrEqual(FILES.length * 2);
  expect(sizes[0]).toMatchObject({ files: { basis: 'heuristic' }, because: expect.stringMatching(/^not measured: .*503/) });
});

test('the bytes of a wheel that a lock tells give a range, without a request', async () => {
  const [size] = await weighPackages([packageOf('never-heard-of-it', null, 1_000_000)], TARGET, null);
  expect(size).toMatchObject({ wheel: { low: 1_000_000, high: 1_000_000, basis: 'resolved' }, files: { basis: 'heuristic' } });
  expect(size?.files?.low).toBeGreaterThan(1_000_000);
  expect(size?.files?.high).toBeGreaterThan(size?.files?.low ?? 0);
});

test('what no catalogue knows and nobody tells has no number', async () => {
  const [size] = await weighPackages([{ name: 'never-heard-of-it', version: '1.0', wheel: null, parents: [], asked: [] }], TARGET, null);
  expect(size).toMatchObject({ files: null, bytecode: null, wheel: null, because: 'no figure of never-heard-of-it in the catalogue' });
});

test('of a version that the catalogue measured the figure is exact; a lock that tells other bytes wins over it', async () => {
  const known: ResolvedPackage = { name: 'torch', version: '2.14.1', wheel: null, parents: [], asked: [] };
  const [exact] = await weighPackages([known], TARGET, null);
  expect(exact?.files?.basis).toBe('catalogue');
  const file = 'torch-2.14.1-cp312-cp312-manylinux_2_28_x86_64.whl';
  const [other] = await weighPackages([{ ...known, wheel: { file, url: null, bytes: 200_000_000, sha256: null } }], TARGET, null);
  expect(other).toMatchObject({ wheel: { low: 200_000_000, basis: 'resolved' }, files: { basis: 'heuristic' } });
  const same = exact?.wheel?.low ?? 0;
  expect(await weighPackages([{ ...known, wheel: { file, url: null, bytes: same, sha256: null } }], TARGET, null)).toEqual([exact]);
});

test('of a file that is not what the index lists nothing is believed, not even its bytes: there is no number, and the reason', async () => {
  const broken = await startIndex(FILES.map(distribution), { faults: [{ on: 'file', project: 'alpha', does: 'not-a-zip' }, { on: 'file', project: 'beta', does: 'huge-directory' }] });
  const of = (name: string, bytes: number | null): ResolvedPackage => packageOf(name, broken.fileUrl(`${name}-1.0-py3-none-any.whl`), bytes);
  const gamma = { ...of('gamma', null), wheel: { file: 'gamma-1.0-py3-none-any.whl', url: broken.fileUrl('gamma-1.0-py3-none-any.whl'), bytes: null, sha256: 'a'.repeat(64) } };
  const sizes = await weighPackages([of('alpha', 100_000), of('beta', null), gamma, of('delta', 5)], TARGET, { http: createHttp(), ...NOT_ASKED });
  await broken.stop();
  expect(sizes.map(({ files, bytecode, wheel }) => [files, bytecode, wheel])).toEqual(sizes.map(() => [null, null, null]));
  expect(sizes.map(({ because }) => because)).toEqual([
    expect.stringMatching(/^its wheel is not what the index lists: it is no zip archive/),
    expect.stringMatching(/^its wheel is not what the index lists: its zip directory is said to have more than 24 MB/),
    'its wheel is not what the index lists: it is not the file that the index has the hash of',
    expect.stringMatching(/^its wheel is not what the index lists: it has \d+ bytes, and the index tells 5/),
  ]);
});
