import { read, unreadable, type Read } from '#text/read.js';
import { docker, dockerExit } from '#verify/docker-command.js';
import type { Engine } from '#verify/types.js';

/** A container that goes on, without a network but its own. */
export interface Started {
  readonly container: string;
  /** What it printed so far, the last lines. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

/** What a route answered. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Milliseconds that a service may take until it answers. */
const PATIENCE = 90_000;

/** Asks a route from inside of the container, where Python is in any case. */
const ASK = `
import sys, urllib.error, urllib.request
try:
    answer = urllib.request.urlopen(sys.argv[1], timeout=10)
except urllib.error.HTTPError as error:
    answer = error
print(answer.status)
print(answer.read().decode())
`;

let containers = 0;

/** Starts an image; `command` null: as the image says itself. */
export async function start(engine: Engine, image: string, command: readonly string[] | null, environment: Readonly<Record<string, string>>): Promise<Read<Started>> {
  containers += 1;
  const container = `slimify-suite-${process.pid}-${containers}`;
  const variables = Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const started = await docker(engine, ['run', '--detach', '--name', container, '--label', engine.label, '--network', 'none', ...variables, image, ...(command ?? [])]);
  if (!started.ok) return started;
  return read({
    container,
    log: async () => {
      const logs = await dockerExit(engine, ['logs', '--tail', '12', container]);
      return logs.ok ? logs.value.stdout + logs.value.stderr : logs.reason;
    },
    stop: async () => void (await docker(engine, ['rm', '--force', '--volumes', container])),
  });
}

/** The answer to a route; while nobody listens it is asked again. Unreadable: the container ended, or nobody ever answered. */
export async function ask(engine: Engine, { container, log }: Started, url: string): Promise<Read<Answer>> {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const ran = await dockerExit(engine, ['exec', container, 'python', '-c', ASK, url], { timeout: 30_000 });
    if (ran.ok && ran.value.exit === 0) {
      const [status = '', ...body] = ran.value.stdout.split('\n');
      return read({ status: Number(status), body: body.join('\n') });
    }
    const running = await docker(engine, ['inspect', '--format', '{{.State.Running}}', container]);
    if (!running.ok || running.value.stdout.trim() !== 'true') return unreadable(`it ended: ${await log()}`);
    if (performance.now() > end) return unreadable(`no answer from ${url} in ${PATIENCE / 1000} s: ${await log()}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** HEALTHCHECK of an image, without the word that says how it is run; null: there is none. */
export async function healthCheckOf(engine: Engine, image: string): Promise<Read<readonly string[] | null>> {
  const answer = await docker(engine, ['image', 'inspect', '--format', '{{json .Config.Healthcheck}}', image]);
  if (!answer.ok) return answer;
  const { Test: [kind, ...words] = [] } = (JSON.parse(answer.value.stdout) ?? {}) as { readonly Test?: readonly string[] };
  if (kind === 'CMD') return read(words);
  return read(kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...words] : null);
}

/** The exit code of a command beside the service. */
export async function beside(engine: Engine, { container }: Started, words: readonly string[]): Promise<Read<number>> {
  const ran = await dockerExit(engine, ['exec', container, ...words], { timeout: 60_000 });
  return ran.ok ? read(ran.value.exit) : ran;
}
