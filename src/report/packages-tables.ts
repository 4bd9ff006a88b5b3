import type { EnvironmentPackages, PackageWeight } from '#sizes/packages/types.js';
import { visible } from '#text/visible.js';
import { columnsOf, count, padded, widest, wrapped } from './columns.js';
import { bytesText, heftText } from './packages-bytes.js';
import type { Paint } from './paint.js';
import { placeOf } from './place.js';
import { colourOf } from './verdicts.js';

interface TableOptions {
  readonly width: number;
  readonly all: boolean;
}

/** Rows of each table before the rest is one line. */
const MOST_REQUIREMENTS = 14;
const MOST_SHARED = 6;
const MOST_PACKAGES = 10;
/** Names of one row before `…N more`. */
const MOST_NAMES = 4;

/** Each requirement with what goes if it goes, and all that it brings; the heaviest first. */
export function requirementTable({ requirements, packages }: EnvironmentPackages, options: TableOptions, paint: Paint): readonly string[] {
  if (requirements.length === 0) return [];
  const shown = few(requirements, MOST_REQUIREMENTS, options);
  const versions = new Map(packages.map(({ name, version }) => [name, version]));
  const rows = shown.map(({ name, goes, goesHeft, all, allCount, verdict, at: [at, ...more] }) => ({
    verdict,
    goes: goes.length === 0 ? '-' : heftText(goesHeft),
    goesCount: goes.length === 0 ? '' : `(${goes.length})`,
    all: all === null ? 'not known' : heftText(all),
    allCount: allCount === null ? '' : `(${allCount})`,
    name: `${visible(name)}${versions.get(name) ? ` ${visible(versions.get(name) ?? '')}` : ''}`,
    needed: verdict ?? '-',
    where: at === undefined ? '' : `${placeOf(at.path, at.line)}${more.length > 0 ? ` and ${more.length} more` : ''}`,
  }));
  const left = amountColumn('goes with it', rows.map(({ goes, goesCount }) => [goes, goesCount] as const));
  const middle = amountColumn('in all', rows.map(({ all, allCount }) => [all, allCount] as const));
  const names = widest(['requirement', ...rows.map(({ name }) => name)]);
  const needs = widest(['needed', ...rows.map(({ needed }) => needed)]);
  const rest = requirements.slice(shown.length);
  return [
    paint('dim', `  ${left.head}  ${middle.head}  ${padded('requirement', names)}  ${padded('needed', needs)}  where`),
    ...rows.flatMap(({ name, needed, verdict, where }, index) => {
      const column = (verdict === null ? needed : paint(colourOf(verdict), needed)) + ' '.repeat(needs - columnsOf(needed));
      const before = `  ${left.cells[index] ?? ''}  ${middle.cells[index] ?? ''}  ${padded(name, names)}  `;
      const fits = columnsOf(before) + needs + 2 + columnsOf(where) <= options.width;
      return fits ? [`${before}${column}  ${where}`] : [`${before}${column}`, `      ${where}`];
    }),
    ...(rest.length > 0 ? [`  …${rest.length} more, each lighter than these`] : []),
  ];
}

/** Amounts with counts behind them in brackets: `~3.1 GB (25)`, one below the other. */
function amountColumn(title: string, rows: readonly (readonly [string, string])[]): { readonly head: string; readonly cells: readonly string[] } {
  const amounts = widest(rows.map(([amount]) => amount));
  const counts = widest(rows.map(([, number]) => number));
  const cells = rows.map(([amount, number]) => `${right(amount, amounts)} ${right(number, counts)}`);
  const width = widest([title, ...cells]);
  return { head: right(title, width), cells: cells.map((cell) => right(cell, width)) };
}

/** What stays until several requirements are gone. */
export function sharedTable({ shared }: EnvironmentPackages, options: TableOptions, paint: Paint): readonly string[] {
  if (shared.length === 0) return [];
  const shown = few(shared, MOST_SHARED, options);
  const rows = shown.map(({ packages, requirements, heft }) => ({
    size: heftText(heft),
    what: packages.length === 1 ? visible(packages[0] ?? '') : `${count(packages.length, 'package')}: ${named(packages, options)}`,
    by: requirements.length === 0 ? 'several requirements' : named(requirements, options),
  }));
  const sizes = widest(rows.map(({ size }) => size));
  const whats = widest(rows.map(({ what }) => what));
  const rest = shared.slice(shown.length);
  return [
    `shared ${paint('dim', '(goes only when all of the requirements behind it go)')}`,
    ...rows.flatMap(({ size, what, by }) => {
      const start = `  ${right(size, sizes)}  `;
      const one = `${start}${padded(what, whats)}  ${by}`;
      if (columnsOf(one) <= options.width) return [one];
      const two = `${start}${what}  ${by}`;
      if (columnsOf(two) <= options.width) return [two];
      const below = wrapped(by, Math.max(30, options.width - sizes - 6)).map((line) => `${' '.repeat(sizes + 6)}${line}`);
      return [`${start}${what}`, ...below];
    }),
    ...(rest.length > 0 ? [`  …${rest.length} more`] : []),
  ];
}

/** The heaviest packages, each with its way to the line that asks for it. */
export function packageTable({ packages }: EnvironmentPackages, options: TableOptions, paint: Paint): readonly string[] {
  const known = options.all ? packages : packages.filter(({ bytes }) => bytes !== null);
  if (known.length === 0) return [];
  const shown = few(known, MOST_PACKAGES, options);
  const sizes = widest(shown.map(sizeOf));
  return [
    options.all ? 'packages' : 'heaviest packages',
    ...shown.flatMap((one) => {
      const start = `  ${right(sizeOf(one), sizes)}  `;
      const chain = chainText(one);
      const lines = columnsOf(start) + columnsOf(chain) <= options.width ? [start + chain] : brokenChain(start, one, options.width);
      return options.all ? [...lines, paint('dim', `${' '.repeat(sizes + 6)}${visible(one.size.because)}`)] : lines;
    }),
  ];
}

/** `torch 2.5.1 <- sentence-transformers <- requirements.txt:12`. */
function chainText(one: PackageWeight): string {
  return stepsOf(one).join(' <- ');
}

function stepsOf({ name, version, chain, at, brought }: PackageWeight): readonly string[] {
  const own = version === null ? visible(name) : `${visible(name)} ${visible(version)}`;
  const steps = chain.slice(1).map((step) => visible(step));
  const start = at === null || chain.length === 0 ? ['nothing asked for is known to bring it'] : [placeOf(at.path, at.line)];
  return [own, ...steps, ...start, ...(brought === null ? [] : [`(${visible(brought)})`])];
}

/** As many steps on a line as fit; none is broken. */
function brokenChain(start: string, one: PackageWeight, width: number): readonly string[] {
  const lines: string[] = [];
  let line = start;
  for (const [index, step] of stepsOf(one).entries()) {
    const next = index === 0 ? line + step : `${line} <- ${step}`;
    if (index > 0 && columnsOf(next) > width) {
      lines.push(line);
      line = `${' '.repeat(columnsOf(start) + 2)}<- ${step}`;
    } else {
      line = next;
    }
  }
  return [...lines, line];
}

function sizeOf({ bytes }: PackageWeight): string {
  return bytes === null ? 'not known' : bytesText(bytes);
}

function named(names: readonly string[], { all }: TableOptions): string {
  const shown = all || names.length <= MOST_NAMES + 1 ? names : names.slice(0, MOST_NAMES);
  const rest = names.length - shown.length;
  return shown.map((name) => visible(name)).join(', ') + (rest > 0 ? ` …${rest} more` : '');
}

function few<T>(rows: readonly T[], most: number, { all }: TableOptions): readonly T[] {
  return all || rows.length <= most + 1 ? rows : rows.slice(0, most);
}

function right(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - columnsOf(text))) + text;
}
