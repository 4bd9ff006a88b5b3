import { factOf, imagePathOf, plainWords, programOf, textOf, type Fact } from './facts.js';
import type { Step, StepWord } from './run-walk.js';

/** Something that a command fetches from elsewhere: `curl`, `wget`, `git clone`. */
export interface Download extends Fact {
  readonly program: 'curl' | 'wget' | 'git' | 'aria2c';
  /** The command as written. */
  readonly text: string;
  /** The addresses, variables filled in; null where one cannot be told. */
  readonly urls: readonly (string | null)[];
  /** The file or folder that it lands at, absolute; null: it is printed, or cannot be told. */
  readonly target: string | null;
}

export function downloadOf(step: Step): Download | null {
  const [words = []] = step.rounds;
  const name = programOf(words);
  const download = name === 'curl' ? curl(step, words) : name === 'wget' || name === 'aria2c' ? wget(step, words) : name === 'git' ? git(step, words) : null;
  return download && { ...factOf(step), program: name as Download['program'], text: textOf(step), ...download };
}

type Fetched = Pick<Download, 'urls' | 'target'>;

const CURL_VALUED = '-o --output -H --header -u --user -d --data -X --request --retry --retry-delay --retry-max-time --connect-timeout -m --max-time -A -e -x --proxy --cacert --output-dir'.split(' ');

function curl(step: Step, words: readonly StepWord[]): Fetched {
  const urls = plainWords(words, CURL_VALUED);
  // `-fsSLo name`: the last letter of a bundle takes the next word.
  const named = words.findIndex(({ value }) => value === '--output' || /^-[A-Za-z]*o$/.test(value ?? ''));
  const output = named < 0 ? undefined : words[named + 1];
  const told = urls.filter((word) => word !== output);
  if (output) return { urls: told.map(({ value }) => value), target: imagePathOf(step, output) };
  const own = hasRemoteName(words) ? imagePathOf(step, fileOf(told[0]?.value ?? null)) : null;
  return { urls: told.map(({ value }) => value), target: own ?? redirected(step) };
}

function hasRemoteName(words: readonly StepWord[]): boolean {
  return words.some(({ value }) => value === '--remote-name' || /^-[A-Za-z]*O[A-Za-z]*$/.test(value ?? ''));
}

const WGET_VALUED = '-O --output-document -P --directory-prefix -o --output-file -t --tries -T --timeout --header -U --user-agent -d --dir --out'.split(' ');

function wget(step: Step, words: readonly StepWord[]): Fetched {
  const urls = plainWords(words, WGET_VALUED).map(({ value }) => value);
  const valueOf = (pattern: RegExp, long: string): string | null => {
    const at = words.findIndex(({ value }) => pattern.test(value ?? '') || value === long);
    if (at >= 0) return words[at + 1]?.value ?? null;
    return words.flatMap(({ value }) => (value?.startsWith(`${long}=`) === true ? value.slice(long.length + 1) : []))[0] ?? null;
  };
  const output = valueOf(/^-[A-Za-z]*O$/, '--output-document');
  if (output === '-') return { urls, target: redirected(step) };
  if (output !== null) return { urls, target: imagePathOf(step, output) };
  const folder = valueOf(/^-[A-Za-z]*P$/, '--directory-prefix');
  const file = fileOf(urls[0] ?? null);
  return { urls, target: file === null ? null : imagePathOf(step, folder === null ? file : `${folder.replace(/\/$/, '')}/${file}`) };
}

const GIT_VALUED = '-b --branch --depth -c --config -o --origin -j --jobs --filter --reference -C'.split(' ');

function git(step: Step, words: readonly StepWord[]): Fetched | null {
  const at = words.findIndex(({ value }) => value === 'clone');
  if (at < 0) return null;
  const [url, folder] = plainWords(words.slice(at), GIT_VALUED);
  const name = fileOf(url?.value ?? null)?.replace(/\.git$/, '') ?? null;
  return { urls: [url?.value ?? null], target: folder ? imagePathOf(step, folder) : imagePathOf(step, name) };
}

function fileOf(url: string | null): string | null {
  const path = url?.replace(/[?#].*$/, '').replace(/\/+$/, '') ?? '';
  return path === '' ? null : path.slice(path.lastIndexOf('/') + 1);
}

function redirected(step: Step): string | null {
  const target = step.redirects.find(({ operator }) => /^1?>>?$/.test(operator))?.target ?? null;
  return imagePathOf(step, target);
}
