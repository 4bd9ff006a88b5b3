import { resolvePath } from '#text/paths.js';
import type { ShellCommand, ShellCondition } from '#shell/types.js';
import { subshellsOf } from './subshells.js';

/** Follows `cd` through a script. Commands are asked about in source order, each once. */
export interface FolderTracker {
  /** The folder that a command runs in, absolute; null where it cannot be told. `words`: its words with variables filled in. */
  before(command: ShellCommand, words: readonly (string | null)[]): string | null;
}

interface Scope {
  /** Where the subshell's parenthesis stands; -1: the script itself. */
  readonly open: number;
  folder: string | null;
  /** What had to hold for the latest `cd`: where a command does not stand under it too, the folder is not told. */
  under: readonly ShellCondition[];
}

export function trackFolder(script: string, start: string | null): FolderTracker {
  const subshellsAt = subshellsOf(script);
  const scopes: Scope[] = [{ open: -1, folder: start, under: [] }];
  function before(command: ShellCommand, words: readonly (string | null)[]): string | null {
    const scope = enter(scopes, subshellsAt(command.span.start));
    if (!scope.under.every((condition) => command.conditions.some(({ span }) => span.start === condition.span.start))) {
      scope.folder = null;
      scope.under = [];
    }
    const { folder } = scope;
    // In a pipeline and in `$(…)` it happens in a process of its own.
    if (!isMove(words[0]) || command.pipe !== 'none' || command.substituted) return folder;
    scope.under = command.conditions.filter(({ kind }) => kind !== 'and');
    scope.folder = after(words, folder, scope.under);
    return folder;
  }
  return { before };
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
    scopes.push({ open, folder: scopes.at(-1)?.folder ?? null, under: scopes.at(-1)?.under ?? [] });
  }
  return scopes.at(-1) ?? { open: -1, folder: null, under: [] };
}

function isMove(name: string | null | undefined): boolean {
  return name === 'cd' || name === 'pushd' || name === 'popd';
}

function after([name, ...words]: readonly (string | null)[], folder: string | null, under: readonly ShellCondition[]): string | null {
  const target = words.find((word) => word !== '--' && word !== '-P' && word !== '-L') ?? null;
  if (name !== 'cd' || target === null || target.startsWith('-') || target.startsWith('~')) return null;
  if (target.startsWith('/')) return target;
  // In a loop the second round starts elsewhere.
  if (folder === null || under.some(({ kind }) => kind === 'loop' || kind === 'function')) return null;
  return `/${resolvePath(folder, target) ?? ''}`;
}
