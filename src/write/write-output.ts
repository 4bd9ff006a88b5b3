import { dirname } from 'node:path';
import { encode } from '#text/decode.js';
import { messageOf } from '#text/message-of.js';
import { read, unreadable, type Read } from '#text/read.js';
import { makeFolders } from './contents.js';
import { leadsAway } from './inner-path.js';
import type { WriteIo } from './types.js';

/**
 * Writes a file that the user named for slimify's own output: a report, a patch. Folders are made;
 * what is there is replaced in place, so that a pipe or a device will do, but not through a link of
 * the workspace that leads out of it.
 */
export function writeOutput(path: string, text: string, { io, root }: { readonly io: WriteIo; readonly root: string }): Read<null> {
  if (leadsAway(path, { io, root })) return unreadable(`${path} leads out of the workspace through a symbolic link`);
  try {
    makeFolders(dirname(path), io);
    const file = io.open(path);
    try {
      io.write(file, encode(text));
    } finally {
      io.close(file);
    }
    return read(null);
  } catch (error) {
    return unreadable(`${path} cannot be written: ${messageOf(error)}`);
  }
}
