import type { CacheFolder } from '#io/cache-folder.js';
import { homeFolder } from '#io/home.js';
import type { ProcessIo } from '#io/process-types.js';
import type { Io } from '#io/types.js';

/** What a resolver works with: values that are passed in, so that a test can replace any of them. */
export interface Aids {
  readonly processes: ProcessIo;
  /** Where resolutions are kept; null: nowhere. */
  readonly cache: CacheFolder | null;
  /** Milliseconds for which a kept resolution is believed: indexes change. */
  readonly maxAge: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds that one call of uv or pip may take. */
  readonly timeout: number;
  /** Calls at a time. */
  readonly atOnce: number;
  /** The command that is uv, and the words that start pip; null: do not use it. */
  readonly uv: string | null;
  readonly pip: readonly string[] | null;
  /** The variables of this machine: PATH, and what names its indexes. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The repository, absolute: no program that lies in it is started. Null: there is none. */
  readonly workspace: string | null;
  /** The user's own folder, and the text of a file of this machine (null: none): for pip's configuration. */
  readonly home: string;
  readonly file: (path: string) => string | null;
  /** The text of a lock of the workspace; null: it cannot be read. */
  readonly text: (path: string) => string | null;
  /** Nothing that was uploaded later counts (uv's `--exclude-newer`): a date, or a time of RFC 3339; null: everything counts. */
  readonly excludeNewer: string | null;
}

/** A day: within it the newest versions hardly change. */
export const DAY = 24 * 60 * 60 * 1000;

/** What most callers use; the rest they must say. */
export const DEFAULTS = {
  maxAge: DAY,
  now: () => Date.now(),
  timeout: 120_000,
  atOnce: 3,
  uv: 'uv',
  pip: ['python3', '-m', 'pip'],
  excludeNewer: null,
  home: homeFolder(),
} as const satisfies Partial<Aids>;

/** A file of this machine, for {@link Aids.file}. */
export function fileText(path: string, io: Pick<Io, 'readFile'>): string | null {
  const bytes = io.readFile(path);
  return bytes.ok && bytes.value.length < 100_000 ? new TextDecoder().decode(bytes.value) : null;
}

/** Runs at most so many works at a time; the others wait in order. */
export function limiter(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= atOnce) await new Promise<void>((go) => void waiting.push(go));
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
