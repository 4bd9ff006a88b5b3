import { expect, test } from 'vitest';
import type { Io } from '#io/types.js';
import { builtInRules } from '#rules';
import { run } from '#run.js';
import { read, unreadable } from '#text/read.js';
import { memoryIo } from '../memory-io.js';

const ROOT = '/w';

/** Some services among very many other files, as git lists them; that the others have no content makes no difference to who only lists them. */
const SERVICES = Object.fromEntries(
  Array.from({ length: 20 }, (_, index): readonly (readonly [string, string])[] => [
    [`services/s${index}/Dockerfile`, 'FROM python:3.11-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nCMD ["python", "main.py"]\n'],
    [`services/s${index}/requirements.txt`, 'flask==3.0.0\nipaddress==1.0.23\n'],
    [`services/s${index}/main.py`, 'import flask\n'],
  ]).flat(),
);
const OTHERS = Array.from({ length: 300_000 }, (_, index) => `web/part-${index % 977}/deep-${index % 31}/file-${index}.ts`);

/** A disk whose git tells all names; only the services can be read. */
function manyFiles(): { readonly io: Io; readonly listing: string } {
  const paths = [...Object.keys(SERVICES), ...OTHERS];
  const listing = paths.map((path) => `H ${path}\0`).join('');
  const io = memoryIo(Object.fromEntries(Object.entries(SERVICES).map(([path, text]) => [`${ROOT}/${path}`, text])));
  const git: Io['git'] = ([command]) => (command === 'rev-parse' ? read(`${ROOT}\n\n`) : command === 'ls-files' ? read(listing) : unreadable('not asked'));
  return { io: { ...io, git }, listing };
}

/** Processor time in milliseconds; the clock on the wall also counts what runs beside. */
async function spent(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

test('300,000 files that are no concern cost a run no more than some plain listings of them', async () => {
  const { io, listing } = manyFiles();
  const alone: Io = { ...io, git: (args, folder) => (args[0] === 'ls-files' ? read(Object.keys(SERVICES).map((path) => `H ${path}\0`).join('')) : io.git(args, folder)) };
  const plan = (from: Io): ReturnType<typeof run> => run({ root: ROOT, paths: [], rules: builtInRules, only: [], skip: [], services: [], safety: 'review', config: null }, from);
  const few = await plan(alone);
  const planAlone = await spent(() => plan(alone));
  const plain = await spent(() => listing.split('\0').map((row) => row.slice(2)).sort());
  const changes: unknown[] = [];
  const all = await spent(async () => void changes.push(...(await plan(io)).plan.changes));
  expect(changes).toEqual(few.plan.changes);
  expect(few.plan.changes.length).toBe(40);
  expect(all - planAlone).toBeLessThan(20 * plain);
}, 60_000);
