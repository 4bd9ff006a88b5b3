import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createResolver, type Resolver } from '#sizes/resolve/resolve.js';
import { ORDINARY } from '../../indexes/instances.js';
import { startIndex, type RunningIndex } from '../../indexes/server.js';
import { pipPython } from '../../oracles/pip-venv.js';
import { aidsWith, release, request, scratchFolder, uv } from './machine.js';

const pip = pipPython();
const scratch = scratchFolder();
let index: RunningIndex;
let byPip: Resolver;
let byUv: Resolver;

beforeAll(async () => {
  index = await startIndex([...ORDINARY, release('ini-reader', '1.4', [], 'source')], { sizes: 'real' });
  byPip = createResolver(aidsWith(scratch.path, { uv: null, pip: pip.ok ? [pip.python, '-m', 'pip'] : null }));
  byUv = createResolver(aidsWith(scratch.path));
});

afterAll(async () => {
  await index.stop();
  scratch.remove();
});

/** Markers are judged by the Python that pip runs with: the tests resolve for that one. */
function target() {
  const python = pip.ok ? execFileSync(pip.python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' }).trim() : '3.11';
  return { python, arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } } as const;
}

describe.skipIf(!pip.ok || !uv.ok)('pip, where there is no uv', { timeout: 60_000 }, () => {
  test.each([
    [['flask', 'jinja2==3.1.4']],
    [['uvicorn', 'fastapi==0.115.6', 'requests>=2']],
    [['pandas', 'numpy<2', 'matplotlib']],
    [['sentence-transformers==3.3.1']],
  ])('comes to what uv comes to: %j', async (lines) => {
    const asked = [request(index.url, lines, { target: target() })];
    const [own, other] = [await byPip(asked), await byUv(asked)];
    expect(own).toMatchObject({ by: 'pip', complete: true });
    expect(own.because).toMatch(/^pip 26\.\S+: \d+ packages/);
    const told = ({ packages }: typeof own) =>
      [...packages.values()].map(({ name, version, wheel, parents }) => `${name} ${version} ${wheel?.file} ${wheel?.sha256} <- ${parents.toSorted().join()}`).toSorted();
    expect(told(own)).toEqual(told(other));
  });

  test('lines that the index cannot answer are named, and the rest resolves', async () => {
    const resolution = await byPip([request(index.url, ['acme-internal', 'ini-reader==1.4', 'click'], { target: target() })]);
    expect(resolution).toMatchObject({ by: 'pip', complete: false });
    expect(resolution.unresolved.map(({ what, reason }) => `${what}: ${reason}`).toSorted()).toEqual(['acme-internal: the index has no wheel of it that fits', 'ini-reader: the index has no wheel of it that fits']);
    expect([...resolution.packages.keys()]).toEqual(['click']);
  });

  test('for another Python than pip’s own it is said that markers may be judged otherwise', async () => {
    const resolution = await byPip([request(index.url, ['click'], { target: { ...target(), python: '3.9' } })]);
    expect(resolution).toMatchObject({ by: 'pip', complete: false });
    expect(resolution.because).toMatch(/^pip runs with Python 3\.\d+ and judges markers by that, not by 3\.9$/);
  });

  test('a conflict is one', async () => {
    const resolution = await byPip([request(index.url, ['jinja2==3.1.4', 'jinja2==3.1.6'], { target: target() })]);
    expect(resolution).toMatchObject({ by: 'edges', complete: false, conflict: true });
  });
});
