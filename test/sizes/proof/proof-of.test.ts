import { describe, expect, test } from 'vitest';
import { proofOf } from '#sizes/proof/proof-of.js';
import { provedText } from '#sizes/proof/words.js';
import type { Declared, Verdict } from '#sizes/proof/types.js';
import type { InstallRequest, Resolution } from '#sizes/types.js';
import { request, resolution } from './hand-made.js';

const REMOVES_PYTEST: Declared = { removes: new Set(['pytest']), adds: new Set(), versions: false, index: false };
const BEFORE = request(['flask==3.0.0', 'pytest==8.0.0']);
const AFTER = request(['flask==3.0.0']);
const INSTALLED = resolution(`
  flask 3.0.0
  pytest 8.0.0
  iniconfig 2.0.0 <- pytest
`);

/** The verdict where the installs of before and after resolve to these. */
function verdict(before: Resolution, after: Resolution, requests: readonly [InstallRequest, InstallRequest] = [BEFORE, AFTER]): Promise<Verdict | null> {
  return proofOf([requests[0]], [requests[1]], REMOVES_PYTEST, ([asked]) => Promise.resolve(asked === requests[0] ? before : after));
}

test('a removal that is exactly that is proved, and says what went', async () => {
  const found = await verdict(INSTALLED, resolution('flask 3.0.0'));
  expect(found?.outcome === 'proved' && provedText(found)).toBe('proved by uv: 3 packages before, 1 after; gone: iniconfig, pytest');
});

test('what comes all the same is named with who requires it', async () => {
  const after = resolution(`
    flask 3.0.0
    pytest 8.0.0 <- flask
    iniconfig 2.0.0 <- pytest
  `);
  const found = await verdict(INSTALLED, after);
  expect(found?.outcome === 'proved' && provedText(found)).toBe('proved by uv: 3 packages before, 3 after; pytest still comes with flask');
});

test('a difference that is not declared refutes, in words', async () => {
  expect(await verdict(INSTALLED, resolution('flask 3.1.0'))).toEqual({ outcome: 'refuted', reason: 'flask would go from 3.0.0 to 3.1.0, which the fix does not declare', rises: [] });
});

test('a pin that is gone while the package still comes is named as that', async () => {
  const risen = resolution(`
    flask 3.0.0
    pytest 9.0.0 <- flask
    iniconfig 2.0.0 <- pytest
  `);
  expect(await verdict(INSTALLED, risen)).toEqual({ outcome: 'refuted', reason: 'pytest still comes with flask, and would go from 8.0.0 to 9.0.0, which the fix does not declare', rises: [] });
});

test('many differences are counted', async () => {
  const row = (version: string) => (_: unknown, at: number) => `p${at} ${version}`;
  const found = await verdict(resolution(Array.from({ length: 9 }, row('1')).join('\n')), resolution(Array.from({ length: 9 }, row('2')).join('\n')));
  expect(found?.outcome === 'refuted' && found.reason).toBe(
    'p0 would go from 1 to 2; p1 would go from 1 to 2; p2 would go from 1 to 2; p3 would go from 1 to 2; p4 would go from 1 to 2 and 4 more, which the fix does not declare',
  );
});

test('installs that ask for the same, on other lines, are not resolved', async () => {
  const moved = { ...BEFORE, at: { path: 'Dockerfile', line: 9 }, environment: '1 system' };
  expect(await proofOf([BEFORE], [moved], REMOVES_PYTEST, () => Promise.reject(new Error('asked')))).toBeNull();
});

describe('no proof, no refutation', () => {
  const nothing = resolution('');

  test('where nobody can resolve: neither uv nor pip, no network', async () => {
    const unable = { ...nothing, complete: false, because: 'neither uv nor pip is in PATH' };
    expect(await verdict(unable, unable)).toEqual({ outcome: 'unproved', reason: 'neither uv nor pip is in PATH' });
    expect(await verdict(INSTALLED, { ...nothing, complete: false, because: 'the index went away' })).toEqual({ outcome: 'unproved', reason: 'the index went away' });
  });

  test('where what is installed does not resolve before either', async () => {
    const conflict: Resolution = { ...nothing, complete: false, conflict: true, because: 'flask==99 does not exist' };
    expect(await verdict(conflict, conflict)).toEqual({ outcome: 'unproved', reason: 'what is installed does not resolve as it is: flask==99 does not exist' });
  });

  test('where a version is not told', async () => {
    const [name = '', flask] = [...resolution('flask 3.0.0').packages][0] ?? [];
    const untold: Resolution = { ...nothing, packages: new Map(flask ? [[name, { ...flask, version: null }]] : []) };
    expect(await verdict(untold, nothing)).toEqual({ outcome: 'unproved', reason: 'the version of flask is not told' });
  });

  test('where nobody can tell a part of it; what differs besides is seen all the same', async () => {
    const ldap = { what: 'python-ldap', reason: 'only a source archive', at: null };
    const open = { complete: false, because: 'python-ldap: only a source archive', unresolved: [ldap] };
    const before: Resolution = { ...INSTALLED, ...open };
    expect(await verdict(before, resolution('flask 3.0.0', open))).toEqual({ outcome: 'unproved', reason: 'python-ldap: only a source archive; all else differs as declared' });
    expect(await verdict(before, resolution('flask 3.1.0', open))).toMatchObject({ outcome: 'refuted', reason: 'flask would go from 3.0.0 to 3.1.0, which the fix does not declare' });
    const more = { ...open, unresolved: [ldap, { ...ldap, what: 'docopt' }], because: 'docopt: only a source archive' };
    expect(await verdict(before, resolution('flask 3.1.0', more))).toEqual({ outcome: 'unproved', reason: 'docopt: only a source archive' });
  });

  test('where two different resolvers told', async () => {
    expect(await verdict(INSTALLED, resolution('flask 3.0.0', { by: 'pip' }))).toEqual({ outcome: 'unproved', reason: 'uv told what was installed, pip what would be' });
  });
});

test('what resolves before and no longer after is refuted with what the resolver says', async () => {
  const conflict: Resolution = { ...resolution(''), complete: false, conflict: true, because: 'no version of six satisfies flask' };
  expect(await verdict(INSTALLED, conflict)).toEqual({ outcome: 'refuted', reason: 'what is left could not be installed: no version of six satisfies flask', rises: [] });
});
