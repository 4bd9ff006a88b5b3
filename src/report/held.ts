import type { Plan } from '#plan/types.js';
import { visible } from '#text/visible.js';
import { clipped, columnsOf, count, wrapped } from './columns.js';
import { FEW, type TextOptions } from './options.js';
import { painter } from './paint.js';
import { withPlace } from './place.js';
import { amount, shortName, type Shown } from './shown.js';
import { whereOf, type Unit } from './units.js';

/** What was not done and why, with the command that shows or does it. */
export function heldBack(parts: Shown, options: TextOptions): readonly string[] {
  const stopped = parts.stopped.filter(({ status }) => status !== 'suppressed');
  const few = options.all || stopped.length <= FEW + 1 ? stopped : stopped.slice(0, FEW);
  const more = stopped.length - few.length;
  const suppressed = amount(parts.stopped) - amount(stopped);
  const { review, leftOut } = parts;
  const hidden = options.suggestions ? [] : parts.suggestions;
  const command = (flag: string): string => `slimify plan${flag}${options.flags}`;
  const lines = [
    ...few.flatMap((unit) => stoppedRow(unit, options.width)),
    ...(more > 0 ? [hint(`…${more} more`, `slimify ${options.command} --all${options.flags}`)] : []),
    ...(review.length > 0 ? [hint(`${fixes(review)} for review ${names(review)}`, command(' --safety review'))] : []),
    ...(hidden.length > 0 ? [hint(`${count(amount(hidden), 'suggestion')} ${names(hidden)}`, command(' --suggestions'))] : []),
    ...(leftOut.length > 0 ? [`    ${fixes(leftOut)} left out by --only or --skip ${names(leftOut)}`] : []),
    ...(suppressed > 0 ? [`    ${count(suppressed, 'finding')} suppressed in the files`] : []),
  ];
  return lines.length === 0 ? [] : [painter(options.colour)('dim', '  held back'), ...lines];
}

/** Columns below which a title says nothing. */
const LEAST_ROOM = 20;

/** `place  title`, then `held, rule: reason`; what speaks against it with its own place. */
function stoppedRow(unit: Unit, width: number): readonly string[] {
  const heldBy = unit.findings.flatMap((each) => each.heldBy).map(withPlace);
  const reasons = [...new Set([...(unit.reason === null ? [] : [visible(unit.reason)]), ...heldBy])];
  const more = reasons.length > 2 ? `, and ${reasons.length - 2} more` : '';
  const text = `${unit.status}, ${unit.rule}: ${reasons.slice(0, 2).join('; ') || visible(unit.title)}${more}`;
  const place = `    ${whereOf(unit)}`;
  const room = width - columnsOf(place) - 2;
  const title = reasons.length > 0 && room >= LEAST_ROOM ? `  ${clipped(visible(unit.title), room)}` : '';
  return [`${place}${title}`, ...wrapped(text, width - 6).map((line) => `      ${line}`)];
}

/** Files that were not read, or are read alone, each with its reason. */
export function skippedFiles(plan: Plan, options: TextOptions): readonly string[] {
  const few = options.all || plan.skipped.length <= FEW + 1 ? plan.skipped : plan.skipped.slice(0, FEW);
  const more = plan.skipped.length - few.length;
  if (few.length === 0) return [];
  return [
    painter(options.colour)('dim', `  left as they are`),
    ...few.map(({ path, reason }) => `    ${visible(path)}: ${visible(reason)}`),
    ...(more > 0 ? [hint(`…${more} more`, `slimify ${options.command} --all${options.flags}`)] : []),
  ];
}

/** Rules that failed; the plan stands without them. */
export function crashedRules(plan: Plan, options: TextOptions): readonly string[] {
  if (plan.crashes.length === 0) return [];
  const paint = painter(options.colour);
  return [
    paint('red', '  rules that failed; the plan stands without them'),
    ...plan.crashes.map(({ rule, message }) => `    ${rule}: ${visible(message)}`),
  ];
}

function hint(text: string, command: string): string {
  return `    ${text.padEnd(44)}  ${command}`;
}

function fixes(units: readonly Unit[]): string {
  return count(amount(units), 'fix', 'fixes');
}

function names(units: readonly Unit[]): string {
  return `(${[...new Set(units.map(({ rule }) => shortName(rule)))].join(', ')})`;
}
