/**
 * Reads lock files with the fast reader and with the full TOML parser, and says where they differ.
 *
 *     node --conditions=slimify-source --import tsx test/corpus/edges-toml.ts FILE…
 */
import { readFileSync } from 'node:fs';
import { readGeneratedToml } from '#pyproject/locks/generated-toml.js';
import { readLock } from '#pyproject/locks/read-lock.js';
import { readToml } from '#pyproject/toml.js';

/** The parser gives dates as JavaScript prints them; lock files have none that matter. */
function text(value: unknown): string {
  return JSON.stringify(value, (_key, node: unknown) => (typeof node === 'object' && node !== null && 'type' in node && node.type === 'date' ? { ...node, text: '' } : node));
}

let [same, tooLarge, packages, fast, full] = [0, 0, 0, 0, 0];
const differing: string[] = [];
for (const path of process.argv.slice(2)) {
  const content = readFileSync(path, 'utf8');
  let started = performance.now();
  const ours = readGeneratedToml(content);
  const took = performance.now() - started;
  const lock = readLock(path, content);
  if (lock.ok) packages += lock.value.packages.length;
  started = performance.now();
  const theirs = readToml(content);
  // The full parser refuses what is larger than a person writes.
  if (!theirs.ok && theirs.reason.endsWith('characters') && ours.ok) {
    tooLarge++;
    console.log(`${path}: ${content.length.toLocaleString('en')} characters in ${took.toFixed()} ms`);
  } else if (text(ours) === text(theirs)) {
    same++;
    fast += took;
    full += performance.now() - started;
  } else differing.push(`${path}: ${ours.ok ? 'another value' : ours.reason}`);
}
console.log(differing.join('\n'));
console.log(`${same} read the same (${fast.toFixed()} ms, the full parser ${full.toFixed()} ms), ${differing.length} differ, ${tooLarge} too large for the full parser; ${packages} packages`);
