import { read, unreadable } from '#text/read.js';
import type { Edits } from './edit-tokens.js';
import { removeToken, replaceSpan } from './edit-tokens.js';
import { flagError } from './flag-rules.js';
import type { DockerfileDocument, Flag, Instruction } from './types.js';

/** Writes `--name=value` (or `--name`, for null) behind the flags that are there. BuildKit must know the flag. */
export function addFlag(document: DockerfileDocument, instruction: Instruction, name: string, value: string | null): Edits {
  const { keyword, keywordSpan, flags } = instruction;
  const text = flagText(name, value);
  if (!/^--[a-z-]+(?:=[\x21-\x7e]*)?$/.test(text) || /["'\\`]/.test(text)) return unreadable(`\`${text}\` needs quotes`);
  const flag: Flag = { name, value, span: null, valueSpan: null };
  const error = flagError({ keyword, flags: [...flags, flag] });
  if (error) return unreadable(error);
  if (document.text.slice(keywordSpan.start, keywordSpan.end).toUpperCase() !== keyword) {
    return unreadable('a line continuation splits the keyword');
  }
  const at = flags.findLast(({ span }) => span !== null)?.span?.end ?? keywordSpan.end;
  return read([{ span: { start: at, end: at }, text: ` ${text}` }]);
}

/** Gives a flag another value (unquoted, as BuildKit shall see it). */
export function replaceFlag({ name, span }: Flag, value: string | null): Edits {
  const text = flagText(name, value);
  return /[\s"'\\`]/.test(text) ? unreadable(`\`${text}\` needs quotes`) : replaceSpan(span, text);
}

export function removeFlag(document: DockerfileDocument, { span }: Flag): Edits {
  return removeToken(document, span);
}

function flagText(name: string, value: string | null): string {
  return value === null ? `--${name}` : `--${name}=${value}`;
}
