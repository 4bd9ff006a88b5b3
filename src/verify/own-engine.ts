import type { ProcessIo, Running } from '#io/process-types.js';
import type { Io } from '#io/types.js';
import { read, unreadable, type Read } from '#text/read.js';
import { clearFolder, unmountBelow } from './clear-folder.js';
import { detectEngine } from './detect.js';
import type { Engine } from './types.js';

export interface OwnEngine {
  readonly engine: Engine;
  /** Ends the daemon, and takes away its mounts and its folder. */
  stop(): Promise<void>;
  /** The daemon ends at once, its folder stays: for a process that must exit now. */
  kill(): void;
}

/** Milliseconds that a daemon may take to answer. */
const PATIENCE = 30_000;

/** vfs copies whole layers: only where the kernel has no overlay. */
const STORAGE = ['overlay2', 'vfs'];

/**
 * Starts a daemon of our own with everything it keeps below `folder` (absolute, short: the path of
 * a unix socket ends at 108 bytes; it must be there and empty). It makes no bridge and no firewall
 * rules, so builds share the machine's network. Needs root.
 */
export async function startOwnEngine(processes: ProcessIo, io: Pick<Io, 'stat'>, folder: string, label: string): Promise<Read<OwnEngine>> {
  const reasons: string[] = [];
  for (const driver of STORAGE) {
    const started = await startDaemon(processes, folder, driver);
    if (!started.ok) return started;
    const found = await waitForEngine(processes, io, folder, label, started.value);
    if (found.ok) {
      return read({
        engine: found.value,
        kill: started.value.kill,
        stop: async () => {
          await started.value.stop(PATIENCE);
          await clearFolder(processes, folder);
        },
      });
    }
    await started.value.stop(PATIENCE);
    reasons.push(`${driver}: ${found.reason}`);
  }
  await unmountBelow(processes, folder);
  return unreadable(`dockerd does not come up (${reasons.join('; ')}); its log is ${folder}/log`);
}

async function startDaemon(processes: ProcessIo, folder: string, driver: string): Promise<Read<Running>> {
  return processes.start(
    'dockerd',
    [
      '--data-root', `${folder}/data-${driver}`, '--exec-root', `${folder}/exec`, '--pidfile', `${folder}/pid`, '--host', `unix://${folder}/sock`,
      '--storage-driver', driver, '--iptables=false', '--bridge=none',
    ],
    // A long log is clipped otherwise, and its end says why a step failed (moby/buildkit, util/progress/logs/logs.go).
    { log: `${folder}/log`, env: { BUILDKIT_STEP_LOG_MAX_SIZE: '-1', BUILDKIT_STEP_LOG_MAX_SPEED: '-1' } },
  );
}

async function waitForEngine(processes: ProcessIo, io: Pick<Io, 'stat'>, folder: string, label: string, daemon: Running): Promise<Read<Engine>> {
  const end = performance.now() + PATIENCE;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    if (!daemon.alive()) return unreadable('it ended');
    if (io.stat(`${folder}/sock`) !== null) {
      const engine = await detectEngine(processes, { host: `unix://${folder}/sock`, network: 'host', label });
      if (engine.ok || performance.now() > end) return engine;
    }
    if (performance.now() > end) return unreadable(`no answer in ${PATIENCE / 1000} s`);
  }
}
