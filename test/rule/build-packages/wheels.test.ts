import { describe, expect, test } from 'vitest';
import { hasWheelFor, wheelPythons } from '#knowledge/wheel-pythons.js';
import { noWheel } from '#rule/stages/wheels.js';

/** Why a pinned version may be compiled; null: there is a wheel. */
function pinned(name: string, version: string, python: string): string | null {
  return noWheel({ name, version, specifiers: `==${version}`, heldBy: null }, python);
}

describe('whether a wheel is installed', () => {
  test('is told by version and Python: an old lxml is compiled on a Python that came after it', () => {
    expect(pinned('lxml', '4.9.2', '3.11')).toBeNull();
    expect(pinned('lxml', '4.9.2', '3.12')).toBe('no wheel of lxml 4.9.2 for Python 3.12 is on record');
    expect(pinned('lxml', '5.3.0', '3.12')).toBeNull();
  });

  test('is the same for all Pythons where a wheel has no compiled code', () => {
    expect(pinned('flask', '3.0.3', '3.14')).toBeNull();
  });

  test('is told for a version between two that have one', () => {
    const versions = wheelPythons('cryptography').filter((one) => hasWheelFor(one, '3.12'));
    expect(versions.length).toBeGreaterThan(2);
    expect(pinned('cryptography', '46.0.4', '3.12')).toBeNull();
    expect(pinned('cryptography', '1.0', '3.12')).toBe('no wheel of cryptography 1.0 for Python 3.12 is on record');
  });

  test('takes a wheel of the stable ABI for later Pythons, not for earlier ones', () => {
    const one = { version: '1', minors: new Set<number>(), stable: 9 };
    expect([hasWheelFor(one, '3.8'), hasWheelFor(one, '3.9'), hasWheelFor(one, '3.14')]).toEqual([false, true, true]);
  });

  test('is open where something pinned brings a compiled distribution to a new Python', () => {
    const brought = { name: 'pydantic-core', version: null, specifiers: '', heldBy: 'pydantic' };
    expect(noWheel(brought, '3.12')).toBe('which version of pydantic-core comes with pydantic is not told, and an old one may have no wheel for Python 3.12');
    expect(noWheel({ ...brought, heldBy: null }, '3.12')).toBeNull();
  });

  test('is certain of what the index has no sources of', () => {
    expect(pinned('torch', '2.0.0', '3.13')).toBeNull();
    expect(pinned('nvidia-cublas-cu12', '1.0', '3.13')).toBeNull();
  });

  test('is open where nobody knows the distribution or the Python', () => {
    expect(pinned('surely-nobody-has-this', '1.0', '3.11')).toBe('no wheel of surely-nobody-has-this is on record');
    expect(noWheel({ name: 'numpy', version: '2.2.6', specifiers: '==2.2.6', heldBy: null }, null)).toBe('which Python installs numpy is not told, and its wheels are compiled for each');
  });
});
