import { dirname } from 'node:path';
import type { Io } from '#io/types.js';
import { read, unreadable, type Read } from '#text/read.js';

/** Where a folder lies in a git work tree. */
export interface GitPlace {
  /** The work tree's root, absolute. */
  readonly root: string;
  /** The folder's path inside it: '' or ending in `/`. */
  readonly prefix: string;
}

/** The work tree that holds a folder, as git says; unreadable: it says none, with its reason. */
export function gitPlace(io: Pick<Io, 'git'>, folder: string): Read<GitPlace> {
  const answer = gitLines(io, folder, ['--show-toplevel'], ['--show-prefix']);
  if (!answer.ok) return answer;
  const [root = '', prefix = ''] = answer.value;
  return root === '' ? unreadable('git names no work tree') : read({ root, prefix });
}

/** What `git rev-parse` answers to each question. Its answers are lines, and so may a name be: then each is asked by itself. */
export function gitLines(io: Pick<Io, 'git'>, folder: string, ...questions: readonly (readonly string[])[]): Read<readonly string[]> {
  const together = io.git(['rev-parse', ...questions.flat()], folder);
  if (!together.ok) return together;
  const lines = together.value.split('\n');
  if (lines.length === questions.length + 1) return read(lines.slice(0, -1));
  const answers: string[] = [];
  for (const question of questions) {
    const answer = io.git(['rev-parse', ...question], folder);
    if (!answer.ok) return answer;
    answers.push(answer.value.replace(/\n$/, ''));
  }
  return read(answers);
}

/** Whether a `.git` lies in a folder or above it, which git should have something to say of. */
export function hasGit(io: Pick<Io, 'stat'>, folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (io.stat(`${at}/.git`) !== null) return true;
    if (at === dirname(at)) return false;
  }
}
