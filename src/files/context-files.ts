import type { Io, Stamp } from '#io/types.js';
import { decode } from '#text/decode.js';
import { unreadable, type Read } from '#text/read.js';
import { placesInside, type Place } from './on-disk.js';

/**
 * The texts of files that are no documents of a plan but tell of builds and images: compose and bake files, workflows,
 * Makefiles, scripts, `.dockerignore`, CODEOWNERS, `.env`, packaging. Read when they are asked for, once in a run.
 */
export interface ContextFiles {
  /** The text of a file of the workspace, or why there is none. */
  read(path: string): Read<string>;
  /** The same where the reason does not matter. */
  text(path: string): string | null;
  /** The bytes of a file of the workspace, read anew each time: for files that are not looked at as a text. */
  bytes(path: string): Read<Uint8Array>;
  /** The same with how the file looked before it was read. */
  file(path: string): FileBytes;
  /** How a file of the workspace looks; null: no file lies there, or this disk cannot tell. */
  stamp(path: string): Stamp | null;
  /** How many bytes a file of the workspace has, whether git knows it or not; null: no file lies there. */
  size(path: string): number | null;
  /** The names in a folder of the workspace, whether git knows them or not; empty: no folder lies there. */
  names(path: string): readonly string[];
}

export interface FileBytes {
  readonly bytes: Read<Uint8Array>;
  readonly stamp: Stamp | null;
}

/** People write none that is larger; a lock or a dump that is would cost a run its second. */
export const MAX_CONTEXT_FILE = 1_000_000;

export function createContextFiles(io: Io, root: string): ContextFiles {
  const seen = new Map<string, Read<string>>();
  const placeOf = placesInside(io, root);
  function readOnce(path: string): Read<string> {
    const known = seen.get(path);
    if (known) return known;
    const found = readContextFile(io, placeOf(path));
    seen.set(path, found);
    return found;
  }
  function file(path: string): FileBytes {
    const place = placeOf(path);
    return { stamp: stampOf(place), bytes: place === null ? unreadable('does not exist in the workspace') : io.readFile(place.path) };
  }
  return {
    read: readOnce,
    text: (path) => {
      const found = readOnce(path);
      return found.ok ? found.value : null;
    },
    bytes: (path) => file(path).bytes,
    file,
    stamp: (path) => stampOf(placeOf(path)),
    size: (path) => {
      const place = placeOf(path);
      return place?.info.kind === 'file' ? place.info.size : null;
    },
    names: (path) => {
      const place = placeOf(path);
      return place?.info.kind === 'folder' ? io.list(place.path) : [];
    },
  };
}

function stampOf(place: Place | null): Stamp | null {
  return place?.info.kind === 'file' ? (place.info.stamp ?? null) : null;
}

function readContextFile(io: Io, place: Place | null): Read<string> {
  if (place === null) return unreadable('does not exist in the workspace');
  if (place.info.size > MAX_CONTEXT_FILE) return unreadable(`larger than ${MAX_CONTEXT_FILE / 1e6} MB`);
  const bytes = io.readFile(place.path);
  if (!bytes.ok) return bytes;
  const decoded = decode(bytes.value);
  return decoded.ok ? { ok: true, value: decoded.text } : unreadable(decoded.reason);
}
