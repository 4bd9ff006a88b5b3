import type { EnvironmentPackages, ImagePackages } from '#sizes/packages/types.js';
import { visible } from '#text/visible.js';
import { count, wrapped } from './columns.js';
import { titleOf } from './image-head.js';
import { FEW } from './options.js';
import { bytesText, heftText } from './packages-bytes.js';
import type { ShownPackages } from './packages-json.js';
import { partsBlock } from './packages-parts.js';
import { packageTable, requirementTable, sharedTable } from './packages-tables.js';
import { painter, type Paint } from './paint.js';
import { placeOf } from './place.js';
import { colourOf } from './verdicts.js';

export interface PackagesTextOptions {
  /** Columns to stay within; a path may be longer. */
  readonly width: number;
  readonly colour: boolean;
  /** Every requirement, every package with its chain, and what does not end up in the image. */
  readonly all: boolean;
  /** The service as it was asked for, and what has to be typed again after another command. */
  readonly again: string;
  /** A resolver was to be asked. */
  readonly resolved: boolean;
}

/** What the packages of an image weigh as a person reads it: what goes with each requirement, heaviest first. Pure. */
export function packagesText({ build, purpose, services, packages }: ShownPackages, options: PackagesTextOptions): string {
  const where = purpose.at === null ? '' : ` (${placeOf(purpose.at.path, purpose.at.line)})`;
  const whose = services.length === 0 ? build.id : services.join(', ');
  const head = [`${visible(whose)}: ${purpose.kind}, because ${visible(purpose.because)}${where}`, visible(titleOf(build, build.target))];
  const blocks = packages.ok ? blocksOf(packages.value, options) : [[`not known: ${visible(packages.reason)}`]];
  return [[...head], ...blocks].filter((lines) => lines.length > 0).map((lines) => `${lines.map((line) => line.trimEnd()).join('\n')}\n`).join('\n');
}

function blocksOf(found: ImagePackages, options: PackagesTextOptions): readonly (readonly string[])[] {
  const paint = painter(options.colour);
  const shipped = found.environments.filter(({ ships }) => ships);
  const others = found.environments.filter(({ ships }) => !ships);
  return [
    ...(shipped.length === 0 ? [['no packages: nothing is installed by a Python package manager']] : shipped.flatMap((one) => environmentBlocks(one, options, paint))),
    partsBlock(found.parts, options),
    doubtsBlock(found, options),
    ...(options.all ? others.flatMap((one) => environmentBlocks(one, options, paint)) : []),
    footer(found, others.length, options),
  ];
}

function environmentBlocks(one: EnvironmentPackages, options: PackagesTextOptions, paint: Paint): readonly (readonly string[])[] {
  return [
    environmentHead(one, options, paint),
    ...(sharedFirst(one) ? [sharedTable(one, options, paint), requirementTable(one, options, paint)] : [requirementTable(one, options, paint), sharedTable(one, options, paint)]),
    packageTable(one, options, paint),
    orphansBlock(one, options),
    unknownBlock(one, options),
    unresolvedBlock(one, options),
  ];
}

/** Whether more is shared than goes with any requirement alone: a decision starts there then. */
function sharedFirst({ requirements: [heaviest], shared: [most] }: EnvironmentPackages): boolean {
  return (most?.heft.bytes?.low ?? 0) > (heaviest?.goesHeft.bytes?.low ?? 0);
}

/** How much, of how many, and how well that is known. */
function environmentHead({ into, ships, packages, requirements, total, complete, because, installs, byVerdict, unresolved }: EnvironmentPackages, { width }: PackagesTextOptions, paint: Paint): readonly string[] {
  // What is not resolved is installed all the same.
  const least = total.unknown.length + unresolved.length === 0 ? '' : 'at least ';
  const size = total.bytes === null ? 'size not known' : `${least}${bytesText(total.bytes)}`;
  const counts = `${count(packages.length, 'package')}, ${count(requirements.length, 'requirement')}`;
  const compiled = [...new Map(installs.map(({ bytecode }) => [bytecode.because, bytecode])).values()];
  const bytecode = compiled.map(({ written, because: why }) => `${written === 'yes' ? 'with bytecode' : written === 'no' ? 'without bytecode' : 'perhaps with bytecode'} (${visible(why)})`).join(', ');
  return [
    `${paint('bold', size)}   ${counts} in ${visible(into)}${ships ? '' : ': does not end up in the image'}`,
    ...byVerdict.map(({ verdict, requirements: own, goes, heft }) => `  ${heftText(heft)} (${count(goes.length, 'package')}) ${own.length === 1 ? `goes with ${visible(own[0] ?? '')}, which is` : `goes with all ${own.length} that are`} ${paint(colourOf(verdict), verdict)}`),
    ...(bytecode === '' ? [] : indentedText(bytecode, width)),
    ...indentedText(`${complete ? '' : 'not complete: '}${visible(because)}`, width),
  ];
}

function orphansBlock({ orphans, total }: EnvironmentPackages, { width, all }: PackagesTextOptions): readonly string[] {
  if (orphans.length === 0 || orphans.length === total.unknown.length) return [];
  return listed(`${count(orphans.length, 'package')} that nothing asked for is known to bring`, orphans, width, all);
}

/** The names whose sizes nobody tells; of a few, why. With `--all` the reason is in the row of each. */
function unknownBlock({ total, packages }: EnvironmentPackages, { width, all }: PackagesTextOptions): readonly string[] {
  if (total.unknown.length === 0) return [];
  const title = total.bytes === null && total.unknown.length === packages.length ? 'no size is known' : `size not known of ${count(total.unknown.length, 'package')}`;
  if (all || total.unknown.length > FEW_REASONS) return listed(title, total.unknown, width, all);
  const because = new Map(packages.map(({ name, size }) => [name, size.because]));
  return [title, ...total.unknown.flatMap((name) => indentedText(`${visible(name)}   ${visible(because.get(name) ?? '')}`, width))];
}

const FEW_REASONS = 5;

function listed(title: string, names: readonly string[], width: number, all: boolean): readonly string[] {
  const shown = all ? names : names.slice(0, MOST_NAMES);
  const rest = names.length - shown.length;
  return [title, ...indentedText(`${shown.map((name) => visible(name)).join(', ')}${rest > 0 ? ` …${rest} more` : ''}`, width)];
}

const MOST_NAMES = 24;

/** What no resolver or record answers for: no index has it, or nothing of it fits. */
function unresolvedBlock({ unresolved }: EnvironmentPackages, { width, all }: PackagesTextOptions): readonly string[] {
  if (unresolved.length === 0) return [];
  const shown = all || unresolved.length <= FEW + 1 ? unresolved : unresolved.slice(0, FEW);
  const rest = unresolved.length - shown.length;
  const rows = shown.flatMap(({ what, reason, at }) => indentedText(`${visible(what)}${at === null ? '' : `   ${placeOf(at.path, at.line)}`}   ${visible(reason)}`, width));
  return ['not resolved', ...rows, ...(rest > 0 ? [`  …${rest} more`] : [])];
}

function doubtsBlock({ doubts }: ImagePackages, { width }: PackagesTextOptions): readonly string[] {
  if (doubts.length === 0) return [];
  return ['more may be installed', ...doubts.flatMap(({ text, at }) => indentedText(`${placeOf(at.path, at.line)}   ${visible(text)}`, width))];
}

/** `figures: 230 measured, 12 from the catalogue, 3 by a factor, 2 not known`: of how many packages the size is known how well. */
function basesLine(environments: readonly EnvironmentPackages[]): readonly string[] {
  const packages = environments.filter(({ ships }) => ships).flatMap((one) => one.packages);
  const kinds = [
    ['measured', 'measured on the index'],
    ['resolved', 'told by the index'],
    ['catalogue', 'from the bundled catalogue'],
    ['heuristic', 'by a factor from a wheel or another version'],
    [null, 'not known'],
  ] as const;
  const counts = kinds.map(([basis, words]) => ({ words, number: packages.filter(({ bytes, size }) => (bytes === null ? null : (size.files?.basis ?? null)) === basis).length }));
  const compiled = packages.some(({ bytecode, size }) => bytecode !== 'no' && size.bytecode !== null && size.bytecode.basis === 'heuristic');
  const told = counts.filter(({ number }) => number > 0).map(({ number, words }) => `${number} ${words}`);
  return told.length === 0 ? [] : [`sizes of packages: ${told.join(', ')}${compiled ? '; their bytecode by a factor' : ''}`];
}

/** Where figures are from, how to read them, and what tells more. */
function footer({ notes, environments }: ImagePackages, left: number, { width, all, again, resolved }: PackagesTextOptions): readonly string[] {
  if (environments.length === 0) return notes.flatMap((note) => wrapped(visible(note), width));
  const weighed = environments.some(({ total }) => total.bytes !== null);
  const lacking = environments.some(({ total }) => total.bytes !== null && total.unknown.length > 0);
  const legend = weighed ? [`~ from a catalogue or by a factor; no mark: told by an index; = measured${lacking ? '; +: more, since some sizes are not known' : ''}`] : [];
  const more = [
    ...(all ? [] : [`slimify image ${again} --packages --all  every package with its chain${left > 0 ? `, and ${count(left, 'environment')} that ${left === 1 ? 'does' : 'do'} not end up in the image` : ''}`]),
    ...(resolved ? [] : [`slimify image ${again} --packages --resolve  versions as they resolve today, sizes as the index has them`]),
  ];
  return [...[...basesLine(environments), ...legend, ...notes].flatMap((note) => wrapped(visible(note), width)), ...more];
}

/** Two columns in, broken at spaces; four from the second line on. */
function indentedText(text: string, width: number): readonly string[] {
  return wrapped(text, Math.max(30, width - 4)).map((line, index) => (index === 0 ? '  ' : '    ') + line);
}

