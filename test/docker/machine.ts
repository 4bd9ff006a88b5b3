import { nodeIo } from '#io/node.js';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { processIo } from '#io/processes.js';
import { read, unreadable, type Read } from '#text/read.js';
import { detectEngine } from '#verify/detect.js';
import { docker } from '#verify/docker-command.js';
import { startOwnEngine } from '#verify/own-engine.js';
import { removeAll } from '#verify/remove.js';
import type { Engine } from '#verify/types.js';
import { BASES, makeBases } from './bases.js';
import { fetchWheels, serveWheels } from './wheels.js';

export interface Machine {
  readonly engine: Engine;
  /** In words: whose engine it is. */
  readonly what: string;
  /** Nobody else uses it, and it goes away in the end. */
  readonly isOwn: boolean;
}

export interface Setup {
  /** An empty folder with a short path. */
  readonly scratch: string;
  /** `key=value`: marks all that is made. */
  readonly label: string;
  readonly say: (text: string) => void;
  /** Gets what must be done in the end, the last first, however far we came. */
  readonly closing: (() => Promise<void>)[];
}

/**
 * An engine with the base images: the one that runs on this machine, where it has or can pull them;
 * else one of our own, which needs root and apt.
 */
export async function openMachine(setup: Setup): Promise<Read<Machine>> {
  const users = await detectEngine(processIo, { host: null, network: null, label: setup.label });
  const missing = users.ok ? await pullBases(users.value) : users.reason;
  if (users.ok && missing === null) {
    setup.closing.push(async () => void (await removeAll(users.value)));
    return read({ engine: users.value, what: `your engine, ${users.value.version}`, isOwn: false });
  }
  if (process.getuid?.() !== 0) return unreadable(`${missing ?? ''}; an engine of our own needs root`);
  return ownMachine(setup);
}

/** Why the engine cannot have the base images; null: it has them all. */
async function pullBases(engine: Engine): Promise<string | null> {
  for (const base of BASES) {
    const present = await docker(engine, ['image', 'inspect', '--format', '{{.Id}}', base]);
    const pulled = present.ok ? present : await docker(engine, ['pull', '--quiet', base], { timeout: 300_000 });
    if (!pulled.ok) return pulled.reason;
  }
  return null;
}

async function ownMachine({ scratch, label, say, closing }: Setup): Promise<Read<Machine>> {
  say('installing docker.io and debootstrap');
  const installed = await install(['docker.io', 'debootstrap', 'debian-archive-keyring']);
  if (!installed.ok) return installed;
  say('fetching wheels');
  const wheels = join(scratch, 'wheels');
  const fetched = await fetchWheels(wheels);
  if (!fetched.ok) return fetched;
  const index = await serveWheels(wheels);
  closing.push(async () => index.close());
  const folder = join(scratch, 'engine');
  mkdirSync(folder);
  const started = await startOwnEngine(processIo, nodeIo, folder, label);
  if (!started.ok) return started;
  closing.push(started.value.stop);
  const { engine } = started.value;
  say(`making the base images with Docker ${engine.version}`);
  const made = await makeBases(engine, scratch, index.url);
  return made.ok ? read({ engine, what: `an engine of our own, ${engine.version}`, isOwn: true }) : made;
}

/** Packages that are there already cost a second; without apt the reason says so. */
async function install(packages: readonly string[]): Promise<Read<null>> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const present = await processIo.run('dpkg-query', ['--show', '--showformat', '${db:Status-Status}\\n', ...packages], { timeout: 30_000 });
  if (present.ok && present.value.exit === 0 && !/not-installed|config-files/.test(present.value.stdout)) return read(null);
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', ...packages]]) {
    const ran = await processIo.run('apt-get', args, { timeout: 300_000, env });
    if (!ran.ok) return ran;
    if (ran.value.exit !== 0) return unreadable(`apt-get ${args[0] ?? ''}: ${ran.value.stderr.trim().split('\n').at(-1) ?? ''}`);
  }
  return read(null);
}
