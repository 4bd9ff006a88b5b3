import { expandWord, type Lookup } from '#shell/expand-word.js';
import { parseShell } from '#shell/parse.js';
import type { Step } from '#image/run/run-walk.js';

/** Text that a command reads: from its input, or put into its words by a substitution. */
export type Stream =
  /** Files of the image, as written; null: a name that cannot be told. `changed`: what happens to their lines on the way. */
  | { readonly kind: 'files'; readonly written: readonly (string | null)[]; readonly changed: string | null }
  | { readonly kind: 'text'; readonly lines: readonly string[] }
  /** The output of another command: `uv export | uv pip install -r -`. */
  | { readonly kind: 'command'; readonly step: Step }
  | { readonly kind: 'unknown'; readonly text: string };

/** A command reduced to what a stream needs of it. */
interface Filter {
  readonly name: string;
  /** Behind the name; patterns where a glob stands. */
  readonly words: readonly (string | null)[];
  readonly text: string;
}

const MAX_FILTERS = 10;

/** What a step reads from its input; null: it reads nothing that the script gives it. */
export function inputOf(step: Step, depth = 0): Stream | null {
  for (const { operator, body, text } of step.redirects.toReversed()) {
    if (body) return { kind: 'text', lines: body.expands ? linesOf(body.text, step.lookup) : body.text.split('\n') };
    if (operator.endsWith('<<<') && text !== undefined) return textOf(expandWord(text, step.lookup).map(({ value }) => value), text);
    if (/^0?<$/.test(operator) && text !== undefined) return { kind: 'files', written: [expandWord(text, step.lookup)[0]?.value ?? null], changed: null };
  }
  const { input } = step;
  if (input === null || depth > MAX_FILTERS) return null;
  const filter = filterOf(input);
  const files = filesOf(filter);
  if (files === null) return PRINTS.test(filter.name) ? textOf(filter.words, filter.text) : { kind: 'command', step: input };
  if (files.length > 0) return { kind: 'files', written: files, changed: filter.name === 'cat' ? null : filter.text };
  const before = inputOf(input, depth + 1);
  if (before?.kind !== 'files' || filter.name === 'cat') return before;
  return { ...before, changed: before.changed ?? filter.text };
}

const PRINTS = /^(?:echo|printf)$/;

/** Lines of a here-document with its variables filled in; what cannot be told stays as it is. */
function linesOf(text: string, lookup: Lookup): readonly string[] {
  return text.split('\n').map((line) => (line.includes('$') ? (expandWord(`"${line.replaceAll('"', '\\"')}"`, lookup)[0]?.value ?? line) : line));
}

function textOf(words: readonly (string | null)[], text: string): Stream {
  const told = words.filter((word) => word !== '-e' && word !== '-n' && word !== '%s\\n' && word !== '%s');
  if (told.some((word) => word === null)) return { kind: 'unknown', text };
  return { kind: 'text', lines: told.flatMap((word) => (word ?? '').split(/\\n|\n/)) };
}

function filterOf(step: Step): Filter {
  const [first, ...words] = step.rounds[0] ?? [];
  const name = first?.value?.split('/').at(-1) ?? '';
  return { name, words: words.map(({ value, pattern }) => value ?? pattern), text: [first, ...words].map((word) => word?.text ?? '').join(' ') };
}

/** The files that a filter reads; empty: its input; null: it is none. */
function filesOf({ name, words }: Filter): readonly (string | null)[] | null {
  const plain = words.filter((word) => word === null || !word.startsWith('-') || word === '-');
  const own = plain.filter((word) => word !== '-');
  switch (name) {
    case 'cat':
    case 'tac':
    case 'sort':
    case 'uniq':
      return own;
    case 'head':
    case 'tail':
      return own.filter((word) => word === null || !/^\+?\d+$/.test(word));
    case 'grep':
    case 'egrep':
    case 'sed':
    case 'awk':
      return words.some((word) => word === '-e' || word === '-f') ? own.slice(words.filter((word) => word === '-e' || word === '-f').length) : own.slice(1);
    case 'tr':
    case 'cut':
    case 'xargs':
    case 'envsubst':
    case 'tee':
      return [];
    default:
      return null;
  }
}

/** `$(cat requirements.txt)`, `$(grep -v '^#' r.txt | tr '\n' ' ')`: what a substitution puts into a word. */
export function substitutedStream(text: string, lookup: Lookup): Stream | null {
  const inside = /^"?(?:\$\((.*)\)|`(.*)`|<\((.*)\))"?$/s.exec(text);
  const script = inside?.[1] ?? inside?.[2] ?? inside?.[3];
  if (script === undefined || script.length > 1_000) return null;
  const redirected = /^\s*<\s*(\S+)\s*$/.exec(script)?.[1];
  if (redirected !== undefined) return { kind: 'files', written: [expandWord(redirected, lookup)[0]?.value ?? null], changed: null };
  const parsed = parseShell(script);
  const commands = parsed.ok ? parsed.script.commands : [];
  const filters = commands.map(({ words }): Filter => {
    const fields = words.flatMap((word) => expandWord(word.text, lookup));
    return { name: fields[0]?.value ?? '', words: fields.slice(1).map(({ value, pattern }) => value ?? pattern), text: words.map((word) => word.text).join(' ') };
  });
  const [first] = filters;
  const files = first ? filesOf(first) : null;
  if (!first || files === null || files.length === 0 || filters.some((filter) => filesOf(filter) === null)) return { kind: 'unknown', text };
  // `tr '\n' ' '` and `xargs` only join lines.
  const changing = filters.find(({ name, words }) => name !== 'cat' && name !== 'xargs' && !(name === 'tr' && words[1] === ' '));
  return { kind: 'files', written: files, changed: changing?.text ?? null };
}
