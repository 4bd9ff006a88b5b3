import { createHash } from 'node:crypto';
import { join, relative, sep } from 'node:path';
import type { FileChange } from '#plan/types.js';
import { generatedMark } from '#files/generated.js';
import { encode } from '#text/decode.js';
import type { Refusal, WriteOptions } from './types.js';

/** Everything that speaks against writing, for every file, before anything is touched. */
export function refusalsOf(changes: readonly FileChange[], options: WriteOptions): readonly Refusal[] {
  return changes.flatMap((change) => {
    const reason = whyNot(change, options);
    return reason === null ? [] : [{ path: change.path, reason }];
  });
}

function whyNot(change: FileChange, options: WriteOptions): string | null {
  const { path, before } = change;
  return (
    leavesWorkspace(path, options) ??
    (options.ignored.has(path) ? 'git ignores it' : null) ??
    generated(before) ??
    changedSince(change, options) ??
    (options.dirty.has(path) && !options.allowDirty ? 'has changes that are not committed' : null)
  );
}

/** Names first, then what lies on the disk: a link may lead anywhere. */
function leavesWorkspace(path: string, { io, root }: WriteOptions): string | null {
  const parts = path.split('/');
  if (parts.some((part) => NO_NAMES.includes(part) || part.includes('\0'))) return 'is not a path inside the workspace';
  if (parts.some(isGit)) return "lies in git's own folder";
  const real = io.realPath(root);
  if (real === null) return 'the workspace is gone';
  let at = root;
  for (const [index, part] of parts.entries()) {
    at = join(at, part);
    const seen = io.look(at);
    if (seen === null) return null;
    const last = index === parts.length - 1;
    if (last && seen.kind !== 'file') return seen.kind === 'link' ? 'is a symbolic link' : 'is not a regular file';
    const target = io.realPath(at);
    const inside = target === null ? null : relative(real, target).split(sep);
    if (inside === null || inside[0] === '..') return 'leads out of the workspace through a symbolic link';
    if (inside.some(isGit)) return "lies in git's own folder";
  }
  return null;
}

/** An empty name stands at the start of an absolute path. */
const NO_NAMES: readonly string[] = ['', '.', '..'];

/** Some file systems know no case. */
function isGit(name: string): boolean {
  return name.toLowerCase() === '.git';
}

function generated(before: string | null): string | null {
  const mark = before === null ? null : generatedMark(before);
  return mark === null ? null : `is generated, as its line ${mark.line} says`;
}

/** Whether the file still holds what the plan was made from. */
export function changedSince({ path, before }: FileChange, options: WriteOptions): string | null {
  const { io, root, hashes } = options;
  const absolute = join(root, path);
  const seen = io.look(absolute);
  if (before === null) return seen === null ? null : 'is there by now, and the plan would create it';
  if (seen === null) return 'is gone since it was read';
  const bytes = io.readFile(absolute);
  if (!bytes.ok) return bytes.reason;
  const expected = hashes.get(path) ?? sha256(encode(before));
  return sha256(bytes.value) === expected ? null : 'changed since it was read';
}

/** SHA-256 in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
