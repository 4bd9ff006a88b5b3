import { expect, test } from 'vitest';
import type { FileChange } from '#plan/types.js';
import { interrupted } from '#write/session.js';
import { undoApply } from '#write/undo.js';
import { memoryDisk, type MemoryDisk } from './memory-disk.js';
import { around, apply, later, recovery, session } from './setting.js';
import { dyingAt } from './stopping-io.js';

/** 30 files: edits of plain and executable ones, creations in folders that are there and that are not, deletions. */
const THIRTY: readonly FileChange[] = Array.from({ length: 30 }, (_, index): FileChange => {
  const service = `services/svc-${index % 7}`;
  if (index % 5 === 3) return { path: `${service}/new/deep-${index}/requirements.txt`, before: null, after: `flask==${index}\n` };
  if (index % 5 === 4) return { path: `${service}/old-${index}.txt`, before: `six==${index}\r\n`, after: null };
  return { path: `${service}/Dockerfile.${index}`, before: `FROM python:3.${index}\r\nRUN pip install x\r\n`, after: `FROM python:3.${index}-slim\r\nRUN pip install x\r\n` };
});

function disk(changes: readonly FileChange[]): MemoryDisk {
  const made = memoryDisk();
  made.put('/w/README.md', 'untouched\n');
  changes.forEach(({ path, before }, index) => before === null || made.put(`/w/${path}`, before, index % 4 === 0 ? 0o755 : 0o640));
  // A folder that only creations use is not there yet, but the services' own are.
  return made;
}

interface Ends {
  readonly old: Readonly<Record<string, string>>;
  readonly next: Readonly<Record<string, string>>;
}

/** The tree before, and as an apply that nothing stops leaves it. */
function ends(changes: readonly FileChange[]): Ends & { readonly done: MemoryDisk } {
  const done = disk(changes);
  const old = done.tree('/w');
  expect(apply('/w', changes, around(done.io)).status).toBe('written');
  return { old, next: done.tree('/w'), done };
}

/** Runs until its n-th operation; whether it got to its end before. Whatever it does after it died has no effect. */
function runUntil(operation: number, made: MemoryDisk, run: (io: MemoryDisk['io']) => unknown): boolean {
  const { io, count } = dyingAt(made.io, operation);
  try {
    run(io);
  } catch (error) {
    if (count() < operation) throw error;
  }
  return count() < operation;
}

/** Wholly one or the other, nothing of the transaction left. */
function expectWhole(made: MemoryDisk, { old, next }: Ends, what: string): 'old' | 'next' {
  const found = made.tree('/w');
  const which = JSON.stringify(found) === JSON.stringify(next) ? 'next' : 'old';
  expect(found, what).toEqual(which === 'next' ? next : old);
  expect(Object.keys(made.tree('/state')).filter((path) => !path.endsWith('/') && !path.endsWith('last-apply.json') && !path.endsWith('lock.left')), what).toEqual([]);
  return which;
}

/** The machine after a process died, and after the power failed: contents that were not synced are gone, and names as well. */
const DEATHS = [
  ['the process is killed', () => {}],
  ['the power fails, and contents are lost that were not synced', (made: MemoryDisk) => made.losePower({ names: false })],
  ['the power fails, and names are lost too that were not synced', (made: MemoryDisk) => made.losePower({ names: true })],
] as const;

test.each(DEATHS)('an apply over 30 files that stops at any operation, because %s, is recovered to wholly old or wholly new', (_, death) => {
  const whole = ends(THIRTY);
  const met = { old: 0, next: 0, recovered: 0 };
  for (let operation = 1; ; operation++) {
    const made = disk(THIRTY);
    const over = runUntil(operation, made, (io) => apply('/w', THIRTY, around(io)));
    death(made);
    const warned = interrupted('/w', around(made.io, later)) !== null;
    const untouched = [whole.old, whole.next].some((tree) => JSON.stringify(tree) === JSON.stringify(made.tree('/w')));
    expect(warned || untouched, `operation ${operation}: a half written tree is named`).toBe(true);
    if (recovery(made.io) !== null) met.recovered++;
    met[expectWhole(made, whole, `operation ${operation}`)]++;
    if (over) break;
  }
  expect(met.old).toBeGreaterThan(200);
  expect(met.next).toBeGreaterThan(5);
  expect(met.recovered).toBeGreaterThan(200);
}, 120_000);

test('an undo that stops at any operation is recovered to wholly taken back or not at all, and can then be taken back', () => {
  const { old, next, done } = ends(THIRTY);
  const met = { old: 0, next: 0 };
  for (let operation = 1; ; operation++) {
    const made = done.copy();
    const over = runUntil(operation, made, undo);
    recovery(made.io);
    met[expectWhole(made, { old, next }, `operation ${operation}`)]++;
    undo(made.io);
    expect(made.tree('/w'), `operation ${operation}, undone again`).toEqual(old);
    if (over) break;
  }
  expect(met.old).toBeGreaterThan(5);
  expect(met.next).toBeGreaterThan(200);
}, 120_000);

test('a recovery that stops at any operation itself is recovered by the next one', () => {
  const few = THIRTY.slice(2, 5);
  const whole = ends(few);
  for (let operation = 1; ; operation++) {
    const stopped = disk(few);
    if (runUntil(operation, stopped, (io) => apply('/w', few, around(io)))) break;
    for (let again = 1; ; again++) {
      const made = stopped.copy();
      const over = runUntil(again, made, (io) => recovery(io, again % 2 === 0));
      if (!over) made.losePower({ names: again % 3 === 0 });
      recovery(made.io);
      expectWhole(made, whole, `operation ${operation}, then ${again}`);
      if (over) break;
    }
  }
}, 120_000);

test('undo after an apply that was stopped puts everything back, even where only the last step was missing', () => {
  const whole = ends(THIRTY);
  for (let operation = 1; ; operation++) {
    const made = disk(THIRTY);
    if (runUntil(operation, made, (io) => apply('/w', THIRTY, around(io)))) break;
    const pending = interrupted('/w', around(made.io, later)) !== null;
    recovery(made.io, true);
    if (pending) expect(expectWhole(made, whole, `operation ${operation}`)).toBe('old');
  }
}, 120_000);

test('what somebody changed after an apply was stopped is left as it is, and its earlier text is kept', () => {
  const [edit, other] = THIRTY;
  if (!edit || !other) throw new Error('two edits');
  let made = disk([edit, other]);
  for (let operation = 1; made.tree('/w')[edit.path]?.includes('slim') !== true; operation++) {
    made = disk([edit, other]);
    runUntil(operation, made, (io) => apply('/w', [edit, other], around(io)));
  }
  made.put(`/w/${edit.path}`, 'FROM mine\n');
  const settled = recovery(made.io);
  expect(settled).toMatchObject({ way: 'put back', restored: [], changed: [{ path: edit.path }] });
  const kept = settled?.changed[0]?.earlier ?? '';
  const bytes = made.io.readFile(kept);
  expect(bytes.ok && new TextDecoder().decode(bytes.value)).toBe(edit.before);
  expect(made.tree('/w')).toMatchObject({ [edit.path]: '644 FROM mine\n', [other.path]: `640 ${other.before}` });
});

function undo(io: MemoryDisk['io']): void {
  const own = session('/w', around(io, later));
  if (own.last.ok && own.last.value) expect(undoApply(own.last.value, own).status).toBe('written');
  own.release();
}
