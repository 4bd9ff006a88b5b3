import { expect, test } from 'vitest';
import type { FixProof } from '#plan/proof/types.js';
import { proofLines } from '#report/proof.js';
import { reportOf } from '#report/json.js';
import { jsonText } from '#text/visible.js';
import { textReport } from '#report/text.js';
import { finding, fix, planOf } from '../patch/plan-of.js';
import { examplePlan } from './example-plan.js';
import { faults, unknownFields } from './schema.js';

const WIDE = { width: 200 };

function proof(outcome: FixProof['outcome'], reason: string | null = null): FixProof {
  return { fix: 'f', outcome, by: outcome === 'proved' ? 'uv' : null, reason, evidence: [], holds: [] };
}

test('without --resolve nothing is said of a plan that takes nothing out', () => {
  expect(proofLines(examplePlan(), WIDE)).toEqual([]);
});

test.each(['review', 'safe'] as const)('without --resolve, what a fix for %s takes out may have kept something down', (safety) => {
  const change = { path: 'requirements.txt', before: 'a\nb\n', after: 'a\n' };
  const plan = planOf({
    findings: [finding({ id: 'p1', rule: 'requirements/unused', fix: 'P1', safety })],
    fixes: [fix({ id: 'P1', rule: 'requirements/unused', safety, findings: ['p1'], paths: ['requirements.txt'], changes: [change], effects: [{ images: 'all', removes: ['b'] }] })],
  });
  const lines = proofLines({ ...plan, steps: [{ fix: 'P1', rule: 'requirements/unused', changes: [change] }] }, WIDE);
  expect(lines).toEqual(safety === 'safe' ? [] : ['Versions that no line pins were not compared: one may rise once what kept it down is out. --resolve asks uv or pip, and holds it.']);
});

test.each<readonly [string, readonly FixProof[], string]>([
  ['all proved', [proof('proved'), proof('proved')], '2 fixes proved by uv.'],
  ['some rejected', [proof('proved'), proof('refuted', 'api: numpy would go up')], '1 fix proved by uv; 1 fix rejected: something else would be installed.'],
  [
    'some that keep others at their versions',
    [proof('proved'), { ...proof('proved'), holds: [{ name: 'numpy', specifier: '<2.1', path: 'requirements.txt', root: 'pandas', from: '2.0.2', to: '2.4.6', beside: ['numba'] }] }],
    '2 fixes proved by uv; 1 fix with limits that keep other packages at their versions.',
  ],
  ['none could be told', [proof('unproved', 'neither uv nor pip is in PATH'), proof('unproved', 'neither uv nor pip is in PATH')], '2 fixes not proved: neither uv nor pip is in PATH.'],
  [
    'reasons are counted, the most frequent first',
    [proof('unproved', 'no network'), proof('unproved', 'x==9 does not exist'), proof('unproved', 'x==9 does not exist'), proof('unproved', 'c'), proof('unproved', 'd'), proof('unproved', 'e')],
    '6 fixes not proved: x==9 does not exist (2), no network (1), c (1), other reasons (2).',
  ],
  ['nothing that installs ask for changes', [], 'No fix changes what an install asks for: there was nothing to resolve.'],
])('the line for %s', (_, fixes, line) => {
  expect(proofLines({ ...examplePlan(), proof: { fixes } }, WIDE)).toEqual([line]);
});

test('the line stands above the last one, and wraps', () => {
  const plan = { ...examplePlan(), proof: { fixes: [proof('proved'), proof('refuted', 'x'), proof('unproved', 'the index https://packages.example.org/simple did not answer')] } };
  const text = textReport(plan, { command: 'plan', safety: 'review', width: 80, colour: false, all: false, suggestions: false, flags: ' --resolve' });
  expect(text).toContain(`
1 fix proved by uv; 1 fix rejected: something else would be installed; 1 fix not
proved: the index https://packages.example.org/simple did not answer.
2 files would change. slimify apply --safety review --resolve writes them; slimify apply --resolve writes the 2 safe ones of 3 fixes.
`);
});

test('a proved fix shows it among its evidence, a rejected one what would differ', () => {
  const change = { path: 'requirements.txt', before: 'a\nb\n', after: 'a\n' };
  const reason = 'api: numpy would go from 1.24.4 to 2.1.0, which the fix does not declare';
  const plan = planOf({
    findings: [
      finding({ id: 'p1', rule: 'requirements/unused', fix: 'P1', safety: 'review', message: 'b is needed by none', evidence: [{ kind: 'resolver', text: 'proved by uv: 14 packages before, 12 after; gone: b, c', path: 'Dockerfile', line: 4 }] }),
      finding({ id: 'r1', rule: 'requirements/unused', fix: 'R1', safety: 'review', status: 'rejected', line: 2, message: 'numba is needed by none', heldBy: [{ kind: 'resolver', text: reason, path: 'api/Dockerfile', line: 3 }] }),
    ],
    fixes: [
      fix({ id: 'P1', rule: 'requirements/unused', safety: 'review', findings: ['p1'], paths: ['requirements.txt'], changes: [change] }),
      fix({ id: 'R1', rule: 'requirements/unused', safety: 'review', status: 'rejected', reason: `${reason} (api/Dockerfile:3)`, findings: ['r1'], paths: ['requirements.txt'] }),
    ],
    changes: [change],
    steps: [{ rule: 'requirements/unused', fix: 'P1', changes: [change] }],
    proof: { fixes: [{ ...proof('proved'), fix: 'P1' }, { ...proof('refuted', `${reason} (api/Dockerfile:3)`), fix: 'R1' }] },
  });
  const text = textReport(plan, { command: 'plan', safety: 'review', width: 120, colour: false, all: false, suggestions: false, flags: '' });
  expect(text).toContain('     resolver  proved by uv: 14 packages before, 12 after; gone: b, c  Dockerfile:4\n');
  expect(text).toContain(`  held back
    requirements.txt:2  Change it
      rejected, requirements/unused: api: numpy would go from 1.24.4 to 2.1.0, which the fix does not declare
      (api/Dockerfile:3)
`);
  const report = JSON.parse(jsonText(reportOf(plan, false, []))) as { proof: unknown };
  expect(faults('report', report)).toBeNull();
  expect(unknownFields('report', report)).toBeNull();
  expect(report.proof).toEqual([
    { fix: 'P1', outcome: 'proved', by: 'uv', reason: null, holds: [] },
    { fix: 'R1', outcome: 'refuted', by: null, reason: `${reason} (api/Dockerfile:3)`, holds: [] },
  ]);
});
