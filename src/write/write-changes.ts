import { dirname } from 'node:path';
import type { FileChange } from '#plan/types.js';
import { changedSince, refusalsOf } from './check.js';
import { stage, type Staged, type Traces } from './stage.js';
import type { Stuck, WriteIo, WriteOptions, WriteResult } from './types.js';

/**
 * Writes a plan's changes, all or none. First every file is checked; then the new and the old text
 * of each are put beside it and synced; then names are exchanged. When the machine fails, the old
 * texts get their names back, which needs no space. A journal belongs between the second and the
 * third step: `Staged` is what it has to hold.
 */
export function writeChanges(changes: readonly FileChange[], options: WriteOptions): WriteResult {
  const real = changes.filter(({ before, after }) => before !== after);
  const refusals = refusalsOf(real, options);
  if (refusals.length > 0) return { status: 'refused', refusals };

  const { io, root } = options;
  const traces: Traces = { files: [], folders: [] };
  const done: Staged[] = [];
  let path = real[0]?.path ?? '';
  try {
    const staged: Staged[] = [];
    for (const change of real) {
      path = change.path;
      staged.push(stage(change, root, io, traces));
    }
    for (const each of staged) {
      path = each.change.path;
      const late = changedSince(each.change, options);
      if (late !== null) throw new Error(late);
      done.push(each);
      exchange(each, io);
    }
    syncFolders(staged, traces, io, (at) => (path = at));
  } catch (error) {
    const stuck = putBack(done, io);
    const kept = new Set(stuck.flatMap(({ backup }) => backup ?? []));
    clean({ files: traces.files.filter((file) => !kept.has(file)), folders: traces.folders }, io);
    return { status: 'failed', path, reason: reasonOf(error), stuck };
  }
  clean({ files: traces.files, folders: [] }, io);
  return { status: 'written', paths: real.map((change) => change.path) };
}

function exchange({ next, target }: Staged, io: WriteIo): void {
  if (next === null) io.unlink(target);
  else io.rename(next, target);
}

/** The folders whose names changed, and those above folders that were made. */
function syncFolders(staged: readonly Staged[], traces: Traces, io: WriteIo, at: (path: string) => void): void {
  const folders = new Map(staged.map(({ target, change }) => [dirname(target), change.path]));
  for (const folder of traces.folders) folders.set(dirname(folder), folder);
  for (const [folder, path] of folders) {
    at(path);
    io.syncFolder(folder);
  }
}

/** Old names for old texts, last first. What cannot be put back is named. */
function putBack(done: readonly Staged[], io: WriteIo): readonly Stuck[] {
  const stuck: Stuck[] = [];
  for (const { change, target, next, backup } of done.toReversed()) {
    try {
      // The exchange that failed left the file as it was: its new text still lies under its own name.
      if (next !== null && io.look(next) !== null) continue;
      if (backup !== null) io.rename(backup, target);
      else io.unlink(target);
    } catch {
      stuck.push({ path: change.path, backup });
    }
  }
  return stuck;
}

/** Takes away what was made beside the files; what cannot be taken away does no harm. */
function clean({ files, folders }: Traces, io: WriteIo): void {
  for (const path of files) attempt(() => io.look(path) !== null && io.unlink(path));
  for (const path of folders.toReversed()) attempt(() => io.removeFolder(path));
}

function attempt(step: () => unknown): void {
  try {
    step();
  } catch {
    // The files themselves are as they should be.
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
