import { createFileReader, type Stamp } from '#io/file-reader.js';
import type { WorkerIo } from '#io/workers.js';
import { read, unreadable, type Read } from '#text/read.js';
import { type Records, usesAt } from './cache/records.js';
import { KNOWN, type Scanned, scanShare, type Shared, shareOut, UNREADABLE } from './cache/share.js';
import type { Kept, UsesCache } from './cache/store.js';
import { WORKER, type WorkerShare } from './cache/worker.js';
import { LARGEST_FILE, type PythonUses } from './scan/scan.js';

/** What makes a scan of many files fast. Without any of it the result is the same. */
export interface ScanAids {
  readonly workers?: WorkerIo;
  readonly cache?: UsesCache;
}

/** Fewer files are scanned before another thread has begun. */
const WORTH_A_THREAD = 4_000;

/** What each file (absolute paths) imports and uses, in their order. Objects are made when a field is asked for. */
export async function scanAll(paths: readonly string[], { workers, cache }: ScanAids = {}): Promise<readonly Read<PythonUses>[]> {
  const reader = createFileReader(LARGEST_FILE);
  const found: (Read<PythonUses> | undefined)[] = Array.from({ length: paths.length });
  const kept: Kept[] = [];
  const stamps: (Stamp | null)[] = [];
  const left: number[] = [];
  const began = Date.now();
  paths.forEach((path, index) => {
    const stamp = cache === undefined ? null : reader.stamp(path);
    const known = stamp === null ? undefined : cache?.byStamp(path, stamp);
    stamps.push(stamp);
    if (known === undefined || cache === undefined) left.push(index);
    else found[index] = read(usesAt(cache.records, known));
  });
  const shared = shareOut(left.map((index) => paths[index] as string), cache?.contents ?? null);
  for (const { records, places, contents } of await scanTogether(shared, workers)) {
    contents.forEach((content, order) => {
      const index = left[places[order * 2] as number] as number;
      const place = places[order * 2 + 1] as number;
      const [from, at]: readonly [Records, number] = place === KNOWN && cache !== undefined ? [cache.records, cache.byContent(content)] : [records, place];
      found[index] = place === UNREADABLE ? unreadable(content) : read(usesAt(from, at));
      if (place !== UNREADABLE) kept.push({ path: paths[index] as string, stamp: stamps[index] ?? null, content, records: from, at });
    });
  }
  cache?.save(kept, began);
  return found.map((one) => one ?? unreadable('not read'));
}

/** Scans in this thread and, where there is much to do, in others; what one of them did not bring home is done here. */
async function scanTogether(shared: Shared, workers: WorkerIo | undefined): Promise<readonly Scanned[]> {
  const { paths, taken } = shared;
  const reader = createFileReader(LARGEST_FILE);
  const others = Array.from({ length: paths.length < WORTH_A_THREAD ? 0 : (workers?.count ?? 0) }, (_, index) => {
    const share: WorkerShare = { shared, thread: index + 2 };
    return workers?.start(WORKER, share);
  });
  const own = scanShare(shared, 1, reader);
  const results = [own];
  // The first number of `taken` counts on; a chunk without an owner is being taken right now.
  if (taken.subarray(1).some((thread) => thread !== 1)) {
    for (const other of others) {
      const answer = await other?.answer;
      if (answer?.ok === true) results.push(answer.value as Scanned);
    }
  }
  for (const other of others) other?.stop();
  const done = new Set(results.flatMap(({ places }) => Array.from(places.filter((_, index) => index % 2 === 0))));
  if (done.size === paths.length) return results;
  const lost = paths.map((_, index) => index).filter((index) => !done.has(index));
  const again = scanShare(shareOut(lost.map((index) => paths[index] as string), shared.known), 1, reader);
  again.places.forEach((place, order) => {
    if (order % 2 === 0) again.places[order] = lost[place] as number;
  });
  return [...results, again];
}
