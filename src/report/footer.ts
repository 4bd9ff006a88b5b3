import type { Plan } from '#plan/types.js';
import { count } from './columns.js';
import type { TextOptions } from './options.js';
import { amount, type Shown } from './shown.js';
import type { Unit } from './units.js';

/** The last lines: what would change, and the command that writes it. */
export function footerOf(plan: Plan, parts: Shown, options: TextOptions): readonly string[] {
  const files = count(plan.changes.length, 'file');
  if (plan.changes.length === 0) return [`Nothing to change.${reviewHint(parts, options)}`];
  if (options.command === 'apply') return [`${fixes(parts.chosen)} for ${files}.${reviewHint(parts, options)}`];
  if (options.command === 'check') {
    const level = options.safety === 'review' ? ' --safety review' : '';
    return [`${files} would change: slimify apply${level}${options.flags} writes ${them(plan.changes.length)}.`];
  }
  const safe = amount(parts.chosen.filter(({ safety }) => safety === 'safe'));
  const all = amount(parts.chosen);
  const write = (command: string): string => `slimify apply${command}${options.flags}`;
  const would = `${files} would change.`;
  if (safe === all) return [`${would} ${write('')} writes ${them(plan.changes.length)}.${reviewHint(parts, options)}`];
  const everything = `${would} ${write(' --safety review')} writes ${them(plan.changes.length)}`;
  if (safe === 0) return [`${everything}; none of the fixes is safe without a reader.`];
  return [`${everything}; ${write('')} writes the ${safe === 1 ? 'safe one' : `${safe} safe ones`} of ${all} fixes.`];
}

function reviewHint(parts: Shown, options: TextOptions): string {
  if (parts.review.length === 0) return '';
  const number = amount(parts.review);
  const more = `${count(number, 'more fix', 'more fixes')} ${number === 1 ? 'needs' : 'need'} a reader`;
  return ` ${more}: slimify plan --safety review${options.flags}`;
}

function fixes(units: readonly Unit[]): string {
  return count(amount(units), 'fix', 'fixes');
}

function them(files: number): string {
  return files === 1 ? 'it' : 'them';
}
