import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { read, unreadable, type Read } from '#text/read.js';

/** What changes when a file is written anew; times in milliseconds since 1970. */
export interface Stamp {
  readonly size: number;
  readonly mtime: number;
  readonly ctime: number;
  readonly ino: number;
}

/** Reads many files one after the other. */
export interface FileReader {
  /** The bytes of a regular file, good until the next call: all files are read into one place. */
  bytes(path: string): Read<Uint8Array>;
  /** Null where no regular file lies. */
  stamp(path: string): Stamp | null;
}

/** A reader of files of at most `most` bytes. A new array for each file would cost twice the time. */
export function createFileReader(most: number): FileReader {
  let buffer = Buffer.allocUnsafeSlow(1 << 20);
  function bytes(path: string): Read<Uint8Array> {
    let file = -1;
    try {
      // O_NONBLOCK: opening a FIFO must not wait for somebody who writes into it.
      file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      let size = readSync(file, buffer, 0, buffer.length, 0);
      if (size === buffer.length || size === 0) {
        const stats = fstatSync(file);
        if (!stats.isFile()) return unreadable('not a regular file');
        if (stats.size > most) return unreadable(`larger than ${most / 1e6} MB`);
        if (stats.size >= buffer.length) buffer = Buffer.allocUnsafeSlow(stats.size * 2);
        for (size = 0; ; ) {
          const more = readSync(file, buffer, size, buffer.length - size, size);
          size += more;
          if (more === 0 || size === buffer.length) break;
        }
      }
      return read(buffer.subarray(0, size));
    } catch (error) {
      return unreadable(`cannot be read: ${error instanceof Error && 'code' in error ? String(error.code) : String(error)}`);
    } finally {
      if (file >= 0) closeSync(file);
    }
  }
  return { bytes, stamp };
}

function stamp(path: string): Stamp | null {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats?.isFile() === true ? { size: stats.size, mtime: stats.mtimeMs, ctime: stats.ctimeMs, ino: stats.ino } : null;
  } catch {
    return null;
  }
}
