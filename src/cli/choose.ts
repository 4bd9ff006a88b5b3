import { createInterface, type Interface } from 'node:readline/promises';
import type { Plan } from '#plan/types.js';
import { count } from '#report/columns.js';
import { EXIT } from './errors.js';

export type Choice = 'all' | 'none' | { readonly without: readonly string[] };

/** Asks once; `s` goes through the rules. Whatever is not yes is no. */
export async function chooseRules(plan: Plan): Promise<Choice> {
  return asking(async (terminal) => {
    const fixes = plan.fixes.filter(({ status }) => status === 'applied');
    const what = `${count(fixes.length, 'fix', 'fixes')} to ${count(plan.changes.length, 'file')}`;
    const reply = await ask(terminal, `\nWrite ${what}? [y/N/s(elect)] `);
    if (isYes(reply)) return 'all';
    return /^s(elect)?$/i.test(reply) ? select(terminal, plan) : 'none';
  });
}

/** Asks once whether a saved plan is written. */
export async function confirm(files: number): Promise<boolean> {
  return asking(async (terminal) => isYes(await ask(terminal, `\nWrite ${count(files, 'file')}? [y/N] `)));
}

/** With a person at the terminal for as long as the questions take. */
async function asking<T>(questions: (terminal: Interface) => Promise<T>): Promise<T> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  terminal.on('SIGINT', () => process.exit(EXIT.interrupted));
  try {
    return await questions(terminal);
  } finally {
    terminal.close();
  }
}

async function select(terminal: Interface, plan: Plan): Promise<Choice> {
  const fixes = plan.fixes.filter(({ status }) => status === 'applied');
  const rules = [...new Set(fixes.map(({ rule }) => rule))];
  const without: string[] = [];
  for (const rule of rules) {
    const own = fixes.filter((fix) => fix.rule === rule);
    const files = new Set(own.flatMap(({ paths }) => paths));
    const safeties = [...new Set(own.map(({ safety }) => safety))].join(' and ');
    const what = `${count(own.length, 'fix', 'fixes')} in ${count(files.size, 'file')}`;
    const reply = await ask(terminal, `  ${rule}, ${safeties}: ${what}? [y/N] `);
    if (!isYes(reply)) without.push(rule);
  }
  if (without.length === 0) return 'all';
  return without.length === rules.length ? 'none' : { without };
}

/** A line that the person types; the end of the input is an empty one. */
async function ask(terminal: Interface, question: string): Promise<string> {
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  return (await Promise.race([terminal.question(question), closed])).trim();
}

function isYes(reply: string): boolean {
  return /^y(es)?$/i.test(reply);
}
