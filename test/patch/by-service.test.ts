import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byService } from '#patch/by-service.js';
import { patchSeries, type PatchFile } from '#patch/series.js';
import type { Plan } from '#plan/types.js';
import { repository, temporaryFolder, type Repository } from './git.js';
import { planOfSteps } from './plan-of.js';

const RULE = 'dockerfile/pip-cache';

/** Two services that share a requirements file; each has its own Dockerfile. */
function sharedPlan(): Plan {
  return planOfSteps([
    { rule: 'requirements/backport', services: ['api', 'web'], changes: [{ path: 'requirements.txt', before: 'a\nipaddress\n', after: 'a\n' }] },
    { rule: RULE, services: ['api'], changes: [{ path: 'api/Dockerfile', before: 'FROM a\n', after: 'FROM b\n' }] },
    { rule: RULE, services: ['web'], changes: [{ path: 'web/Dockerfile', before: 'FROM a\n', after: 'FROM b\n' }] },
  ]);
}

test('what services share comes first, then one patch per service', () => {
  const series = patchSeries(sharedPlan(), 'service');
  expect(series.map(({ name }) => name)).toEqual(['0000-shared-1-requirements-backport.patch', '0001-api.patch', '0002-web.patch']);
});

test('a service takes its own patch and leaves the other one', () => {
  const repo = repository({ 'requirements.txt': 'a\nipaddress\n', 'api/Dockerfile': 'FROM a\n', 'web/Dockerfile': 'FROM a\n' });
  const [shared, , web] = patchSeries(sharedPlan(), 'service');
  am(repo, [shared, web].flatMap((patch) => patch ?? []));
  expect([repo.read('requirements.txt'), repo.read('api/Dockerfile'), repo.read('web/Dockerfile')]).toEqual(['a\n', 'FROM a\n', 'FROM b\n']);
});

test('a step of one service that a shared one builds on is shared itself', () => {
  const plan = planOfSteps([
    { rule: RULE, services: ['api'], changes: [{ path: 'api/Dockerfile', before: '1\n', after: '2\n' }] },
    { rule: 'requirements/split', services: ['api', 'web'], changes: [{ path: 'api/Dockerfile', before: '2\n', after: '3\n' }, { path: 'web/Dockerfile', before: '1\n', after: '2\n' }] },
    { rule: RULE, services: ['api'], changes: [{ path: 'api/Dockerfile', before: '3\n', after: '4\n' }] },
  ]);
  expect(byService(plan).map(({ service, steps }) => [service, steps.map(({ fix }) => fix)])).toEqual([
    [null, ['fix-0']],
    [null, ['fix-1']],
    ['api', ['fix-2']],
  ]);
});

test('two services that change one file share both changes; a change that concerns nobody is shared', () => {
  const plan = planOfSteps([
    { rule: RULE, services: ['api'], changes: [{ path: 'common.Dockerfile', before: '1\n', after: '2\n' }] },
    { rule: RULE, services: ['web'], changes: [{ path: 'common.Dockerfile', before: '2\n', after: '3\n' }] },
    { rule: RULE, services: [], changes: [{ path: 'nobody.txt', before: '1\n', after: '2\n' }] },
  ]);
  expect(byService(plan).map(({ service }) => service)).toEqual([null]);
});

test('services in any order end in the same tree', { timeout: 120_000 }, () => {
  const step = fc.record({ services: fc.subarray(['a', 'b', 'c'], { minLength: 0 }), files: fc.subarray(['0', '1', '2', '3'], { minLength: 1 }), rule: fc.constantFrom('x/one', 'x/two') });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), fc.shuffledSubarray(['a', 'b', 'c'], { minLength: 3 }), (steps, order) => {
      const texts = new Map<string, string>(['0', '1', '2', '3'].map((path) => [path, Array.from({ length: 30 }, (_, line) => `${path} ${line}\n`).join('')]));
      const start = Object.fromEntries(texts);
      const plan = planOfSteps(
        steps.map(({ services, files, rule }, index) => ({
          rule,
          services,
          changes: files.map((path) => {
            const before = texts.get(path) ?? '';
            const after = before.replace(`${path} ${index * 4}\n`, `${path} ${index * 4} changed\n`);
            texts.set(path, after);
            return { path, before, after };
          }),
        })),
      );
      const series = patchSeries(plan, 'service');
      const shared = series.filter(({ name }) => name.startsWith('0000-'));
      const rest = series.filter(({ name }) => !name.startsWith('0000-')).toSorted((x, y) => order.indexOf(serviceOf(x)) - order.indexOf(serviceOf(y)));
      const repo = repository(start);
      am(repo, [...shared, ...rest]);
      for (const [path, text] of texts) expect(repo.read(path)).toBe(text);
    }),
    { numRuns: 15, seed: 7 },
  );
});

function serviceOf({ name }: PatchFile): string {
  return name.slice(5, -'.patch'.length);
}

function am(repo: Repository, patches: readonly PatchFile[]): void {
  const folder = temporaryFolder();
  const paths = patches.map(({ name, text }, index) => {
    const path = join(folder, `${index}-${name}`);
    writeFileSync(path, text);
    return path;
  });
  if (paths.length > 0) repo.git('am', '--quiet', ...paths);
}
