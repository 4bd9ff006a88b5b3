import { read, unreadable, type Read } from '#text/read.js';
import { headerOf, paxOf, textOf, type TarHeader } from './tar-header.js';
import type { ImageFile } from './types.js';

/** Every part of an archive is padded to blocks of this many bytes. */
const BLOCK = 512;

/** Long names and PAX records are read whole; a larger one is not a name. */
const MAX_EXTENSION = 1_000_000;

export interface TarReader {
  /** Takes the archive as it comes, in pieces of any length. */
  push(chunk: Uint8Array): void;
  /** What the archive holds, in its order; a path that occurs twice counts with its last entry. */
  end(): Read<readonly ImageFile[]>;
}

/**
 * Reads a tar archive as `docker export` streams it: ustar with PAX records (POSIX.1-2001) and GNU
 * long names. Contents are kept only where `wanted` says so; the rest runs through.
 */
export function tarReader(wanted: (path: string, size: number) => boolean): TarReader {
  const files = new Map<string, ImageFile>();
  let extensions: Readonly<Record<string, string>> = {};
  let header: TarHeader | null = null;
  let kept: Uint8Array[] | null = null;
  let pending: Uint8Array = new Uint8Array(0);
  let left = 0;
  let padding = 0;
  let problem: string | null = null;

  function push(chunk: Uint8Array): void {
    if (problem !== null) return;
    let rest = pending.length === 0 ? chunk : joined([pending, chunk]);
    pending = new Uint8Array(0);
    while (problem === null) {
      if (header === null) {
        if (rest.length < BLOCK) break;
        open(rest.subarray(0, BLOCK));
        rest = rest.subarray(BLOCK);
        continue;
      }
      const taken = rest.subarray(0, left);
      if (taken.length > 0) kept?.push(taken.slice());
      left -= taken.length;
      const skipped = left === 0 ? Math.min(padding, rest.length - taken.length) : 0;
      padding -= skipped;
      rest = rest.subarray(taken.length + skipped);
      if (left > 0 || padding > 0) break;
      close(header);
    }
    pending = rest.slice();
  }

  function open(block: Uint8Array): void {
    const next = headerOf(block);
    if (!next.ok) problem = next.reason;
    if (!next.ok || next.value === null) return;
    header = next.value;
    const isExtension = 'xgLK'.includes(header.type);
    const size = !isExtension && extensions['size'] !== undefined ? Number(extensions['size']) : header.size;
    // Only regular files and extensions have bytes behind their header.
    left = isExtension || isRegular(header.type) ? size : 0;
    if (!Number.isSafeInteger(left) || left < 0 || (isExtension && left > MAX_EXTENSION)) problem = 'an impossible size in the archive';
    padding = (BLOCK - (left % BLOCK)) % BLOCK;
    kept = isExtension || (isRegular(header.type) && wanted(pathOf(extensions['path'] ?? header.name), left)) ? [] : null;
    header = { ...header, size: left };
  }

  function close(done: TarHeader): void {
    const content = kept === null ? null : joined(kept);
    header = null;
    kept = null;
    if (done.type === 'g') return;
    if (content !== null && done.type === 'x') extensions = { ...extensions, ...paxOf(content) };
    else if (content !== null && done.type === 'L') extensions = { ...extensions, path: textOf(content) };
    else if (content !== null && done.type === 'K') extensions = { ...extensions, linkpath: textOf(content) };
    else {
      const file = fileOf(done, extensions, content);
      files.set(file.path, file);
      extensions = {};
    }
  }

  function end(): Read<readonly ImageFile[]> {
    if (problem !== null) return unreadable(problem);
    if (header !== null || pending.length > 0) return unreadable('the archive ends in the middle of an entry');
    return read(hardLinked(files));
  }

  return { push, end };
}

/** A hard link (type 1) is a file; what it names is in `target` until the whole archive is known. */
function fileOf(header: TarHeader, extensions: Readonly<Record<string, string>>, content: Uint8Array | null): ImageFile {
  const target = extensions['linkpath'] ?? header.link;
  const kind = isRegular(header.type) || header.type === '1' ? 'file' : header.type === '5' ? 'folder' : header.type === '2' ? 'link' : 'other';
  return {
    path: pathOf(extensions['path'] ?? header.name),
    kind,
    size: header.size,
    mode: header.mode,
    uid: extensions['uid'] === undefined ? header.uid : Number(extensions['uid']),
    gid: extensions['gid'] === undefined ? header.gid : Number(extensions['gid']),
    target: kind === 'link' || header.type === '1' ? target : null,
    content,
  };
}

/** Hard links get size and content of the file they name. */
function hardLinked(files: ReadonlyMap<string, ImageFile>): readonly ImageFile[] {
  return [...files.values()].map((file) => {
    if (file.kind !== 'file' || file.target === null) return file;
    const named = files.get(pathOf(file.target));
    return { ...file, target: null, size: named?.size ?? 0, content: named?.content ?? null };
  });
}

function isRegular(type: string): boolean {
  return type === '0' || type === '\0' || type === '7';
}

/** `./app/`, `app/` and `/app` are all `/app`. */
function pathOf(name: string): string {
  return `/${name.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '')}`;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
