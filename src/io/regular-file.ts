import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { read, unreadable, type Read } from '#text/read.js';

/**
 * The bytes of what was a regular file when it was looked at. It may be another by now: a FIFO that nobody writes to must not
 * hold us up (O_NONBLOCK), a link is not followed, and a file without an end is given up.
 */
export function regularFile(path: string, most: number): Read<Uint8Array> {
  let file = -1;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stats = fstatSync(file);
    if (!stats.isFile()) return unreadable('not a regular file');
    let buffer = Buffer.allocUnsafe(Math.min(stats.size, most) + 1);
    for (let size = 0; ; ) {
      const more = readSync(file, buffer, size, buffer.length - size, size);
      size += more;
      if (size > most) return unreadable(`larger than ${most / 1e6} MB`);
      if (more === 0) return read(buffer.subarray(0, size));
      if (size === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(buffer.length)]);
    }
  } catch (error) {
    return unreadable(`cannot be read: ${error instanceof Error && 'code' in error ? String(error.code) : String(error)}`);
  } finally {
    if (file >= 0) closeSync(file);
  }
}
