import { resolve } from 'node:path';
import { makeTree } from '#files/tree.js';
import { walkFolder } from '#files/walk-folder.js';
import { replaceFolder, withScratchFolder, writeFiles } from '#io/folders.js';
import type { Io } from '#io/types.js';
import { unifiedDiff } from '#patch/unified-diff.js';
import type { Plan, PlannedFinding } from '#plan/types.js';
import type { Rule } from '#rule/types.js';
import { planTree } from '#run.js';
import type { Config } from '#run-types.js';
import { decode, encode } from '#text/decode.js';
import { read } from '#text/read.js';
import type { CaseOutcome, CaseReport, Expectation, ExpectedFinding } from './types.js';

export interface CaseInput {
  readonly rule: Rule;
  /** The rule's folder. */
  readonly folder: string;
  readonly name: string;
  /** All rules: together they must converge on the case. */
  readonly rules: readonly Rule[];
  readonly update: boolean;
  readonly io: Io;
}

export interface CaseResult {
  readonly name: string;
  readonly report: CaseReport;
  readonly messages: readonly string[];
  /** Nothing may change in it. */
  readonly quiet: boolean;
  /** The files before and the options, for telling twins. */
  readonly content: string;
}

type Texts = ReadonlyMap<string, string>;

/** The names of a rule's cases. */
export function casesOf(folder: string, io: Io): readonly string[] {
  const cases = resolve(folder, 'cases');
  return io.list(cases).filter((name) => io.stat(`${cases}/${name}`)?.kind === 'folder').toSorted();
}

/** Runs one case: exact bytes, findings, idempotence, patches, convergence with all other rules. */
export async function runCase(input: CaseInput): Promise<CaseResult> {
  const { rule, name, update, io } = input;
  const folder = resolve(input.folder, 'cases', name);
  const before = filesOf(`${folder}/before`, io);
  const expected = expectationOf(folder, io);
  const after = io.stat(`${folder}/after`)?.kind === 'folder' ? filesOf(`${folder}/after`, io) : null;
  const plan = await planFolder(`${folder}/before`, before, [rule], expected, io);
  const result = resultOf(before, plan);
  const content = JSON.stringify([[...before], expected.options, expected.safety, expected.keep]);
  const messages = plan.findings.flatMap((finding) => messageKey(rule, finding));
  const quiet = after === null;
  if (update) {
    const updated = writeCase(folder, before, result, plan, rule, expected, io);
    return { name, messages, quiet: plan.changes.length === 0, content, report: report(rule, name, plan.changes.length === 0 ? 'validated' : 'reported', [], updated) };
  }
  const checks = [
    crashed(plan),
    compareFindings(rule, plan, expected),
    compareFiles(result, after ?? before),
    ...(await soundness(input, `${folder}/before`, before, result, plan, expected)),
  ];
  const failed = checks.find(({ problems }) => problems.length > 0);
  const problems = checks.flatMap((check) => check.problems);
  return { name, messages, quiet, content, report: report(rule, name, failed?.outcome ?? (quiet ? 'validated' : 'reported'), problems, false) };
}

interface Check {
  readonly outcome: CaseOutcome;
  readonly problems: readonly string[];
}

function report(rule: Rule, name: string, outcome: CaseOutcome, problems: readonly string[], updated: boolean): CaseReport {
  return { rule: rule.meta.name, name, outcome, problems, updated };
}

function crashed(plan: Plan): Check {
  return { outcome: 'broken', problems: plan.crashes.map(({ rule, message }) => `${rule} failed: ${message}`) };
}

function compareFindings(rule: Rule, plan: Plan, expected: Expectation): Check {
  const found = plan.findings.map((finding) => describe(rule, finding));
  const wanted = expected.findings.map((finding) => sentence(finding));
  const missing = wanted.filter((text) => !found.includes(text)).map((text) => `missing: ${text}`);
  const noisy = found.filter((text) => !wanted.includes(text)).map((text) => `noisy: ${text}`);
  const count = found.length === wanted.length || missing.length + noisy.length > 0 ? [] : [`noisy: ${found.length} findings, ${wanted.length} expected`];
  return { outcome: missing.length > 0 ? 'missing' : 'noisy', problems: [...missing, ...noisy, ...count] };
}

function describe(rule: Rule, finding: PlannedFinding): string {
  return sentence(toExpected(rule, finding));
}

function toExpected(rule: Rule, finding: PlannedFinding): ExpectedFinding {
  const { path, line, safety, status } = finding;
  return { message: messageKey(rule, finding)[0] ?? finding.message, path, line, safety, status };
}

function sentence({ message, path, line, safety, status }: ExpectedFinding): string {
  return `${message} at ${path}:${line ?? '-'}, ${safety}, ${status}`;
}

/** Which of the rule's messages a finding carries: the one whose fixed words it holds. */
function messageKey(rule: Rule, finding: PlannedFinding): readonly string[] {
  return Object.entries(rule.meta.messages).flatMap(([key, template]) => {
    const fixed = template.split(/\{\w+\}/);
    let at = 0;
    for (const part of fixed) {
      at = finding.message.indexOf(part, at);
      if (at < 0) return [];
      at += part.length;
    }
    return [key];
  });
}

function compareFiles(result: Texts, wanted: Texts): Check {
  const paths = [...new Set([...result.keys(), ...wanted.keys()])].toSorted();
  const missing = paths.filter((path) => wanted.has(path) && result.get(path) !== wanted.get(path));
  const extra = paths.filter((path) => !wanted.has(path));
  const problems = [...missing.map((path) => fileProblem(path, result.get(path), wanted.get(path))), ...extra.map((path) => `noisy: ${path} is not in after/`)];
  return { outcome: missing.length > 0 ? 'missing' : 'noisy', problems };
}

function fileProblem(path: string, result: string | undefined, wanted: string | undefined): string {
  if (result === undefined) return `missing: ${path} is not there afterwards`;
  const diff = unifiedDiff({ path, before: wanted ?? null, after: result });
  return `missing: ${path} is not what after/ holds (- expected, + came out)\n${diff}`;
}

/** What must hold of every result, whatever the case expects. */
async function soundness(input: CaseInput, folder: string, before: Texts, result: Texts, plan: Plan, expected: Expectation): Promise<readonly Check[]> {
  const again = await planFolder(folder, result, [input.rule], expected, overlay(folder, result, input.io));
  const twice = again.changes.map(({ path }) => `a second run writes ${path} again`);
  const all = await planFolder(folder, before, input.rules, { ...expected, safety: 'review', findings: [] }, input.io, input.rule);
  const unsettled = all.findings.filter(({ status }) => status === 'circular' || status === 'deferred');
  const settled = resultOf(before, all);
  const allAgain = await planFolder(folder, settled, input.rules, { ...expected, safety: 'review', findings: [] }, overlay(folder, settled, input.io), input.rule);
  const restless = allAgain.changes.map(({ path }) => `with all rules together a second run writes ${path} again`);
  return [
    { outcome: 'broken', problems: twice },
    { outcome: 'broken', problems: unsettled.map(({ rule, status, path }) => `with all rules together ${rule} ends ${status} in ${path}`) },
    { outcome: 'broken', problems: restless },
    { outcome: 'broken', problems: await patchProblems(before, plan, input.io) },
  ];
}

/** The plan's patch applies with git, gives the result, and can be taken back. */
async function patchProblems(before: Texts, plan: Plan, io: Io): Promise<readonly string[]> {
  if (plan.changes.length === 0) return [];
  const patch = plan.changes.map((change) => unifiedDiff(change)).join('');
  return withScratchFolder(before, (folder) => {
    const file = `${folder}/.slimify.patch`;
    writeFiles(folder, new Map([['.slimify.patch', patch]]));
    const applied = io.git(['apply', '--whitespace=nowarn', file], folder);
    if (!applied.ok) return [`git apply refuses the patch: ${applied.reason}`];
    const wrong = plan.changes.filter(({ path, after }) => textAt(`${folder}/${path}`, io) !== after).map(({ path }) => `git apply makes another ${path}`);
    const reversed = io.git(['apply', '-R', '--whitespace=nowarn', file], folder);
    return reversed.ok ? wrong : [...wrong, `git apply -R refuses the patch: ${reversed.reason}`];
  });
}

function textAt(path: string, io: Io): string | null {
  const bytes = io.readFile(path);
  const decoded = bytes.ok ? decode(bytes.value) : null;
  return decoded?.ok ? decoded.text : null;
}

/** Plans a case's folder, with these rules only. A folder of a case knows nothing of the repository around it. */
async function planFolder(folder: string, files: Texts, rules: readonly Rule[], expected: Expectation, io: Io, judged = rules[0]): Promise<Plan> {
  const tree = makeTree(folder, null, [...files.keys()]);
  const { plan } = await planTree(
    tree,
    { root: folder, paths: [], rules, only: [], skip: [], services: [], safety: expected.safety ?? 'safe', config: configFor(judged, expected) },
    io,
  );
  return plan;
}

function configFor(rule: Rule | undefined, { options, keep }: Expectation): Config | null {
  if (!rule || (options === undefined && keep === undefined)) return null;
  const defaults = rule.meta.options?.defaults;
  const merged = typeof defaults === 'object' && typeof options === 'object' ? { ...defaults, ...options } : options;
  const rules: Config['rules'] = options === undefined ? new Map() : new Map([[rule.meta.name, { on: true, options: merged }]]);
  const keeps = (keep ?? []).map((one) => ({ service: null, ...one, written: '', serviceWritten: '' }));
  return { path: '', rules, ownRules: [], services: new Map(), include: [], exclude: [], keep: keeps, ignore: [] };
}

function overlay(folder: string, files: Texts, io: Io): Io {
  return {
    ...io,
    readFile(path) {
      const text = files.get(path.slice(folder.length + 1));
      return text === undefined ? io.readFile(path) : read(encode(text));
    },
  };
}

function filesOf(folder: string, io: Io): Texts {
  return new Map(walkFolder(io, folder, []).toSorted().map((path) => [path, textAt(`${folder}/${path}`, io) ?? '']));
}

function expectationOf(folder: string, io: Io): Expectation {
  const text = textAt(`${folder}/expect.json`, io);
  return text === null ? { findings: [] } : (JSON.parse(text) as Expectation);
}

function resultOf(before: Texts, plan: Plan): Texts {
  const result = new Map(before);
  for (const { path, after } of plan.changes) {
    if (after === null) result.delete(path);
    else result.set(path, after);
  }
  return result;
}

/** Whether something was written. */
function writeCase(folder: string, before: Texts, result: Texts, plan: Plan, rule: Rule, expected: Expectation, io: Io): boolean {
  const findings = plan.findings.map((finding) => toExpected(rule, finding));
  const text = `${JSON.stringify({ ...expected, findings }, null, 2)}\n`;
  const changed = textAt(`${folder}/expect.json`, io) !== text || compareFiles(result, io.stat(`${folder}/after`) ? filesOf(`${folder}/after`, io) : before).problems.length > 0;
  writeFiles(folder, new Map([['expect.json', text]]));
  replaceFolder(`${folder}/after`, plan.changes.length === 0 ? new Map() : result);
  return changed;
}
