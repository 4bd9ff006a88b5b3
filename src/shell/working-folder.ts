import { resolvePath } from '#text/paths.js';
import type { ShellCommand, ShellCondition } from './types.js';
import { subshellsOf } from './subshells.js';

/** Follows `cd` through a script. Commands are asked about in source order, each once. */
export interface FolderTracker {
  /** The folder that a command runs in, absolute; null where it cannot be told. `words`: its words with variables filled in. */
  before(command: ShellCommand, words: readonly (string | null)[]): string | null;
}

/** What a caller knows of the script beyond its text. */
export interface TrackOptions {
  /** It is bash that runs it: `pushd` and `popd` exist. */
  readonly bash?: boolean;
  /** The caller gives each round of a loop, and each call of a function, a tracker of its own. */
  readonly oneRound?: boolean;
}

interface Scope {
  /** Where the subshell's parenthesis stands; -1: the script itself. */
  readonly open: number;
  folder: string | null;
  /** The folder before it: `cd -`. */
  previous: string | null;
  /** What `popd` gives back, the latest last. */
  stack: (string | null)[];
  /** What had to hold for the latest `cd`: where a command does not stand under it too, the folder is not told. */
  under: readonly ShellCondition[];
  /** The folder before the first `cd` under a condition: the one to be in behind it, where the script came back. */
  outside: string | null;
}

export function trackFolder(script: string, start: string | null, options: TrackOptions = {}): FolderTracker {
  const subshellsAt = subshellsOf(script);
  const scopes: Scope[] = [scopeAt(-1, start, [])];
  function before(command: ShellCommand, words: readonly (string | null)[]): string | null {
    const scope = enter(scopes, subshellsAt(command.span.start));
    if (!scope.under.every((condition) => command.conditions.some(({ span }) => span.start === condition.span.start))) {
      if (scope.folder !== scope.outside) scope.folder = null;
      scope.under = [];
    }
    const { folder } = scope;
    // In a pipeline and in `$(…)` it happens in a process of its own.
    if (!isMove(words[0]) || command.pipe !== 'none' || command.substituted) return folder;
    const under = command.conditions.filter(({ kind }) => kind !== 'and');
    if (scope.under.length === 0) scope.outside = folder;
    scope.under = under;
    move(scope, words, options, !options.oneRound && under.some((one) => repeats(one, scope)));
    return folder;
  }
  return { before };
}

function scopeAt(open: number, folder: string | null, under: readonly ShellCondition[]): Scope {
  return { open, folder, previous: null, stack: [], under, outside: folder };
}

/** The scope of a command: leaving a subshell gives the folder before it back. */
function enter(scopes: Scope[], opens: readonly number[]): Scope {
  let scope = scopes.at(-1);
  while (scope && scope.open >= 0 && !opens.includes(scope.open)) {
    scopes.pop();
    scope = scopes.at(-1);
  }
  for (const open of opens) {
    if (scopes.some((known) => known.open === open)) continue;
    scopes.push(scopeAt(open, scopes.at(-1)?.folder ?? null, scopes.at(-1)?.under ?? []));
  }
  return scopes.at(-1) ?? scopeAt(-1, null, []);
}

function isMove(name: string | null | undefined): boolean {
  return name === 'cd' || name === 'pushd' || name === 'popd';
}

/** In a loop the second round starts elsewhere; not where a subshell is opened anew in each. */
function repeats({ kind, span }: ShellCondition, scope: Scope): boolean {
  return (kind === 'loop' || kind === 'function') && span.start > scope.open;
}

function move(scope: Scope, [name, ...words]: readonly (string | null)[], options: TrackOptions, again: boolean): void {
  const before = scope.folder;
  if (name === 'popd' && options.bash === true && words.length === 0) {
    scope.folder = scope.stack.pop() ?? null;
  } else {
    const target = words.find((word) => word !== '--' && word !== '-P' && word !== '-L') ?? null;
    const known = name === 'cd' || (name === 'pushd' && options.bash === true);
    if (name === 'pushd') scope.stack.push(before);
    scope.folder = known && target === '-' && options.oneRound === true ? scope.previous : known ? after(target, before, again) : null;
  }
  scope.previous = before;
}

function after(target: string | null, folder: string | null, again: boolean): string | null {
  if (target === null || target.startsWith('-') || target.startsWith('~') || target.startsWith('+')) return null;
  if (target.startsWith('/')) return `/${resolvePath('', target) ?? ''}`;
  return folder === null || again ? null : `/${resolvePath(folder, target) ?? ''}`;
}
