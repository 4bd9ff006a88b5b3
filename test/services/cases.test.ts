import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '#config/load.js';
import { describeServices } from '#report/describe-services.js';
import { discover } from '#run-discover.js';
import { memoryIo } from '../memory-io.js';

/**
 * One folder per construct: a tiny workspace, and `expected.txt`, all that is known of its services.
 * The folder name is the sentence; README.md beside the folders lists the constructs.
 */
const CASES = join(import.meta.dirname, 'cases');

function filesIn(folder: string, inside = ''): readonly string[] {
  return readdirSync(join(folder, inside)).flatMap((name) => {
    const path = inside === '' ? name : `${inside}/${name}`;
    if (statSync(join(folder, path)).isDirectory()) return filesIn(folder, path);
    return path === 'expected.txt' ? [] : [path];
  });
}

/** What is known of the services of a case. */
async function describe(name: string): Promise<string> {
  const folder = join(CASES, name);
  const io = memoryIo(Object.fromEntries(filesIn(folder).map((path) => [`/workspace/${path}`, readFileSync(join(folder, path))])));
  const path = '/workspace/slimify.config.json';
  const config = io.stat(path) === null ? null : await loadConfig({ path, shown: 'slimify.config.json', io, rules: [] });
  if (config?.ok === false) throw new Error(config.reason);
  return describeServices((await discover({ root: '/workspace', config: config?.value ?? null }, io)).services);
}

const names = readdirSync(CASES).filter((name) => name !== 'README.md');

test.each(names)('%s', async (name) => {
  expect(await describe(name)).toBe(readFileSync(join(CASES, name, 'expected.txt'), 'utf8'));
});

test('the list of constructs names every case', () => {
  const listed = [...readFileSync(join(CASES, 'README.md'), 'utf8').matchAll(/`([a-z0-9-]+)\/`/g)].map(([, name]) => name);
  expect(new Set(listed)).toEqual(new Set(names));
});
