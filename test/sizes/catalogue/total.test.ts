import { describe, expect, test } from 'vitest';
import { catalogueSize } from '#sizes/catalogue/package-size.js';
import { totalSize } from '#sizes/catalogue/total.js';
import type { PackageSize, Target } from '#sizes/types.js';

const BOOKWORM: Target = { python: '3.11', arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } };
const UNKNOWN: PackageSize = { files: null, bytecode: null, wheel: null, because: 'no figure' };

function exact(bytes: number): PackageSize {
  return { ...UNKNOWN, files: { low: bytes, high: bytes, basis: 'measured' } };
}

describe('several packages together', () => {
  test('ranges are added end to end, as well known as the worst', () => {
    const about: PackageSize = { ...UNKNOWN, files: { low: 5, high: 20, basis: 'heuristic' } };
    const { files } = totalSize(new Map([['a', exact(100)], ['b', about]]));
    expect(files).toEqual({ known: { low: 105, high: 120, basis: 'heuristic' }, whole: { low: 105, high: 120, basis: 'heuristic' }, unknown: [] });
  });

  test('what nobody knows is named, and makes the whole wider: it is never nothing', () => {
    const { files, wheel } = totalSize(new Map([['a', exact(1_000_000)], ['acme-billing', UNKNOWN], ['acme-core', UNKNOWN]]));
    expect(files.known).toEqual({ low: 1_000_000, high: 1_000_000, basis: 'measured' });
    expect(files.unknown).toEqual(['acme-billing', 'acme-core']);
    expect(files.whole.basis).toBe('heuristic');
    expect(files.whole.low).toBeGreaterThan(1_000_000);
    expect(files.whole.high).toBeGreaterThan(20_000_000);
    expect([wheel.known, wheel.unknown.length]).toEqual([null, 3]);
  });

  test('nothing at all weighs nothing, and that is certain', () => {
    expect(totalSize(new Map()).files).toEqual({ known: null, whole: { low: 0, high: 0, basis: 'measured' }, unknown: [] });
  });

  test('torch with CUDA against torch without: gigabytes, offline', () => {
    // What torch 2.5.1 requires on Linux, as its metadata says.
    const cuda = ['torch==2.5.1', 'nvidia-cublas-cu12==12.4.5.8', 'nvidia-cuda-cupti-cu12==12.4.127', 'nvidia-cuda-nvrtc-cu12==12.4.127', 'nvidia-cuda-runtime-cu12==12.4.127', 'nvidia-cudnn-cu12==9.1.0.70', 'nvidia-cufft-cu12==11.2.1.3', 'nvidia-curand-cu12==10.3.5.147', 'nvidia-cusolver-cu12==11.6.1.9', 'nvidia-cusparse-cu12==12.3.1.170', 'nvidia-nccl-cu12==2.21.5', 'nvidia-nvjitlink-cu12==12.4.127', 'nvidia-nvtx-cu12==12.4.127', 'triton==3.1.0'];
    const [gpu, cpu] = [cuda, ['torch==2.13.0+cpu']].map((pins) => totalSize(new Map(pins.map((pin) => {
      const [name = '', version = ''] = pin.split('==');
      return [name, catalogueSize(name, version, BOOKWORM)];
    }))).files);
    expect([gpu?.unknown, cpu?.unknown]).toEqual([[], []]);
    expect([gpu?.whole.basis, cpu?.whole.basis]).toEqual(['catalogue', 'catalogue']);
    expect(gpu?.whole.low).toBeGreaterThan(4.5e9);
    expect(gpu?.whole.high).toBeLessThan(6e9);
    expect(cpu?.whole.high).toBeLessThan(0.75e9);
  });
});
