import { expandWord, type Lookup } from '#shell/expand-word.js';
import { parseShell } from '#shell/parse.js';

/** Longer substitutions are not worked out. */
const MAX_TEXT = 500;

/**
 * What a substitution prints that only speaks of what is known: `$(echo "$CUDA" | cut -d. -f1,2 | tr -d '.')`,
 * `$(basename x)`. Null for all else: it depends on the machine.
 */
export function echoed(substitution: string, lookup: Lookup): string | null {
  const inside = /^\$\((.*)\)$/s.exec(substitution)?.[1] ?? '';
  if (inside === '' || inside.length > MAX_TEXT || inside.includes('$(')) return null;
  const parsed = parseShell(inside);
  if (!parsed.ok || parsed.script.commands.length > 5) return null;
  let printed: string | null = null;
  for (const [index, { words, redirects, conditions, assignments, pipe }] of parsed.script.commands.entries()) {
    const fields = words.flatMap(({ text }) => expandWord(text, lookup));
    if (redirects.length > 0 || conditions.length > 0 || assignments.length > 0 || fields.some(({ value }) => value === null)) return null;
    if (index > 0 && pipe !== 'middle' && pipe !== 'last') return null;
    const [name = '', ...rest] = fields.map(({ value }) => value ?? '');
    printed = index === 0 ? prints(name, rest) : printed === null ? null : filters(name, rest, printed);
    if (printed === null) return null;
  }
  return printed?.replace(/\n+$/, '') ?? null;
}

function prints(name: string, words: readonly string[]): string | null {
  if (name === 'echo') return (words[0] === '-n' ? words.slice(1) : words).join(' ');
  if (name === 'printf' && words.length <= 2) return words[0] === '%s' || words[0] === '%s\\n' ? (words[1] ?? '') : words.length === 1 && !/[%\\]/.test(words[0] ?? '') ? (words[0] ?? '') : null;
  if (name === 'basename' && words.length === 1) return (words[0] ?? '').replace(/\/+$/, '').split('/').at(-1) ?? null;
  return null;
}

function filters(name: string, words: readonly string[], input: string): string | null {
  if (name === 'tr') return translate(words, input);
  if (name !== 'cut') return null;
  const all = words.join(' ');
  const found = /^-d ?(\S) -f ?(\d(?:[-,]\d)?)$/.exec(all) ?? /^-f ?(\d(?:[-,]\d)?) -d ?(\S)$/.exec(all)?.toSpliced(1, 2, '', '') ?? null;
  const [delimiter = '', fields = ''] = found ? [found[1], found[2]] : [];
  if (delimiter === '' || fields === '') return null;
  const parts = input.split(delimiter);
  const [from = 1, to = from] = fields.split(/[-,]/).map(Number);
  if (fields.includes(',')) return [parts[from - 1], parts[to - 1]].filter((part) => part !== undefined).join(delimiter);
  return parts.slice(from - 1, to).join(delimiter);
}

function translate(words: readonly string[], input: string): string | null {
  const [first = '', second = ''] = words;
  if (first === '-d' && words.length === 2 && /^[^[\\-]+$/.test(second)) return [...input].filter((char) => !second.includes(char)).join('');
  if (words.length !== 2 || first.length !== 1 || second.length !== 1) return null;
  return input.replaceAll(first, () => second);
}
