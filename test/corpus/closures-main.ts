/**
 * What the installs of work trees resolve to, by us and by pip itself; and what that weighs, measured and by the catalogue.
 *
 *     npm run corpus:closures -- DIR… [--sets N] [--of-one N] [--before DATE] [--details FILE]
 *
 * Sets of the folders in turn, each folder's largest first; those of other indexes than PyPI, or for a Python that is not known, are
 * left out. A folder's name is the repository's, with a plus for the slash. What pip said is kept in `.cache/closures`, what is known
 * of wheels in the user's cache. `--before` makes runs of several days equal: nothing that was uploaded later counts. The table is
 * for docs/accuracy.md. Exit 1 where a difference is not explained.
 */
import { writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolderFor } from '#io/cache-folder.js';
import { createHttp } from '#io/http.js';
import { nodeIo } from '#io/node.js';
import { processIo } from '#io/processes.js';
import { DEFAULTS, fileText } from '#sizes/resolve/aids.js';
import { createResolver } from '#sizes/resolve/resolve.js';
import { tools } from '../indexes/tools.js';
import { compared } from './closures-compare.js';
import { setsOf, type RequirementSet } from './closures-sets.js';
import { rowText, summaryText, TABLE_HEAD, type ClosureRow } from './closures-text.js';
import { isSource, weighed } from './closures-weigh.js';

const words = process.argv.slice(2);
const valued = new Set(['--sets', '--of-one', '--before', '--details']);
const folders = words.filter((word, at) => !word.startsWith('--') && !valued.has(words[at - 1] ?? ''));
const valueOf = (name: string): string | null => (words.includes(name) ? (words[words.indexOf(name) + 1] ?? null) : null);
const before = valueOf('--before') ?? new Date().toISOString().slice(0, 10);
const ready = tools();
if (!ready.ok) {
  process.stderr.write(`not compared: ${ready.reason}\n`);
  process.exit(2);
}
const http = createHttp();
const rows: ClosureRow[] = [];
process.stdout.write(TABLE_HEAD);
for (const set of await setsOf(folders, Number(valueOf('--sets') ?? 30), Number(valueOf('--of-one') ?? 8))) {
  const row = await rowOf(set);
  if (typeof row === 'string') process.stdout.write(`left out: ${set.repository} ${set.image} ${set.path}: ${row}\n`);
  else rows.push(row);
  if (typeof row !== 'string') process.stdout.write(rowText(row));
}
process.stdout.write(summaryText(rows, before));
const details = valueOf('--details');
if (details !== null) await writeFile(details, JSON.stringify(rows.map((row) => ({ ...row, comparison: { ...row.comparison, pip: row.comparison.pip.ok ? [...row.comparison.pip.versions] : row.comparison.pip } })), null, 1));
process.exitCode = rows.some(({ comparison }) => !comparison.pip.ok || comparison.differences.some(({ why }) => why === 'not explained')) ? 1 : 0;

async function rowOf(set: RequirementSet): Promise<ClosureRow | string> {
  if (!ready.ok) return ready.reason;
  const { root, request } = set;
  const text = (path: string): string | null => {
    try {
      return readFileSync(join(root, path), 'utf8');
    } catch {
      return null;
    }
  };
  const cache = cacheFolderFor(root);
  const aids = { ...DEFAULTS, processes: processIo, cache, variables: process.env, workspace: root, file: (path: string) => fileText(path, nodeIo), text };
  const resolver = createResolver({ ...aids, uv: ready.tools.uv, pip: null, excludeNewer: before });
  const ours = await resolver([request]);
  if (ours.by !== 'uv') return `uv does not resolve it: ${ours.because}`;
  const offline = await createResolver({ ...aids, uv: null, pip: null, cache: null })([request]);
  const comparison = await compared(set, ours, text, resolver, { tools: ready.tools, http, before });
  const weights = await weighed(ours, offline, request.target, { http, cache });
  return { set, packages: ours.packages.size, isSource: isSource(set.repository, ours), comparison, weights };
}
