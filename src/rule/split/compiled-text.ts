import { viaOf } from '#needs/edges/via.js';
import { shellWords } from '#requirements/shell-words.js';
import type { RequirementEntry, RequirementsDocument } from '#requirements/types.js';
import { endingNear } from '#text/lines.js';
import { baseName } from '#text/paths.js';
import type { CompiledPair } from './compiled.js';

/** A group's own source and output. */
export interface PartPaths {
  readonly source: string;
  readonly output: string;
}

/**
 * The compiled file of a group, as its compiler writes it: header with the command of the part, options, and the pins of its
 * requirements with all that comes by them, with hashes and markers as they are. The whole output is its constraint, so that
 * compiling it again keeps the versions.
 */
export function partText({ source, output, comes }: CompiledPair, names: readonly string[], part: PartPaths): string {
  const members = new Set(names);
  const all = new Set(names.flatMap((name) => [...comes(name)]));
  const command = partCommand({ source, output }, part);
  const header = headerOf(output, command);
  const options = output.entries.flatMap((entry) => (entry.kind === 'option' ? [entry.joined] : []));
  const folder = prefixOf(output.origin.kind === 'compiled' ? (output.origin.command ?? '') : '', source.path);
  const entries = output.entries.filter((entry) => entry.kind === 'requirement' && all.has(entry.name));
  const pins = entries.flatMap((entry) => (entry.kind === 'requirement' ? pinLines(output, entry, { all, reasons: [`-c ${folder}${baseName(output.path)}`, ...(members.has(entry.name) ? [`-r ${folder}${baseName(part.source)}`] : [])] }) : []));
  const text = `${[...header, ...(options.length > 0 ? [...options, ''] : []), ...pins].join('\n')}\n`;
  return endingNear(output.text, 0) === '\r\n' ? text.replaceAll('\n', '\r\n') : text;
}

/** The command of the whole with the names of the part, and the whole as its constraint. */
export function partCommand({ source, output }: Pick<CompiledPair, 'source' | 'output'>, part: PartPaths): string {
  const command = output.origin.kind === 'compiled' ? (output.origin.command ?? '') : '';
  const words = shellWords(command, 0);
  const folder = prefixOf(command, source.path);
  const constraint = `${folder}${baseName(output.path)}`;
  if (!words.ok) return command;
  const renamed = words.value.map(({ value }) => renamedWord(renamedWord(value, source.path, part.source), output.path, part.output));
  const start = renamed.findIndex((word) => word === 'compile' || /(?:^|\/)pip-compile$/.test(word));
  const isPipCompile = renamed[start]?.endsWith('pip-compile') === true;
  // pip-compile writes its options in the order of the alphabet.
  const at = renamed.findIndex((word, index) => index > start && (isPipCompile ? !word.startsWith('--') || word > '--constraint' : word.startsWith('-')));
  const all = renamed.toSpliced(at < 0 ? renamed.length : at, 0, ...(isPipCompile ? [`--constraint=${constraint}`] : ['-c', constraint]));
  return all.map((word) => (/^[\w@%+=:,./~[\]-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}

/** `-o libs/requirements.txt`, `--output-file=requirements.txt`: the word with another file's name at its end. */
function renamedWord(word: string, from: string, to: string): string {
  const [, option = '', path = ''] = /^(--[\w-]+=)?(.*)$/s.exec(word) ?? [];
  const plain = path.replace(/^\.\//, '');
  if (plain === '' || plain.startsWith('-') || (from !== plain && !from.endsWith(`/${plain}`))) return word;
  return `${option}${path.slice(0, path.length - baseName(path).length)}${baseName(to)}`;
}

/** The folder as the command writes it in front of the source: `libs/`. */
function prefixOf(command: string, source: string): string {
  const words = shellWords(command, 0);
  const word = words.ok ? words.value.map(({ value }) => value).find((value) => baseName(value) === baseName(source) && !value.startsWith('-')) : undefined;
  return word === undefined ? '' : word.slice(0, word.length - baseName(word).length);
}

/** The comment above everything, with the command replaced. */
function headerOf({ text, origin, entries }: RequirementsDocument, command: string): readonly string[] {
  const [first] = entries;
  const above = text.slice(0, first ? Math.min(first.span.start, first.leading?.start ?? first.span.start) : text.length);
  const leading = first?.leading ? text.slice(first.leading.start, first.leading.end) : '';
  const whole = `${above}${leading}`.replaceAll('\r\n', '\n').split('\n').filter((line) => line.startsWith('#'));
  const old = origin.kind === 'compiled' ? origin.command : null;
  return whole.map((line) => (old !== null && line.endsWith(old) ? line.slice(0, line.length - old.length) + command : line));
}

interface Reasons {
  readonly all: ReadonlySet<string>;
  /** Files that ask for it. */
  readonly reasons: readonly string[];
}

/** A pin as it is written, below it the reasons that hold in its part, in the style of the file. */
function pinLines(output: RequirementsDocument, entry: RequirementEntry, { all, reasons }: Reasons): readonly string[] {
  const { text } = output;
  const parents = (viaOf(output, entry)?.parents ?? []).filter((name) => all.has(name));
  const each = [...reasons, ...parents];
  const end = entry.via === null && entry.comment !== null ? entry.comment.start : entry.span.end;
  const pin = text.slice(entry.span.start, end).replaceAll('\r\n', '\n').trimEnd();
  if (entry.via === null) return [`${pin}  # via ${each.join(', ')}`];
  const index = text.slice(entry.via.start, entry.via.end).split(/\r?\n/).filter((line) => /^\s*#\s*from https?:/.test(line));
  const via = each.length === 1 ? [`    # via ${each[0]}`] : ['    # via', ...each.map((one) => `    #   ${one}`)];
  return [...pin.split('\n'), ...via, ...index];
}
