import type { Plan } from '#plan/types.js';
import { count } from './columns.js';
import type { TextOptions } from './options.js';
import { amount, type Shown } from './shown.js';
import type { Unit } from './units.js';

/** The last lines: what would change, and the command that writes it. */
export function footerOf(plan: Plan, parts: Shown, options: TextOptions): readonly string[] {
  const files = count(plan.changes.length, 'file');
  if (plan.changes.length === 0) return [nothing(parts, options)];
  if (options.command === 'apply') return [`${count(amount(parts.chosen), 'fix', 'fixes')} for ${files}.${reviewHint(parts, options)}`];
  if (options.command === 'check') {
    return [`${files} would change: slimify apply${level(options)}${options.flags} writes ${them(plan.changes.length)}.`];
  }
  const safe = safeFixes(parts.chosen);
  const all = amount(parts.chosen);
  const write = (command: string): string => `slimify apply${command}${options.flags}`;
  const would = `${files} would change.`;
  if (safe === all) return [`${would} ${write('')} writes ${them(plan.changes.length)}.${reviewHint(parts, options)}`];
  const rest = safe === 0 ? 'none of the fixes is safe without a reader' : `${write('')} writes the ${safe === 1 ? 'safe one' : `${safe} safe ones`} of ${all} fixes`;
  return [`${would} ${write(' --safety review')} writes ${them(plan.changes.length)}; ${rest}.`];
}

function nothing(parts: Shown, options: TextOptions): string {
  const hint = reviewHint(parts, options);
  return `Nothing to change.${hint}`;
}

function reviewHint(parts: Shown, options: TextOptions): string {
  if (parts.review.length === 0) return '';
  const number = amount(parts.review);
  return ` ${count(number, 'more fix', 'more fixes')} ${number === 1 ? 'needs' : 'need'} a reader: slimify plan --safety review${options.flags}`;
}

function level(options: TextOptions): string {
  return options.safety === 'review' ? ' --safety review' : '';
}

function safeFixes(units: readonly Unit[]): number {
  return amount(units.filter(({ safety }) => safety === 'safe'));
}

function them(files: number): string {
  return files === 1 ? 'it' : 'them';
}
