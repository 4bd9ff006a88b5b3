import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { bestWheel, wheelFits } from '#sizes/wheel/best-wheel.js';
import { supportedTags } from '#sizes/wheel/tags.js';
import { parseWheelName } from '#sizes/wheel/wheel-name.js';
import type { Target } from '#sizes/types.js';
import { pipPython } from '../../oracles/pip-venv.js';

const BOOKWORM: Target = { python: '3.11', arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } };
const ALPINE: Target = { python: '3.12', arch: 'aarch64', libc: { kind: 'musl', version: '1.2' } };

const pip = pipPython();

test.skipIf(!pip.ok)('the tags and their order are those of packaging.tags', () => {
  if (!pip.ok) return expect.fail(pip.reason);
  const targets = ['2.7', '3.6', '3.7', '3.8', '3.9', '3.11', '3.13', '3.14'].flatMap((python) =>
    (['x86_64', 'aarch64'] as const).flatMap((arch) =>
      (['glibc 2.17', 'glibc 2.28', 'glibc 2.36', 'glibc 2.41', 'musl 1.1', 'musl 1.2'] as const).map((libc): Target => {
        const [kind, version] = libc.split(' ') as ['glibc' | 'musl', string];
        return { python, arch, libc: { kind, version } };
      }),
    ),
  );
  const script = fileURLToPath(new URL('../../oracles/packaging_tags.py', import.meta.url));
  const input = JSON.stringify(targets.map(({ python, arch, libc }) => [python, arch, libc.kind, libc.version]));
  const expected = JSON.parse(execFileSync(pip.python, [script], { input, encoding: 'utf8', maxBuffer: 1 << 28 })) as readonly (readonly string[])[];
  for (const [index, target] of targets.entries()) expect({ target, tags: supportedTags(target) }).toEqual({ target, tags: expected[index] });
});

test.each<[string, string, Target, string | null]>([
  ['the one for this very Python', 'cp310-cp310-manylinux_2_28_x86_64 cp311-cp311-manylinux_2_28_x86_64 cp312-cp312-manylinux_2_28_x86_64', BOOKWORM, 'cp311-cp311-manylinux_2_28_x86_64'],
  ['the stable ABI of an older one', 'cp39-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64 cp37-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64', BOOKWORM, 'cp39-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64'],
  ['not the stable ABI of a newer one', 'cp312-abi3-manylinux_2_17_x86_64', BOOKWORM, null],
  ['the newest C library that the image has', 'cp311-cp311-manylinux2014_x86_64 cp311-cp311-manylinux_2_28_x86_64 cp311-cp311-manylinux_2_39_x86_64', BOOKWORM, 'cp311-cp311-manylinux_2_28_x86_64'],
  ['native before pure', 'py3-none-any cp311-cp311-manylinux1_x86_64', BOOKWORM, 'cp311-cp311-manylinux1_x86_64'],
  ['pure where nothing native fits', 'py2.py3-none-any cp311-cp311-win_amd64 cp311-cp311-macosx_11_0_arm64', BOOKWORM, 'py2.py3-none-any'],
  ['what says linux alone, as the index of torch has it', 'cp311-cp311-linux_x86_64 cp311-cp311-linux_aarch64', BOOKWORM, 'cp311-cp311-linux_x86_64'],
  ['no free-threaded one', 'cp313-cp313t-manylinux_2_28_x86_64', { ...BOOKWORM, python: '3.13' }, null],
  ['musl and nothing else on Alpine', 'cp312-cp312-manylinux_2_17_aarch64 cp312-cp312-musllinux_1_1_aarch64 cp312-cp312-musllinux_1_2_x86_64', ALPINE, 'cp312-cp312-musllinux_1_1_aarch64'],
  ['none on Alpine without a musl wheel', 'cp312-cp312-manylinux_2_17_aarch64', ALPINE, null],
  ['the higher build', '2-cp311-cp311-linux_x86_64 10-cp311-cp311-linux_x86_64 cp311-cp311-linux_x86_64', BOOKWORM, '10-cp311-cp311-linux_x86_64'],
  ['only what fits every Python 3 when it is not known', 'cp311-cp311-manylinux_2_17_x86_64 cp37-abi3-manylinux_2_17_x86_64', { ...BOOKWORM, python: null }, null],
  ['a program for any Python when it is not known', 'py3-none-manylinux_2_17_x86_64 py3-none-win_amd64', { ...BOOKWORM, python: null }, 'py3-none-manylinux_2_17_x86_64'],
])('of the wheels of a release: %s', (_, names, target, expected) => {
  const files = names.split(' ').map((name) => ({ file: `spam-1.0-${name}.whl` }));
  expect(bestWheel(files, target)?.file ?? null).toBe(expected === null ? null : `spam-1.0-${expected}.whl`);
});

test('what is no wheel never fits', () => {
  for (const file of ['spam-1.0.tar.gz', 'spam-1.0-py3-none.whl', 'spam-1.0-x-py3-none-any.whl', 'spam--py3-none-any.whl', '.whl', `spam-1.0-${'a.'.repeat(200)}a-none-any.whl`]) {
    expect([file, wheelFits({ file }, BOOKWORM)]).toEqual([file, false]);
  }
  expect(parseWheelName(`spam-1.0-${'a.'.repeat(40)}a-${'b.'.repeat(40)}b-any.whl`)).toBeNull();
});

test('the parts of a name', () => {
  expect(parseWheelName('Spam_Eggs-1.0+cpu-1a-cp39.cp310-abi3-any.whl')).toEqual({
    distribution: 'Spam_Eggs', version: '1.0+cpu', build: [1, 'a'], tags: ['cp39-abi3-any', 'cp310-abi3-any'],
  });
});
