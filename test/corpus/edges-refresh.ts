/**
 * Adds what public lock files tell of who requires whom to `src/knowledge/edges.json`. Reads files, asks no network.
 *
 *     npm run edges:refresh -- --source owner/repository@commit:path FILE [--source … FILE]… [--checked 2026-11-22]
 *
 * FILE is a uv.lock, poetry.lock or pdm.lock on disk; `--source` says where a person can find it, at a commit.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { EdgesFile } from '#knowledge/edges.js';
import { readLock } from '#pyproject/locks/read-lock.js';
import { mergeEdges } from './edges-merge.js';
import { edgesText } from './edges-write.js';

const SOURCE = /^[\w.-]+\/[\w.-]+@[0-9a-f]{7,40}:.+$/;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { source: { type: 'string', multiple: true, default: [] }, checked: { type: 'string', default: new Date().toISOString().slice(0, 10) } },
});

if (positionals.length === 0 || positionals.length !== values.source.length) fail('one --source owner/repository@commit:path for each lock file, in the same order');
const locks = positionals.map((path, at) => {
  const source = values.source[at] ?? '';
  if (!SOURCE.test(source)) fail(`${source} is not owner/repository@commit:path`);
  const lock = readLock(path, readFileSync(path, 'utf8'));
  if (!lock.ok) fail(`${path}: ${lock.reason}`);
  return { source, checked: values.checked, lock: lock.value };
});

const target = new URL('../../src/knowledge/edges.json', import.meta.url);
const before = readFileSync(target, 'utf8');
const after = edgesText(mergeEdges(JSON.parse(before) as EdgesFile, locks));
writeFileSync(target, after);
const [old, now] = [before, after].map((text) => new Set(text.split('\n').map((line) => line.replace(/,$/, ''))));
const added = [...(now ?? [])].filter((line) => !old?.has(line)).length;
const gone = [...(old ?? [])].filter((line) => !now?.has(line)).length;
process.stdout.write(`${added} lines are new, ${gone} are gone\n`);

function fail(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
