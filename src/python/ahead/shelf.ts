import type { Read } from '#text/read.js';
import type { Kept, SourceCache } from '../cache/store.js';
import { createRecorder, type Records, sourceAt } from '../records.js';
import type { PythonSource } from '../source.js';
import type { FileRead } from '../source-of-bytes.js';
import { KNOWN, type Told } from './states.js';

/** What files say, found out before anybody asks for it; a file is named by its place among the paths. */
export interface Shelf {
  /** Puts there what was read in this thread. */
  put(file: number, read: FileRead): void;
  /** Puts there what another thread tells. */
  add(told: Told): void;
  /** What a file says, once; null: it is not there. */
  take(file: number): Read<PythonSource> | null;
  /** Keeps all that was ever put there for the next run. */
  keep(): void;
}

/** What earlier runs found out, and of which files that still holds. */
export interface Before {
  readonly cache: SourceCache;
  /** By file, the content that lies there as it did before. */
  readonly contents: ReadonlyMap<number, string>;
  /** When this run began: ms since 1970. */
  readonly began: number;
}

/** Where what a file says stands: in a record, or among what earlier runs kept. */
type Where = { readonly records: () => Records; readonly at: number } | { readonly content: string };

/** `pathOf`: the absolute path of a file; `before` null: nothing is kept from run to run, nor where fewer than `few` files were put there. */
export function createShelf(pathOf: (file: number) => string, before: Before | null, few: number): Shelf {
  const found = new Map<number, Where>([...(before?.contents ?? [])].map(([file, content]) => [file, { content }]));
  const recorder = createRecorder();
  const theirTexts: string[] = [];
  const kept: { readonly file: number; readonly look: Look; readonly where: Where }[] = [];

  function note(file: number, where: Where, look: Look | undefined): void {
    found.set(file, where);
    if (before !== null && look !== undefined) kept.push({ file, look, where });
  }
  return {
    put: (file, { source, stamp, content }) => {
      note(file, source === null ? { content: content ?? '' } : { records: recorder.records, at: recorder.add(source) }, { stamp, content });
    },
    add({ files, records, bytes, texts, looks }) {
      for (const text of texts) theirTexts.push(text);
      const told = { bytes, texts: theirTexts };
      for (const [order, file] of files.entries()) {
        const [at, look] = [records[order] as number, looks[order]];
        note(file, at === KNOWN ? { content: look?.content ?? '' } : { records: () => told, at }, look);
      }
    },
    take(file) {
      const where = found.get(file);
      found.delete(file);
      if (where === undefined) return null;
      return 'records' in where ? sourceAt(where.records(), where.at) : (before?.cache.source(where.content) ?? null);
    },
    keep() {
      if (kept.length < few) return;
      before?.cache.save(kept.flatMap(({ file, look: { stamp, content }, where }): Kept | [] => {
        if (content === null) return [];
        return { path: pathOf(file), stamp, content, record: 'records' in where ? { records: where.records(), at: where.at } : null };
      }), before.began);
    },
  };
}

type Look = Pick<FileRead, 'stamp' | 'content'>;
