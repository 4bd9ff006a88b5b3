import { expect, test } from 'vitest';
import type { ImageNeeds, Need } from '#needs/types.js';
import type { WorkspaceNeeds } from '#needs/workspace-needs.js';
import { neededHits, needsOfLine } from '#rule/requirement-needs.js';
import { need, searched, seen, service } from '../report/hand-made-needs.js';

const AT = { name: 'asyncpg', at: { path: 'r.txt', line: 3 } };

function world(images: Readonly<Record<string, readonly Need[]>>, blind: Readonly<Record<string, string>> = {}): WorkspaceNeeds {
  const all = Object.entries(images).map(([image, needs]): ImageNeeds => ({ ...service('x', needs).needs, image, blind: blind[image] ?? null }));
  return {
    images: all,
    of: (id) => all.find(({ image }) => image === id) ?? null,
    at: (path, line, name) => all.flatMap(({ image, needs }) => needs.filter(({ asked }) => asked.at.path === path && asked.at.line === line && asked.name === name).map((one) => ({ image, need: one }))),
  };
}

const UNUSED = need('r.txt:3', 'asyncpg', 'unused', 'nothing needs it', { evidence: [searched('12 files')] });
const USED = need('r.txt:3', 'asyncpg', 'used', 'db.py:7 imports it', { evidence: [seen('import asyncpg', 'db.py:7')] });

test('every image has its row, and each proof stands there once', () => {
  const answer = needsOfLine(AT, ['a', 'b', 'c'], world({ a: [UNUSED], b: [USED], c: [UNUSED] }), []);
  expect(answer.value).toEqual([
    { image: 'a', verdict: 'unused', reason: 'nothing needs it', applies: 'yes', at: { path: 'r.txt', line: 3 } },
    { image: 'b', verdict: 'used', reason: 'db.py:7 imports it', applies: 'yes', at: { path: 'db.py', line: 7 } },
    { image: 'c', verdict: 'unused', reason: 'nothing needs it', applies: 'yes', at: { path: 'r.txt', line: 3 } },
  ]);
  expect([answer.complete, answer.assumed, answer.evidence]).toEqual([true, false, [searched('12 files'), seen('import asyncpg', 'db.py:7')]]);
  expect(neededHits(answer).value).toEqual([{ text: 'db.py:7 imports it', at: { path: 'db.py', line: 7 }, image: 'b' }]);
});

test.each([
  ['an image that nobody looked into', ['a', 'b'], world({ a: [UNUSED] }), [], 'b: what the image needs cannot be told'],
  ['an unknown verdict', ['a'], world({ a: [need('r.txt:3', 'asyncpg', 'unknown', 'plugins.py:2 imports anything')] }), [], 'a: plugins.py:2 imports anything'],
  ['a blind search', ['a'], world({ a: [UNUSED] }, { a: 'plugins.py:2 imports anything' }), [], 'plugins.py:2 imports anything'],
  ['an install that was not followed', ['a'], world({ a: [UNUSED] }), ['b/Dockerfile: pip install -r $FILE'], 'b/Dockerfile: pip install -r $FILE; it may need asyncpg'],
  ['no image at all', [], world({}), [], 'no image was found to install r.txt'],
])('%s makes it incomplete, with the reason', (_, images, needs, doubts, because) => {
  const answer = needsOfLine(AT, images, needs, doubts);
  expect([answer.complete, answer.because]).toEqual([false, because]);
  expect(neededHits(answer).complete).toBe(false);
});

test('a verdict that takes something for granted is assumed', () => {
  const answer = needsOfLine(AT, ['a'], world({ a: [need('r.txt:3', 'asyncpg', 'unused', 'taken for the module asyncpg', { assumed: true })] }), []);
  expect([answer.complete, answer.assumed, answer.because]).toEqual([true, true, 'a: taken for the module asyncpg']);
});
