import { factOf, hasOption, imagePathOf, plainWords, programOf, textOf, type Fact } from './facts.js';
import type { Step, StepWord } from './run-walk.js';

/** `chown`, `chmod`, `chgrp`: a file of an earlier layer whose owner or mode changes is stored a second time. */
export interface Ownership extends Fact {
  readonly program: 'chown' | 'chmod' | 'chgrp';
  readonly recursive: boolean;
  /** `app:app`; null for chmod, or where it cannot be told. */
  readonly owner: string | null;
  /** `755`, `+x`; null for chown. */
  readonly mode: string | null;
  /** Absolute, globs left in; null where a path cannot be told. */
  readonly paths: readonly (string | null)[];
}

/** `rm`, `find … -delete`. */
export interface Removal extends Fact {
  readonly recursive: boolean;
  readonly paths: readonly (string | null)[];
  /** `find` takes only what its tests fit: which files, a run tells. */
  readonly doubt: string | null;
}

/** `mv` and `cp`. */
export interface Move extends Fact {
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
}

const PROGRAMS: ReadonlySet<string> = new Set('chown chmod chgrp rm rmdir unlink find mv cp install rsync ln mkdir touch useradd adduser'.split(' '));

/** Whether any of the functions below has something to say about a step. */
export function concernsFiles({ rounds }: Step): boolean {
  return rounds.some((words) => PROGRAMS.has(programOf(words) ?? ''));
}

export function ownershipOf(step: Step): readonly Ownership[] {
  return inRounds(step, (words, name) => {
    if (name !== 'chown' && name !== 'chmod' && name !== 'chgrp') return [];
    // `chmod -x file`: a mode, not an option.
    const modeWord = name === 'chmod' ? words.slice(1).find(({ value }) => value !== null && /^(?:[ugoa]*[-+=][rwxXst]+(?:,[ugoa]*[-+=][rwxXst]*)*|[0-7]{3,4})$/.test(value)) : undefined;
    const plain = plainWords(words).filter((word) => word !== modeWord);
    const reference = words.some(({ value }) => value?.startsWith('--reference') === true);
    const subject = modeWord || reference ? plain : plain.slice(1);
    return [{
      ...factOf(step), program: name, recursive: hasOption(words.filter((word) => word !== modeWord), 'R', '--recursive'),
      owner: name === 'chmod' || reference ? null : (plain[0]?.value ?? null),
      mode: name === 'chmod' ? ((modeWord ?? plain[0])?.value ?? null) : null,
      paths: subject.map((word) => imagePathOf(step, word)),
    }];
  });
}

export function removalsOf(step: Step): readonly Removal[] {
  return inRounds(step, (words, name): readonly Removal[] => {
    if (name === 'rm' || name === 'rmdir' || name === 'unlink') {
      return [{ ...factOf(step), recursive: hasOption(words, 'r', '--recursive') || hasOption(words, 'R'), paths: plainWords(words).map((word) => imagePathOf(step, word)), doubt: null }];
    }
    if (name !== 'find') return [];
    const text = textOf(step);
    const deletes = / -delete\b/.test(text) || /-exec(?:dir)?\s+(?:\S*\/)?rm\b/.test(text);
    if (!deletes) return [];
    const tests = words.findIndex(({ value }, index) => index > 0 && (value?.startsWith('-') === true || value === '(' || value === '!'));
    const folders = words.slice(1, tests < 0 ? undefined : tests).map((word) => imagePathOf(step, word));
    return [{ ...factOf(step), recursive: true, paths: folders, doubt: `which files "${text.slice(0, 80)}" takes away, a run tells` }];
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
    return [{ ...factOf(step), copies: name !== 'mv', sources: sources.map((word) => imagePathOf(step, word)), target: imagePathOf(step, target), intoFolder }];
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
    const at = words.findIndex(({ value }) => value === '-d' || value === '--home' || value === '--home-dir' || (name === 'adduser' && value === '-h'));
    const told = words.flatMap(({ value }) => /^--home(?:-dir)?=(.+)$/.exec(value ?? '')?.[1] ?? [])[0];
    const home = at >= 0 ? (words[at + 1]?.value ?? null) : (told ?? (user === null ? null : `/home/${user}`));
    // useradd makes no home without -m (or CREATE_HOME in login.defs); adduser does.
    const makes = name === 'useradd' ? hasOption(words, 'm', '--create-home') : !hasOption(words, 'H', '--no-create-home');
    return [{ ...factOf(step), kind: 'user', paths: makes ? [home] : [], user }];
  });
}

function inRounds<T>(step: Step, work: (words: readonly StepWord[], name: string) => readonly T[]): readonly T[] {
  return step.rounds.flatMap((words) => {
    const name = programOf(words);
    return name === null ? [] : work(words, name);
  });
}
