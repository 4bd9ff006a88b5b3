import { resolvePath } from '#text/paths.js';
import { factOf, hasOption, imagePathOf, plainWords, textOf, type Fact } from './facts.js';
import { findOf, nameTest, type NameTest } from './find-tests.js';
import type { Step, StepWord } from './step.js';

/** Files below a folder that a command takes away by its own lights. */
export interface Below {
  /** Absolute in the image; `/` where it cannot be told. */
  readonly folder: string;
  /** The name of what goes, where only the folder around it cannot be told (`rm -rf $X/tests`); null: any. */
  readonly name: string | null;
}

/** `rm`, `find … -delete`, `… | xargs rm`, `git clean`, `shutil.rmtree`. */
export interface Removal extends Fact {
  readonly recursive: boolean;
  /** What is named by its path; `find`: the folders that it starts from. Null where one cannot be told. */
  readonly paths: readonly (string | null)[];
  /** `find` takes only what its tests fit: which files, a run tells. */
  readonly doubt: string | null;
  /** Below which folders it takes what no path names: with `only` what fits it, else nobody can tell which files. */
  readonly below: readonly Below[];
  readonly only: NameTest | null;
  /** The command as written, with what it reads from. */
  readonly text: string;
}

const MAX_TEXT = 80;

/** `rm $X/tests`: which path is meant cannot be told. A folder of `mktemp` or of a program's cache holds nothing of the workspace. */
export function removalByPath(step: Step, words: readonly StepWord[]): Removal {
  const plain = plainWords(words);
  const untold = plain.filter(({ pattern, text }) => pattern === null && !ownFolder(step, text));
  return {
    ...factOf(step), recursive: hasOption(words, 'r', '--recursive') || hasOption(words, 'R'), paths: plain.map((word) => imagePathOf(step, word)), doubt: null,
    below: untold.map(({ text }) => belowOf(step, text)), only: null, text: shortened(textOf(step)),
  };
}

function belowOf(step: Step, text: string): Below {
  const written = text.replace(/["']/g, '');
  const head = written.slice(0, written.search(/[$`]/)).replace(/[^/]*$/, '');
  const tail = /[})\w]\/(?:[\w.@+-]+\/)*([\w.@+-]+)\/?$/.exec(written.slice(head.length))?.[1] ?? null;
  return { folder: head === '' ? '/' : cleaned(imagePathOf(step, head) ?? '/'), name: tail };
}

function ownFolder(step: Step, text: string): boolean {
  if (/\$\([^)]*\b(?:mktemp|cache)\b|`[^`]*\b(?:mktemp|cache)\b/i.test(text)) return true;
  const name = /\$\{?(\w+)/.exec(text)?.[1];
  const written = name === undefined ? undefined : step.lookup(`=${name}`);
  return typeof written === 'string' && /\b(?:mktemp|cache)\b/i.test(written);
}

/** `find … -delete`, `find … -exec rm {} +`. */
export function removalByFind(step: Step, words: readonly StepWord[]): readonly Removal[] {
  const find = findOf(words);
  if (find.action === 'print') return [];
  const only = nameTest(find, find.action === 'rm -r');
  const paths = find.folders.map((word) => imagePathOf(step, word));
  const text = shortened(textOf(step));
  return [{ ...factOf(step), recursive: true, paths, doubt: `which files "${text}" takes away, a run tells`, below: foldersOf(step, find.folders), only, text }];
}

/** `… | xargs rm`: what comes before it in the pipe names the files. */
export function removalByXargs(step: Step, words: readonly StepWord[]): readonly Removal[] {
  const at = words.findIndex(({ value }, index) => index > 0 && /(?:^|\/)(?:rm|unlink)$/.test(value ?? ''));
  const inner = at < 0 ? [] : words.slice(at);
  const shell = at < 0 && words.some(({ text }) => /\brm\s/.test(text));
  if (at < 0 && !shell) return [];
  const recursive = shell || hasOption(inner, 'r', '--recursive') || hasOption(inner, 'R');
  const pipe: Step[] = [step];
  for (let input = step.input; input && pipe.length < MAX_PIPE; input = input.input) pipe.unshift(input);
  const [source = step] = pipe;
  const [own = []] = source.rounds;
  const find = source !== step && /(?:^|\/)find$/.test(own[0]?.value ?? '') ? findOf(own) : null;
  const only = find && pipe.length === 2 && !shell && find.action === 'print' ? nameTest(find, recursive) : null;
  return [{ ...factOf(step), recursive, paths: [], doubt: null, below: foldersOf(source, find?.folders ?? []), only, text: shortened(pipe.map(textOf).join(' | ')) }];
}

const MAX_PIPE = 10;

/** `git clean -xfd`: what git does not know or ignores goes. `-n` only says so. */
export function removalByGit(step: Step, words: readonly StepWord[]): readonly Removal[] {
  const plain = plainWords(words, ['-C', '-c']);
  const clean = words.findIndex(({ value }) => value === 'clean');
  if (plain[0]?.value !== 'clean' || hasOption(words.slice(clean), 'n', '--dry-run')) return [];
  const folder = words.findIndex(({ value }) => value === '-C');
  const below = foldersOf(step, folder >= 0 && folder < clean ? words.slice(folder + 1, folder + 2) : []);
  return [{ ...factOf(step), recursive: true, paths: [], doubt: null, below, only: null, text: shortened(textOf(step)) }];
}

/** `python -c "shutil.rmtree(…)"`, or a here-document to the same effect: a path that is written out says where. */
export function removalByPython(step: Step, words: readonly StepWord[]): readonly Removal[] {
  const command = words.findIndex(({ value }) => value === '-c');
  const script = command >= 0 ? (words[command + 1]?.value ?? words[command + 1]?.text ?? '') : step.redirects.map(({ body }) => body?.text ?? '').join('\n');
  if (!/\brmtree\s*\(|\bos\.(?:remove|unlink|removedirs)\s*\(|\.unlink\s*\(/.test(script)) return [];
  const calls = [...script.matchAll(/\b(?:rmtree|os\.(?:remove|unlink|removedirs))\s*\(\s*(?:["']([^"'\n]+)["'])?/g)];
  const told = calls.flatMap(([, path]) => path ?? []);
  const below = told.length === calls.length && told.length > 0 ? told.map((path) => ({ folder: cleaned(imagePathOf(step, path) ?? '/'), name: null })) : foldersOf(step, []);
  return [{ ...factOf(step), recursive: true, paths: [], doubt: null, below, only: null, text: shortened(textOf(step)) }];
}

function foldersOf(step: Step, words: readonly StepWord[]): readonly Below[] {
  if (words.length === 0) return [{ folder: cleaned(step.folder ?? '/'), name: null }];
  return words.map((word) => ({ folder: cleaned(imagePathOf(step, word)?.replace(/\/[^/]*[*?[].*$/, '') ?? '/'), name: null }));
}

/** Without `.` and `..`. */
function cleaned(path: string): string {
  return `/${resolvePath('', `./${path}`) ?? ''}`;
}

function shortened(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length > MAX_TEXT ? `${flat.slice(0, MAX_TEXT - 1)}…` : flat;
}
