import type { Bytes } from '../types.js';

/** What a wheel unpacks to, as its zip directory tells. */
export interface WheelContents {
  /** Of all files, by what they unpack to; a name that comes twice counts once, as what was written last. */
  readonly bytes: number;
  readonly files: number;
  readonly python: PythonFiles;
  /** Bytes of the wheel's own RECORD, which installers write anew; null: there is none, and pip refuses the wheel. */
  readonly record: number | null;
  /** What is written by console and window scripts; null: `entry_points.txt` was not read. */
  readonly wrappers: Wrappers | null;
  /** Bytes of `entry_points.txt`; 0: none. */
  readonly entryPoints: number;
  /** Files below `*.data`, by scheme: `scripts`, `headers`, `data`, `purelib`, `platlib` (PEP 427). */
  readonly dataFiles: Readonly<Record<string, number>>;
  /** What can be imported: `requests`, `google.cloud.storage`; at most 100. */
  readonly modules: readonly string[];
}

/** Files that end in `.py`: pip compiles them all, wherever they go. */
export interface PythonFiles {
  readonly bytes: number;
  readonly files: number;
  /** Characters of their paths. */
  readonly paths: number;
}

export interface Wrappers {
  readonly count: number;
  /** Characters of the names of all scripts. */
  readonly names: number;
  /** Characters of what all scripts import, the function's name counted twice, as a wrapper has it. */
  readonly imports: number;
}

/** What a wheel takes once it is installed. */
export interface WheelMeasure {
  readonly contents: WheelContents;
  /** Without bytecode: the contents and what an installer adds to them. Exact but for a few hundred bytes. */
  readonly files: Bytes;
  /** What pip compiles (none under `--no-compile`; uv compiles none by itself). */
  readonly bytecode: Bytes;
  /** Bytes of the wheel itself. */
  readonly wheel: number;
}
