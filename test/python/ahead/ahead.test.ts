import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeTree } from '#files/tree.js';
import type { ConversationIo } from '#io/workers.js';
import { scanAhead, scannedAhead } from '#python/ahead/ahead.js';
import { createRecorder } from '#python/records.js';
import { type AheadWork, MAIN, TAKEN, TOLD, type Told } from '#python/ahead/states.js';
import { withScratchFolder } from '#io/folders.js';
import { nodeIo } from '#io/node.js';
import type { FileRead } from '#python/source-of-bytes.js';
import { unreadable } from '#text/read.js';

const PATHS = Array.from({ length: 120 }, (_, index) => `app/part_${String(index).padStart(3, '0')}.py`);

/** A thread that does what it is told as soon as it begins. */
function threadThat(does: (work: AheadWork) => readonly unknown[]): { readonly workers: ConversationIo; readonly begun: () => number } {
  let begun = 0;
  const converse: ConversationIo['converse'] = (_, input) => {
    begun++;
    const messages = does(input as AheadWork);
    return { told: () => messages };
  };
  return { workers: { count: 1, converse }, begun: () => begun };
}

/** Scans nothing: tells which file was to be scanned. */
function here(path: string): FileRead {
  return { source: unreadable(`${path} is scanned here`), stamp: null, content: null };
}

const THEIRS = unreadable('told by the other thread');

/** What the other thread says of these files, in one message. */
function told(...files: readonly number[]): Told {
  const recorder = createRecorder();
  const records = files.map(() => recorder.add(THEIRS));
  return { files, records, ...recorder.take(), looks: [] };
}

describe('Python files that another thread scans ahead', () => {
  test('what it tells of a file is taken; a file that it has not come to is scanned here', () => {
    const { workers } = threadThat(({ states }) => {
      states[0] = TOLD;
      return [told(0)];
    });
    const tree = makeTree('/work', null, PATHS);
    scanAhead(tree, nodeIo, { workers });
    expect(scannedAhead(tree, 'app/part_000.py', here)).toEqual(THEIRS);
    expect(scannedAhead(tree, 'app/part_001.py', here)).toEqual(here('app/part_001.py').source);
  });

  test('a file that is scanned here is left alone by the other thread', () => {
    let states: Int32Array = new Int32Array();
    const { workers } = threadThat((work) => {
      ({ states } = work);
      return [];
    });
    const tree = makeTree('/work', null, PATHS);
    scanAhead(tree, nodeIo, { workers });
    const before = states[7];
    scannedAhead(tree, 'app/part_007.py', here);
    expect(before).toBe(0);
    expect(states[7]).not.toBe(0);
    expect(states[7]).not.toBe(TAKEN);
  });

  test('while the other thread scans the file that is asked for, this one scans others from the last on, each once', () => {
    let states: Int32Array = new Int32Array();
    const { workers } = threadThat((work) => {
      ({ states } = work);
      states[0] = TAKEN;
      states[118] = TOLD;
      return [told(0, 118)];
    });
    const tree = makeTree('/work', null, PATHS);
    scanAhead(tree, nodeIo, { workers });
    const scanned: string[] = [];
    function scan(path: string): FileRead {
      // The other thread is done when this one has scanned a second file.
      if (scanned.push(path) === 2) states[0] = TOLD;
      return here(path);
    }
    expect(scannedAhead(tree, 'app/part_000.py', scan)).toEqual(THEIRS);
    expect(scanned).toEqual(['app/part_119.py', 'app/part_117.py']);
    expect(states.subarray(117)).toEqual(Int32Array.of(MAIN, TOLD, MAIN));
    expect(scannedAhead(tree, 'app/part_117.py', scan)).toEqual(here('app/part_117.py').source);
    expect(scannedAhead(tree, 'app/part_118.py', scan)).toEqual(THEIRS);
    expect(scanned).toHaveLength(2);
  });

  test('a thread that took a file and died keeps nobody waiting for long, and for no second file', () => {
    const { workers } = threadThat(({ states }) => {
      states.fill(TAKEN);
      return [];
    });
    const tree = makeTree('/work', null, PATHS);
    scanAhead(tree, nodeIo, { workers });
    const start = performance.now();
    for (const path of PATHS) expect(scannedAhead(tree, path, here)).toEqual(here(path).source);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test('few files, and one processor, are not worth a thread', () => {
    const { workers, begun } = threadThat(() => []);
    scanAhead(makeTree('/work', null, PATHS.slice(0, 20)), nodeIo, { workers });
    scanAhead(makeTree('/work', null, PATHS), nodeIo, { workers: { ...workers, count: 0 } });
    expect(begun()).toBe(0);
  });

  test('says the same as this thread does (what was built)', async () => {
    const files = new Map(PATHS.map((path, index) => [path, `import module_${index}\nfrom .part_000 import run as other\nmodule_${index}.read("é\\ud800 https://x.example/${index}", engine="e${index}")\n`]));
    files.set('app/part_001.py', 'import "\0\n');
    await withScratchFolder(files, async (root) => {
      const code = `
        const [, built, root] = process.argv;
        const load = (path) => import(built + '/src/' + path + '.js');
        const { scanAhead, scannedAhead } = await load('python/ahead/ahead');
        const { workerIo } = await load('io/workers');
        const { nodeIo } = await load('io/node');
        const { readSource } = await load('python/source-of-bytes');
        const { createContextFiles } = await load('files/context-files');
        const { makeTree } = await load('files/tree');
        const paths = ${JSON.stringify(PATHS)};
        const tree = makeTree(root, null, [...paths, 'app/missing.py']);
        let states;
        const nothing = new Int32Array(new SharedArrayBuffer(4));
        scanAhead(tree, nodeIo, { workers: { count: 1, converse: (url, input) => workerIo.converse(url, ((states = input.states), input)) } });
        // All is left to the other thread.
        for (const end = Date.now() + 30_000; states.some((state) => state < 2) && Date.now() < end; ) Atomics.wait(nothing, 0, 0, 20);
        const files = createContextFiles(nodeIo, root);
        const rows = [...paths, 'app/missing.py'].map((path) => [scannedAhead(tree, path, () => ({ source: null })), readSource(files, path).source]);
        process.stdout.write(JSON.stringify({ told: rows.filter(([there]) => there !== null).length, same: rows.every(([there, here]) => JSON.stringify(there) === JSON.stringify(here)) }));`;
      const output = execFileSync(process.execPath, ['--input-type=module', '-e', code, resolve('dist'), root], { encoding: 'utf8' });
      expect(JSON.parse(output)).toEqual({ told: 121, same: true });
    });
  });
});
