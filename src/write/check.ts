import { dirname, join } from 'node:path';
import type { FileChange } from '#plan/types.js';
import { generatedMark } from '#files/generated.js';
import { encode } from '#text/decode.js';
import { sha256 } from '#text/sha256.js';
import { leavesWorkspace } from './inner-path.js';
import type { CheckOptions, Refusal } from './types.js';

/** Everything that speaks against writing, for every file, before anything is touched. */
export function refusalsOf(changes: readonly FileChange[], options: CheckOptions): readonly Refusal[] {
  const twins = twinsIn(changes, options);
  return changes.flatMap((change) => {
    const reason = whyNot(change, options) ?? twins.get(change.path) ?? null;
    return reason === null ? [] : [{ path: change.path, reason }];
  });
}

function whyNot(change: FileChange, options: CheckOptions): string | null {
  const { path, before } = change;
  return (
    leavesWorkspace(path, options) ??
    (options.ignored.has(path) ? 'git ignores it' : null) ??
    generated(before) ??
    changedSince(change, options) ??
    cannotBeReplaced(join(options.root, path), options.io) ??
    uncommitted(path, options)
  );
}

function uncommitted(path: string, { dirty, allowDirty, gitTrouble = null }: CheckOptions): string | null {
  if (!dirty.has(path) || allowDirty) return null;
  return gitTrouble === null ? 'has changes that are not committed' : `may have changes that are not committed: git does not answer (${gitTrouble})`;
}

/**
 * A file is written by giving its name to another one. Where it has several names the others would keep
 * the old text, and where somebody has taken the right to write it away a rename would not ask.
 */
export function cannotBeReplaced(path: string, io: CheckOptions['io']): string | null {
  const seen = io.look(path);
  if (seen !== null && (seen.mode & 0o222) === 0) return `is read-only (mode ${seen.mode.toString(8).padStart(4, '0')})`;
  if (seen !== null && seen.names > 1) return `has ${seen.names} names on the disk (hard links), and only this one would get the new text`;
  let folder = dirname(path);
  while (io.look(folder) === null && folder !== dirname(folder)) folder = dirname(folder);
  return io.canWriteIn(folder) ? null : 'lies in a folder that cannot be written';
}

/** Two paths of one file: where a file system knows no case, and where a checkout on such a one would put two new files into one. */
function twinsIn(changes: readonly FileChange[], { io, root }: CheckOptions): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  const twins = new Map<string, string>();
  for (const { path, before } of changes) {
    const identity = before === null ? null : io.look(join(root, path))?.identity;
    for (const key of [`name ${path.normalize('NFC').toLowerCase()}`, ...(identity ? [`file ${identity}`] : [])]) {
      const other = first.get(key);
      if (other === undefined) first.set(key, path);
      else if (before === null || key.startsWith('file')) twins.set(path, `is the same file as ${other} where names have no case`);
    }
  }
  return twins;
}

function generated(before: string | null): string | null {
  const mark = before === null ? null : generatedMark(before);
  return mark === null ? null : `is generated, as its line ${mark.line} says`;
}

/** Whether the file still holds what the plan was made from. */
export function changedSince({ path, before }: FileChange, options: CheckOptions): string | null {
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
