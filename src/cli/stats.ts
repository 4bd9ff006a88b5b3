import { relative, resolve, sep } from 'node:path';
import type { StatsFile } from '#files/docker-stats.js';
import type { Outside } from '#io/outside.js';
import { UsageError } from './errors.js';
import type { Arguments } from './flags.js';
import type { Terminal } from './terminal.js';

/** What the files of `--stats` say that containers use. One of the workspace is named as reports name it. */
export async function statsOf({ statsFiles }: Arguments, root: string, { cwd }: Terminal, { io }: Outside): Promise<readonly StatsFile[]> {
  if (statsFiles.length === 0) return [];
  const { decode } = await import('#text/decode.js');
  const { readDockerStats } = await import('#files/docker-stats.js');
  return statsFiles.map((file) => {
    const path = resolve(cwd, file);
    const bytes = io.readFile(path);
    if (!bytes.ok) throw new UsageError(`--stats ${file}: ${bytes.reason}`);
    const decoded = decode(bytes.value);
    if (!decoded.ok) throw new UsageError(`--stats ${file}: ${decoded.reason}`);
    const samples = readDockerStats(decoded.text);
    if (!samples.ok) throw new UsageError(`--stats ${file}${samples.line === undefined ? '' : `:${samples.line}`}: ${samples.reason}`);
    return { path: path.startsWith(root + sep) ? relative(root, path).replaceAll(sep, '/') : file, samples };
  });
}
