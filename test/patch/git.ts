import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface Repository {
  readonly root: string;
  git(...args: readonly string[]): string;
  write(path: string, text: string): void;
  read(path: string): string | null;
}

const NEUTRAL = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', LC_ALL: 'C' };

/** A folder of its own that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slimify-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A git repository with these files committed. */
export function repository(files: Readonly<Record<string, string>>, root = temporaryFolder()): Repository {
  mkdirSync(root, { recursive: true });
  const repo = repositoryAt(root);
  repo.git('init', '-q', '-b', 'main');
  named(repo);
  for (const [path, text] of Object.entries(files)) repo.write(path, text);
  repo.git('add', '-A');
  repo.git('commit', '-q', '--allow-empty', '-m', 'first');
  return repo;
}

/** A clone of a repository, with settings (`core.autocrlf=true`) that hold from its first checkout on. */
export function clone(repo: Repository, ...settings: readonly string[]): Repository {
  const root = join(temporaryFolder(), 'clone');
  repo.git('clone', '-q', ...settings.flatMap((setting) => ['-c', setting]), repo.root, root);
  return named(repositoryAt(root));
}

function named(repo: Repository): Repository {
  repo.git('config', 'user.name', 'Somebody');
  repo.git('config', 'user.email', 'somebody@example.org');
  return repo;
}

function repositoryAt(root: string): Repository {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...NEUTRAL } });
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const read = (path: string): string | null => {
    try {
      return readFileSync(join(root, path), 'utf8');
    } catch {
      return null;
    }
  };
  return { root, git, write, read };
}
