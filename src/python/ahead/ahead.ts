import { createContextFiles } from '#files/context-files.js';
import type { FileTree } from '#files/tree.js';
import type { CacheFolder } from '#io/cache-folder.js';
import type { Io } from '#io/types.js';
import type { Conversation, ConversationIo } from '#io/workers.js';
import type { Read } from '#text/read.js';
import { openSourceCache, type SourceCache } from '../cache/store.js';
import { scannerVersion } from '../cache/version.js';
import { isPythonFile } from '../read.js';
import type { PythonSource } from '../source.js';
import type { Contents, FileRead } from '../source-of-bytes.js';
import { type Before, createShelf, type Shelf } from './shelf.js';
import { type AheadWork, FREE, MAIN, TAKEN, type Told } from './states.js';

/** What makes reading many files fast. Without any of it the result is the same. */
export interface ScanAids {
  readonly workers?: ConversationIo | undefined;
  /** Where what files say is kept from run to run; asked for where there are many. */
  readonly cacheFor?: ((workspace: string) => CacheFolder | null) | undefined;
}

/** How many Python files make an aid worth its while. */
export interface Worth {
  /** Fewer are scanned before another thread has begun. */
  readonly thread: number;
  /** Fewer are scanned before what was kept is read. */
  readonly reading: number;
  /** Fewer are scanned again in less time than all is written anew in. */
  readonly writing: number;
}

const WORTH: Worth = { thread: 100, reading: 1_000, writing: 200 };
/** Milliseconds to wait for a file and those that are told with it: a thread that takes longer has died, or never gets a processor. */
const PATIENCE = 2000;

/** Reads a file here; `known`: contents that are not scanned. */
type Scan = (path: string, known: Contents | null) => FileRead;

interface Ahead {
  /** What a file says, whoever reads it; null: it is none that was to be scanned ahead. */
  source(path: string, scan: Scan): Read<PythonSource> | null;
  keep(): void;
}

const aheads = new WeakMap<FileTree, Ahead>();

/**
 * Begins to scan the Python files of a workspace in another thread, while this one reads documents. Every file is scanned by
 * the same code and only once, by whichever thread comes to it first, and not at all where an earlier run has done it, so that
 * what is found out stays the same.
 */
export function scanAhead(tree: FileTree, io: Io, { workers, cacheFor }: ScanAids, worth = WORTH): void {
  const paths = tree.paths.filter(isPythonFile);
  const before = paths.length < worth.reading ? null : knownBefore(tree.root, paths, io, cacheFor?.(tree.root) ?? null);
  const states = new Int32Array(new SharedArrayBuffer(paths.length * Int32Array.BYTES_PER_ELEMENT));
  for (const file of before?.contents.keys() ?? []) states[file] = MAIN;
  const isShared = workers !== undefined && workers.count > 0 && paths.length - (before?.contents.size ?? 0) >= worth.thread;
  if (!isShared && before === null) return;
  const work: AheadWork = { root: tree.root, paths, states, known: before?.cache.contents() ?? null };
  const shelf = createShelf((file) => `${tree.root}/${paths[file] as string}`, before, worth.writing);
  aheads.set(tree, aheadFrom(work, isShared ? workers.converse('#python/ahead/worker.js', work) : null, shelf));
}

/** What a file of this workspace says: as another thread has found it out, or is about to; as an earlier run has; else by `scan`. */
export function scannedAhead(tree: FileTree, path: string, scan: (path: string, known: Contents | null) => FileRead): Read<PythonSource> {
  return aheads.get(tree)?.source(path, scan) ?? (scan(path, null).source as Read<PythonSource>);
}

/** Keeps what the files of this workspace say for the next run: to be called when they have been asked for. */
export function keepScanned(tree: FileTree): void {
  aheads.get(tree)?.keep();
}

/** What earlier runs found out of these files. */
function knownBefore(root: string, paths: readonly string[], io: Io, folder: CacheFolder | null): Before | null {
  if (folder === null) return null;
  const began = Date.now();
  const cache = openSourceCache(folder, scannerVersion(io));
  return { cache, contents: cache.contents().size === 0 ? new Map() : contentsAsBefore(root, paths, io, cache), began };
}

/** The contents of files that look as they did when they were read last. */
function contentsAsBefore(root: string, paths: readonly string[], io: Io, cache: SourceCache): ReadonlyMap<number, string> {
  const { stamp: stampOf } = createContextFiles(io, root);
  const found = new Map<number, string>();
  for (const [file, path] of paths.entries()) {
    const stamp = stampOf(path);
    const content = stamp === null ? null : cache.contentAt(`${root}/${path}`, stamp);
    if (content !== null) found.set(file, content);
  }
  return found;
}

function aheadFrom({ paths, states, known }: AheadWork, thread: Conversation | null, shelf: Shelf): Ahead {
  const places = new Map(paths.map((path, file) => [path, file]));
  let last = paths.length;
  let isGone = false;

  /** Whether this thread comes to a file first. */
  function claim(file: number): boolean {
    return Atomics.compareExchange(states, file, FREE, MAIN) === FREE;
  }
  function scanHere(file: number, scan: Scan): FileRead {
    return scan(paths[file] as string, known);
  }
  /** Instead of waiting for a file: the other thread goes from the first to the last, this one from the last to the first. */
  function scanMeanwhile(file: number, scan: Scan): void {
    while (last > 0 && Atomics.load(states, file) === TAKEN) {
      last--;
      // What nobody has asked for yet waits as small as what the other thread tells.
      if (claim(last)) shelf.put(last, scanHere(last, scan));
    }
  }
  function told(file: number, scan: Scan): Read<PythonSource> | null {
    if (thread === null) return null;
    scanMeanwhile(file, scan);
    if (!isGone && Atomics.wait(states, file, TAKEN, PATIENCE) === 'timed-out') isGone = true;
    hear();
    return shelf.take(file);
  }
  function hear(): void {
    for (const message of thread?.told() ?? []) shelf.add(message as Told);
  }
  function source(path: string, scan: Scan): Read<PythonSource> | null {
    const file = places.get(path);
    if (file === undefined) return null;
    if (!claim(file)) return shelf.take(file) ?? told(file, scan);
    const found = scanHere(file, scan);
    if (known === null) return found.source;
    shelf.put(file, found);
    return shelf.take(file);
  }
  return {
    source,
    keep() {
      hear();
      shelf.keep();
    },
  };
}
