/**
 * Adds the sizes of wheels that lock files tell to `src/knowledge/package-sizes.json`, and works its factors out
 * again. Reads git repositories, asks no network.
 *
 *     npm run sizes:refresh -- [OWNER/REPOSITORY=]DIR… [--checked 2026-11-22]
 *
 * DIR is a clone, with or without a work tree; its newest commit is read. Without a name the address of `origin`
 * tells which repository it is. Only uv.lock and pylock.toml tell sizes. Without a DIR the factors alone are made.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { SizesFile } from '#knowledge/package-sizes.js';
import { factorsOf } from './sizes-factors.js';
import { lockedWheels } from './sizes-lock.js';
import { mergeSizes, sizesText, type SourcedWheels } from './sizes-merge.js';

const LOCK = /(?:^|\/)(?:uv\.lock|pylock\.(?:[^./]+\.)?toml)$/;
const { values, positionals } = parseArgs({ allowPositionals: true, options: { checked: { type: 'string', default: new Date().toISOString().slice(0, 10) } } });
const added = positionals.flatMap((argument) => locksOf(argument));

const target = new URL('../../src/knowledge/package-sizes.json', import.meta.url);
const before = JSON.parse(readFileSync(target, 'utf8')) as SizesFile;
const sources = mergeSizes(before.sources, added);
writeFileSync(target, sizesText({ ...before, factors: factorsOf({ sources }), sources }));
process.stdout.write(`${added.length} lock files; ${count(before.sources)} rows before, ${count(sources)} now\n`);

function locksOf(argument: string): readonly SourcedWheels[] {
  const [, given, folder = ''] = /^(?:([\w.-]+\/[\w.-]+)=)?(.*)$/s.exec(argument) ?? [];
  const git = (...words: readonly string[]): string => execFileSync('git', [`--git-dir=${existsSync(join(folder, '.git')) ? join(folder, '.git') : folder}`, ...words], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const name = given ?? originOf(git('config', '--get', 'remote.origin.url').trim());
  const commit = git('rev-parse', 'HEAD').trim().slice(0, 8);
  return git('ls-tree', '-r', '-z', '--name-only', 'HEAD').split('\0').filter((path) => LOCK.test(path)).flatMap((path) => {
    const wheels = lockedWheels(path, git('show', `HEAD:${path}`));
    if (!wheels.ok) process.stderr.write(`${name}:${path}: ${wheels.reason}\n`);
    else process.stdout.write(`${name}:${path}: ${Object.keys(wheels.value.rows).length} versions, ${wheels.value.left} without a size\n`);
    return wheels.ok ? { source: `${name}@${commit}:${path}`, checked: values.checked, rows: wheels.value.rows } : [];
  });
}

/** `owner/repository` of a clone's address. */
function originOf(address: string): string {
  const name = /[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(address)?.[1];
  if (name !== undefined) return name;
  process.stderr.write(`which repository ${address} is cannot be told: OWNER/REPOSITORY=DIR\n`);
  process.exit(1);
}

function count(table: SizesFile['sources']): number {
  return Object.values(table).reduce((sum, { wheels }) => sum + Object.keys(wheels).length, 0);
}
