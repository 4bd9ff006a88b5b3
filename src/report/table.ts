import type { Plan } from '#plan/types.js';
import { visible } from '#text/visible.js';
import { clipped, columnsOf, count, padded, widest } from './columns.js';
import { FEW, type TextOptions } from './options.js';
import { painter } from './paint.js';
import { amount, shortName } from './shown.js';
import type { Unit } from './units.js';

/** Per file that changes: which rules change it, and how many fixes each. */
export function fileTable(plan: Plan, chosen: readonly Unit[], options: TextOptions): readonly string[] {
  const rows = plan.changes.map(({ path, before, after }) => {
    const kind = before === null ? 'created: ' : after === null ? 'deleted: ' : '';
    return { path: visible(path), what: kind + rulesOf(path, chosen) };
  });
  if (rows.length === 0) return [];
  const few = options.all || rows.length <= FEW + 1 ? rows : rows.slice(0, FEW);
  const paths = widest([...few.map(({ path }) => path), 'file']);
  const paint = painter(options.colour);
  const more = rows.length - few.length;
  return [
    paint('dim', `  ${padded('file', paths)}  changes`),
    ...few.map(({ path, what }) => `  ${padded(path, paths)}  ${what}`),
    ...(more > 0 ? [`  ${padded(`…${more} more`, paths)}  slimify ${options.command} --all${options.flags}`] : []),
  ];
}

function rulesOf(path: string, chosen: readonly Unit[]): string {
  const counts = new Map<string, number>();
  for (const fix of chosen.flatMap(({ fixes }) => fixes)) {
    if (fix.paths.includes(path)) counts.set(fix.rule, (counts.get(fix.rule) ?? 0) + 1);
  }
  return [...counts].map(([rule, number]) => (number === 1 ? shortName(rule) : `${shortName(rule)} (${number})`)).join(', ');
}

/** Per rule and safety: what it does, how often, in how many files. Prose is cut to the width, never a path. */
export function ruleTable(units: readonly Unit[], options: TextOptions): readonly string[] {
  const groups = new Map<string, Unit[]>();
  for (const unit of units) {
    const key = `${unit.safety} ${unit.rule}`;
    groups.set(key, [...(groups.get(key) ?? []), unit]);
  }
  const rows = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const files = new Set(group.flatMap(({ fixes, findings }) => [...fixes.flatMap(({ paths }) => paths), ...findings.map(({ path }) => path)]));
    const fixes = group.some((unit) => unit.fixes.length > 0);
    return [{
      safety: first.safety,
      rule: first.rule,
      what: whatOf(group),
      where: `${count(amount(group), fixes ? 'fix' : 'finding', fixes ? 'fixes' : 'findings')} in ${count(files.size, 'file')}`,
    }];
  });
  const safeties = widest(rows.map(({ safety }) => safety));
  const rules = widest(rows.map(({ rule }) => rule));
  const wheres = widest(rows.map(({ where }) => where));
  const room = Math.max(16, options.width - safeties - rules - wheres - 8);
  const whats = widest(rows.map(({ what }) => clipped(what, room)));
  const paint = painter(options.colour);
  return rows.map(({ safety, rule, what, where }) => {
    const level = paint(safety === 'safe' ? 'green' : 'yellow', safety) + ' '.repeat(safeties - columnsOf(safety));
    return `  ${level}  ${padded(rule, rules)}  ${padded(clipped(what, room), whats)}  ${where}`;
  });
}

/** The title that most share says it; others are counted. */
function whatOf(group: readonly Unit[]): string {
  const titles = [...new Set(group.map(({ title }) => visible(title)))];
  const [title = ''] = titles;
  if (titles.length === 1) return title;
  return `${title}, and ${titles.length - 1} more like it`;
}
