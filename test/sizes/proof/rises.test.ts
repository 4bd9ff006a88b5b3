import { expect, test } from 'vitest';
import { compare } from '#sizes/proof/compare.js';
import { limitBetween, risesIn } from '#sizes/proof/rises.js';
import type { Declared, Rise } from '#sizes/proof/types.js';
import type { InstallRequest, Resolution } from '#sizes/types.js';
import { request, resolution } from './hand-made.js';

test.each([
  ['2.9.0.post0', '4.0.0', '<3'],
  ['1.17.3', '2.5.2', '<2'],
  ['2.0.2', '2.4.6', '<2.1'],
  ['0.19.1', '0.23.3', '<0.20'],
  ['1.2', '1.2.5', '<1.2.1'],
  ['24.2', '26.3', '<25'],
  ['0.48b0', '0.50b0', '<0.49'],
  ['2024.8.30', '2025.1.1', '<2025'],
  // Nothing in the release tells them apart.
  ['1.0rc1', '1.0', '==1.0rc1'],
  ['1.0', '1.0.post1', '==1.0'],
  ['1.0', '1!1.0', '==1.0'],
])('%s stays, and %s does not come, by %s', (from, to, limit) => {
  expect(limitBetween({ name: 'x', from, to })).toBe(limit);
});

const REMOVES: Declared = { removes: new Set(['botocore']), adds: new Set(), versions: false, index: false };

function rises(old: Resolution, now: Resolution, after: readonly InstallRequest[], declared = REMOVES): readonly Rise[] {
  return risesIn(old, now, compare(old, now, declared, new Set()).undeclared, declared, after);
}

const OLD = resolution(`
  botocore 1.35.0
  python-dateutil 2.9.0 <- botocore, pandas
  pandas 2.2.0
  tabular 1.0 <- python-dateutil
`);
const NOW = resolution(`
  pandas 2.2.0
  python-dateutil 4.0.0 <- pandas
  tabular 2.0 <- python-dateutil
`);

test('what the one that leaves required is told, with what brings it now; what rises in its wake is not', () => {
  expect(rises(OLD, NOW, [request(['flask', 'pandas==2.2.0'])])).toEqual([
    { name: 'python-dateutil', from: '2.9.0', to: '4.0.0', beside: ['botocore'], roots: [{ name: 'pandas', at: { path: 'requirements.txt', line: 2 } }] },
  ]);
});

test('the first install that brings it counts, and in it a line of its own before all others', () => {
  const first = request(['pandas==2.2.0']);
  const second = request(['python-dateutil', 'pandas==2.2.0']);
  const roots = (...after: readonly InstallRequest[]): unknown => rises(OLD, NOW, after).map((rise) => rise.roots.map(({ name }) => name));
  expect(roots(first, second)).toEqual([['pandas']]);
  expect(roots(second, first)).toEqual([['python-dateutil']]);
});

test('a version that falls, or one that nobody who leaves required, is held by no line', () => {
  const fallen = resolution(`
    pandas 2.2.0
    python-dateutil 1.5 <- pandas
    tabular 1.0 <- python-dateutil
  `);
  expect(rises(OLD, fallen, [request(['pandas==2.2.0'])])).toEqual([]);
  const other = resolution(`
    pandas 2.3.0
    python-dateutil 2.9.0 <- pandas
    tabular 1.0 <- python-dateutil
  `);
  expect(rises(OLD, other, [request(['pandas'])])).toEqual([]);
});

test('a pin that leaves can be held in another file, not in its own', () => {
  const pinned = resolution('botocore 1.35.0* <- s3fs\ns3fs 2024.6.1');
  const risen = resolution('botocore 1.40.0 <- s3fs\ns3fs 2024.6.1');
  const elsewhere = request([], { lines: [{ name: 's3fs', text: 's3fs==2024.6.1', at: { path: 'app/requirements.txt', line: 1 } }] });
  expect(rises(pinned, risen, [elsewhere])).toEqual([
    { name: 'botocore', from: '1.35.0', to: '1.40.0', beside: [], roots: [{ name: 's3fs', at: { path: 'app/requirements.txt', line: 1 } }] },
  ]);
  expect(rises(pinned, risen, [request(['s3fs==2024.6.1'])])).toEqual([]);
});
