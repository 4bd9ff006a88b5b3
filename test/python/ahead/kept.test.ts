import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createContextFiles } from '#files/context-files.js';
import { makeTree } from '#files/tree.js';
import { cacheFolder } from '#io/cache-folder.js';
import { withScratchFolder } from '#io/folders.js';
import { nodeIo } from '#io/node.js';
import { keepScanned, type ScanAids, scanAhead, scannedAhead } from '#python/ahead/ahead.js';
import { openSourceCache } from '#python/cache/store.js';
import { scannerVersion } from '#python/cache/version.js';
import { createRecorder } from '#python/records.js';
import { readSource } from '#python/source-of-bytes.js';
import { unreadable } from '#text/read.js';

afterEach(() => void vi.useRealTimers());

const WORTH = { thread: 1, reading: 1, writing: 1 };
const VERSION = scannerVersion(nodeIo);

interface Said {
  /** What each file says, word for word. */
  readonly text: string;
  /** The files that were scanned for it. */
  readonly scanned: readonly string[];
}

/** One run over the files below a folder, which leaves what it found out behind. */
function said(root: string, paths: readonly string[], aids: ScanAids = {}): Said {
  const tree = makeTree(root, null, paths);
  const files = createContextFiles(nodeIo, root);
  const scanned: string[] = [];
  scanAhead(tree, nodeIo, aids, WORTH);
  const sources = paths.map((path) => scannedAhead(tree, path, (one, known) => {
    const file = readSource(files, one, known);
    if (file.source !== null) scanned.push(one);
    return file;
  }));
  keepScanned(tree);
  return { text: JSON.stringify(sources), scanned };
}

/** Kept beside the files. */
const KEPT: ScanAids = { cacheFor: (root) => cacheFolder(`${root}/cache`) };

const TEXTS = ['import aaa\naaa.x("a b", k="1")\n', 'import bbb\nbbb.x()\n', 'from ccc import d\n', '', 'x = """\n', 'import é\n', '{"cells": [], "nbformat": 4}'];
const PATHS = [...Array.from({ length: 5 }, (_, index) => `file_${index}.py`), 'book.ipynb'];

interface Edit {
  readonly path: string;
  readonly text: string;
  /** The time of the last change is set back afterwards. */
  readonly sameTime: boolean;
  readonly gone: boolean;
  /** What happens to what was kept between the runs. */
  readonly cache: 'kept' | 'cut' | 'foreign' | 'flipped';
}

const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.record({
    path: fc.constantFrom(...PATHS), text: fc.constantFrom(...TEXTS), sameTime: fc.boolean(), gone: fc.integer({ max: 5, min: 0 }).map((one) => one === 0),
    cache: fc.constantFrom('kept', 'kept', 'kept', 'cut', 'foreign', 'flipped'),
  }),
  { minLength: 3, maxLength: 6 },
);

function apply(folder: string, { path, text, sameTime, gone, cache }: Edit): void {
  const place = `${folder}/${path}`;
  const before = nodeIo.stat(place)?.stamp;
  if (gone) rmSync(place, { force: true });
  else writeFileSync(place, text);
  if (sameTime && before !== undefined && !gone) utimesSync(place, before.mtime / 1000, before.mtime / 1000);
  for (const name of readdirSync(`${folder}/cache`)) {
    const file = `${folder}/cache/${name}`;
    const bytes = readFileSync(file);
    const middle = bytes.length >> 1;
    if (cache === 'cut') writeFileSync(file, bytes.subarray(0, middle));
    if (cache === 'foreign') writeFileSync(file, 'something else\n');
    if (cache === 'flipped') writeFileSync(file, Buffer.concat([bytes.subarray(0, middle), Buffer.of((bytes[middle] ?? 0) ^ 1), bytes.subarray(middle + 1)]));
  }
}

describe('Python files that an earlier run has scanned', () => {
  test('say the same as without it, whatever is written between the runs and whatever befalls what was kept', async () => {
    await fc.assert(
      fc.asyncProperty(edits, (all) =>
        withScratchFolder(new Map(PATHS.map((path, index) => [path, TEXTS[index] ?? ''])), async (folder) => {
          mkdirSync(`${folder}/cache`);
          said(folder, PATHS, KEPT);
          for (const edit of all) {
            apply(folder, edit);
            const plain = said(folder, PATHS).text;
            expect(said(folder, PATHS, KEPT).text).toBe(plain);
            expect(said(folder, PATHS, KEPT).text).toBe(plain);
          }
        }),
      ),
      { numRuns: 25 },
    );
  });

  test('are not read where they look as before; one of the same size whose time was set back is read again', async () => {
    await withScratchFolder(new Map([['a.py', TEXTS[0] ?? ''], ['cache/x', '']]), async (folder) => {
      const before = nodeIo.stat(`${folder}/a.py`)?.stamp ?? expect.fail();
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
      const first = said(folder, ['a.py'], KEPT);
      expect(first.scanned).toEqual(['a.py']);
      const reads = vi.spyOn(nodeIo, 'readFile');
      expect(said(folder, ['a.py'], KEPT)).toEqual({ text: first.text, scanned: [] });
      expect(reads.mock.calls.flat().filter((path) => path.endsWith('/a.py'))).toEqual([]);
      reads.mockRestore();
      await wait(50);
      writeFileSync(`${folder}/a.py`, 'import zzz\nzzz.x("a b", k="1")\n');
      utimesSync(`${folder}/a.py`, before.mtime / 1000, before.mtime / 1000);
      const again = said(folder, ['a.py'], KEPT);
      expect(again.scanned).toEqual(['a.py']);
      expect(again.text).toContain('zzz');
    });
  });

  test('are read, but not scanned, where they were written just before, lie elsewhere or have another time', async () => {
    await withScratchFolder(new Map([['a.py', 'import a\n'], ['cache/x', '']]), async (folder) => {
      said(folder, ['a.py'], KEPT);
      expect(openSourceCache(cacheFolder(`${folder}/cache`), VERSION).contentAt(`${folder}/a.py`, nodeIo.stat(`${folder}/a.py`)?.stamp ?? expect.fail())).toBe(null);
      expect(said(folder, ['a.py'], KEPT).scanned).toEqual([]);
      writeFileSync(`${folder}/b.py`, 'import a\n');
      expect(said(folder, ['b.py'], KEPT).scanned).toEqual([]);
    });
  });

  test('a notebook and a module of the same bytes are told apart', async () => {
    const text = '{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code", "source": ["import os"]}]}';
    await withScratchFolder(new Map([['a.py', text], ['a.ipynb', text], ['cache/x', '']]), async (folder) => {
      said(folder, ['a.py'], KEPT);
      expect(said(folder, ['a.ipynb'], KEPT)).toEqual({ ...said(folder, ['a.ipynb']), scanned: ['a.ipynb'] });
    });
  });

  test('few are not worth it, and where there is no place to keep them, nothing is kept', async () => {
    await withScratchFolder(new Map([['a.py', 'import a\n'], ['cache/x', '']]), async (folder) => {
      const tree = makeTree(folder, null, ['a.py']);
      scanAhead(tree, nodeIo, { cacheFor: () => expect.fail('asked for') });
      expect(said(folder, ['a.py'], { cacheFor: () => null }).scanned).toEqual(['a.py']);
    });
  });

  test('of another version say nothing', async () => {
    await withScratchFolder(new Map([['a.py', 'import a\n'], ['cache/x', '']]), async (folder) => {
      said(folder, ['a.py'], KEPT);
      expect(openSourceCache(cacheFolder(`${folder}/cache`), VERSION).contents().size).toBe(1);
      expect(openSourceCache(cacheFolder(`${folder}/cache`), `${VERSION}0`).contents().size).toBe(0);
    });
  });

  test('what was not used longest is dropped when there is no more room', async () => {
    await withScratchFolder(new Map([['x', '']]), async (folder) => {
      const small = () => openSourceCache(cacheFolder(folder), VERSION, 10);
      const now = Date.now();
      for (const [index, content] of ['old', 'second', 'third'].entries()) {
        vi.useFakeTimers({ toFake: ['Date'], now: now + 86_400_000 * (index + 1) });
        const recorder = createRecorder();
        const at = recorder.add(unreadable(content));
        const cache = small();
        if (content === 'third') expect(cache.source('second')).toEqual(unreadable('second'));
        cache.save([{ path: `${folder}/${content}.py`, stamp: null, content, record: { records: recorder.records(), at } }], Date.now());
      }
      expect([...small().contents()]).toEqual(['third', 'second']);
    });
  });

  test('long texts take room as well', async () => {
    await withScratchFolder(new Map([['x', '']]), async (folder) => {
      const small = () => openSourceCache(cacheFolder(folder), VERSION, 1_000);
      const recorder = createRecorder();
      const kept = ['a', 'b', 'c'].map((content) => {
        const at = recorder.add(unreadable(content.repeat(1_001)));
        return { path: `${folder}/${content}.py`, stamp: null, content, record: { records: recorder.records(), at } };
      });
      small().save(kept, Date.now());
      expect([...small().contents()]).toEqual(['a']);
    });
  });

  test('a byte that is changed, lost or added anywhere makes it say nothing', async () => {
    await withScratchFolder(new Map([['a.py', TEXTS[0] ?? ''], ['cache/x', '']]), async (folder) => {
      said(folder, ['a.py'], KEPT);
      const file = `${folder}/cache/python-sources`;
      const bytes = readFileSync(file);
      const known = (changed: Uint8Array): number => {
        writeFileSync(file, changed);
        return openSourceCache(cacheFolder(`${folder}/cache`), VERSION).contents().size;
      };
      expect(known(bytes)).toBe(1);
      for (const at of bytes.keys()) {
        const changed = Buffer.from(bytes);
        changed[at] = (bytes[at] as number) ^ (1 << at % 8);
        expect([known(changed), known(bytes.subarray(0, at))]).toEqual([0, 0]);
      }
      expect(known(Buffer.concat([bytes, Buffer.of(0)]))).toBe(0);
    });
  });

  test('another thread tells which contents were known, and those are kept too (what was built)', async () => {
    const files = new Map(Array.from({ length: 1_200 }, (_, index) => [`part_${index}.py`, `import module_${index % 600}\nmodule_${index % 600}.read("x y")\n`]));
    await withScratchFolder(files, async (root) => {
      await withScratchFolder(new Map(), async (folder) => {
        const code = `
          const [, built, root, folder] = process.argv;
          const load = (path) => import(built + '/src/' + path + '.js');
          const { keepScanned, scanAhead, scannedAhead } = await load('python/ahead/ahead');
          const { cacheFolder } = await load('io/cache-folder');
          const { createContextFiles } = await load('files/context-files');
          const { makeTree } = await load('files/tree');
          const { nodeIo } = await load('io/node');
          const { readSource } = await load('python/source-of-bytes');
          const { workerIo } = await load('io/workers');
          const paths = Array.from({ length: 1_200 }, (_, index) => 'part_' + index + '.py');
          const nothing = new Int32Array(new SharedArrayBuffer(4));
          const tree = makeTree(root, null, paths);
          let states;
          const workers = { count: 1, converse: (url, input) => workerIo.converse(url, ((states = input.states), input)) };
          scanAhead(tree, nodeIo, { workers, cacheFor: () => cacheFolder(folder) });
          // All is left to the other thread.
          for (const end = Date.now() + 30_000; states !== undefined && states.some((state) => state < 2) && Date.now() < end; ) Atomics.wait(nothing, 0, 0, 20);
          let scanned = 0;
          const files = createContextFiles(nodeIo, root);
          const all = paths.map((path) => scannedAhead(tree, path, (one, known) => (scanned++, readSource(files, one, known))));
          keepScanned(tree);
          process.stdout.write(JSON.stringify({ all, scanned, thread: states !== undefined }));`;
        const run = (): { readonly all: unknown; readonly scanned: number; readonly thread: boolean } =>
          JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', code, resolve('dist'), root, folder], { encoding: 'utf8', maxBuffer: 1e8 }));
        const first = run();
        expect(JSON.stringify(first.all)).toBe(said(root, [...files.keys()]).text);
        expect([first.scanned, first.thread]).toEqual([0, true]);
        // They look otherwise, so they are read again, and their contents known; when that is long enough ago, they look as before.
        const old = Date.now() / 1000 - 60;
        for (const path of files.keys()) utimesSync(`${root}/${path}`, old, old);
        expect(run()).toEqual(first);
        await wait(2_100);
        expect(run()).toEqual(first);
        expect(run()).toEqual({ ...first, thread: false });
      });
    });
  }, 60_000);
});
