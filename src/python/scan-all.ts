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

/** What each of many files says, by its place among their paths; objects are made when they are asked for. */
export interface ScannedFiles {
  readonly length: number;
  at(index: number): Read<PythonUses>;
}

/** What each file (absolute paths) imports and uses. */
export async function scanAll(paths: readonly string[], { workers, cache }: ScanAids = {}): Promise<ScannedFiles> {
  const began = Date.now();
  const { stamp } = createFileReader(LARGEST_FILE);
  // By file: whose records, 0 being those of the cache, and where in them. Objects for each would cost more than the rest.
  const sources = new Uint8Array(paths.length);
  const places = new Int32Array(paths.length);
  const left: number[] = [];
  const stamps: (Stamp | null)[] = [];
  for (const [index, path] of paths.entries()) {
    const looks = cache === undefined ? null : stamp(path);
    const place = looks === null ? undefined : cache?.byStamp(path, looks);
    if (place !== undefined) places[index] = place;
    else {
      left.push(index);
      stamps.push(looks);
    }
  }
  const known = cache === undefined || left.length === 0 ? null : cache.contents();
  const scanned = await scanTogether(shareOut(left.map((index) => paths[index] as string), known === null ? null : new Set(known.keys())), workers);
  const records = [cache?.records, ...scanned.map((one) => one.records)];
  const reasons = new Map<number, string>();
  const kept: Kept[] = [];
  for (const [source, { places: pairs, contents }] of scanned.entries()) {
    for (const [order, content] of contents.entries()) {
      const among = pairs[order * 2] as number;
      const index = left[among] as number;
      const made = pairs[order * 2 + 1] as number;
      sources[index] = made === KNOWN ? 0 : source + 1;
      places[index] = made === KNOWN ? (known?.get(content) ?? UNREADABLE) : made;
      if (made === UNREADABLE) reasons.set(index, content);
      else kept.push({ path: paths[index] as string, stamp: stamps[among] ?? null, content, records: records[sources[index] as number] as Records, at: places[index] as number });
    }
  }
  cache?.save(kept, began);
  function at(index: number): Read<PythonUses> {
    const from = records[sources[index] ?? 0];
    const place = places[index] ?? UNREADABLE;
    return from === undefined || place === UNREADABLE ? unreadable(reasons.get(index) ?? 'not read') : read(usesAt(from, place));
  }
  return { length: paths.length, at };
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
