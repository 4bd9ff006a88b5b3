/**
 * Runs slimify on commits of a public repository and tells whether it proposes what people did there, and nothing of
 * what went wrong. The conditions are in cases.json; a fetched copy of that repository is the argument.
 *
 *     node --conditions=slimify-source --import tsx test/dev-cases/main.ts REPO_DIR [--only COMMIT]
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readCases } from './cases.js';
import { judge, type Row } from './judge.js';
import { footer, headOf, tableOf } from './table.js';
import { worldAt } from './world-at.js';
import { openWorktree } from './worktree.js';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' } } });
const [folder] = positionals;
if (folder === undefined || positionals.length > 1 || !existsSync(folder)) stop('usage: dev-cases REPO_DIR [--only COMMIT], where REPO_DIR is a git repository, bare or not');
const repository = resolve(folder);
const cases = readCases();
if (!cases.ok) stop(`cases.json: ${cases.reason}`);
const { only = '' } = values;
const commits = cases.value.commits.filter(({ commit }) => commit.startsWith(only.slice(0, commit.length)));
if (commits.length === 0) stop(`no case is about ${only}; there are ${cases.value.commits.map(({ commit }) => commit).join(', ')}`);

const rows: Row[] = [];
for (const one of commits) {
  const tree = openWorktree(repository, one.commit);
  if (!tree.ok) stop(tree.reason);
  const interrupted = (): never => {
    tree.value.remove();
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  try {
    const world = await worldAt(tree.value.folder);
    const found = judge(one, world);
    rows.push(...found);
    process.stdout.write(`${headOf(one, world, tree.value.missing.length)}${tableOf(found)}\n`);
  } finally {
    process.removeListener('SIGINT', interrupted);
    tree.value.remove();
  }
}
process.stdout.write(`${footer(rows)}\n`);
process.exit(rows.some(({ verdict }) => verdict === 'broken') ? 1 : 0);

function stop(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
