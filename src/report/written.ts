import type { Plan } from '#plan/types.js';
import { visible } from '#text/visible.js';
import { count } from './columns.js';

/** What is said once files are written: how many, and what a person has to run now. */
export function writtenText(plan: Plan): string {
  const applied = plan.fixes.filter(({ status }) => status === 'applied');
  const next = [...new Set(applied.flatMap(({ afterwards }) => afterwards))];
  return [
    `Wrote ${count(plan.changes.length, 'file')}.`,
    ...(next.length === 0 ? [] : ['Next', ...next.map((step) => `  ${visible(step)}`)]),
    '',
  ].join('\n');
}
