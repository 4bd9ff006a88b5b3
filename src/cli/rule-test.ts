import { join, relative, resolve } from 'node:path';
import type { CaseOutcome, CaseReport } from '#author/types.js';
import type { Outside } from '#io/outside.js';
import { count, padded, widest } from '#report/columns.js';
import { painter } from '#report/paint.js';
import { visible } from '#text/visible.js';
import { EXIT, UsageError } from './errors.js';
import type { Arguments } from './flags.js';
import { prepare } from './prepare.js';
import type { Terminal } from './terminal.js';

const OUTCOMES: readonly CaseOutcome[] = ['reported', 'validated', 'missing', 'noisy', 'broken'];

/** Where rules are looked for when no folder is named. */
const DEFAULT_FOLDER = 'rules';

/** How deep below a named folder a rule may lie: `rules/<family>/<rule>`. */
const DEPTH = 3;

/** `slimify rule test [DIR..]`: runs the cases of rules; 1 if one of them does not come out as it says. */
export async function ruleTestCommand(args: Arguments, terminal: Terminal, outside: Outside): Promise<number> {
  const folders = args.paths.length > 0 ? args.paths : [DEFAULT_FOLDER];
  const rules = folders.flatMap((folder) => ruleFolders(folder, terminal.cwd, outside.io));
  const setting = await prepare(args, terminal, outside, { readsFiles: false });
  const { runCases } = await import('#author/run-cases.js');
  const reports: CaseReport[] = [];
  for (const folder of rules) {
    terminal.progress(`${relative(terminal.cwd, folder)} …`);
    reports.push(...(await runCases([folder], { rules: setting.rules, update: args.update, io: outside.io })));
  }
  terminal.out(casesText(reports, terminal));
  return reports.every(isGood) ? EXIT.done : EXIT.found;
}

/** The folders with a `cases` folder at or below a named one. */
function ruleFolders(given: string, cwd: string, io: Outside['io']): readonly string[] {
  const start = resolve(cwd, given);
  const isFolder = io.stat(io.realPath(start) ?? start)?.kind === 'folder';
  if (!isFolder) throw new UsageError(`${given}: no such folder; name the folder of a rule or of several`);
  const found = below(start, DEPTH, io);
  if (found.length === 0) throw new UsageError(`${given}: no rule with a folder "cases" lies in it`);
  return found;
}

function below(folder: string, depth: number, io: Outside['io']): readonly string[] {
  if (io.stat(join(folder, 'cases'))?.kind === 'folder') return [folder];
  if (depth === 0) return [];
  const names = io.list(folder).filter((name) => name !== 'node_modules' && !name.startsWith('.')).toSorted();
  const folders = names.map((name) => join(folder, name)).filter((path) => io.stat(path)?.kind === 'folder');
  return folders.flatMap((path) => below(path, depth - 1, io));
}

/** Each rule with its cases, what is wrong under each, and the sums. */
function casesText(reports: readonly CaseReport[], { colour }: Pick<Terminal, 'colour'>): string {
  const paint = painter(colour);
  const outcomes = widest(OUTCOMES);
  const lines: string[] = [];
  let rule = '';
  for (const report of reports) {
    if (report.rule !== rule) lines.push(paint('bold', visible(report.rule)));
    rule = report.rule;
    const word = paint(isGood(report) ? 'green' : 'red', report.outcome) + ' '.repeat(outcomes - report.outcome.length);
    lines.push(`  ${word}  ${visible(report.name ?? 'the cases together')}${report.updated ? ' (updated)' : ''}`);
    lines.push(...report.problems.map((problem) => `  ${padded('', outcomes)}    ${visible(problem)}`));
  }
  const cases = reports.filter(({ name }) => name !== null);
  const sums = OUTCOMES.flatMap((outcome) => {
    const number = cases.filter((report) => report.outcome === outcome).length;
    return number > 0 ? [`${number} ${outcome}`] : [];
  });
  lines.push(`${count(cases.length, 'case')}${sums.length > 0 ? `: ${sums.join(', ')}` : ''}`);
  return `${lines.join('\n')}\n`;
}

function isGood({ outcome }: CaseReport): boolean {
  return outcome === 'reported' || outcome === 'validated';
}
