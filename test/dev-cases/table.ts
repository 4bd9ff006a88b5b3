import type { CommitCase } from './cases.js';
import type { Row, Verdict } from './judge.js';
import type { World } from './world.js';

/** One line that says what was run on. */
export function headOf({ commit }: CommitCase, { plan, paths }: World, missing: number): string {
  const { dockerfiles, requirementsFiles } = plan.stats;
  const absent = missing === 0 ? '' : `, ${missing} without content`;
  return `${commit}: ${paths.length} files${absent}, ${dockerfiles} Dockerfiles, ${requirementsFiles} requirements files, ${plan.fixes.length} fixes\n`;
}

/** One line per condition; a broken one with its reason below. */
export function tableOf(rows: readonly Row[]): string {
  const width = Math.max(0, ...rows.map(({ text }) => text.length));
  return rows.map((row) => `${row.commit}  ${row.side.padEnd(8)}  ${row.text.padEnd(width)}  ${outcome(row)}\n`).join('');
}

function outcome({ verdict, because }: Row): string {
  if (verdict === 'waiting') return `waiting for ${because ?? ''}`;
  return verdict === 'broken' ? `broken\n${' '.repeat(14)}${because ?? ''}` : verdict;
}

export function footer(rows: readonly Row[]): string {
  const count = (verdict: Verdict): number => rows.filter((row) => row.verdict === verdict).length;
  return `${count('held')} held, ${count('broken')} broken, ${count('waiting')} waiting`;
}
