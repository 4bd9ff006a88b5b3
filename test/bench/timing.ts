import { spawnSync } from 'node:child_process';

/** One run of a command, or several of them one after the other, in seconds. */
export interface Timing {
  readonly wall: number;
  /** User and system time of the process and what it started. */
  readonly cpu: number;
}

/** A command that competes. */
export interface Contender {
  readonly name: string;
  /** Every command of it, run one after the other: one call each for tools that look at one project at a time. */
  readonly calls: readonly Call[];
}

export interface Call {
  readonly command: string;
  readonly words: readonly string[];
  readonly folder: string;
}

/** Runs a command in a fresh process through bash, which tells the CPU time too. Its exit code is its own affair: linters fail by finding. */
export function timed({ command, words, folder }: Call): Timing {
  const ran = spawnSync('bash', ['-c', 'TIMEFORMAT="%R %U %S"; time "$0" "$@" > /dev/null 2>&1', command, ...words], { cwd: folder, encoding: 'utf8', timeout: 600_000 });
  const [wall, user, system] = (ran.stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  if (wall === undefined || user === undefined || system === undefined || Number.isNaN(system)) throw new Error(`${command} ${words.join(' ')}: ${ran.stderr}`);
  return { wall, cpu: user + system };
}

/** Runs a command once, and throws where it crashes: whoever gives up at once is no contender. */
export function mustRun({ command, words, folder }: Call): void {
  const { error, stderr } = spawnSync(command, words, { cwd: folder, encoding: 'utf8', timeout: 600_000, stdio: ['ignore', 'ignore', 'pipe'] });
  if (error || /^Traceback |^node:internal/m.test(stderr)) throw new Error(`${command} ${words.join(' ')} in ${folder}: ${error?.message ?? stderr}`);
}

/** All contenders in turn, round after round, so that a busy moment of the machine meets each of them; forwards, then backwards. */
export function race(contenders: readonly Contender[], rounds: number): ReadonlyMap<string, readonly Timing[]> {
  const times = new Map<string, Timing[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, calls } of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const each = calls.map(timed);
      times.get(name)?.push({ wall: sum(each.map(({ wall }) => wall)), cpu: sum(each.map(({ cpu }) => cpu)) });
    }
  }
  return times;
}

/** A table of the least and the middle of each, and how many times the CPU time of the first row each takes. */
export function table(times: ReadonlyMap<string, readonly Timing[]>, against: string): readonly string[] {
  const cpu = (name: string): number => Math.min(...(times.get(name) ?? []).map((one) => one.cpu));
  const wall = (name: string): number => Math.min(...(times.get(name) ?? []).map((one) => one.wall));
  const width = Math.max(...[...times.keys()].map((name) => name.length));
  const head = `${''.padEnd(width)}  wall: least  median   CPU: least  median   x wall   x CPU of ${against}`;
  const rows = [...times].map(([name, all]) => {
    const walls = all.map((one) => one.wall);
    const cpus = all.map((one) => one.cpu);
    return `${name.padEnd(width)}  ${seconds(Math.min(...walls), 11)} ${seconds(median(walls), 7)}  ${seconds(Math.min(...cpus), 11)} ${seconds(median(cpus), 7)}  ${(wall(name) / wall(against)).toFixed(2).padStart(6)}  ${(cpu(name) / cpu(against)).toFixed(2).padStart(6)}`;
  });
  return [head, ...rows];
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function seconds(value: number, width: number): string {
  return value.toFixed(2).padStart(width);
}
