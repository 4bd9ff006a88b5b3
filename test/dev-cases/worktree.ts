import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { read, unreadable, type Read } from '#text/read.js';

/** A commit checked out aside. */
export interface Worktree {
  /** Absolute, links resolved. */
  readonly folder: string;
  /** Tracked files whose content the repository does not have (a partial copy). */
  readonly missing: readonly string[];
  remove(): void;
}

/** Nothing that the repository or the machine's configuration brings along may run. */
const QUIET = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'filter.lfs.smudge=', '-c', 'filter.lfs.process=', '-c', 'filter.lfs.required=false', '-c', 'core.quotePath=false'];

/** Checks a commit out of a repository (a bare one too) into a temporary folder, as far as its contents are there. */
export function openWorktree(repository: string, commit: string): Read<Worktree> {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'dev-cases-')));
  const folder = join(scratch, 'tree');
  const remove = (): void => {
    git(repository, 'worktree', 'remove', '--force', folder);
    rmSync(scratch, { recursive: true, force: true });
    git(repository, 'worktree', 'prune');
  };
  const added = git(repository, 'worktree', 'add', '--quiet', '--no-checkout', '--detach', folder, commit);
  if (added.status !== 0) {
    remove();
    return unreadable(`${repository} has no commit ${commit}: ${added.stderr.trim().split('\n')[0] ?? ''}`);
  }
  git(folder, 'read-tree', 'HEAD');
  // Goes on behind a file whose content is missing, where a whole checkout would stop.
  git(folder, 'checkout-index', '--all', '--quiet');
  const missing = git(folder, 'ls-files', '--deleted', '-z').stdout.split('\0').filter(Boolean);
  return read({ folder, missing, remove });
}

function git(folder: string, ...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync('git', [...QUIET, ...args], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, LC_ALL: 'C' } });
}
