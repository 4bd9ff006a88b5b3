import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endPrograms, processIo } from '#io/processes.js';
import { missingShapes } from '#verify/beyond.js';
import { capabilitiesOf } from '#verify/capabilities.js';
import { clearFolder } from '#verify/clear-folder.js';
import { checkImage } from './check-image.js';
import { imageCases } from './image-cases.js';
import { openMachine, type Machine } from './machine.js';

/**
 * Builds small images with a real engine and compares what is said about each with what is there.
 *
 *     npm run test:docker -- [--all] [--only TEXT] [--out FOLDER]
 */
const { values: flags } = parseArgs({ options: { all: { type: 'boolean', default: false }, only: { type: 'string', default: '' }, out: { type: 'string' } } });

/** Milliseconds for everything; what has not begun by then has failed. `--all` has no limit. */
const TIME = flags.all ? Number.POSITIVE_INFINITY : 12 * 60_000;

const begin = performance.now();
// Short, for a unix socket is made below it.
const scratch = mkdtempSync(join(tmpdir(), 'slimify-docker-'));
const out = flags.out ?? join(tmpdir(), 'slimify-docker-facts');
const closing: (() => Promise<void>)[] = [];
const counts = { passed: 0, failed: 0 };

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    say(`${signal}: taking everything away`);
    endPrograms();
    void close().finally(() => process.exit(130));
  });
}

try {
  const machine = await openMachine({ scratch, label: `slimify.suite=${scratch}`, say, closing });
  if (machine.ok) await checkAll(machine.value);
  else fail(`no Docker to test with: ${machine.reason}`);
} finally {
  await close();
}
say(`done; what is in each image: ${out}`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;

async function checkAll({ engine, what }: Machine): Promise<void> {
  const capabilities = await capabilitiesOf(engine);
  say(`${what}; it cannot build: ${missingShapes(capabilities).join(', ') || 'nothing that we know of'}`);
  const bases = new Map();
  for (const one of imageCases(join(import.meta.dirname, 'images'))) {
    if ((one.onlyInAll && !flags.all) || !one.name.includes(flags.only)) continue;
    if (performance.now() - begin > TIME) {
      fail(`${one.name}: no time left`);
      continue;
    }
    const { note, wrong } = await checkImage({ engine, capabilities, out, bases }, one);
    counts[wrong.length === 0 ? 'passed' : 'failed'] += 1;
    say(`${one.name}: ${note}`);
    for (const line of wrong) console.log(`    ${line}`);
  }
}

/** The last that was opened first; what fails does not keep the rest from being taken away. */
async function close(): Promise<void> {
  for (let next = closing.pop(); next; next = closing.pop()) await next().catch((error: unknown) => say(String(error)));
  if (process.platform === 'linux') await clearFolder(processIo, scratch);
  else rmSync(scratch, { recursive: true, force: true });
}

function fail(text: string): void {
  counts.failed += 1;
  say(text);
}

/** With the time since the start. */
function say(text: string): void {
  const seconds = Math.round((performance.now() - begin) / 1000);
  console.log(`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} ${text}`);
}
