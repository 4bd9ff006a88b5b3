import { factOf, hasOption, imagePathOf, plainWords, programOf, type Fact } from './facts.js';
import { ownershipBy, type Ownership } from './ownership.js';
import { removalByFind, removalByGit, removalByPath, removalByPython, removalByXargs, type Removal } from './removals.js';
import type { Step, StepWord } from './run-walk.js';

export type { Ownership } from './ownership.js';
export type { Removal } from './removals.js';

/** `mv` and `cp`. */
export interface Move extends Fact {
  /** As it is called: `mv`, `cp -r`. */
  readonly program: string;
  readonly copies: boolean;
  /** Absolute, globs left in; null where one cannot be told. */
  readonly sources: readonly (string | null)[];
  readonly target: string | null;
  /** The target is a folder by the way it is written, or since there are several sources. */
  readonly intoFolder: boolean;
}

/** `ln -s source target`. */
export interface Link extends Fact {
  readonly symbolic: boolean;
  readonly source: string | null;
  readonly target: string | null;
}

/** Folders, files and users that a command makes. */
export interface Made extends Fact {
  readonly kind: 'folder' | 'file' | 'user';
  readonly paths: readonly (string | null)[];
  /** The name of a user; null for the others. */
  readonly user: string | null;
  /** The user's number where it is given. */
  readonly uid?: string | null;
  /** What stands as its home in /etc/passwd, made or not; null where it cannot be told. */
  readonly home?: string | null;
}

const PROGRAMS: ReadonlySet<string> = new Set('chown chmod chgrp rm rmdir unlink find xargs git mv cp install rsync ln mkdir touch useradd adduser'.split(' '));

const PYTHON = /^python[\d.]*$/;

/** Whether any of the functions below has something to say about a step. */
export function concernsFiles({ rounds }: Step): boolean {
  return rounds.some((words) => PROGRAMS.has(programOf(words) ?? '') || PYTHON.test(programOf(words) ?? ''));
}

export function ownershipOf(step: Step): readonly Ownership[] {
  return inRounds(step, (words, name) => (name === 'chown' || name === 'chmod' || name === 'chgrp' ? [ownershipBy(step, words, name)] : []));
}

export function removalsOf(step: Step): readonly Removal[] {
  return inRounds(step, (words, name): readonly Removal[] => {
    switch (name) {
      case 'rm':
      case 'rmdir':
      case 'unlink':
        return [removalByPath(step, words)];
      case 'find':
        return removalByFind(step, words);
      case 'xargs':
        return removalByXargs(step, words);
      case 'git':
        return removalByGit(step, words);
      default:
        return PYTHON.test(name) ? removalByPython(step, words) : [];
    }
  });
}

const COPY_VALUED = ['-t', '--target-directory', '-S', '--suffix'];

export function movesOf(step: Step): readonly Move[] {
  return inRounds(step, (words, name) => {
    if (name !== 'mv' && name !== 'cp' && name !== 'install' && name !== 'rsync') return [];
    if (name === 'install' && hasOption(words, 'd')) return [];
    const plain = plainWords(words, name === 'install' ? [...COPY_VALUED, '-m', '-o', '-g'] : COPY_VALUED);
    const folder = words.findIndex(({ value }) => value === '-t' || value === '--target-directory');
    const target = folder < 0 ? plain.at(-1) : words[folder + 1];
    const sources = folder < 0 ? plain.slice(0, -1) : plain;
    if (sources.length === 0) return [];
    const intoFolder = folder >= 0 || sources.length > 1 || /(?:^|\/)\.{0,2}$/.test(target?.pattern ?? '') || sources.some(({ value, pattern }) => value === null && pattern !== null && !/\.\w+$/.test(target?.pattern ?? ''));
    const recursive = name === 'cp' && (hasOption(words, 'r', '--recursive') || hasOption(words, 'R') || hasOption(words, 'a', '--archive'));
    return [{ ...factOf(step), program: recursive ? 'cp -r' : name, copies: name !== 'mv', sources: sources.map((word) => imagePathOf(step, word)), target: imagePathOf(step, target), intoFolder }];
  });
}

export function linksOf(step: Step): readonly Link[] {
  return inRounds(step, (words, name) => {
    if (name !== 'ln') return [];
    const [source, target] = plainWords(words);
    if (!source) return [];
    return [{ ...factOf(step), symbolic: hasOption(words, 's', '--symbolic'), source: imagePathOf(step, source), target: imagePathOf(step, target ?? source.value?.split('/').at(-1) ?? null) }];
  });
}

const USER_VALUED = '-u --uid -g --gid --ingroup -G --groups -s --shell -d --home -h -c --comment --gecos -k --skel -p --password -b --base-dir -K --home-dir'.split(' ');

export function madeOf(step: Step): readonly Made[] {
  return inRounds(step, (words, name): readonly Made[] => {
    if (name === 'mkdir') return [{ ...factOf(step), kind: 'folder', paths: plainWords(words, ['-m', '--mode']).map((word) => imagePathOf(step, word)), user: null }];
    if (name === 'touch') return [{ ...factOf(step), kind: 'file', paths: plainWords(words, ['-d', '-t', '-r']).map((word) => imagePathOf(step, word)), user: null }];
    if (name === 'install' && hasOption(words, 'd')) return [{ ...factOf(step), kind: 'folder', paths: plainWords(words, ['-m', '-o', '-g']).map((word) => imagePathOf(step, word)), user: null }];
    if (name !== 'useradd' && name !== 'adduser') return [];
    const user = plainWords(words, USER_VALUED).at(name === 'useradd' ? -1 : 0)?.value ?? null;
    const home = optionOf(words, name === 'useradd' ? ['-d', '--home', '--home-dir'] : ['-h', '--home']) ?? defaultHome(words, name, user);
    const uid = optionOf(words, ['-u', '--uid']);
    // useradd makes no home without -m (or CREATE_HOME in login.defs); adduser does.
    const makes = name === 'useradd' ? hasOption(words, 'm', '--create-home') : !hasOption(words, 'H', '--no-create-home');
    return [{ ...factOf(step), kind: 'user', paths: makes ? [home] : [], user, uid: uid ?? null, home }];
  });
}

/** The value of `-d x`, `--home x` or `--home=x`; null: not told; undefined: not given. */
function optionOf(words: readonly StepWord[], names: readonly string[]): string | null | undefined {
  for (const [at, { value }] of words.entries()) {
    if (value !== null && names.includes(value)) return words[at + 1]?.value ?? null;
    const name = names.find((one) => one.startsWith('--') && value?.startsWith(`${one}=`) === true);
    if (name !== undefined) return value?.slice(name.length + 1) ?? null;
  }
  return undefined;
}

/** Debian's `adduser --system` gives /nonexistent in later releases, /home/<name> in earlier ones. */
function defaultHome(words: readonly StepWord[], name: string, user: string | null): string | null {
  if (user === null || (name === 'adduser' && words.some(({ value }) => value === '--system'))) return null;
  const base = name === 'useradd' ? optionOf(words, ['-b', '--base-dir']) : undefined;
  return base === null ? null : `${base ?? '/home'}/${user}`;
}

function inRounds<T>(step: Step, work: (words: readonly StepWord[], name: string) => readonly T[]): readonly T[] {
  return step.rounds.flatMap((words) => {
    const name = programOf(words);
    return name === null ? [] : work(words, name);
  });
}
