import { type Read, read, unreadable } from '#text/read.js';
import type { Span } from '#text/span.js';
import type { ShellWord } from './shell-words.js';

/** An option with its spans in the logical line; a value written with escapes has no span of its own. */
export interface ParsedOption {
  readonly name: string;
  readonly value: string | null;
  readonly span: Span;
  readonly valueSpan: Span | null;
}

export interface ParsedOptions {
  readonly options: readonly ParsedOption[];
  /** Words that belong to no option. pip ignores them without a word. */
  readonly ignored: readonly ShellWord[];
}

const FLAGS = new Set(['--no-index', '--prefer-binary', '--require-hashes', '--no-require-hashes', '--pre']);

/** Every long option that pip 26 reads in a requirements file (`SUPPORTED_OPTIONS` in `req_file.py`), with the name used here. */
const LONG: ReadonlyMap<string, string> = new Map([
  ...[
    '--index-url', '--extra-index-url', '--no-index', '--constraint', '--requirement', '--editable', '--find-links',
    '--no-binary', '--only-binary', '--prefer-binary', '--require-hashes', '--no-require-hashes', '--pre',
    '--all-releases', '--only-final', '--trusted-host', '--use-feature', '--hash', '--config-settings',
  ].map((name) => [name, name] as const),
  ['--pypi-url', '--index-url'],
]);

const SHORT: Readonly<Record<string, string>> = {
  i: '--index-url', c: '--constraint', r: '--requirement', e: '--editable', f: '--find-links', C: '--config-settings',
};

/** What `--use-feature` may name in pip 26. */
const FEATURES = new Set([
  'fast-deps', 'inprocess-build-deps', 'venv-isolation', 'truststore', 'no-binary-enable-wheel-cache', 'build-constraint',
]);

const LISTS = new Set(['--no-binary', '--only-binary', '--all-releases', '--only-final']);

/**
 * The options among shell words, by the rules of Python's `optparse`: `--name=value`, `--name value`, `-rvalue`,
 * and every beginning of a long name that fits one option only.
 */
export function parseOptions(words: readonly ShellWord[]): Read<ParsedOptions> {
  const options: ParsedOption[] = [];
  const ignored: ShellWord[] = [];
  const queue = [...words];
  for (let word = queue.shift(); word; word = queue.shift()) {
    if (word.value === '--') return read({ options, ignored: [...ignored, ...queue] });
    if (!word.value.startsWith('-') || word.value === '-') {
      ignored.push(word);
      continue;
    }
    const option = word.value.startsWith('--') ? longOption(word, queue) : shortOption(word, queue);
    if (!option.ok) return option;
    const refused = refusal(option.value);
    if (refused) return unreadable(refused);
    options.push(option.value);
  }
  return read({ options, ignored });
}

function longOption(word: ShellWord, queue: ShellWord[]): Read<ParsedOption> {
  const equals = word.value.indexOf('=');
  const written = equals < 0 ? word.value : word.value.slice(0, equals);
  const name = matchLong(written);
  if (!name.ok) return name;
  if (FLAGS.has(name.value)) {
    if (equals >= 0) return unreadable(`${name.value} takes no value`);
    return read({ name: name.value, value: null, span: word.span, valueSpan: null });
  }
  return equals < 0 ? withNext(name.value, word, queue) : read(attached(name.value, word, equals + 1));
}

/** No short option is a flag, so the rest of the word is always the value. */
function shortOption(word: ShellWord, queue: ShellWord[]): Read<ParsedOption> {
  const letter = word.value.charAt(1);
  const name = SHORT[letter];
  if (name === undefined) return unreadable(`pip knows no option -${letter} in a requirements file`);
  return word.value.length > 2 ? read(attached(name, word, 2)) : withNext(name, word, queue);
}

function matchLong(written: string): Read<string> {
  const exact = LONG.get(written);
  if (exact !== undefined) return read(exact);
  const candidates = [...LONG.keys()].filter((name) => name.startsWith(written)).sort();
  const [only] = candidates;
  if (only === undefined) return unreadable(`pip knows no option ${written} in a requirements file`);
  if (candidates.length > 1) return unreadable(`${written} may be ${candidates.join(' or ')}`);
  return read(LONG.get(only) ?? only);
}

function withNext(name: string, word: ShellWord, queue: ShellWord[]): Read<ParsedOption> {
  const value = queue.shift();
  if (!value) return unreadable(`${name} has no value`);
  return read({
    name,
    value: value.value,
    span: { start: word.span.start, end: value.span.end },
    valueSpan: stretch(value.places),
  });
}

function attached(name: string, word: ShellWord, from: number): ParsedOption {
  return { name, value: word.value.slice(from), span: word.span, valueSpan: stretch(word.places.slice(from)) };
}

/** The span of places that follow one another without a gap; null for none at all. */
function stretch(places: readonly number[]): Span | null {
  const start = places[0];
  if (start === undefined || places.some((place, index) => place !== start + index)) return null;
  return { start, end: start + places.length };
}

function refusal({ name, value }: ParsedOption): string | null {
  if (value === null) return null;
  if (name === '--hash' && !/^sha(?:256|384|512):/.test(value)) return `--hash takes sha256, sha384 or sha512, a colon and a digest, not ${value}`;
  if (name === '--config-settings' && !value.includes('=')) return `--config-settings takes KEY=VALUE, not ${value}`;
  if (name === '--use-feature' && !FEATURES.has(value)) return `pip 26 knows no feature ${value}`;
  if (LISTS.has(name) && value.startsWith('-')) return `${name} has no value`;
  return null;
}
