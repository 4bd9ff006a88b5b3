/**
 * How many of the installs that a plain text count finds in Dockerfiles slimify follows to their inputs.
 *
 *     node --conditions=slimify-source --import tsx test/corpus/installs-main.ts DIR… [--rest]
 *
 * An install counts as followed where every image that runs its line knows all its inputs. `--rest` names the others.
 */
import { nodeIo } from '#io/node.js';
import { readFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { discover } from '#run-discover.js';
import { countInstallWords, dockerfilesOf } from './install-words.js';

const folders = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const rest = process.argv.includes('--rest');
let [total, followed] = [0, 0];
for (const folder of folders) {
  const root = resolve(folder);
  const discovery = await discover({ root, config: null }, nodeIo);
  const images = discovery.images();
  const reasons = new Map<string, string[]>();
  for (const { installs, dockerfile } of images) {
    for (const { at, unresolved } of installs) {
      if (at.path !== dockerfile.document.path) continue;
      const key = `${at.path}:${at.line}`;
      reasons.set(key, [...(reasons.get(key) ?? []), ...(unresolved === null ? [''] : [unresolved])]);
    }
  }
  const dockerfiles = dockerfilesOf(root).map((path) => relative(root, path));
  const rows = dockerfiles.flatMap((path) => countInstallWords(readFileSync(join(root, path), 'utf8')).map(({ line, words }) => ({ path, line, words, reasons: reasons.get(`${path}:${line}`) ?? null })));
  const good = rows.filter((row) => row.reasons !== null && row.reasons.every((reason) => reason === ''));
  total += rows.length;
  followed += good.length;
  process.stdout.write(`${basename(folder)}: ${good.length} of ${rows.length} in ${dockerfiles.length} Dockerfiles${percent(good.length, rows.length)}\n`);
  if (!rest) continue;
  for (const { path, line, words, reasons: why } of rows.filter((row) => !good.includes(row))) {
    process.stdout.write(`  ${path}:${line}: ${words}\n    ${why === null ? 'not seen as an install' : [...new Set(why)].filter(Boolean).join('; ')}\n`);
  }
}
process.stdout.write(`in all: ${followed} of ${total}${percent(followed, total)}\n`);

function percent(part: number, whole: number): string {
  return whole === 0 ? '' : `, ${Math.floor((part * 1000) / whole) / 10} %`;
}
