import { expect, test } from 'vitest';
import { loadWorkspace } from '#files/load.js';
import { makeTree } from '#files/tree.js';
import { startedIn } from '#needs/code/kept-starts.js';
import type { CommandFiles, CommandLine } from '#python/start/types.js';
import { memoryIo } from '../../memory-io.js';

/** The files of an image, each at the path that it has in the workspace. */
function imageOf(files: Readonly<Record<string, string>>): CommandFiles {
  const paths = Object.keys(files);
  return {
    fileAt: (path) => (path.slice(1) in files ? path.slice(1) : null),
    list: (folder) => [...new Set(paths.flatMap((path) => (`/${path}`.startsWith(`${folder}/`) ? (path.slice(folder.length).split('/')[0] ?? []) : [])))],
    text: (path) => files[path] ?? null,
    scripts: new Map(),
  };
}

const { snapshot } = loadWorkspace(memoryIo({}), makeTree('/workspace', null, []), { selects: () => null });

const LINE: CommandLine = { words: ['sh', '/app/start.sh'], folder: '/app', environment: new Map([['MODE', 'web']]), at: { path: 'Dockerfile', line: 3 }, because: 'CMD' };
const FILES = { 'app/start.sh': 'exec python jobs/$MODE.py', 'app/jobs/web.py': '', 'app/jobs/mail.py': '' };

function entries(line: CommandLine, files: Readonly<Record<string, string>>): readonly string[] {
  return startedIn(snapshot, line, imageOf(files)).entries.map((entry) => (entry.kind === 'file' ? entry.path : entry.kind));
}

test('what starts is kept while the files that a command leads to are as they were', () => {
  const first = startedIn(snapshot, LINE, imageOf(FILES));
  expect(startedIn(snapshot, LINE, imageOf({ ...FILES, 'app/other.py': 'import csv' }))).toBe(first);
  expect(entries(LINE, FILES)).toEqual(['app/jobs/web.py']);
});

test('another script, another file in its place, or another variable is followed anew', () => {
  expect(entries(LINE, { ...FILES, 'app/start.sh': 'exec python jobs/mail.py' })).toEqual(['app/jobs/mail.py']);
  expect(entries(LINE, { 'app/start.sh': FILES['app/start.sh'] })).toEqual([]);
  expect(entries({ ...LINE, environment: new Map([['MODE', 'mail']]) }, FILES)).toEqual(['app/jobs/mail.py']);
  expect(entries(LINE, FILES)).toEqual(['app/jobs/web.py']);
});
