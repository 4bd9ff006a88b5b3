import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { builtInRules } from '#rules';
import { parseCases, readCases } from './cases.js';

test('the conditions can be read, and every rule that they wait for is one of the design', () => {
  const cases = readCases();
  if (!cases.ok) throw new Error(cases.reason);
  const commits = cases.value.commits;
  expect(commits.length).toBeGreaterThan(8);
  const design = readFileSync('docs/design.md', 'utf8').split('## 9. Rules')[1]?.split('\n## ')[0] ?? '';
  const planned = new Set([...design.matchAll(/`(\w+)\/` ([a-z, -]+)/g)].flatMap(([, family, names]) => (names ?? '').split(',').map((name) => `${family}/${name.trim()}`)));
  const there = new Set<string>(builtInRules.map(({ meta }) => meta.name));
  const named = commits.flatMap(({ must, mustNot }) => [...must.map(({ rule }) => rule), ...mustNot.flatMap((one) => ('rule' in one ? (one.rule ?? []) : []))]);
  expect([...new Set(named)].filter((name) => !planned.has(name) && !there.has(name))).toEqual([]);
});

const condition = { text: 'drop pandas anywhere', kind: 'drops', files: ['requirements.txt'], packages: ['pandas'] };
const commit = { commit: '0123456789ab', about: 'a commit of the test', must: [], mustNot: [condition] };

test.each([
  ['a kind that nothing judges', { ...commit, mustNot: [{ ...condition, kind: 'drop' }] }],
  ['a name that no file is written with', { ...commit, mustNot: [{ ...condition, packages: ['PyYAML'] }] }],
  ['no files', { ...commit, mustNot: [{ ...condition, files: [] }] }],
  ['a must without its rule', { ...commit, must: [condition] }],
  ['a commit that is cut short', { ...commit, commit: '0123' }],
  ['a condition said twice', { ...commit, mustNot: [condition, condition] }],
])('%s is refused', (_, value) => {
  const repository = 'https://example.org/repository';
  expect(parseCases(JSON.stringify({ repository, commits: [commit] })).ok).toBe(true);
  expect(parseCases(JSON.stringify({ repository, commits: [value] })).ok).toBe(false);
});
