import type { CacheFolder } from '#io/cache-folder.js';
import type { Stamp } from '#io/types.js';
import type { Read } from '#text/read.js';
import { createRecorder, type Records, sourceAt } from '../records.js';
import type { PythonSource } from '../source.js';
import { decode, encode, type Remembered } from './file.js';

/** What earlier runs found out about Python files, by their content: a path, a branch or a clone does not matter. */
export interface SourceCache {
  /** The contents that are known. */
  contents(): ReadonlySet<string>;
  /** The content that lay at this path (absolute) when the file looked like this. */
  contentAt(path: string, stamp: Stamp): string | null;
  /** What files of a content that is known say. */
  source(content: string): Read<PythonSource>;
  /** Adds what was read in this run, which began at `began` (ms since 1970). */
  save(kept: readonly Kept[], began: number): void;
}

/** A file that was read in this run. */
export interface Kept {
  readonly path: string;
  readonly stamp: Stamp | null;
  readonly content: string;
  /** What it says; null: its content was known. */
  readonly record: { readonly records: Records; readonly at: number } | null;
}

const NAME = 'python-sources';
const DAY = 86_400_000;
/** Bytes of records and letters of their texts together: those of some 50,000 files. Tables written as calls are letters most of all. */
const MOST = 50_000_000;
/** Paths that are kept: one content may lie at many. */
const MOST_PATHS = 100_000;
const NOTHING: Remembered = {
  records: { bytes: new Uint8Array(0), texts: [''] }, contents: [], places: new Int32Array(0), days: new Int32Array(0), paths: [],
  pathContents: new Int32Array(0), stamps: new Float64Array(0),
};

/** A file written less than this before it was read may be written again within the same tick of its clock (git's racy entries). */
const RACY = 2_000;

/** Opens what is kept in a folder. `most`: bytes of records and letters of texts that are kept. */
export function openSourceCache(folder: CacheFolder, version: string, most = MOST): SourceCache {
  const key = `${version} ${folder.runtime}`;
  const bytes = folder.read(NAME);
  const before = (bytes === null ? null : decode(key, bytes)) ?? NOTHING;
  const pathAt = new Map(before.paths.map((path, index) => [path, index]));
  const contentAt = new Map(before.contents.map((content, index) => [content, index]));
  const contents = new Set(before.contents);
  const used = new Set<number>();
  const today = Math.floor(Date.now() / DAY);
  return {
    contents: () => contents,
    contentAt(path, { size, mtime, ctime, ino }) {
      const index = pathAt.get(path);
      if (index === undefined) return null;
      const { stamps } = before;
      const at = index * 4;
      if (stamps[at] !== size || stamps[at + 1] !== mtime || stamps[at + 2] !== ctime || stamps[at + 3] !== ino) return null;
      return before.contents[before.pathContents[index] as number] ?? null;
    },
    source(content) {
      const index = contentAt.get(content) as number;
      used.add(index);
      return sourceAt(before.records, before.places[index] as number);
    },
    save(kept, began) {
      folder.write(NAME, encode(key, merged(before, used, kept, began, today, most)));
    },
  };
}

/** What is remembered after a run: what it used, then what was used before, the latest first, as far as there is room. */
function merged(before: Remembered, used: ReadonlySet<number>, kept: readonly Kept[], began: number, today: number, most: number): Remembered {
  const recorder = createRecorder();
  const contents = new Map<string, number>();
  const places: number[] = [];
  const days: number[] = [];
  const keep = (content: string, records: Records, at: number, day: number): void => {
    if (contents.has(content) || recorder.size() > most) return;
    contents.set(content, places.length);
    places.push(recorder.copy(records, at));
    days.push(day);
  };
  for (const { content, record } of kept) if (record !== null) keep(content, record.records, record.at, today);
  const dayOf = (index: number): number => (used.has(index) ? today : (before.days[index] as number));
  const order = before.contents.map((_, index) => index).toSorted((a, b) => dayOf(b) - dayOf(a));
  for (const index of order) keep(before.contents[index] as string, before.records, before.places[index] as number, dayOf(index));
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
    if (seen.has(path) || content === undefined || paths.length >= MOST_PATHS) return;
    paths.push(path);
    pathContents.push(content);
    stamps.push(...before.stamps.subarray(index * 4, index * 4 + 4));
  });
  return {
    records: recorder.records(), contents: [...contents.keys()], places: Int32Array.from(places), days: Int32Array.from(days), paths,
    pathContents: Int32Array.from(pathContents), stamps: Float64Array.from(stamps),
  };
}
