import { pathMatcher } from '#image/files/match.js';
import type { StepWord } from './step.js';

/** The names that a `find` takes away below its folders. */
export interface NameTest {
  /** As `-name` has it; `*` where only `-type` is asked. */
  readonly pattern: string;
  readonly ignoreCase: boolean;
  readonly files: boolean;
  /** Folders with all that lies in them. */
  readonly folders: boolean;
}

/** A call of `find`. */
export interface Find {
  /** Where it starts; none: the folder that it runs in. */
  readonly folders: readonly StepWord[];
  /** What becomes of what it finds. `print`: its output names it. */
  readonly action: 'delete' | 'rm' | 'rm -r' | 'print';
  /** What it finds, where that is told by a name and a type alone. */
  readonly test: Pick<NameTest, 'pattern' | 'ignoreCase'> & { readonly type: 'f' | 'd' | null; readonly empty: boolean } | null;
}

/** Words of find(1) that change nothing about what it finds. */
const PLAIN: ReadonlySet<string> = new Set('-depth -d -print -print0 -a -and -xdev -mount -noleaf -warn -nowarn -ignore_readdir_race -noignore_readdir_race'.split(' '));

/** The words of a `find` as find(1) reads them: options, folders, then tests and actions from left to right. */
export function findOf(words: readonly StepWord[]): Find {
  let at = 1;
  while (/^-(?:[HLP]|O\d*)$/.test(words[at]?.value ?? '')) at += 1;
  const start = at;
  while (at < words.length && !/^(?:-.|[()!,]$)/.test(words[at]?.value ?? '')) at += 1;
  const folders = words.slice(start, at);
  let action: Find['action'] = 'print';
  let [pattern, ignoreCase, type, simple]: [string | null, boolean, 'f' | 'd' | null, boolean] = [null, false, null, true];
  let empty = false;
  for (; at < words.length; at++) {
    const word = words[at]?.value ?? null;
    const next = words[at + 1];
    // What stands behind an action tests nothing for it.
    if (word !== null && /^-(?:i?name|type|empty)$/.test(word) && action !== 'print') simple = false;
    if (word === '-name' || word === '-iname') {
      at += 1;
      const told = next?.value ?? next?.pattern ?? null;
      if (told === null || pattern !== null) simple = false;
      pattern = told;
      ignoreCase = word === '-iname';
    } else if (word === '-type') {
      at += 1;
      if (type !== null || (next?.value !== 'f' && next?.value !== 'd')) simple = false;
      type = next?.value === 'd' ? 'd' : 'f';
    } else if (word === '-empty') {
      empty = true;
    } else if (word === '-delete') {
      action = 'delete';
    } else if (word === '-exec' || word === '-execdir') {
      const end = words.findIndex(({ value }, index) => index > at && (value === ';' || value === '+'));
      const inner = words.slice(at + 1, end < 0 ? undefined : end);
      at = end < 0 ? words.length : end;
      const program = inner[0]?.value?.split('/').at(-1);
      if (program === 'rm' || program === 'unlink' || program === 'rmdir') action = inner.some(({ value }) => /^-[A-Za-z]*[rR]|^--recursive$/.test(value ?? '')) ? 'rm -r' : 'rm';
      else simple = false;
      if (program !== 'rm' && inner.some(({ text }) => /\brm\b/.test(text))) action = 'rm -r';
    } else if (word === null || !PLAIN.has(word)) {
      simple = false;
    }
  }
  const matches = pattern === null || pathMatcher(goPattern(pattern)) !== null;
  return { folders, action, test: simple && matches && (!empty || type === 'd') ? { pattern: pattern ?? '*', ignoreCase, type, empty } : null };
}

/**
 * Which names go: `-delete` and `rm` without -r refuse a folder that holds anything, and find's own walk takes what lies
 * in it by its own name. An empty folder (`-type d -empty`) holds no file.
 */
export function nameTest({ test }: Find, recursive: boolean): NameTest | null {
  return test && { pattern: test.pattern, ignoreCase: test.ignoreCase, files: test.type !== 'd', folders: test.type !== 'f' && !test.empty && recursive };
}

export function nameMatcher({ pattern, ignoreCase }: Pick<NameTest, 'pattern' | 'ignoreCase'>): (name: string) => boolean {
  const matches = pathMatcher(goPattern(ignoreCase ? pattern.toLowerCase() : pattern));
  return (name) => matches?.(ignoreCase ? name.toLowerCase() : name) ?? false;
}

/** `[!a]` of fnmatch(3) is `[^a]` to Go. */
function goPattern(pattern: string): string {
  return pattern.replaceAll('[!', '[^');
}
