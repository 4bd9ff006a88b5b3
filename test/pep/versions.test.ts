import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareVersions, parseSpecifiers, parseVersion, satisfies, validSpecifier } from '#pep/versions.js';

function holds(version: string, specifiers: string, options: { prereleases?: boolean } = {}): boolean {
  const parsed = parseSpecifiers(specifiers);
  if (!parsed.ok) throw new Error(parsed.reason);
  return satisfies(version, parsed.value, options);
}

test('versions stand in the order of PEP 440, local labels included', () => {
  const ordered = [
    '0.9', '1.0.dev1', '1.0a1', '1.0b2', '1.0rc1', '1.0', '1.0+abc', '1.0+abd', '1.0+1', '1.0+1.x', '1.0+2', '1.0+10', '1.0.post1.dev2', '1.0.post1', '1.1',
    '2.1.0+cpu', '2.1.0+cu118', '1!0.1',
  ];
  for (const [index, version] of ordered.entries()) {
    for (const [other, text] of ordered.entries()) expect(Math.sign(compareVersions(version, text) ?? NaN)).toBe(Math.sign(index - other));
  }
});

test('spellings of one version are equal', () => {
  expect(compareVersions('v1.0-RC.1', '1.0rc1')).toBe(0);
  expect(compareVersions('1.0-1', '1.0.post1')).toBe(0);
  expect(compareVersions('1', '1.0.0')).toBe(0);
  expect(compareVersions('1.0+Ubuntu-1', '1.0+ubuntu.1')).toBe(0);
});

test('a label that looks like a number with an exponent is a word', () => {
  expect(compareVersions('1.0+1e5', '1.0+100000')).toBeLessThan(0);
});

test('a text that is no version has no order and no parts', () => {
  expect(compareVersions('1.0', 'dev')).toBeNull();
  expect(parseVersion('2.x')).toBeNull();
  expect(parseVersion(' 1!2.0rc1.post2.dev3+ab.1 ')).toEqual({
    epoch: 1, release: [2, 0], pre: ['rc', 1], post: 2, dev: 3, local: ['ab', '1'], prerelease: true,
  });
});

describe('satisfies, as packaging 26 answers', () => {
  test.each([
    // A local label counts only where the specifier has one.
    ['2.1.0+cpu', '==2.1.0', true],
    ['2.1.0+cpu', '==2.1.0+cpu', true],
    ['2.1.0+cu118', '==2.1.0+cpu', false],
    ['2.1.0', '==2.1.0+cpu', false],
    ['2.1.0+cu118', '===2.1.0+cpu', false],
    ['2.1.0+cu118', '!=2.1.0+cpu', true],
    ['2.1.0+cpu', '<=2.1.0', true],
    ['2.1.0+cpu', '>2.1.0', false],
    ['2.1.0+cpu', '==2.1.*', true],
    // Series.
    ['1.2.dev1', '==1.2.*', true],
    ['1.3.dev0', '==1.2.*', false],
    ['1.20', '==1.2.*', false],
    ['1.3', '!=1.2.*', true],
    ['1', '==1.0.*', true],
    // Compatible release.
    ['1.4.5', '~=1.4.2', true],
    ['1.5', '~=1.4.2', false],
    ['1.5', '~=1.4', true],
    ['1', '~=1.0.0a1', true],
    // Exclusive comparison leaves out what belongs to the bound itself.
    ['1.0.post1', '>1.0', false],
    ['1.0.post2', '>1.0.post1', true],
    ['1.0.post1+x', '>1.0.post1', false],
    ['1!2.0', '>2.0.post1', true],
    ['1.0', '>1.0a1', true],
    ['1.0.dev2', '>1.0.dev1', true],
    ['1.0rc1', '<1.0', false],
    ['1.0.dev1', '<1.0rc1', true],
    ['2.1.0.dev1', '<2.1rc1', true],
    // All must hold.
    ['1.5', '>=1,<2,!=1.5', false],
    ['1.5', '', true],
    ['dev', '===DEV', true],
    ['dev', '>=0', false],
  ])('%s %s: %s', (version, specifiers, expected) => {
    expect(holds(version, specifiers)).toBe(expected);
  });

  test('a pre-release is admitted unless the caller says no', () => {
    expect(holds('2.0rc1', '>=1')).toBe(true);
    expect(holds('2.0rc1', '>=1', { prereleases: false })).toBe(false);
    expect(holds('2.0', '>=1', { prereleases: false })).toBe(true);
  });
});

test.each([
  ['==1.*', true], ['>1.*', false], ['==1.0a1.*', false], ['~=1', false], ['~=1.0', true], ['>=1+x', false], ['==1+x', true], ['=1', false], ['===anything!', true], ['>=v1.0', true], ['>> 1', false],
])('%s is a specifier: %s', (text, expected) => {
  expect(validSpecifier(text)).toBe(expected);
});

test('a version equals itself however it is written, and comparison is antisymmetric', () => {
  const part = fc.nat(30);
  const version = fc
    .record({
      epoch: fc.option(fc.nat(2), { nil: null }),
      release: fc.array(part, { minLength: 1, maxLength: 4 }),
      pre: fc.option(fc.tuple(fc.constantFrom('a', 'b', 'rc'), part), { nil: null }),
      post: fc.option(part, { nil: null }),
      dev: fc.option(part, { nil: null }),
      local: fc.option(fc.array(fc.constantFrom('a', 'b', '1', '2', '1e3'), { minLength: 1, maxLength: 3 }), { nil: null }),
    })
    .map(({ epoch, release, pre, post, dev, local }) =>
      [
        epoch === null ? '' : `${epoch}!`, release.join('.'), pre ? pre.join('') : '', post === null ? '' : `.post${post}`,
        dev === null ? '' : `.dev${dev}`, local ? `+${local.join('.')}` : '',
      ].join(''),
    );
  fc.assert(
    fc.property(version, version, (a, b) => {
      expect(holds(a, `==${a}`)).toBe(true);
      expect(Math.sign(compareVersions(a, b) ?? NaN)).toBe(0 - Math.sign(compareVersions(b, a) ?? NaN));
      expect(holds(a, `>=${b.replace(/\+.*/, '')}`) || holds(a, `<${b.replace(/\+.*/, '')}`) || parseVersion(a)?.prerelease).toBeTruthy();
    }),
  );
});
