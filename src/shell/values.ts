import type { Assignment, Word, WordPart } from 'unbash';

/** `uvicorn[standard]`: a bracket that pip reads as extras; the shell leaves it alone unless such a file exists. */
const EXTRAS = /^[A-Za-z0-9][A-Za-z0-9._-]*\[[A-Za-z0-9., _-]+\]/;

/** A word without quotes and escapes; null where only a run can tell (expansions, globs, `~`). */
export function wordValue(word: Word): string | null {
  if (word.text.startsWith('~')) return null;
  const extras = EXTRAS.test(word.text);
  return word.parts?.every((part) => isPlain(part, extras)) === false ? null : word.value;
}

/** The value of `NAME=value`; null for arrays, `+=`, indexes and what only a run can tell. */
export function assignmentValue({ value, append, index }: Assignment): string | null {
  if (append || index || value.type === 'ArrayValue') return null;
  return wordValue(value);
}

function isPlain(part: WordPart, extras: boolean): boolean {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return true;
    case 'DoubleQuoted':
      return part.parts.every((child) => child.type === 'Literal');
    case 'Glob':
      return part.kind === 'bracket' && extras && part.parts.every((child) => isPlain(child, false));
    default:
      return false;
  }
}
