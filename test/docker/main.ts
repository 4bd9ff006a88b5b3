import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endPrograms, processIo } from '#io/processes.js';
import { missingShapes } from '#verify/beyond.js';
import { capabilitiesOf } from '#verify/capabilities.js';
import { clearFolder } from '#verify/clear-folder.js';
import { checkImage, type Checked } from './check-image.js';
import { checkService, openServices } from './check-service.js';
import { checkTwoStages } from './check-two-stages.js';
import { imageCases } from './image-cases.js';
import { openMachine, type Machine } from './machine.js';
import { SERVICE_CASES } from './service-cases.js';
import { twoStageCases } from './two-stage-cases.js';

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
  if (machine.ok) {
    await checkAll(machine.value);
    await checkServices(machine.value);
  } else fail(`no Docker to test with: ${machine.reason}`);
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
  for (const one of imageCases(join(import.meta.dirname, 'images')).filter(isAsked)) {
    await check(one.name, () => checkImage({ engine, capabilities, out, bases }, one));
  }
}

/** Services as they are and as slimify makes them, then Dockerfiles of one stage and of two. */
async function checkServices(machine: Machine): Promise<void> {
  const cases = SERVICE_CASES.filter(isAsked);
  const shapes = twoStageCases(join(import.meta.dirname, 'two-stages')).filter(isAsked);
  if (cases.length + shapes.length === 0) return;
  const session = await openServices(machine, scratch, out, closing);
  if (!session.ok) return fail(`no services: ${session.reason}`);
  for (const one of cases) await check(one.name, () => checkService(session.value, one));
  for (const one of shapes) await check(one.name, () => checkTwoStages(session.value, one));
}

function isAsked({ name, onlyInAll }: { readonly name: string; readonly onlyInAll: boolean }): boolean {
  return (flags.all || !onlyInAll) && name.includes(flags.only);
}

async function check(name: string, how: () => Promise<Checked>): Promise<void> {
  if (performance.now() - begin > TIME) return fail(`${name}: no time left`);
  const { note, wrong } = await how();
  counts[wrong.length === 0 ? 'passed' : 'failed'] += 1;
  say(`${name}: ${note}`);
  for (const line of wrong) console.log(`    ${line}`);
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
