import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readDockerStats } from '#files/docker-stats.js';
import { nodeIo } from '#io/node.js';
import { nextStep, writtenLike } from '#rule/limits/steps.js';
import { run } from '#run.js';
import memoryLimits from '../../../rules/compose/memory-limits/rule.js';
import { planFiles, textAfter } from '../../plan/plan-files.js';

const MIB = 1024 ** 2;

test('the next limit is the lowest of the row that leaves 30 % free', () => {
  const steps = [[10, 32], [44.8, 60], [44.9, 60], [90.42, 128], [89.6, 128], [103.4, 128], [180, 256], [1000, 1024], [2867, 3000]] as const;
  expect(steps.map(([used, limit]) => (nextStep(used * MIB, limit * MIB) ?? 0) / MIB)).toEqual([64, 64, 96, 192, 192, 192, 384, 1536, 4096]);
  expect(nextStep(2000 * 1024 * MIB, 1024 * MIB)).toBe(null);
});

test('a limit keeps its spelling', () => {
  const spellings = ['128M', '128m', '128mb', '128 MiB', '131072k', '134217728', '134217728b', '1g', '0.5G', '1GiB'];
  expect(spellings.map((written) => writtenLike(1536 * MIB, written))).toEqual(['1536M', '1536m', '1536mb', '1536 MiB', '1572864k', '1610612736', '1610612736b', '1536m', '1536M', '1536MiB']);
  expect([writtenLike(2048 * MIB, '1g'), writtenLike(192 * MIB, '128 potatoes')]).toEqual(['2g', null]);
});

test('the five tight services of examples/home-automation end at 192 MB, and nothing else of their file changes', async () => {
  const file = 'docker-compose.yml';
  const stats = [{ path: 'stats.jsonl', samples: readDockerStats(readFileSync('examples/home-automation/stats.jsonl', 'utf8')) }];
  const root = `${process.cwd()}/examples/home-automation`;
  const { plan } = await run({ root, paths: [], rules: [memoryLimits], only: [], skip: [], services: [], safety: 'review', config: null, stats }, nodeIo);
  const [before, after] = [readFileSync(`${root}/${file}`, 'utf8').split('\n'), (textAfter(plan, file) ?? '').split('\n')];
  const changed = before.flatMap((line, at) => (line === after[at] ? [] : [`${line.trim()} -> ${after[at]?.trim()}`]));
  expect(after).toHaveLength(before.length);
  expect(changed.toSorted()).toEqual(['mem_limit: 128m -> mem_limit: 192m', ...Array.from({ length: 4 }, () => 'memory: 128M -> memory: 192M')]);
  const tight = plan.findings.filter(({ status }) => status === 'applied');
  expect(tight.map(({ services, safety }) => `${services.join()} ${safety}`).toSorted()).toEqual(['admin-api review', 'data-api review', 'data-retention review', 'energy-correlator review', 'enrichment-pipeline review']);
  expect(tight.every(({ evidence }) => evidence.filter(({ path }) => path === 'stats.jsonl').length === 4)).toBe(true);
}, 60_000);

test('a compose file of any name that a command names is changed as well', async () => {
  const plan = await planFiles(
    {
      Makefile: 'up:\n\tdocker compose -f deploy/stack.yml up -d\n',
      'deploy/stack.yml': 'services:\n  api:\n    image: shop/api\n    mem_limit: 64m\n',
    },
    [memoryLimits],
    { stats: [{ path: 'now.json', samples: readDockerStats('{"Name":"deploy-api-1","MemUsage":"60MiB / 64MiB"}') }] },
  );
  expect(textAfter(plan, 'deploy/stack.yml')).toBe('services:\n  api:\n    image: shop/api\n    mem_limit: 96m\n');
});

test('a rule that changes more of a compose file than it declares is rejected', async () => {
  const files = { 'compose.yaml': 'services:\n  api:\n    image: shop/api\n    mem_limit: 64m\n' };
  const wrong: typeof memoryLimits = {
    ...memoryLimits,
    *check(workspace, context) {
      for (const proposal of memoryLimits.check(workspace, context)) yield { ...proposal, ...(proposal.fix ? { fix: { ...proposal.fix, effects: [] } } : {}) };
    },
  };
  const plan = await planFiles(files, [wrong], { stats: [{ path: 'now.json', samples: readDockerStats('{"Name":"x-api-1","MemUsage":"60MiB / 64MiB"}') }] });
  expect(plan.findings.map(({ status, heldBy }) => `${status}: ${heldBy.map(({ text }) => text).join()}`)).toEqual(['rejected: compose.yaml would have another services.api.mem_limit, which the fix does not declare']);
});

test('a comment above a limit suppresses the finding', async () => {
  const files = { 'compose.yaml': 'services:\n  api:\n    image: shop/api\n    # slimify-ignore compose/memory-limits: it swaps\n    mem_limit: 64m\n' };
  const plan = await planFiles(files, [memoryLimits], { stats: [{ path: 'now.json', samples: readDockerStats('{"Name":"x-api-1","MemUsage":"60MiB / 64MiB"}') }] });
  expect(plan.findings.map(({ status }) => status)).toEqual(['suppressed']);
});
