import { describe, expect, test } from 'vitest';
import type { Answer } from '#answer/answer.js';
import { listen } from '#answer/ledger.js';
import { muslWheel } from '#knowledge/index.js';
import { packageSizes, sizedVersions, wheelClass, type SizesFile } from '#knowledge/package-sizes.js';
import { lockedWheels } from '../corpus/sizes-lock.js';
import { mergeSizes, sizesText } from '../corpus/sizes-merge.js';

const LOCK = `version = 1

[[package]]
name = "Pebble"
version = "1.2.0"
source = { registry = "https://pypi.org/simple" }
wheels = [
    { url = "https://files.example/pebble-1.2.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", hash = "sha256:aa", size = 1100 },
    { url = "https://files.example/pebble-1.2.0-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", hash = "sha256:ab", size = 1200 },
    { url = "https://files.example/pebble-1.2.0-cp312-cp312t-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", hash = "sha256:ac", size = 1300 },
    { url = "https://files.example/pebble-1.2.0-cp312-cp312-musllinux_1_2_x86_64.whl", hash = "sha256:ad", size = 1400 },
    { url = "https://files.example/pebble-1.2.0-cp312-cp312-win_amd64.whl", hash = "sha256:ae", size = 900 },
]

[[package]]
name = "gravel"
version = "0.4"
source = { registry = "https://pypi.org/simple" }
sdist = { url = "https://files.example/gravel-0.4.tar.gz", hash = "sha256:af", size = 500 }
wheels = [{ url = "https://files.example/gravel-0.4-py3-none-any.whl", hash = "sha256:ba", size = 700 }]

[[package]]
name = "only-source"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
sdist = { url = "https://files.example/only-source-1.0.tar.gz", hash = "sha256:bb", size = 500 }

[[package]]
name = "torch"
version = "2.9.1+cpu"
source = { registry = "https://download.pytorch.org/whl/cpu" }
wheels = [{ url = "https://files.example/torch-2.9.1-cp312-cp312-linux_x86_64.whl", hash = "sha256:bc", size = 5 }]

[[package]]
name = "gravel-private"
version = "1.0"
source = { registry = "https://pypi.acme.example/simple" }
wheels = [{ url = "https://files.example/gravel_private-1.0-py3-none-any.whl", hash = "sha256:bd", size = 5 }]
`;

describe('what a lock tells of wheels', () => {
  const told = lockedWheels('services/api/uv.lock', LOCK);

  test('one figure a platform, of the public index alone', () => {
    expect(told).toEqual({
      ok: true,
      value: { rows: { 'pebble==1.2.0': { x86_64: 1200, musl: ['x86_64'] }, 'gravel==0.4': { any: 700 } }, left: 3 },
    });
  });

  test('pylock.toml tells the same', () => {
    const text = `lock-version = "1.0"

[[packages]]
name = "gravel"
version = "0.4"
index = "https://pypi.org/simple"
wheels = [{ name = "gravel-0.4-py3-none-any.whl", url = "https://files.example/x", size = 700, hashes = { sha256 = "ba" } }]
`;
    expect(lockedWheels('pylock.web.toml', text)).toMatchObject({ ok: true, value: { rows: { 'gravel==0.4': { any: 700 } } } });
  });

  test.each([['poetry.lock', ''], ['uv.lock', 'a = """\nb"""']])('%s that cannot be read says so', (path, text) => {
    expect(lockedWheels(path, text).ok).toBe(false);
  });

  test('a figure stands with who told it first; measured ones go before locks', () => {
    const before: SizesFile['sources'] = {
      'acme/old@0123abcd:uv.lock': { kind: 'lock', checked: '2026-01-01', wheels: { 'gravel==0.4': { any: 700 }, 'gravel==0.3': { any: 600 } } },
      'https://pypi.org/simple': { kind: 'measured', checked: '2026-01-01', wheels: { 'gravel==0.4': { any: 700, unpacked: 2_000 } } },
    };
    const rows = told.ok ? told.value.rows : {};
    const after = mergeSizes(before, [{ source: 'acme/shop@89abcdef:uv.lock', checked: '2026-11-22', rows }]);
    expect(after).toEqual({
      'https://pypi.org/simple': before['https://pypi.org/simple'],
      'acme/old@0123abcd:uv.lock': { kind: 'lock', checked: '2026-01-01', wheels: { 'gravel==0.3': { any: 600 } } },
      'acme/shop@89abcdef:uv.lock': { kind: 'lock', checked: '2026-11-22', wheels: { 'pebble==1.2.0': { x86_64: 1200, musl: ['x86_64'] } } },
    });
    expect(mergeSizes(after, [{ source: 'acme/shop@89abcdef:uv.lock', checked: '2026-11-22', rows }])).toEqual(after);
    expect(sizedVersions({ sources: after }).get('gravel')?.map(({ version, unpacked }) => ({ version, unpacked }))).toEqual([{ version: '0.4', unpacked: 2_000 }, { version: '0.3', unpacked: null }]);
  });

  test('the file is written one version a line', () => {
    const text = sizesText({ $schema: 's', factors: {} as SizesFile['factors'], platforms: {} as SizesFile['platforms'], pythons: {}, sources: { 'acme/shop@89abcdef:uv.lock': { kind: 'lock', checked: '2026-11-22', wheels: { 'b==1': { any: 2 }, 'a==1': { any: 1 } } } } });
    expect(text).toContain('      "a==1": {"any":1},\n      "b==1": {"any":2}\n');
    expect(JSON.parse(text)).toHaveProperty(['sources', 'acme/shop@89abcdef:uv.lock', 'wheels', 'a==1'], { any: 1 });
  });
});

describe('the catalogue', () => {
  test('has torch with and without CUDA, and what it brings', () => {
    expect(packageSizes('torch').filter(({ unpacked }) => unpacked !== null).map(({ version }) => version)).toEqual(expect.arrayContaining(['2.14.1', '2.13.0+cpu', '2.5.1', '2.0.1']));
    for (const name of ['nvidia-cublas-cu12', 'nvidia-cudnn-cu12', 'nvidia-nccl-cu12', 'nvidia-cublas', 'triton']) expect(packageSizes(name).some(({ unpacked }) => unpacked !== null), name).toBe(true);
  });

  test('versions come newest first, by any spelling of the name', () => {
    const versions = packageSizes('Scikit_Learn').map(({ version }) => version);
    expect(versions.indexOf('1.9.1')).toBeLessThan(versions.indexOf('1.7.2'));
    expect(packageSizes('no-such-distribution')).toEqual([]);
  });

  test('classes', () => {
    expect([wheelClass('nvidia-nccl-cu12', true), wheelClass('numpy', true), wheelClass('flask', false), wheelClass('nvidia-ml-py', false)]).toEqual(['nvidia', 'native', 'pure', 'pure']);
  });
});

describe('a wheel for musl', () => {
  test('there is one, there is none, or it is Python code alone', () => {
    expect(muslWheel('cryptography', '50.0.0', 'x86_64')).toMatchObject({ value: true, complete: true, assumed: false });
    expect(muslWheel('scikit-learn', '1.8.0', 'x86_64')).toMatchObject({ value: false, complete: true, assumed: false });
    expect(muslWheel('attrs', '26.1.0', 'aarch64')).toMatchObject({ value: true, assumed: false });
    expect(muslWheel('scikit-learn', '1.8.0', 'x86_64').evidence[0]?.text).toMatch(/uv\.lock, checked 2026-11-22\)$/);
  });

  test('each look is heard, also one at what was looked at before', () => {
    const heard: Answer<unknown>[] = [];
    listen(heard, () => [muslWheel('attrs', '26.1.0', 'x86_64'), muslWheel('attrs', '26.1.0', 'x86_64'), muslWheel('attrs', null, 'x86_64')]);
    expect(heard.map(({ assumed }) => assumed)).toEqual([false, false, true]);
  });

  test('another version is taken for it', () => {
    expect(muslWheel('cryptography', '3.0', 'x86_64')).toMatchObject({ value: true, assumed: true });
  });

  test('nobody knows', () => {
    expect(muslWheel('acme-core', '1.0', 'x86_64')).toMatchObject({ value: null, complete: false });
  });
});
