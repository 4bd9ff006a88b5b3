import { storedWithLf } from '#files/git-endings.js';
import { gitRootsOf } from '#files/git-roots.js';
import type { Io } from '#io/types.js';
import type { Plan } from '#plan/types.js';
import { byRoot } from './by-root.js';
import type { RuleWords } from './message.js';
import { patchSeries, plain, type PatchFile } from './series.js';

/** The patches for one git repository. */
export interface RepositorySeries {
  /** Its folder in the workspace; '' for the workspace's own. */
  readonly root: string;
  /** The folder of `--patch-dir` that its patches go to; '' for itself. */
  readonly folder: string;
  /** False: no git holds these files, and `git apply` takes the patches. */
  readonly git: boolean;
  readonly patches: readonly PatchFile[];
}

/** Where a plan's files lie. */
export interface PatchPlace {
  readonly root: string;
  readonly gitRoot: string | null;
  readonly prefix: string;
}

/**
 * The patches of a plan: a series for the git repository of the workspace, and one more for each repository or submodule
 * inside of it. Git is asked what it keeps of files with Windows line ends, and nothing else.
 */
export function seriesByRepository(plan: Plan, by: 'rule' | 'service' | 'one', { root, gitRoot, prefix }: PatchPlace, rules: ReadonlyMap<string, RuleWords>, io: Pick<Io, 'stat' | 'git'>): readonly RepositorySeries[] {
  const paths = plan.steps.flatMap(({ changes }) => changes.map(({ path }) => path));
  const taken = new Set<string>();
  return byRoot(plan, gitRootsOf(io, { root }, [...new Set(paths)])).map((part) => {
    const git = part.root !== '' || gitRoot !== null;
    const stored = git ? storedWithLf(io, part.root === '' ? root : `${root}/${part.root}`, withEndings(part.plan)) : new Set<string>();
    const patches = patchSeries(part.plan, by, { pathPrefix: part.root === '' ? prefix : '', rules, stored, beside: part.beside, mails: git });
    return { root: part.root, folder: part.root === '' ? '' : folderFor(part.root, taken), git, patches };
  });
}

/** The files of a plan that have Windows line ends before or after, each with its first text. */
function withEndings({ steps }: Plan): { readonly path: string; readonly before: string | null }[] {
  const first = new Map<string, string | null>();
  const windows = new Set<string>();
  for (const { path, before, after } of steps.flatMap(({ changes }) => changes)) {
    if (!first.has(path)) first.set(path, before);
    if (before?.includes('\r\n') || after?.includes('\r\n')) windows.add(path);
  }
  return [...windows].map((path) => ({ path, before: first.get(path) ?? null }));
}

/** What {@link folderFor} makes, so that a later run finds what an earlier one left. */
export const REPOSITORY_FOLDER = /^repository-[\w.-]+$/;

function folderFor(root: string, taken: Set<string>): string {
  const name = `repository-${plain(root)}`;
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name}-${number}`;
  taken.add(free);
  return free;
}
