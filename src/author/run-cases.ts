import { basename, resolve } from 'node:path';
import type { Io } from '#io/types.js';
import type { Rule } from '#rule/types.js';
import { loadOwnRules } from '#config/own-rules.js';
import { casesOf, runCase } from './run-case.js';
import type { CaseReport } from './types.js';

export interface RunCasesOptions {
  /** The rules that are known already; a rule folder without a module of its own is looked up here by name. */
  readonly rules: readonly Rule[];
  /** Writes `after/` and `expect.json` as they come out, instead of comparing. */
  readonly update: boolean;
  readonly io: Io;
}

/** Every rule has at least this many cases in which nothing may change. */
const FEWEST_QUIET_CASES = 3;

/** Runs the cases of rule folders (`<family>/<rule>/{rule.js, README.md, cases/}`). */
export async function runCases(folders: readonly string[], options: RunCasesOptions): Promise<readonly CaseReport[]> {
  const reports: CaseReport[] = [];
  for (const folder of folders) reports.push(...(await runFolder(resolve(folder), options)));
  return reports;
}

async function runFolder(folder: string, { rules, update, io }: RunCasesOptions): Promise<readonly CaseReport[]> {
  const rule = await ruleOf(folder, rules, io);
  if (typeof rule === 'string') return [{ rule: folder, name: null, outcome: 'broken', problems: [rule], updated: false }];
  const names = casesOf(folder, io);
  const results = [];
  for (const name of names) results.push(await runCase({ rule, folder, name, rules, update, io }));
  const whole = coverage(rule, results.map(({ messages }) => messages), results.filter(({ quiet }) => quiet).length);
  const twins = duplicates(results.map(({ name, content }) => ({ name, content })));
  const problems = [...whole, ...twins];
  return [
    ...results.map(({ report }) => report),
    ...(problems.length === 0 ? [] : [{ rule: rule.meta.name, name: null, outcome: 'missing' as const, problems, updated: false }]),
  ];
}

/** The rule of a folder: `rule.js` in it, else the one whose name ends its path. */
async function ruleOf(folder: string, rules: readonly Rule[], io: Io): Promise<Rule | string> {
  const module = resolve(folder, 'rule.js');
  if (io.stat(module)?.kind === 'file') {
    const loaded = await loadOwnRules(module);
    if (!loaded.ok) return `${module} ${loaded.reason}`;
    return loaded.value[0] ?? `${module} exports no rule`;
  }
  const name = `${basename(resolve(folder, '..'))}/${basename(folder)}`;
  return rules.find((rule) => rule.meta.name === name) ?? `there is no rule.js and no rule named ${name}`;
}

function coverage(rule: Rule, messages: readonly (readonly string[])[], quiet: number): readonly string[] {
  const hit = new Set(messages.flat());
  const problems = Object.keys(rule.meta.messages).filter((key) => !hit.has(key)).map((key) => `no case hits the message "${key}"`);
  if (quiet < FEWEST_QUIET_CASES) problems.push(`${quiet} cases in which nothing may change; a rule has at least ${FEWEST_QUIET_CASES}`);
  return problems;
}

function duplicates(cases: readonly { readonly name: string; readonly content: string }[]): readonly string[] {
  const seen = new Map<string, string>();
  return cases.flatMap(({ name, content }) => {
    const twin = seen.get(content);
    seen.set(content, name);
    return twin === undefined ? [] : [`${name} is the same case as ${twin}`];
  });
}
