import type { Word } from './walk.js';

/** The words of a command line, told apart. */
export interface Parsed {
  readonly options: readonly { readonly name: string; readonly value: Word | null }[];
  readonly arguments: readonly Word[];
  /** Where the first argument stands; the number of words without one. */
  readonly first: number;
}

/**
 * Tells options from arguments as argparse and click do: `--name value`, `--name=value`, `-n value`, `-nvalue`; `--` ends them.
 * `valued`: options that take a value; every other one is a flag. `early`: options end at the first argument.
 */
export function parseOptions(words: readonly Word[], valued: (name: string) => boolean, early = false): Parsed {
  const options: { name: string; value: Word | null }[] = [];
  const found: Word[] = [];
  let first = words.length;
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    const text = word?.value ?? null;
    if (!word) break;
    if (text === '--') {
      first = Math.min(first, at + 1);
      found.push(...words.slice(at + 1));
      break;
    }
    if (text === null || !text.startsWith('-') || text === '-') {
      if (text === null && word.text.startsWith('-') && word.text.includes('=')) {
        options.push({ name: word.text.slice(0, word.text.indexOf('=')), value: { value: null, text: word.text } });
        continue;
      }
      first = Math.min(first, at);
      found.push(word);
      if (early) return { options, arguments: [...found, ...words.slice(at + 1)], first };
      continue;
    }
    const equals = text.indexOf('=');
    const short = text.slice(0, 2);
    if (equals > 0 && (text.startsWith('--') || valued(text.slice(0, equals)))) {
      options.push({ name: text.slice(0, equals), value: inner(text.slice(equals + 1)) });
    } else if (valued(text)) {
      options.push({ name: text, value: words[at + 1] ?? null });
      at += 1;
    } else if (!text.startsWith('--') && text.length > 2 && valued(short)) {
      options.push({ name: short, value: inner(text.slice(2)) });
    } else {
      options.push({ name: text, value: null });
    }
  }
  return { options, arguments: found, first };
}

function inner(value: string): Word {
  return { value, text: value };
}

/** The last value of any of the options; undefined: not given. */
export function optionValue({ options }: Parsed, ...names: readonly string[]): Word | null | undefined {
  return options.findLast(({ name }) => names.includes(name))?.value;
}
