/**
 * Compares the imports that we find in every Python file below the folders given with those that CPython's own parser finds
 * (python3 on PATH; files of Python 2 with lib2to3, where it still has that). Exit 1 on any difference, 2 without Python.
 *
 *     node --conditions=slimify-source --import tsx test/corpus/imports-main.ts DIR…
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scanPython } from '#python/scan/scan.js';
import type { PythonSource } from '#python/source.js';
import { compareImports, importTally, importTallyText, type OracleRecord } from './imports-compare.js';

const paths = process.argv.slice(2).flatMap(pythonFiles);
const sources = new Map<string, PythonSource>();
let bytes = 0;
let milliseconds = 0;
for (const path of paths) {
  const content = readFileSync(path);
  const start = performance.now();
  sources.set(path, scanPython(content));
  milliseconds += performance.now() - start;
  bytes += content.length;
}
const oracle = fileURLToPath(new URL('imports-oracle.py', import.meta.url));
const { stdout, status } = spawnSync('python3', [oracle], { input: paths.join('\n'), encoding: 'utf8', maxBuffer: 2 ** 31 - 1 });
if (status !== 0) {
  process.stderr.write('not compared: python3 did not run\n');
  process.exit(2);
}
const tally = importTally();
for (const line of stdout.trim().split('\n')) {
  const record = JSON.parse(line) as OracleRecord;
  const source = sources.get(record.path);
  if (source) compareImports(tally, record, source);
}
process.stdout.write(importTallyText(tally, bytes, milliseconds));
process.exit(tally.missed + tally.invented > 0 ? 1 : 0);

function pythonFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.py') && !/(?:^|\/)(?:\.git|node_modules)(?:\/|$)/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
