import { nodeIo } from '#io/node.js';
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { builtInRules } from '#rules';
import { runCases } from '#author/run-cases.js';

const folders = readdirSync('rules', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap((family) => readdirSync(`rules/${family.name}`).map((rule) => `rules/${family.name}/${rule}`));

describe('built-in rules', () => {
  test('every rule folder is in the list, under its own name', () => {
    expect(folders.map((folder) => folder.slice('rules/'.length)).toSorted()).toEqual(builtInRules.map(({ meta }) => meta.name).toSorted());
  });
});

describe.each(folders)('%s', async (folder) => {
  const reports = await runCases([folder], { rules: builtInRules, update: false, io: nodeIo });
  test.each(reports.map((report) => [report.name ?? 'the cases as a whole', report] as const))('%s', (_, { outcome, problems }) => {
    expect(problems.join('\n')).toBe('');
    expect(['reported', 'validated']).toContain(outcome);
  });
});
