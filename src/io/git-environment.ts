import { dirname, join } from 'node:path';
import { pathOutside } from './program-path.js';

/** git must not run anything that the repository brings along (docs/design.md, guarantee 10). */
export const QUIET_GIT = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.quotePath=false'] as const;

/**
 * Variables that name another repository than the one we stand in, as a hook has them (`git rev-parse --local-env-vars`, but for
 * its GIT_CONFIG…, which are the person's own), and those that change what a path of a command line means (git(1)).
 */
const OF_ANOTHER = [
  'GIT_DIR', 'GIT_WORK_TREE', 'GIT_IMPLICIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_COMMON_DIR', 'GIT_PREFIX', 'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES', 'GIT_GRAFT_FILE', 'GIT_SHALLOW_FILE', 'GIT_NAMESPACE', 'GIT_LITERAL_PATHSPECS',
  'GIT_GLOB_PATHSPECS', 'GIT_NOGLOB_PATHSPECS', 'GIT_ICASE_PATHSPECS',
] as const;

/**
 * The variables that git is started with in a folder. A repository with missing objects may name any program as the way to fetch
 * them (`remote.….url = ext::…`, `core.sshCommand`): no protocol is allowed, whatever its configuration says, and git 2.45 and
 * later does not try. A `git` that lies in the repository is not found.
 */
export function gitEnvironment(variables: Readonly<Record<string, string | undefined>>, folder: string, isThere: (path: string) => boolean): NodeJS.ProcessEnv {
  const gone = Object.fromEntries(OF_ANOTHER.map((name) => [name, undefined]));
  const PATH = pathOutside(variables['PATH'] ?? '', repositoryAround(folder, isThere));
  return { ...variables, ...gone, PATH, GIT_ALLOW_PROTOCOL: 'none', GIT_NO_LAZY_FETCH: '1', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
}

/** The nearest folder above that holds a `.git`; the folder itself where none does. */
function repositoryAround(folder: string, isThere: (path: string) => boolean): string {
  for (let at = folder; ; at = dirname(at)) {
    if (isThere(join(at, '.git'))) return at;
    if (at === dirname(at)) return folder;
  }
}
