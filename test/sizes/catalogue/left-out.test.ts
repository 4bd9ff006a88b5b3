import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { SizesFile } from '#knowledge/package-sizes.js';
import { factorsOf } from '../../corpus/sizes-factors.js';
import { leftOut } from './left-out.js';

const content = JSON.parse(readFileSync(new URL('../../../src/knowledge/package-sizes.json', import.meta.url), 'utf8')) as SizesFile;

test('each measured wheel taken out in turn: the ranges hold what they promise', () => {
  const found = new Map(leftOut(content).map((one) => [one.how, one]));
  expect(found.get('its wheel alone')).toMatchObject({ wheels: expect.toSatisfy((wheels: number) => wheels >= 967) });
  const [byWheel, byRatio, byVersion, unpinned] = [...found.values()];
  // From the tenth to the ninetieth of a hundred: eight of ten.
  expect(byWheel?.inside).toBeGreaterThan(0.78);
  expect(byWheel?.median).toBeLessThan(0.17);
  expect(byRatio?.inside).toBeGreaterThan(0.88);
  expect(byRatio?.median).toBeLessThan(0.02);
  expect(byVersion?.inside).toBeGreaterThan(0.8);
  expect(unpinned?.inside).toBeGreaterThan(0.8);
});

test('the factors are those of the rows (npm run sizes:refresh makes them anew)', () => {
  expect(content.factors).toEqual(factorsOf(content));
});
