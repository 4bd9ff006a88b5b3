import type { CacheFolder } from './cache-folder.js';
import type { HttpIo } from './http-types.js';
import type { Machine } from './machine.js';
import type { ProcessIo } from './process-types.js';
import type { Io } from './types.js';
import type { ConversationIo } from './workers.js';
import type { WriteIo } from './write-types.js';

/**
 * Everything outside of slimify's own memory, in one value that the command line makes once and hands on: a test can fail
 * or stop any operation of a whole command.
 */
export interface Outside {
  /** Files to be read, and git. */
  readonly io: Io;
  /** The disk to be written. */
  readonly disk: WriteIo;
  readonly machine: Machine;
  readonly processes: ProcessIo;
  /** Ends every program that somebody waits for. */
  endPrograms(): void;
  readonly workers: ConversationIo;
  /** Where resolutions, measured sizes and what Python files say are kept for a workspace; null: nowhere. */
  cacheFor(workspace: string): CacheFolder | null;
  /** The network; loaded when it is asked for. */
  http(): Promise<HttpIo>;
}
