import type { Plan } from '#plan/types.js';
import { visible } from '#text/visible.js';
import { clipped, columnsOf, count, padded, widest } from './columns.js';
import { FEW, type TextOptions } from './options.js';
import { painter } from './paint.js';
import { savedBy } from './saved.js';
import { amount, shortName } from './shown.js';
import type { Unit } from './units.js';

/** Per file that changes: which rules change it, and how many fixes each. */
export function fileTable(plan: Plan, chosen: readonly Unit[], options: TextOptions): readonly string[] {
  const rules = rulesByPath(chosen);
  const rows = plan.changes.map(({ path, before, after }) => {
    const kind = before === null ? 'created: ' : after === null ? 'deleted: ' : '';
    return { path: visible(path), what: kind + (rules.get(path) ?? '') };
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

/** `pip-cache (2), apt-hygiene`, by path. */
function rulesByPath(units: readonly Unit[]): ReadonlyMap<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const { rule, paths } of units.flatMap(({ fixes }) => fixes)) {
    for (const path of paths) {
      const rules = counts.get(path) ?? new Map<string, number>();
      counts.set(path, rules.set(rule, (rules.get(rule) ?? 0) + 1));
    }
  }
  const words = ([rule, number]: readonly [string, number]): string => shortName(rule) + (number === 1 ? '' : ` (${number})`);
  return new Map([...counts].map(([path, rules]) => [path, [...rules].map(words).join(', ')]));
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
    const fixes = group.flatMap((unit) => unit.fixes);
    const findings = group.flatMap((unit) => unit.findings);
    const files = new Set([...fixes.flatMap(({ paths }) => paths), ...findings.flatMap(({ fix, path }) => (fix === null ? [path] : []))]);
    const saved = savedBy(fixes, options.savings);
    const things = fixes.length > 0 ? count(amount(group), 'fix', 'fixes') : count(amount(group), 'finding');
    return [{
      safety: first.safety,
      rule: first.rule,
      what: whatOf(group),
      where: `${things} in ${count(files.size, 'file')}`,
      saved: saved ?? '',
    }];
  });
  const safeties = widest(rows.map(({ safety }) => safety));
  const rules = widest(rows.map(({ rule }) => rule));
  const wheres = widest(rows.map(({ where }) => where));
  const saves = widest(rows.map(({ saved }) => saved));
  const room = Math.max(16, options.width - safeties - rules - wheres - (saves === 0 ? 8 : saves + 10));
  const whats = widest(rows.map(({ what }) => clipped(what, room)));
  const paint = painter(options.colour);
  const lines = rows.map(({ safety, rule, what, where, saved }) => {
    const level = paint(safety === 'safe' ? 'green' : 'yellow', safety) + ' '.repeat(safeties - columnsOf(safety));
    return `  ${level}  ${padded(rule, rules)}  ${padded(clipped(what, room), whats)}  ${saved === '' ? where : `${padded(where, wheres)}  ${saved}`}`;
  });
  if (saves === 0) return lines;
  // Amounts alone would not say of what.
  return [paint('dim', `  ${padded('', safeties)}  ${padded('rule', rules)}  ${padded('', whats)}  ${padded('', wheres)}  saves`), ...lines];
}

/** The title that most share says it; others are counted. */
function whatOf(group: readonly Unit[]): string {
  const titles = [...new Set(group.map(({ title }) => visible(title)))];
  const [title = ''] = titles;
  if (titles.length === 1) return title;
  return `${title}, and ${titles.length - 1} more like it`;
}
