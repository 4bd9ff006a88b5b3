/**
 * A path as far as it can be told from the code: `{file}` is the folder of the file, `{cwd}` the working folder. A path that
 * names the file itself ends with `SELF`.
 */
export interface PathValue {
  /** `''`: relative to what comes before it in a join. */
  readonly base: '{file}' | '{cwd}' | '/' | '';
  readonly words: readonly string[];
}

const SELF = '{self}';
const MOST_WORDS = 200;

/** `__file__` */
export const OWN_FILE: PathValue = { base: '{file}', words: [SELF] };
export const WORKING_FOLDER: PathValue = { base: '{cwd}', words: [] };

/** The path that a text is. */
export function pathOf(text: string): PathValue {
  return append({ base: text.startsWith('/') ? '/' : '', words: [] }, text.split('/'));
}

/** `os.path.join`, `/` of pathlib: an absolute path begins anew. */
export function joined(first: PathValue, second: PathValue): PathValue {
  return second.base === '' ? append(first, second.words) : second;
}

/** `os.path.dirname`, `.parent`: of `a/..` it is taken as the folder above, as after `abspath`. */
export function parentOf({ base, words }: PathValue): PathValue {
  return append({ base, words }, ['..']);
}

/** The folder as `SearchPath` writes it; null where the path is no folder. */
export function folderText({ base, words }: PathValue): string | null {
  if (words.includes(SELF)) return null;
  const rest = words.join('/');
  if (base === '/') return `/${rest}`;
  const from = base === '' ? '{cwd}' : base;
  return rest === '' ? from : `${from}/${rest}`;
}

function append({ base, words }: PathValue, more: readonly string[]): PathValue {
  const all = [...words];
  for (const word of more) {
    if (word === '' || word === '.') continue;
    if (word !== '..' || all.length === 0 || all.at(-1) === '..') {
      if (!(word === '..' && base === '/' && all.length === 0)) all.push(word);
    } else all.pop();
    if (all.length > MOST_WORDS) break;
  }
  return { base, words: all };
}
