import type { OptionTable } from './build-options.js';
import type { Field } from './variables.js';

export interface OptionWord {
  /** `file`, or the letter: `f`. */
  readonly name: string;
  /** Null: it stands without one. */
  readonly value: Field | null;
}

export interface OptionWords {
  readonly options: readonly OptionWord[];
  readonly positional: readonly Field[];
  /** Words that cannot be told and may be options: `$BUILD_OPTS`, `"${ARGS[@]}"`. */
  readonly untold: readonly Field[];
  /** The index of the first word that is neither option nor value; the number of words where there is none. */
  readonly first: number;
}

/**
 * Splits words into options and others as pflag does (docker, podman, kaniko): `--name value`,
 * `--name=value`, `-n value`, `-nvalue`, several letters in one word, `--` ends them.
 * `stop`: at the first other word, which is a command.
 */
export function splitOptions(words: readonly Field[], table: OptionTable, stop = false): OptionWords {
  const options: OptionWord[] = [];
  const positional: Field[] = [];
  const untold: Field[] = [];
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] as Field;
    const { value } = word;
    if (value === null) {
      const option = startOf(word, table);
      if (option) options.push(option);
      else (word.several ? untold : positional).push(word);
      if (stop && !option && !word.several) break;
    } else if (value === '--') {
      positional.push(...words.slice(at + 1));
      break;
    } else if (value.startsWith('--')) {
      at = longOption(words, at, table, options);
    } else if (value.startsWith('-') && value.length > 1) {
      at = letters(words, at, table, options);
    } else {
      if (stop) break;
      positional.push(word);
    }
  }
  return { options, positional, untold, first: at };
}

/** `--tag=$X`, `--build-arg=A=$B`, `-f$X`: the name can be told, the value cannot. */
function startOf(word: Field, table: OptionTable): OptionWord | null {
  const found = /^["']?--([a-z][a-z-]*)=([^]*)$/.exec(word.text);
  if (found) return { name: found[1] ?? '', value: { ...word, text: (found[2] ?? '').replace(/["']$/, ''), several: false } };
  const letter = /^["']?-([A-Za-z])[^]/.exec(word.text)?.[1];
  return letter !== undefined && table.short.includes(letter) ? { name: letter, value: { ...word, text: word.text.slice(2) } } : null;
}

function longOption(words: readonly Field[], at: number, table: OptionTable, options: OptionWord[]): number {
  const word = words[at] as Field;
  const value = word.value ?? '';
  const equals = value.indexOf('=');
  if (equals > 0) {
    options.push({ name: value.slice(2, equals), value: { ...word, value: value.slice(equals + 1), text: word.text.slice(word.text.indexOf('=') + 1) } });
    return at;
  }
  const name = value.slice(2);
  const takes = table.long.has(name);
  options.push({ name, value: takes ? (words[at + 1] ?? null) : null });
  return takes ? at + 1 : at;
}

function letters(words: readonly Field[], at: number, table: OptionTable, options: OptionWord[]): number {
  const word = words[at] as Field;
  const value = word.value ?? '';
  for (let index = 1; index < value.length; index++) {
    const letter = value.charAt(index);
    if (!table.short.includes(letter)) {
      options.push({ name: letter, value: null });
      continue;
    }
    const rest = value.slice(index + 1).replace(/^=/, '');
    options.push({ name: letter, value: rest === '' ? (words[at + 1] ?? null) : { ...word, value: rest, text: rest } });
    return rest === '' ? at + 1 : at;
  }
  return at;
}
