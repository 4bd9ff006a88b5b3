import type { WriteIo } from '#io/write-types.js';

/** The end of the process that held the io: nothing after it happens. */
export class Died extends Error {
  override readonly name = 'Died';
}

export interface Stopping {
  readonly io: WriteIo;
  /** Operations asked for so far. */
  count(): number;
}

/** An io whose n-th operation, of any kind, is its last but for what it half did: the process ends there. */
export function dyingAt(io: WriteIo, operation: number): Stopping {
  let done = 0;
  return {
    count: () => done,
    io: wrapped(io, (name, run, args) => {
      done++;
      if (done > operation) throw new Died();
      if (done < operation) return run();
      // Half of what was to be written may have reached the file.
      if (name === 'write') io.write(args[0] as number, (args[1] as Uint8Array).subarray(0, (args[1] as Uint8Array).length >> 1));
      throw new Died();
    }),
  };
}

const CHANGING: readonly (keyof WriteIo)[] = ['create', 'open', 'write', 'sync', 'syncFolder', 'rename', 'chmod', 'chown', 'unlink', 'makeFolder', 'removeFolder'];

/** An io whose n-th changing operation fails, once; `always`: all after it too, as on a disk that is full or gone. */
export function failingAt(io: WriteIo, operation: number, { code = 'EIO', always = false } = {}): Stopping {
  let done = 0;
  return {
    count: () => done,
    io: wrapped(io, (name, run) => {
      if (CHANGING.includes(name)) done++;
      if (CHANGING.includes(name) && (always ? done >= operation : done === operation)) throw Object.assign(new Error(`${code}: no luck`), { code });
      return run();
    }),
  };
}

function wrapped(io: WriteIo, around: (name: keyof WriteIo, run: () => unknown, args: readonly unknown[]) => unknown): WriteIo {
  return Object.fromEntries(
    Object.entries(io).map(([name, step]) => [name, (...args: readonly unknown[]) => around(name as keyof WriteIo, () => (step as (...all: readonly unknown[]) => unknown)(...args), args)]),
  ) as unknown as WriteIo;
}
