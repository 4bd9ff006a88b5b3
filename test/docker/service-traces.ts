import { read, type Read } from '#text/read.js';
import { docker, dockerExit } from '#verify/docker-command.js';
import { run } from '#verify/run.js';
import type { Engine } from '#verify/types.js';
import type { Seen } from './service-differences.js';
import type { Given, HealthCheck, Started } from './service-start.js';

/** Numbers, hashes and the names of Python's tempfile (eight letters behind any prefix) are made up anew in each run. */
const MADE_UP = /\btmp[a-z0-9_]{8}\b|(?<=\/tmp\/[^/\s']*)[a-z0-9_]{8}(?=[\s'/]|\.\w+(?:[\s']|$)|$)|[0-9a-f]{8,}|\d+/g;

/**
 * Files that a container made or changed until now, in its own layer (`docker diff`) and in its volumes. Bytecode is left out: it is
 * a cache, and a user who may not write it lacks nothing.
 */
export async function writtenIn(engine: Engine, { container }: Started): Promise<readonly string[]> {
  const diff = await docker(engine, ['diff', container]);
  const layer = diff.ok ? diff.value.stdout : '';
  const mounts = await docker(engine, ['inspect', '--format', '{{range .Mounts}}{{println .Destination}}{{end}}', container]);
  const folders = mounts.ok ? mounts.value.stdout.split('\n').filter((line) => line !== '') : [];
  const found = folders.length === 0 ? null : await dockerExit(engine, ['exec', '--user', '0', container, 'find', ...folders, '-type', 'f']);
  const inVolumes = found?.ok ? found.value.stdout.split('\n').filter((line) => line !== '') : [];
  return writings(layer, inVolumes);
}

/** A folder is listed with each file below it, so the last name of each branch is what was written. */
export function writings(diff: string, inVolumes: readonly string[]): readonly string[] {
  const paths = diff.split('\n').flatMap((line) => (/^[AC] /.test(line) ? [line.slice(2)] : []));
  const last = paths.filter((path) => !paths.some((other) => other.startsWith(`${path}/`)));
  return [...new Set([...last, ...inVolumes].filter((path) => !/__pycache__|\.pyc$/.test(path)).map(named))].toSorted();
}

export async function refusedIn({ log }: Started): Promise<readonly string[]> {
  return refusals(await log(1000));
}

/** Lines of a log about rights, without what differs from run to run. */
export function refusals(log: string): readonly string[] {
  return [...new Set(log.split('\n').filter((line) => /permission denied|PermissionError|read-only file system|operation not permitted/i.test(line)).map(named))];
}

function named(line: string): string {
  return line.replace(MADE_UP, '*');
}

/** HEALTHCHECK in a container where nothing else runs: it has to fail where it asks the service. */
export async function asleep(engine: Engine, image: string, check: HealthCheck | null, { user, environment }: Given): Promise<Read<Seen['check']>> {
  const [program, ...words] = check?.words ?? [];
  if (check === null || program === undefined) return read(null);
  const ran = await run(engine, image, words, { timeout: 60_000, network: 'none', entrypoint: program, environment, user });
  return ran.ok ? read({ times: check.times, asleep: ran.value.exit }) : ran;
}
