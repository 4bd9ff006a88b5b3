import { describe, expect, test } from 'vitest';
import type { SizedVersion } from '#knowledge/package-sizes.js';
import { sizeFromWheelBytes, sizeOfWheel } from '#sizes/catalogue/from-wheel.js';
import { catalogueSize, sizeAmong } from '#sizes/catalogue/package-size.js';
import type { Target } from '#sizes/types.js';

const BOOKWORM: Target = { python: '3.11', arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } };
const ARM: Target = { ...BOOKWORM, arch: 'aarch64' };
const ALPINE: Target = { ...BOOKWORM, libc: { kind: 'musl', version: '1.2' } };

function version(own: Partial<SizedVersion> & { readonly version: string }): SizedVersion {
  const nothing = { any: null, x86_64: null, aarch64: null, musl: null, measured: null, unpacked: null, py: null, pyc: null };
  return { name: 'cobble', kind: 'native', ...nothing, told: [{ source: 'acme/shop@0123abcd:uv.lock', checked: '2026-11-22', measured: false }], ...own };
}

describe('what a version takes, by the catalogue', () => {
  test('its own wheel was measured: known to the byte, with where from and when', () => {
    const size = catalogueSize('NumPy', '2.4.6', BOOKWORM);
    expect(size.files).toEqual({ low: 57_360_224, high: 57_360_224, basis: 'catalogue' });
    expect(size.bytecode).toEqual({ low: 13_999_475, high: 13_999_475, basis: 'catalogue' });
    expect(size.wheel).toEqual({ low: 16_918_164, high: 16_918_164, basis: 'catalogue' });
    expect(size.because).toBe('numpy 2.4.6, measured, https://pypi.org/simple, 2026-11-22');
  });

  test('another Python: Python code is the same, bytecode and compiled wheels are not', () => {
    const [on311, on310] = [catalogueSize('django', '5.2.17', BOOKWORM), catalogueSize('django', '5.2.17', { ...BOOKWORM, python: '3.10' })];
    expect(on310.files).toEqual(on311.files);
    expect(on310.bytecode?.high).toBeLessThan((on311.bytecode?.low ?? 0) * 0.75);
    const numpy = catalogueSize('numpy', '2.4.6', { ...BOOKWORM, python: '3.13' }).files;
    expect(numpy?.low).toBeLessThan(57_360_224);
    expect(numpy?.high).toBeGreaterThan(57_360_224);
  });

  test('a Python that is not known: as wide as all of them', () => {
    const { bytecode } = catalogueSize('django', '5.2.17', { ...BOOKWORM, python: null });
    expect((bytecode?.high ?? 0) / (bytecode?.low ?? 1)).toBeGreaterThan(1.5);
  });

  test('a version that the catalogue does not have: its neighbour, wider the further it is', () => {
    const rows = [
      version({ version: '2.1.0', x86_64: 90, measured: 'x86_64', unpacked: 300_000 }),
      version({ version: '1.9.2', x86_64: 50, measured: 'x86_64', unpacked: 200_000 }),
      version({ version: '1.2.0', x86_64: 40, measured: 'x86_64', unpacked: 100_000 }),
    ];
    const middles = ['1.9.5', '1.8.0', '1.3.0', '3.0.0'].map((asked) => {
      const { files } = sizeAmong(rows, 'cobble', asked, BOOKWORM);
      return { asked, of: Math.round(Math.sqrt((files?.low ?? 0) * (files?.high ?? 0)) / 10_000), wide: (files?.high ?? 0) / (files?.low ?? 1), basis: files?.basis };
    });
    expect(middles.map(({ of }) => of)).toEqual([20, 20, 10, 30]);
    expect(middles.map(({ basis }) => basis)).toEqual(['catalogue', 'catalogue', 'catalogue', 'catalogue']);
    const [patch = 0, minor = 0, , major = 0] = middles.map(({ wide }) => wide);
    expect(patch).toBeGreaterThan(1);
    expect(minor).toBeGreaterThan(patch);
    expect(major).toBeGreaterThan(minor);
  });

  test('a version that is not known is as far away as can be', () => {
    const [known, unknown] = [catalogueSize('numpy', '2.4.6', BOOKWORM), catalogueSize('numpy', null, BOOKWORM)];
    expect(unknown.files?.low).toBeLessThan((known.files?.low ?? 0) / 1.5);
    expect(unknown.files?.high).toBeGreaterThan((known.files?.high ?? 0) * 1.5);
    expect(unknown.because).toMatch(/^its version is not known; within a factor of/);
  });

  test('builds do not speak for each other', () => {
    expect(catalogueSize('torch', '2.13.0+cpu', BOOKWORM).files?.low).toBeLessThan(750e6);
    expect(catalogueSize('torch', '2.13.0', BOOKWORM).files?.low).toBeGreaterThan(900e6);
    expect(catalogueSize('torch', '2.5.1+cu121', BOOKWORM)).toEqual({
      files: null, bytecode: null, wheel: null,
      because: 'no figure of torch 2.5.1+cu121 in the catalogue, nor of another version of that build',
    });
  });

  test('a distribution that nobody knows has no size, and no number is made up', () => {
    expect(catalogueSize('acme-billing', '1.0', BOOKWORM)).toEqual({ files: null, bytecode: null, wheel: null, because: 'no figure of acme-billing in the catalogue' });
  });

  test('the wheel alone is known: by what another version unpacks to, else by its class', () => {
    const measured = version({ version: '1.0', x86_64: 1_000, measured: 'x86_64', unpacked: 9_000, py: 500, pyc: 700 });
    const byVersion = sizeAmong([version({ version: '2.0', x86_64: 2_000 }), measured], 'cobble', '2.0', BOOKWORM);
    expect([byVersion.files?.basis, byVersion.wheel]).toEqual(['heuristic', { low: 2_000, high: 2_000, basis: 'catalogue' }]);
    expect(byVersion.files?.low).toBeLessThan(18_000);
    expect(byVersion.files?.high).toBeGreaterThan(18_000);
    const byClass = sizeAmong([version({ version: '2.0', x86_64: 2_000 })], 'cobble', '2.0', BOOKWORM);
    expect(byClass.files?.high).toBeLessThan(10_000);
    expect(byClass.because).toMatch(/^cobble 2\.0 \(acme\/shop@0123abcd:uv\.lock, 2026-11-22\): its wheel, times what \d+ measured wheels with compiled code unpack to/);
  });
});

describe('other platforms', () => {
  test('aarch64: its own wheel, unpacked as the one for x86_64 is', () => {
    const { files, wheel } = catalogueSize('numpy', '2.4.6', ARM);
    expect(files?.basis).toBe('heuristic');
    expect(wheel?.low).toBeLessThan(16_918_164);
    expect((files?.high ?? 0) / (files?.low ?? 1)).toBeLessThan(1.7);
  });

  test('Alpine: no wheel, no number', () => {
    const size = catalogueSize('scikit-learn', '1.8.0', ALPINE);
    expect(size.files).toBeNull();
    expect(size.because).toMatch(/has no wheel for musl on x86_64 .* it is built from source/);
  });

  test('Alpine: Python code is the same', () => {
    expect(catalogueSize('attrs', '26.1.0', ALPINE)).toEqual(catalogueSize('attrs', '26.1.0', BOOKWORM));
  });

  test('Alpine: there is a wheel, its bytes are not told, and what it unpacks to is wide', () => {
    const { files, wheel } = catalogueSize('numpy', '2.4.6', ALPINE);
    expect(wheel).toBeNull();
    expect((files?.high ?? 0) / (files?.low ?? 1)).toBeGreaterThan(1.4);
  });
});

describe('a wheel that a resolver told', () => {
  test('its bytes are exact, the rest lies between the tenth and the ninetieth of a hundred', () => {
    const size = sizeFromWheelBytes('pure', 1_000_000, BOOKWORM);
    expect(size.wheel).toEqual({ low: 1_000_000, high: 1_000_000, basis: 'resolved' });
    expect(size.files?.basis).toBe('heuristic');
    expect([size.files?.low, size.files?.high].map((bytes) => Math.round((bytes ?? 0) / 100_000))).toEqual([24, 44]);
  });

  test('NVIDIA libraries hardly compress', () => {
    const [nvidia, native] = (['nvidia', 'native'] as const).map((kind) => sizeFromWheelBytes(kind, 1_000_000, BOOKWORM).files?.low ?? 0);
    expect(nvidia).toBeLessThan((native ?? 0) * 0.7);
  });

  test('of a name that was measured: narrower than its class', () => {
    const wheel = { file: 'boto3-1.43.200-py3-none-any.whl', bytes: 140_000 };
    const [own, byClass] = [sizeOfWheel('boto3', '1.43.200', wheel, BOOKWORM).files, sizeFromWheelBytes('pure', 140_000, BOOKWORM).files];
    expect((own?.high ?? 0) / (own?.low ?? 1)).toBeLessThan(1.3);
    // boto3 unpacks to seven times its wheel.
    expect(own?.low).toBeGreaterThan(byClass?.high ?? 0);
  });

  test('of a name that nobody measured: by its class', () => {
    const wheel = { file: 'acme_core-1.0-cp311-cp311-linux_x86_64.whl', bytes: 5_000 };
    expect(sizeOfWheel('acme-core', '1.0', wheel, BOOKWORM)).toEqual(sizeFromWheelBytes('native', 5_000, BOOKWORM));
  });
});
