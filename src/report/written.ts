import { visible } from '#text/visible.js';
import { count } from './columns.js';

interface Written {
  readonly fixes: readonly { readonly status: string; readonly afterwards: readonly string[] }[];
  readonly changes: readonly unknown[];
}

/** What is said once files are written: how many, how to take it back (`root`: ` --root DIR` where it was typed), and what a person has to run now. */
export function writtenText(plan: Written, root = ''): string {
  const applied = plan.fixes.filter(({ status }) => status === 'applied');
  const next = [...new Set(applied.flatMap(({ afterwards }) => afterwards))];
  return [
    `Wrote ${count(plan.changes.length, 'file')}.  Take it back: slimify undo${root}`,
    ...(next.length === 0 ? [] : ['Next', ...next.map((step) => `  ${visible(step)}`)]),
    '',
  ].join('\n');
}
