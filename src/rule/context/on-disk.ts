import type { Snapshot } from '#files/snapshot.js';

/** What lies at a path of this disk: its bytes, and whether all of it was counted. */
export interface OnDisk {
  readonly bytes: number;
  readonly whole: boolean;
}

/** More files and folders than this are not counted: a package store has hundreds of thousands. */
const MOST_NAMES = 30_000;

const known = new WeakMap<Snapshot['contextFiles'], Map<string, OnDisk | null>>();

/** How much lies at a path of the workspace, whether git knows it or not; null: nothing does. Counted once in a run. */
export function onDisk({ contextFiles, tree }: Snapshot, path: string): OnDisk | null {
  const seen = known.get(contextFiles) ?? new Map<string, OnDisk | null>();
  known.set(contextFiles, seen);
  const before = seen.get(path);
  if (before !== undefined) return before;
  const kind = tree.onDisk(path);
  const found = kind === null ? null : count(contextFiles, path);
  seen.set(path, found);
  return found;
}

function count(files: Snapshot['contextFiles'], path: string): OnDisk {
  let bytes = 0;
  let names = 0;
  const todo = [path];
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    names += 1;
    const size = files.size(at);
    if (size !== null) bytes += size;
    else for (const name of files.names(at)) todo.push(`${at}/${name}`);
    if (names + todo.length > MOST_NAMES) return { bytes, whole: false };
  }
  return { bytes, whole: true };
}

/** `12.3 MB`, `over 12.3 MB` where not all was counted; in kB below one MB. */
export function sizeWords({ bytes, whole }: OnDisk): string {
  const said = bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  return whole ? said : `over ${said}`;
}
