import type { ProcessIo } from '#io/process-types.js';
import { read, unreadable, type Read } from '#text/read.js';
import { docker, type Client } from './docker-command.js';
import type { Engine } from './types.js';

export interface DetectOptions {
  /** `unix:///path`; null asks the engine of the user's own set-up (context, `DOCKER_HOST`). */
  readonly host: string | null;
  readonly network: Engine['network'];
  /** Marks what this session makes: `key=value`. */
  readonly label: string;
}

/** Debian's client builds by itself; others on PATH may lack the buildx part that they build with. */
const CLIENTS = ['docker', '/usr/bin/docker'];

/**
 * The first client that reaches an engine and can build with it. Otherwise the reason of the
 * first, which is the one that a person would have used.
 */
export async function detectEngine(processes: ProcessIo, options: DetectOptions): Promise<Read<Engine>> {
  const reasons: string[] = [];
  for (const client of CLIENTS) {
    const environment = { DOCKER_BUILDKIT: '1', BUILDKIT_PROGRESS: 'plain', ...(options.host === null ? {} : { DOCKER_HOST: options.host }) };
    const version = await tryClient({ processes, client, environment }, options.label);
    if (version.ok) return read({ processes, client, environment, version: version.value, network: options.network, label: options.label });
    reasons.push(version.reason);
  }
  return unreadable(reasons[0] ?? 'no docker client');
}

async function tryClient(client: Client, label: string): Promise<Read<string>> {
  const version = await docker(client, ['version', '--format', '{{.Server.Version}}'], { timeout: 20_000 });
  if (!version.ok) return version;
  const built = await docker(client, ['build', '--label', label, '-'], { input: 'FROM scratch\nLABEL works=yes\n' });
  return built.ok ? read(version.value.stdout.trim()) : built;
}
