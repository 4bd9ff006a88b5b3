import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { resolve } from 'node:path';
import { withScratchFolder } from '#io/folders.js';
import { nodeIo } from '#io/node.js';
import { openTree } from '#files/tree.js';
import { codeMonorepo } from './code-monorepo.js';
import { mustRun, race, table, type Call, type Contender, timed } from './timing.js';
import { pythonTree } from './python-files.js';
import { readFiles, scanFiles } from './whole-tree.js';

/**
 * `npm run bench -- needs [DIR…] [--peers VENV] [--rounds N] [--files N]`: needs of a whole repository in one call, beside
 * reading and scanning its Python files, and beside deptry and FawltyDeps at its root and once for each service. The peers are taken
 * from a virtual environment outside the tree: `python3 -m venv VENV && VENV/bin/pip install deptry fawltydeps`. Without
 * DIR, on a made-up monorepo of 40 services. Then every file of 20,000 made-up ones (`--files 0`: none)
 * listed, read, scanned and merged: in one thread, in two, and with a cache that an earlier run left.
 */
export async function benchNeeds(words: readonly string[]): Promise<void> {
  const peers = valueOf(words, '--peers');
  const rounds = Number(valueOf(words, '--rounds') ?? 3);
  const folders = words.filter((word, at) => !word.startsWith('--') && !words[at - 1]?.startsWith('--'));
  for (const folder of folders) await benchRepository(resolve(folder), peers, rounds);
  if (folders.length === 0) await withScratchFolder(codeMonorepo(40), (folder) => benchRepository(folder, peers, rounds));
  const files = Number(valueOf(words, '--files') ?? 20_000);
  if (files > 0) await benchFiles(files, rounds);
}

function valueOf(words: readonly string[], flag: string): string | undefined {
  const at = words.indexOf(flag);
  return at < 0 ? undefined : words[at + 1];
}

const OURS = 'slimify needs, all services';

async function benchRepository(root: string, peers: string | undefined, rounds: number): Promise<void> {
  const tree = openTree(nodeIo, root);
  const services = [...new Set(tree.paths.filter((path) => path.endsWith('/requirements.txt')).map((path) => path.slice(0, path.lastIndexOf('/'))))];
  const python = tree.paths.filter((path) => path.endsWith('.py')).length;
  console.log(`${root}: ${python} Python files, ${services.length} folders with requirements.txt; load ${load()}`);
  const contenders: Contender[] = [
    { name: 'reading every Python file', calls: [freshNode(readFiles(), root)] },
    { name: 'scanning every Python file in one call', calls: [freshNode(scanFiles(), root, '0', '-')] },
    { name: OURS, calls: [{ command: process.execPath, words: [resolve('dist/src/cli/main.js'), 'needs', '--root', root, '--json', '--no-config'], folder: root }] },
  ];
  // deptry gives up where its folder has none of these, unless it is told of others.
  const told = tree.has('pyproject.toml') || tree.has('requirements.txt') ? [] : ['--requirements-files', services.map((folder) => `${folder}/requirements.txt`).join(',')];
  for (const { name, more } of [{ name: 'deptry', more: told }, { name: 'fawltydeps', more: [] }]) {
    const command = peers === undefined ? null : resolve(peers, 'bin', name);
    if (command === null || !existsSync(command)) console.log(`${name} is not measured: --peers VENV names no virtual environment that has it`);
    else {
      contenders.push({ name: `${name}, at the root`, calls: [{ command, words: ['.', ...more], folder: root }] });
      contenders.push({ name: `${name}, once for each service`, calls: services.map((folder): Call => ({ command, words: ['.'], folder: `${root}/${folder}` })) });
    }
  }
  for (const { calls } of contenders) calls.slice(0, 1).forEach(mustRun);
  for (const line of table(race(contenders, rounds), OURS)) console.log(`  ${line}`);
  console.log(`  load ${load()}\n`);
}

/**
 * Every file of a made-up tree: 7.6 KB each on average, two in a folder. The first round finds nothing remembered, so every
 * contender runs once before the clock does.
 */
async function benchFiles(files: number, rounds: number): Promise<void> {
  await withScratchFolder(new Map(), (cache) =>
    withScratchFolder(new Map(pythonTree(files, files / 2, 7_600)), (root) => {
      console.log(`${files} made-up Python files in ${files / 2} folders; load ${load()}`);
      const contenders: readonly Contender[] = [
        { name: 'listed and read', calls: [freshNode(readFiles(), root)] },
        { name: 'listed, read, scanned, merged', calls: [freshNode(scanFiles(), root, '0', '-')] },
        { name: 'the same with a second thread', calls: [freshNode(scanFiles(), root, '1', '-')] },
        { name: 'the same with what was remembered', calls: [freshNode(scanFiles(), root, '1', cache)] },
      ];
      for (const { calls } of contenders) calls.forEach(timed);
      for (const line of table(race(contenders, rounds), 'listed and read')) console.log(`  ${line}`);
      console.log(`  load ${load()}`);
    }),
  );
}

/** Code in a process of its own, its start counted. */
function freshNode(code: string, root: string, ...words: readonly string[]): Call {
  return { command: process.execPath, words: ['--input-type=module', '-e', code, resolve('dist'), root, ...words], folder: root };
}

function load(): string {
  return loadavg().map((value) => value.toFixed(1)).join(' ');
}
