import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { cacheFolder } from '#io/cache-folder.js';
import { createFileReader } from '#io/file-reader.js';
import { withScratchFolder } from '#io/folders.js';
import { nodeIo } from '#io/node.js';
import type { WorkerIo } from '#io/workers.js';
import { unreadable } from '#text/read.js';
import { openUsesCache } from '#python/cache/store.js';
import { scannerVersion } from '#python/cache/version.js';
import { scanAll, type ScanAids } from '#python/scan-all.js';
import type { WorkerShare } from '#python/cache/worker.js';

afterEach(() => void vi.useRealTimers());

const VERSION = scannerVersion(nodeIo);
const stampOf = createFileReader(1e6).stamp;

/** What a scan says, word for word. */
async function said(paths: readonly string[], aids: ScanAids = {}): Promise<string> {
  const files = await scanAll(paths, aids);
  return JSON.stringify(paths.map((_, index) => {
    const file = files.at(index);
    return file.ok ? [file.value.imports, file.value.symbols, file.value.main, file.value.problems] : file.reason;
  }));
}

function cacheIn(folder: string) {
  return openUsesCache(cacheFolder(`${folder}/cache`), VERSION);
}

const TEXTS = ['import aaa\naaa.x()\n', 'import bbb\nbbb.x()\n', 'from ccc import d\n', '', 'x = """\n', 'import é\n'];
const PATHS = Array.from({ length: 5 }, (_, index) => `file_${index}.py`);

interface Edit {
  readonly path: string;
  readonly text: string;
  /** The time of the last change is set back afterwards. */
  readonly sameTime: boolean;
  readonly gone: boolean;
  /** What happens to the cache between the runs. */
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
  const before = stampOf(place);
  if (gone) rmSync(place, { force: true });
  else writeFileSync(place, text);
  if (sameTime && before !== null && !gone) utimesSync(place, before.mtime / 1000, before.mtime / 1000);
  for (const name of readdirSync(`${folder}/cache`)) {
    const file = `${folder}/cache/${name}`;
    const bytes = readFileSync(file);
    const middle = bytes.length >> 1;
    if (cache === 'cut') writeFileSync(file, bytes.subarray(0, middle));
    if (cache === 'foreign') writeFileSync(file, 'something else\n');
    if (cache === 'flipped') writeFileSync(file, Buffer.concat([bytes.subarray(0, middle), Buffer.of((bytes[middle] ?? 0) ^ 1), bytes.subarray(middle + 1)]));
  }
}

describe('a scan of many files with a cache', () => {
  test('says the same as one without, whatever is written between the runs and whatever befalls the cache', async () => {
    await fc.assert(
      fc.asyncProperty(edits, (all) =>
        withScratchFolder(new Map(PATHS.map((path, index) => [path, TEXTS[index] ?? ''])), async (folder) => {
          mkdirSync(`${folder}/cache`);
          const paths = PATHS.map((path) => `${folder}/${path}`);
          await said(paths, { cache: cacheIn(folder) });
          for (const edit of all) {
            apply(folder, edit);
            const plain = await said(paths);
            expect(await said(paths, { cache: cacheIn(folder) })).toBe(plain);
            expect(await said(paths, { cache: cacheIn(folder) })).toBe(plain);
          }
        }),
      ),
      { numRuns: 25 },
    );
  });

  test('does not read what looks as before; a file of the same size whose time was set back is read again', async () => {
    await withScratchFolder(new Map([['a.py', TEXTS[0] ?? ''], ['cache/x', '']]), async (folder) => {
      const path = `${folder}/a.py`;
      const before = statSync(path);
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
      const first = await said([path], { cache: cacheIn(folder) });
      const cache = cacheIn(folder);
      expect(cache.byStamp(path, stampOf(path) ?? expect.fail())).toBeDefined();
      expect(await said([path], { cache })).toBe(first);
      await wait(50);
      writeFileSync(path, TEXTS[1] ?? '');
      utimesSync(path, before.atime, before.mtime);
      expect(cacheIn(folder).byStamp(path, stampOf(path) ?? expect.fail())).toBeUndefined();
      expect(await said([path], { cache: cacheIn(folder) })).toContain('bbb');
    });
  });

  test('does not trust the look of a file that was written just before', async () => {
    await withScratchFolder(new Map([['a.py', 'import a\n'], ['cache/x', '']]), async (folder) => {
      const path = `${folder}/a.py`;
      await said([path], { cache: cacheIn(folder) });
      expect(cacheIn(folder).byStamp(path, stampOf(path) ?? expect.fail())).toBeUndefined();
      expect([...cacheIn(folder).contents().keys()]).toHaveLength(1);
    });
  });

  test('drops what was not used longest when there is no more room', async () => {
    await withScratchFolder(new Map([['old.py', 'import old\n'], ['b.py', 'import b\n'], ['c.py', 'import c\n'], ['cache/x', '']]), async (folder) => {
      const small = () => openUsesCache(cacheFolder(`${folder}/cache`), VERSION, 20);
      const day = 86_400_000;
      const now = Date.now();
      for (const [index, name] of ['old', 'b', 'c'].entries()) {
        vi.useFakeTimers({ toFake: ['Date'], now: now + day * (index + 1) });
        await said([`${folder}/${name}.py`], { cache: small() });
      }
      const there = (name: string) => small().byStamp(`${folder}/${name}.py`, stampOf(`${folder}/${name}.py`) ?? expect.fail()) !== undefined;
      expect([there('old'), there('b'), there('c')]).toEqual([false, true, true]);
    });
  });
});

describe('a scan of many files in several threads', () => {
  const many = new Map(Array.from({ length: 4_300 }, (_, index) => [`${index}.py`, `import module_${index % 90}\nmodule_${index % 90}.part_${index}(x)\n`]));

  test('says the same as in one (what was built)', async () => {
    await withScratchFolder(many, async (folder) => {
      const paths = [...many.keys(), 'missing.py'].map((path) => `${folder}/${path}`);
      writeFileSync(`${folder}/paths.json`, JSON.stringify(paths));
      const code = `
        const [, built, folder] = process.argv;
        const { scanAll } = await import(built + '/src/python/scan-all.js');
        const { workerIo } = await import(built + '/src/io/workers.js');
        const { readFileSync } = await import('node:fs');
        // This thread begins when the other has taken something, so that both have something to say.
        function start(url, input) {
          const work = workerIo.start(url, input);
          for (const end = Date.now() + 15_000; Atomics.load(input.shared.taken, 0) === 0 && Date.now() < end; );
          work.answer.then(({ ok }) => { if (!ok) process.exitCode = 3; });
          return work;
        }
        const paths = JSON.parse(readFileSync(folder + '/paths.json', 'utf8'));
        const files = await scanAll(paths, { workers: { count: 1, start } });
        if (process.exitCode) throw new Error('no answer of the other thread');
        const all = paths.map((_, index) => { const file = files.at(index); return file.ok ? [file.value.imports, file.value.symbols, file.value.main, file.value.problems] : file.reason; });
        process.stdout.write(JSON.stringify(all));`;
      const output = execFileSync(process.execPath, ['--input-type=module', '-e', code, resolve('dist'), folder], { encoding: 'utf8', maxBuffer: 1e8 });
      expect(output).toBe(await said(paths));
    });
  });

  test('does itself what another thread took and did not bring home', async () => {
    await withScratchFolder(many, async (folder) => {
      const paths = [...many.keys()].map((path) => `${folder}/${path}`);
      unlinkSync(paths[70] ?? '');
      const dying: WorkerIo = {
        count: 2,
        start: (_, input) => {
          const { shared, thread } = input as WorkerShare;
          Atomics.store(shared.taken, Atomics.add(shared.taken, 0, 1) + 1, thread);
          return { answer: Promise.resolve(unreadable('out of memory')), stop: () => {} };
        },
      };
      expect(await said(paths, { workers: dying })).toBe(await said(paths));
    });
  });
});
