import type { Read } from '#text/read.js';

/** Programs that slimify starts: a value that is passed in, so that a test can fail any of them. */
export interface ProcessIo {
  /**
   * Runs a program to its end. Unreadable: it could not be started, took too long, was ended by a
   * signal, or wrote more than was allowed. A program that ends with an exit code other than 0 did
   * run: its result is readable, and who asked for it judges the code.
   */
  run(command: string, args: readonly string[], options: RunOptions): Promise<Read<Ran>>;
  /** Starts a program that goes on beside us, such as a daemon; its log is kept in a file. */
  start(command: string, args: readonly string[], options: StartOptions): Promise<Read<Running>>;
}

export interface RunOptions {
  /** Milliseconds after which the program and what it started are ended. */
  readonly timeout: number;
  readonly cwd?: string;
  /** Added to the variables of this process; null takes one away. */
  readonly env?: Readonly<Record<string, string | null>>;
  /** Standard input; empty without it. */
  readonly input?: Uint8Array | string;
  /** Takes standard output as it comes; `stdout` of the result is then empty, and nothing limits its length. */
  readonly onOutput?: (chunk: Uint8Array) => void;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string | null>>;
  /** A file that takes what the program writes. */
  readonly log: string;
}

export interface Ran {
  readonly exit: number;
  /** As UTF-8. */
  readonly stdout: string;
  /** As UTF-8; of a long log the end. */
  readonly stderr: string;
  readonly seconds: number;
}

export interface Running {
  readonly pid: number;
  /** Whether it is still there. */
  alive(): boolean;
  /** Asks it to end (SIGTERM) and waits; ends it (SIGKILL) after `patience` milliseconds. */
  stop(patience: number): Promise<void>;
  /** The same without asking or waiting: for a process that is about to exit itself. */
  kill(): void;
}
