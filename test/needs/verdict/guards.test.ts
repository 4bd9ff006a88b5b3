import { describe, expect, it } from 'vitest';
import { isOptional, mayRun } from '#needs/verdict/guards.js';
import type { Guard } from '#python/source.js';

function below(test: string, negated = false): readonly Guard[] {
  return [{ kind: /version/.test(test) ? 'version' : 'platform', test, negated }];
}

describe('whether what stands below a test runs in an image', () => {
  it.each([
    ['sys.version_info >= (3, 11)', false, '3.11', true],
    ['sys.version_info >= (3, 11)', true, '3.11', false],
    ['sys.version_info >= (3, 11)', false, '3.10', false],
    ['sys.version_info >= (3, 11)', true, '3.10', true],
    ['sys.version_info < (3, 8)', false, '3.9', false],
    ['sys.version_info[:2] < (3, 9)', false, '3.8', true],
    ['sys.version_info > (3,)', false, '3.11', true],
    ['sys.version_info[0] == 2', false, '3.11', false],
    ['sys.version_info.major < 3', true, '3.11', true],
    // The third number is not known of an image.
    ['sys.version_info >= (3, 11, 4)', false, '3.11', true],
    ['sys.version_info >= MINIMUM', false, '3.11', true],
    ['sys.version_info >= MINIMUM', true, '3.11', true],
  ])('%s (negated: %s) with Python %s: %s', (test, negated, python, runs) => {
    expect(mayRun(below(test, negated), python)).toBe(runs);
  });

  it.each([
    ['sys.platform == "win32"', false, false],
    ['sys.platform == "win32"', true, true],
    ['sys.platform != "darwin"', false, true],
    ['sys.platform.startswith("linux")', false, true],
    ['sys.platform.startswith("win")', false, false],
    ['os.name == "nt"', false, false],
    ['platform.system() == "Linux"', false, true],
    ['sys.platform in WINDOWS', false, true],
  ])('%s (negated: %s): %s, since an image is Linux', (test, negated, runs) => {
    expect(mayRun(below(test, negated), '3.11')).toBe(runs);
  });

  it('a version that is not told may be any', () => {
    expect(mayRun(below('sys.version_info < (3, 8)'), null)).toBe(true);
  });

  it('what is imported for type checkers never runs, whatever else stands around it', () => {
    expect(mayRun([{ kind: 'function' }, { kind: 'typing' }], '3.11')).toBe(false);
    expect(mayRun([{ kind: 'function' }, { kind: 'optional' }], '3.11')).toBe(true);
  });

  it('what stands in a try, or in its handler, may be absent', () => {
    expect(isOptional([{ kind: 'optional' }])).toBe(true);
    expect(isOptional([{ kind: 'fallback' }])).toBe(true);
    expect(isOptional([{ kind: 'function' }])).toBe(false);
  });
});
