import { expect, test } from 'vitest';
import { setsOf } from '#sizes/proof/sets.js';
import { request, resolution } from './hand-made.js';

test('each different set is resolved once, some at a time, and each is told', async () => {
  const asked: string[] = [];
  const told: string[] = [];
  let running = 0;
  let most = 0;
  const sets = setsOf(async ([one]) => {
    asked.push(one?.lines[0]?.text ?? '');
    running += 1;
    most = Math.max(most, running);
    await new Promise((go) => setTimeout(go, 5));
    running -= 1;
    return resolution('');
  }, (line) => told.push(line));
  const names = ['a', 'b', 'a', 'c', 'd', 'e', 'f', 'b'];
  await sets.prepare(names.map((name, index) => [request([name], { at: { path: `${index}/Dockerfile`, line: index + 1 } })]));
  expect(asked.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(most).toBe(4);
  expect(told).toEqual([0, 1, 2, 3, 4, 5, 6].map((done) => `resolving sets of requirements, ${done} of 6 done`));
  const [first, again] = await Promise.all([sets.resolve([request(['a'])]), sets.resolve([request(['a'])])]);
  expect(again).toBe(first);
  await sets.prepare([[request(['a'])]]);
  expect(asked).toHaveLength(6);
});
