import { createHash } from 'node:crypto';
import type { Io } from '#io/types.js';
import type { FileTree } from './tree.js';

/** Arguments are handed to git in portions that every system takes. */
const PORTION = 500;

/**
 * Of these paths, those whose content is not what the last commit holds; a file that git does not
 * know yet counts, since git could not bring it back, and so does every file where git does not
 * answer. Found by comparing blob ids, so that no filter of the repository is run. Empty without git.
 */
export function uncommitted(io: Io, tree: FileTree, paths: readonly string[]): readonly string[] {
  if (tree.gitTrouble !== undefined) return paths.filter((path) => io.stat(`${tree.root}/${path}`) !== null);
  if (!tree.git) return [];
  const blobs = committedBlobs(io, tree.root, paths);
  return paths.filter((path) => {
    const bytes = io.readFile(`${tree.root}/${path}`);
    const id = blobs.get(path);
    return bytes.ok && !(id !== undefined && isBlob(id, bytes.value));
  });
}

/** The id of the blob that the last commit holds at each of these paths, which are relative to `folder`; none where it has none. */
export function committedBlobs(io: Pick<Io, 'git'>, folder: string, paths: readonly string[]): ReadonlyMap<string, string> {
  const blobs = new Map<string, string>();
  for (const portion of portions(paths)) {
    const listed = io.git(['ls-tree', '-r', '-z', 'HEAD', '--', ...portion.map(literal)], folder);
    if (!listed.ok) continue;
    for (const row of listed.value.split('\0')) {
      const tab = row.indexOf('\t');
      const id = row.slice(0, tab).split(' ')[2];
      if (tab >= 0 && id !== undefined) blobs.set(row.slice(tab + 1), id);
    }
  }
  return blobs;
}

/** Of these paths, those that git ignores: a file that a fix would create there would never be committed. */
export function ignored(io: Io, tree: FileTree, paths: readonly string[]): readonly string[] {
  if (!tree.git) return [];
  // One call each, told by its exit code: `-z` is refused without standard input, and lines without it are quoted.
  return paths.filter((path) => !tree.has(path) && io.git(['check-ignore', '--quiet', '--', path], tree.root).ok);
}

/** The bytes themselves, or as git stores them where it turns CRLF into LF on the way in (`core.autocrlf`, `text`). */
function isBlob(id: string, bytes: Uint8Array): boolean {
  if (blobId(id, bytes) === id) return true;
  const plain = Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
  return plain.length < bytes.length && blobId(id, plain) === id;
}

/** The id that git gives these bytes, by the hash that another id of its is of. */
export function blobId(like: string, bytes: Uint8Array): string {
  const hash = createHash(like.length === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** A path that is no pattern: git would take `*` and `[` for one. */
function literal(path: string): string {
  return `:(literal)${path}`;
}

/** In lists short enough for a command line. */
export function portions(paths: readonly string[]): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  for (let at = 0; at < paths.length; at += PORTION) found.push(paths.slice(at, at + PORTION));
  return found;
}
