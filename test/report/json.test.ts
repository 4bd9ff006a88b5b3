import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import type { LineVerdict } from '#needs/by-service.js';
import { reportOf } from '#report/json.js';
import { jsonText } from '#text/visible.js';
import { planOf } from '../patch/plan-of.js';
import { examplePlan } from './example-plan.js';

const VERDICTS: readonly LineVerdict[] = [{ path: 'libs/requirements.txt', line: 2, name: 'ipaddress', service: 'api', verdict: 'unused', reason: 'nothing asks for it' }];

const schema = JSON.parse(readFileSync(new URL('../../schema/report-v1.schema.json', import.meta.url), 'utf8')) as object;
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);

test.each([true, false])('follows the published schema (written: %s)', (written) => {
  validate(JSON.parse(jsonText(reportOf(examplePlan(), written, VERDICTS))));
  expect(validate.errors).toBeNull();
});

test('an empty plan follows the schema too', () => {
  validate(JSON.parse(jsonText(reportOf(planOf({}), false, []))));
  expect(validate.errors).toBeNull();
});

test('every field of the report is in the schema', () => {
  const closed = JSON.parse(JSON.stringify(schema), (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'properties' in value ? { ...value, additionalProperties: false } : value,
  ) as object;
  const strict = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(closed);
  strict(JSON.parse(jsonText(reportOf({ ...examplePlan(), crashes: [{ rule: 'a/b', message: 'x', stack: 'y' }] }, true, VERDICTS))));
  expect(strict.errors).toBeNull();
});

test('the schema refuses a report without what is fixed', () => {
  for (const field of ['id', 'rule', 'fix', 'service', 'services', 'path', 'line', 'safety', 'applied', 'title', 'message', 'packages', 'saves', 'evidence']) {
    const report = JSON.parse(jsonText(reportOf(examplePlan(), true, VERDICTS))) as { findings: Record<string, unknown>[] };
    delete report.findings[0]?.[field];
    expect(validate(report), field).toBe(false);
  }
});

test('what would be written is proposed and chosen, what was written is applied', () => {
  const planned = reportOf(examplePlan(), false, []).findings.map(({ id, status, chosen, applied }) => [id, status, chosen, applied]);
  expect(planned).toEqual([
    ['c1', 'proposed', true, false],
    ['c2', 'proposed', true, false],
    ['b1', 'proposed', true, false],
    ['h1', 'held', false, false],
    ['s1', 'proposed', false, false],
  ]);
  const written = reportOf(examplePlan(), true, []).findings.map(({ id, status, chosen, applied }) => [id, status, chosen, applied]);
  expect(written.slice(0, 1)).toEqual([['c1', 'applied', true, true]]);
  expect(written.slice(3)).toEqual(planned.slice(3));
});

test('says what holds a fix, with its place', () => {
  const held = reportOf(examplePlan(), true, []).findings.find(({ status }) => status === 'held');
  expect(held?.heldBy).toEqual([{ kind: 'source', text: 'entrypoint.sh runs pip at start', path: 'apps/kg/entrypoint.sh', line: 12 }]);
});

test('each line has its verdict for each service that installs it', () => {
  expect(reportOf(examplePlan(), false, VERDICTS).requirements).toEqual([
    { path: 'libs/requirements.txt', line: 2, name: 'ipaddress', service: 'api', verdict: 'unused', reason: 'nothing asks for it' },
  ]);
});
