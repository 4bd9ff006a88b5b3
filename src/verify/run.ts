import type { Ran } from '#io/process-types.js';
import type { Read } from '#text/read.js';
import { docker, dockerExit } from './docker-command.js';
import type { Engine } from './types.js';

export interface ContainerOptions {
  /** Milliseconds. */
  readonly timeout: number;
  readonly network: 'none' | 'host';
  /** In place of the image's own; null keeps it. */
  readonly entrypoint: string | null;
  readonly environment: Readonly<Record<string, string>>;
  /** As `--user` takes it; null or left out: as the image says. */
  readonly user?: string | null;
}

/**
 * Runs a command in a fresh container of an image, which is gone afterwards. The exit code is the
 * command's; 125 to 127 are docker's own (docker run reference, "exit status").
 */
export async function run(engine: Engine, image: string, command: readonly string[], options: ContainerOptions): Promise<Read<Ran>> {
  const { timeout, network, entrypoint, environment, user = null } = options;
  const name = containerName();
  const ran = await dockerExit(
    engine,
    [
      'run', '--rm', '--name', name, '--label', engine.label, '--network', network,
      ...(entrypoint === null ? [] : ['--entrypoint', entrypoint]),
      ...(user === null ? [] : ['--user', user]),
      ...Object.entries(environment).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
      image, ...command,
    ],
    { timeout },
  );
  // Ending the client leaves the container running.
  if (!ran.ok) await docker(engine, ['rm', '--force', '--volumes', name]);
  return ran;
}

let containers = 0;

/** Unlike that of any other container that runs now. */
function containerName(): string {
  containers += 1;
  return `slimify-${Date.now().toString(36)}-${containers}`;
}
