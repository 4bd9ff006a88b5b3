import { expect, test } from 'vitest';
import { applyCommand } from '#cli/apply.js';
import { UsageError } from '#cli/errors.js';
import { parseCommandLine } from '#cli/parse.js';
import { planCommand } from '#cli/plan.js';
import { undoCommand } from '#cli/undo.js';
import type { Outside } from '#io/outside.js';
import type { Io } from '#io/types.js';
import type { WriteIo } from '#io/write-types.js';
import type { FileChange } from '#plan/types.js';
import { builtInRules } from '#rules';
import { run } from '#run.js';
import { unreadable } from '#text/read.js';
import { memoryDisk, type MemoryDisk } from '../write/memory-disk.js';
import { Died } from '../write/stopping-io.js';
import { deafTerminal, memoryOutside } from './memory-outside.js';

/** Whole commands over an outside that fails or ends at any one of its operations, reading and writing alike. */

const FILES = {
  'compose.yaml': 'services:\n  api:\n    build: { context: ., dockerfile: api/Dockerfile }\n',
  'libs/requirements.txt': 'flask==3.0.0\nipaddress==1.0.23\nredis==5.0.1\nidna==3.7\n',
  'api/Dockerfile': 'FROM python:3.11-slim\nWORKDIR /app\nCOPY libs/requirements.txt .\nRUN pip install -r requirements.txt\nCOPY api .\nCMD ["python", "main.py"]\n',
  'api/main.py': 'import flask\nfrom inner import work\n',
  'api/inner/__init__.py': '',
  'api/inner/work.py': 'import redis\n',
} as const;

function disk(): MemoryDisk {
  const made = memoryDisk();
  for (const [path, text] of Object.entries(FILES)) made.put(`/w/${path}`, text);
  return made;
}

async function changesWith(io: Io): Promise<readonly FileChange[]> {
  const { plan } = await run({ root: '/w', paths: [], rules: builtInRules, only: [], skip: [], services: [], safety: 'review', config: null }, io);
  expect(plan.crashes).toEqual([]);
  return plan.changes;
}

/** What a plan takes away and puts in, line by line. */
function linesOf(changes: readonly FileChange[]): readonly string[] {
  const lines = (text: string | null): readonly string[] => text?.split('\n') ?? [];
  return changes.flatMap(({ path, before, after }) => [
    ...lines(before).filter((line) => !lines(after).includes(line)).map((line) => `${path} - ${line}`),
    ...lines(after).filter((line) => !lines(before).includes(line)).map((line) => `${path} + ${line}`),
  ]);
}

/** How each operation fails on a real machine: bytes that cannot be read, names that cannot be looked at. */
const FAILURES: { readonly [Name in keyof Io]: (...args: Parameters<Io[Name]>) => ReturnType<Io[Name]> } = {
  readFile: () => unreadable('cannot be read: EIO'),
  stat: () => ({ kind: 'unknown', size: 0, mode: 0 }),
  realPath: () => null,
  list: () => [],
  isOpen: () => false,
  git: () => unreadable('fatal: input/output error'),
};

/** An io that fails from its n-th operation on at one path: a disk does not get better, and a folder that cannot be listed is closed. */
function failingFrom(io: Io, operation: number): { readonly io: Io; count(): number; readonly what: () => string } {
  let done = 0;
  let failed: string | null = null;
  const wrapped = Object.fromEntries(
    (Object.keys(FAILURES) as (keyof Io)[]).map((name) => [name, (...args: readonly unknown[]) => {
      const at = name === 'git' ? 'git' : String(args[0]);
      if (++done === operation) failed = at;
      const step = (failed === at ? FAILURES[name] : io[name]) as (...all: readonly unknown[]) => unknown;
      return step(...args);
    }]),
  ) as unknown as Io;
  return { io: wrapped, count: () => done, what: () => `operation ${operation}: ${failed ?? 'none'}` };
}

test('whatever cannot be read, a plan never takes away or puts in what it would not have otherwise', async () => {
  const { io } = memoryOutside(disk());
  const whole = linesOf(await changesWith(io));
  expect(whole).toContain('libs/requirements.txt - idna==3.7');
  expect(whole).not.toContain('libs/requirements.txt - redis==5.0.1');
  let humbler = 0;
  for (let operation = 1; ; operation++) {
    const failing = failingFrom(io, operation);
    const found = linesOf(await changesWith(failing.io));
    expect(found.filter((line) => !whole.includes(line)), failing.what()).toEqual([]);
    if (found.length < whole.length) humbler++;
    if (failing.count() < operation) break;
  }
  expect(humbler).toBeGreaterThan(10);
}, 240_000);

/** Counts all operations of an outside, reading and writing, and ends the process at the n-th. */
function dyingOutside(outside: Outside, operation: number): { readonly outside: Outside; count(): number } {
  let done = 0;
  function mortal<T extends Io | WriteIo>(io: T): T {
    return Object.fromEntries(
      Object.entries(io).map(([name, step]) => [name, (...args: readonly unknown[]) => {
        if (++done >= operation) throw new Died();
        return (step as (...all: readonly unknown[]) => unknown)(...args);
      }]),
    ) as unknown as T;
  }
  return { outside: { ...outside, io: mortal(outside.io), disk: mortal(outside.disk) }, count: () => done };
}

async function command(words: readonly string[], outside: Outside): Promise<string> {
  const request = await parseCommandLine(words, '0');
  if (request === null) throw new Error(`no command: ${words.join(' ')}`);
  const terminal = deafTerminal('/w');
  const commands = { plan: planCommand, apply: applyCommand, undo: undoCommand } as const;
  try {
    const code = await commands[request.command as keyof typeof commands](request.args, terminal, outside);
    return `${code}: ${terminal.said()}`;
  } catch (error) {
    if (error instanceof UsageError) return `2: ${error.message}`;
    throw error;
  }
}

test('an apply that ends at any operation leaves the tree as it was or as it should be, or is named by plan and put back by undo', async () => {
  const only = ['--only', 'dockerfile/pip-cache,requirements/backport'];
  const whole = disk();
  const old = whole.tree('/w');
  expect(await command(['apply', '--yes', ...only], memoryOutside(whole))).toContain('Wrote 2 files.');
  const next = whole.tree('/w');
  const met = { old: 0, next: 0, named: 0 };
  for (let operation = 1; ; operation++) {
    const made = disk();
    const dying = dyingOutside(memoryOutside(made), operation);
    await command(['apply', '--yes', ...only], dying.outside).catch((error: unknown) => {
      if (!(error instanceof Died)) throw error;
    });
    const healthy = { ...memoryOutside(made), machine: { ...memoryOutside(made).machine, pid: 4712 } };
    const found = JSON.stringify(made.tree('/w'));
    const which = found === JSON.stringify(old) ? 'old' : found === JSON.stringify(next) ? 'next' : null;
    if (which !== null) met[which]++;
    // Reading ends are many and leave nothing: of those only some are followed to the end.
    if (which === null || which === 'next' || operation % 25 === 0) {
      const planned = await command(['plan', '--only', 'dockerfile/pip-cache'], healthy);
      if (which === null) {
        expect(planned, `operation ${operation}`).toMatch(/^2: apply was interrupted at /);
        met.named++;
      }
      await command(['undo'], healthy);
      expect(made.tree('/w'), `operation ${operation}`).toEqual(old);
    }
    if (dying.count() < operation) break;
  }
  expect(met.old).toBeGreaterThan(50);
  expect(met.next).toBeGreaterThan(3);
  expect(met.named).toBeGreaterThan(10);
}, 240_000);
