/* Tries edits on every requirements file below the given folders and compares the reading with pip's:
   node --conditions=slimify-source --import tsx test/corpus/requirements-main.ts DIR… */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipPython } from '../oracles/pip-venv.js';
import { compareWithPip } from './pip-oracle.js';
import { checkRequirementsFile } from './requirements.js';

const NAME = /requirements|constraints|(?:^|\/)reqs/i;

function main(folders: readonly string[]): number {
  const files = folders.flatMap(requirementFiles);
  const failed = tryEdits(files);
  const pip = pipPython();
  if (!pip.ok) {
    console.error(`not compared with pip: ${pip.reason}`);
    return 2;
  }
  return compare(files, pip.python) + failed > 0 ? 1 : 0;
}

function requirementFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(?:txt|in)$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => NAME.test(path.slice(folder.length)))
    .sort();
}

function tryEdits(files: readonly string[]): number {
  const random = seeded(1);
  const start = performance.now();
  let [entries, edits, bytes, skipped] = [0, 0, 0, 0];
  const failures: string[] = [];
  for (const path of files) {
    const content = readFileSync(path);
    const check = checkRequirementsFile(path, content, random);
    bytes += content.length;
    entries += check.entries;
    edits += check.edits;
    if (check.skipped !== null) skipped++;
    failures.push(...check.failures.map((failure) => `${path}: ${failure}`));
  }
  const seconds = (performance.now() - start) / 1000;
  const speed = (bytes / 1e6 / seconds).toFixed(1);
  console.log(`edits: ${files.length} files (${skipped} skipped), ${entries} entries, ${edits} edits, ${failures.length} failures, ${speed} MB/s`);
  for (const failure of failures.slice(0, 40)) console.log(`  ${failure}`);
  return failures.length;
}

function compare(files: readonly string[], python: string): number {
  const { files: compared, lines, kinds, skipped, explained, differences } = compareWithPip(files, python);
  console.log(`compared with pip: ${compared} of ${files.length} files, ${lines} lines, ${differences.length} differences`);
  for (const [kind, count] of kinds) console.log(`  ${count} ${kind}`);
  for (const [reason, count] of skipped) console.log(`  skipped ${count}: ${reason}`);
  for (const [reason, count] of explained) console.log(`  explained ${count}: ${reason}`);
  for (const difference of differences.slice(0, 40)) console.log(`  ${difference}`);
  return differences.length;
}

/** A small generator of numbers from 0 up to 1 (mulberry32), the same on every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

process.exitCode = main(process.argv.slice(2));
