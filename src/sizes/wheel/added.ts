import type { WheelContents } from './types.js';

/** Bytes from `low` to `high`. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

/** `,sha256=`, 43 characters of Base64, a comma (PEP 376, RECORD; the hash as PEP 427 has it). */
const HASH = 52;
/** A wrapper without the interpreter, the script's module and function: 120 of pip 26, 172 of pip 23 to 25, 255 of uv 0.13. */
const WRAPPER: Span = { low: 120, high: 255 };
/** `#!`, the interpreter, a newline: from `/usr/bin/python` to a virtual environment's. */
const SHEBANG: Span = { low: 18, high: 64 };
/** A path below `bin` as RECORD has it: `../../bin/` of `--target`, `../../../bin/` else, `../../../../bin` of Debian's. */
const BIN: Span = { low: 10, high: 16 };
/** What a row of RECORD grows by when its file goes elsewhere: `spam-1.0.data/data/share/x` becomes `../../../share/x`. */
const MOVED: Span = { low: -100, high: 40 };

/**
 * What an installer adds to the files of a wheel and to its RECORD: INSTALLER (`pip`, a newline; uv without), an empty REQUESTED
 * or none, wrappers of scripts, and rows for them. pip writes RECORD with CR LF (csv's line ends, `operations/install/wheel.py`), uv
 * with LF, whatever the wheel has: a byte more or less for each file.
 */
export function addedByInstaller({ files, wrappers, entryPoints, dataFiles }: WheelContents, infoFolder: number): Span {
  const own: Span = { low: 2 + infoFolder + 10 + HASH + 2, high: 4 + 2 * (infoFolder + 10 + HASH + 3) };
  const scripts = wrappers === null ? unreadWrappers(entryPoints) : sumOf(wrappers.count, wrappers.names, wrappers.imports);
  const moved = Object.values(dataFiles).reduce((sum, count) => sum + count, 0);
  const rewritten = dataFiles['scripts'] ?? 0;
  return {
    low: own.low + scripts.low + moved * MOVED.low - files,
    high: own.high + scripts.high + moved * MOVED.high + rewritten * SHEBANG.high + files,
  };
}

function sumOf(count: number, names: number, imports: number): Span {
  const bound = (end: 'low' | 'high', row: number): number => count * (WRAPPER[end] + SHEBANG[end] + BIN[end] + row) + names + imports;
  return { low: bound('low', HASH + 4), high: bound('high', HASH + 5) };
}

/** Of an `entry_points.txt` of which only the length is known: no script, or one for every `a=b:c` of 6 characters with its line end. */
function unreadWrappers(bytes: number): Span {
  const count = Math.floor(bytes / 6);
  return { low: 0, high: bytes === 0 ? 0 : sumOf(count, 0, bytes * 2).high };
}
