import { dirname, join, relative, resolve, sep } from 'node:path';
import { gitLines } from '#files/git-place.js';
import { sha256 } from '#text/sha256.js';
import type { Surroundings } from './session.js';

/** Where journal, lock and the record of the last apply of a workspace lie. */
export interface StatePlace {
  readonly folder: string;
  /** The git work tree that holds the workspace, else the workspace: what the journal's paths start from. */
  readonly base: string;
  /** The workspace, seen from the base: '' or ending in `/`. */
  readonly workspace: string;
}

/**
 * The places of a workspace's state, the best first: `slimify` in git's own folder, which each work
 * tree and submodule has for itself (`git rev-parse --git-path`), and a folder in the user's state
 * folder, where there is no git or its folder cannot be written. Where git does not answer (it is not
 * installed, or refuses a repository that belongs to somebody else) its folder is found as git finds it:
 * the place must be the same for whoever comes next.
 */
export function statePlaces(root: string, { git, io, machine }: Surroundings): readonly StatePlace[] {
  const { stateHome } = machine;
  const found = asked(root, git) ?? searched(root, io);
  if (found === null) return [{ folder: ownFolder(root, stateHome), base: root, workspace: '' }];
  const { folder, base, workspace } = found;
  return [found, { folder: ownFolder(base, stateHome), base, workspace }].filter((each) => each.folder !== folder || each === found);
}

function asked(root: string, git: Surroundings['git']): StatePlace | null {
  const answer = gitLines(git, root, ['--show-toplevel'], ['--show-prefix'], ['--git-path', 'slimify']);
  const [base, workspace = '', folder] = answer.ok ? answer.value : [];
  return base && folder ? { folder: resolve(root, folder), base, workspace } : null;
}

/** The nearest `.git` above: git's folder, or a file that names it (gitrepository-layout(5)). */
function searched(root: string, io: Surroundings['io']): StatePlace | null {
  for (let base = root; ; base = dirname(base)) {
    const path = join(base, '.git');
    const kind = io.look(path)?.kind;
    const named = kind === 'file' ? pointer(path, io) : path;
    if ((kind === 'folder' || kind === 'file') && named !== null && io.look(join(named, 'HEAD')) !== null) {
      return { folder: join(named, 'slimify'), base, workspace: root === base ? '' : `${relative(base, root).split(sep).join('/')}/` };
    }
    if (base === dirname(base)) return null;
  }
}

/** `gitdir: ../.git/modules/inner` */
function pointer(path: string, io: Surroundings['io']): string | null {
  const bytes = io.readFile(path);
  const [, named] = (bytes.ok ? /^gitdir: (.+?)\r?\n?$/.exec(new TextDecoder().decode(bytes.value)) : null) ?? [];
  return named === undefined ? null : resolve(dirname(path), named);
}

function ownFolder(base: string, stateHome: string): string {
  return join(stateHome, 'slimify', sha256(base).slice(0, 16));
}
