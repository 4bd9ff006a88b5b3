import type { CacheFolder } from '#io/cache-folder.js';
import type { Stamp } from '#io/file-reader.js';
import { decode, encode, type Remembered } from './file.js';
import { createRecorder, type Records } from './records.js';

/** What earlier runs found out about Python files, by their content: a path, a branch or a clone does not matter. */
export interface UsesCache {
  readonly records: Records;
  /** By content, the place of its record. */
  contents(): ReadonlyMap<string, number>;
  /** The record of the file that lay here and looked like this. */
  byStamp(path: string, stamp: Stamp): number | undefined;
  /** Adds what was read in this run, which began at `began` (ms since 1970). */
  save(kept: readonly Kept[], began: number): void;
}

/** A file that was read. */
export interface Kept {
  readonly path: string;
  /** As it looked before it was read. */
  readonly stamp: Stamp | null;
  readonly content: string;
  readonly records: Records;
  readonly at: number;
}

const NAME = 'python-uses';
const DAY = 86_400_000;
/** Numbers of all records together: with their texts about 60 MB, of 100,000 files. */
export const MOST_NUMBERS = 12_000_000;
const NOTHING: Remembered = {
  records: { numbers: new Int32Array(0), texts: [''] }, contents: [], places: new Int32Array(0), days: new Int32Array(0), paths: [],
  pathContents: new Int32Array(0), stamps: new Float64Array(0),
};

/** A file written less than this before it was read may be written again within the same tick of its clock (git's racy entries). */
const RACY = 2_000;

export function openUsesCache(folder: CacheFolder, version: string, most = MOST_NUMBERS): UsesCache {
  const key = `${version} ${folder.runtime}`;
  const bytes = folder.read(NAME);
  const before = (bytes === null ? null : decode(key, bytes)) ?? NOTHING;
  const pathAt = new Map(before.paths.map((path, index) => [path, index]));
  let byContent: ReadonlyMap<string, number> | null = null;
  function contents(): ReadonlyMap<string, number> {
    byContent ??= new Map(before.contents.map((content, index) => [content, before.places[index] as number]));
    return byContent;
  }
  const used = new Set<number>();
  const today = Math.floor(Date.now() / DAY);
  function byStamp(path: string, { size, mtime, ctime, ino }: Stamp): number | undefined {
    const index = pathAt.get(path);
    if (index === undefined) return undefined;
    const { stamps } = before;
    const at = index * 4;
    if (stamps[at] !== size || stamps[at + 1] !== mtime || stamps[at + 2] !== ctime || stamps[at + 3] !== ino) return undefined;
    const content = before.pathContents[index] as number;
    used.add(content);
    return before.places[content];
  }
  function save(kept: readonly Kept[], began: number): void {
    if (kept.length === 0 && [...used].every((index) => before.days[index] === today)) return;
    folder.write(NAME, encode(key, merged(before, used, kept, began, today, most)));
  }
  return { records: before.records, contents, byStamp, save };
}

/** What is remembered after a run: what it used, then what was used before, the latest first, as far as there is room. */
function merged(before: Remembered, used: ReadonlySet<number>, kept: readonly Kept[], began: number, today: number, most: number): Remembered {
  const recorder = createRecorder();
  const contents = new Map<string, number>();
  const places: number[] = [];
  const days: number[] = [];
  let full = false;
  const keep = (content: string, records: Records, at: number, day: number): void => {
    if (full || contents.has(content)) return;
    const place = recorder.copy(records, at);
    full = place > most;
    if (full) return;
    contents.set(content, places.length);
    places.push(place);
    days.push(day);
  };
  for (const { content, records, at } of kept) keep(content, records, at, today);
  const order = before.contents.map((_, index) => index);
  const dayOf = (index: number): number => (used.has(index) ? today : (before.days[index] as number));
  for (const index of order.toSorted((a, b) => dayOf(b) - dayOf(a))) keep(before.contents[index] as string, before.records, before.places[index] as number, dayOf(index));
  const paths: string[] = [];
  const pathContents: number[] = [];
  const stamps: number[] = [];
  const seen = new Set(kept.map(({ path }) => path));
  for (const { path, stamp, content } of kept) {
    if (stamp === null || Math.max(stamp.mtime, stamp.ctime) >= began - RACY || !contents.has(content)) continue;
    paths.push(path);
    pathContents.push(contents.get(content) as number);
    stamps.push(stamp.size, stamp.mtime, stamp.ctime, stamp.ino);
  }
  before.paths.forEach((path, index) => {
    const content = contents.get(before.contents[before.pathContents[index] as number] as string);
    if (seen.has(path) || content === undefined) return;
    paths.push(path);
    pathContents.push(content);
    stamps.push(...before.stamps.subarray(index * 4, index * 4 + 4));
  });
  return {
    records: recorder.done(), contents: [...contents.keys()], places: Int32Array.from(places), days: Int32Array.from(days), paths,
    pathContents: Int32Array.from(pathContents), stamps: Float64Array.from(stamps),
  };
}
