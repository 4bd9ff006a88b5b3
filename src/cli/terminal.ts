import { visible } from '#text/visible.js';

/** What a command may know of the process around it, and where it may print. */
export interface Terminal {
  /** The result. */
  out(text: string): void;
  /** A note, one line, on standard error; not with `--quiet`. */
  note(line: string): void;
  /** An error, one line, on standard error. */
  error(line: string): void;
  /** What is going on, overwritten by the next one; only where a person watches. */
  progress(line: string): void;
  readonly cwd: string;
  readonly width: number;
  readonly colour: boolean;
  /** Whether a question can be asked and answered. */
  readonly canAsk: boolean;
  readonly debug: boolean;
}

export interface TerminalFlags {
  readonly quiet: boolean;
  readonly debug: boolean;
  /** `--color`, `--no-color`, or neither. */
  readonly colour: boolean | null;
}

/** Columns assumed where nobody looks. */
const PIPED_WIDTH = 100;
const LEAST_WIDTH = 40;

/** The process's own terminal, seen through the flags. */
export function openTerminal({ quiet, debug, colour }: TerminalFlags): Terminal {
  const { stdout, stderr, stdin, env } = process;
  const watched = stderr.isTTY === true && !quiet;
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write('\r\u001b[K');
    shown = false;
  };
  return {
    out: (text) => {
      clear();
      stdout.write(text);
    },
    note: (line) => {
      clear();
      if (!quiet) stderr.write(`slimify: ${harmless(line)}\n`);
    },
    error: (line) => {
      clear();
      stderr.write(`slimify: ${harmless(line)}\n`);
    },
    progress: (line) => {
      if (!watched) return;
      clear();
      stderr.write(harmless(line));
      shown = true;
    },
    cwd: process.cwd(),
    width: stdout.isTTY ? Math.max(LEAST_WIDTH, stdout.columns || PIPED_WIDTH) : PIPED_WIDTH,
    colour: colour ?? wantsColour(stdout.isTTY === true, env),
    canAsk: stdin.isTTY === true && stdout.isTTY === true,
    debug,
  };
}

/** Whatever a message repeats of a repository or of an error, it does not steer the terminal; a stack keeps its lines. */
export function harmless(text: string): string {
  return text.split('\n').map((line) => visible(line, true)).join('\n');
}

/** https://no-color.org: any value that is not empty counts. */
function wantsColour(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  return isTerminal && !env['NO_COLOR'] && !env['CI'] && env['TERM'] !== 'dumb';
}
