import { read, unreadable, type Read } from '#text/read.js';
import { docker, dockerExit } from '#verify/docker-command.js';
import type { Engine } from '#verify/types.js';

/** A container that goes on, without a network but its own. */
export interface Started {
  readonly container: string;
  /** The last lines that it printed so far. */
  log(lines: number): Promise<string>;
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

/** Who a container runs as, null as its image says; and its variables. */
export interface Given {
  readonly user: string | null;
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts an image; `command` null: as the image says itself. */
export async function start(engine: Engine, image: string, command: readonly string[] | null, { user, environment }: Given): Promise<Read<Started>> {
  containers += 1;
  const container = `slimify-suite-${process.pid}-${containers}`;
  const started = await docker(engine, ['run', '--detach', '--name', container, '--label', engine.label, '--network', 'none', ...givenWords({ user, environment }), image, ...(command ?? [])]);
  if (!started.ok) return started;
  return read({
    container,
    log: async (lines) => {
      const logs = await dockerExit(engine, ['logs', '--tail', String(lines), container]);
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
    if (!running.ok || running.value.stdout.trim() !== 'true') return unreadable(`it ended: ${await log(12)}`);
    if (performance.now() > end) return unreadable(`no answer from ${url} in ${PATIENCE / 1000} s: ${await log(12)}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** For `docker run`. */
export function givenWords({ user, environment }: Given): readonly string[] {
  return [...(user === null ? [] : ['--user', user]), ...Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`])];
}

/** HEALTHCHECK of an image. */
export interface HealthCheck {
  /** Without the word that says how it is run. */
  readonly words: readonly string[];
  /** How often it is asked and how long it may take, as JSON. */
  readonly times: string;
}

/** Null: the image has none. */
export async function healthCheckOf(engine: Engine, image: string): Promise<Read<HealthCheck | null>> {
  const answer = await docker(engine, ['image', 'inspect', '--format', '{{json .Config.Healthcheck}}', image]);
  if (!answer.ok) return answer;
  const { Test: [kind, ...words] = [], ...times } = (JSON.parse(answer.value.stdout) ?? {}) as { readonly Test?: readonly string[] };
  if (kind !== 'CMD' && kind !== 'CMD-SHELL') return read(null);
  return read({ words: kind === 'CMD' ? words : ['/bin/sh', '-c', ...words], times: JSON.stringify(times) });
}

/** The exit code of a command beside the service. */
export async function beside(engine: Engine, { container }: Started, words: readonly string[]): Promise<Read<number>> {
  const ran = await dockerExit(engine, ['exec', container, ...words], { timeout: 60_000 });
  return ran.ok ? read(ran.value.exit) : ran;
}
