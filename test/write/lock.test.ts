import { expect, test } from 'vitest';
import { thisMachine } from '#io/machine.js';
import { interrupted, openSession } from '#write/session.js';
import { writeChanges } from '#write/write-changes.js';
import { memoryDisk } from './memory-disk.js';
import { NOON, aMachine, around, session } from './setting.js';

const there = { alive: (pid: number) => pid === 4711, began: (pid: number) => `tick ${pid}` };

test('the second one is told who is at work: process, host and since when', () => {
  const disk = memoryDisk();
  const first = session('/w', around(disk.io, there));
  expect(openSession('/w', around(disk.io, { ...there, pid: 4712, now: () => NOON + 60_000 }))).toEqual({
    ok: false,
    holder: { pid: 4711, host: 'desk', since: '2026-11-22T12:00:00.000Z', began: 'tick 4711', boot: null, pids: null },
    path: expect.stringMatching(/^\/state\/slimify\/[0-9a-f]{16}\/lock$/),
  });
  first.release();
  expect(openSession('/w', around(disk.io, { ...there, pid: 4712 }))).toMatchObject({ ok: true, session: { takenFrom: null } });
});

test('commands that only read are not kept off by a lock alone', () => {
  const disk = memoryDisk();
  session('/w', around(disk.io, there));
  expect(interrupted('/w', around(disk.io, { ...there, pid: 4712 }))).toBeNull();
});

test.each([
  ['is gone', { alive: () => false, began: () => null }],
  ['is gone, and another process has its number', { alive: () => true, began: () => 'a later tick' }],
])('the lock of a process that %s is taken over', (_, now) => {
  const disk = memoryDisk();
  session('/w', around(disk.io, there));
  expect(openSession('/w', around(disk.io, { ...now, pid: 4712 }))).toMatchObject({ ok: true, session: { takenFrom: { pid: 4711 } } });
});

test('whether a process of another host is there cannot be told: its lock stays', () => {
  const disk = memoryDisk();
  session('/w', around(disk.io, { ...there, host: 'elsewhere' }));
  expect(openSession('/w', around(disk.io, { alive: () => false }))).toMatchObject({ ok: false, holder: { host: 'elsewhere' } });
});

test.each([
  ['another container of this host, with its name: its lock stays', { boot: 'b1', pids: 'pid:[2]' }, false],
  ['a container of this host that ended with the last boot: its lock is taken over', { boot: 'b2', pids: 'pid:[2]' }, true],
  ['the same container, whose process is gone', { boot: 'b1', pids: 'pid:[1]' }, true],
])('%s', (_, where, ok) => {
  const disk = memoryDisk();
  session('/w', around(disk.io, { ...there, ...where }));
  expect(openSession('/w', around(disk.io, { pid: 4712, boot: 'b1', pids: 'pid:[1]', alive: () => false })).ok).toBe(ok);
});

test('whoever takes a lock away by hand while its process works: that one writes nothing more', () => {
  const disk = memoryDisk();
  disk.put('/w/Dockerfile', 'FROM a\n');
  const first = session('/w', around(disk.io, there));
  disk.remove(`${first.place.folder}/lock`);
  session('/w', around(disk.io, { ...there, pid: 4712 }));
  const written = writeChanges([{ path: 'Dockerfile', before: 'FROM a\n', after: 'FROM b\n' }], { io: disk.io, root: '/w', hashes: new Map(), dirty: new Set(), ignored: new Set(), allowDirty: false, session: first });
  expect(written).toEqual({ status: 'failed', path: `${first.place.folder}/lock`, reason: 'the lock was taken away since this run began', stuck: [] });
  expect(disk.tree('/w')).toEqual({ Dockerfile: '644 FROM a\n' });
});

test('somebody who may write the folder of git, where this one may not, is seen', () => {
  const disk = memoryDisk();
  disk.put('/w/.git/HEAD', 'ref: refs/heads/main\n');
  expect(session('/w', around(disk.io, there)).place.folder).toBe('/w/.git/slimify');
  const io: typeof disk.io = {
    ...disk.io,
    syncFolder: (path) => {
      if (path.startsWith('/w/.git')) throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' });
      disk.io.syncFolder(path);
    },
  };
  expect(openSession('/w', around(io, { ...there, pid: 4712 }))).toMatchObject({ ok: false, holder: { pid: 4711 }, path: '/w/.git/slimify/lock' });
});

test('a lock without a word in it is being taken; after a while its taker has died at that', () => {
  let now = NOON;
  const disk = memoryDisk({ now: () => now });
  const { release, place } = session('/w', around(disk.io, there));
  release();
  disk.put(`${place.folder}/lock`, '');
  expect(openSession('/w', around(disk.io, { now: () => now }))).toEqual({ ok: false, holder: null, path: `${place.folder}/lock` });
  now += 10_000;
  expect(openSession('/w', around(disk.io, { now: () => now }))).toMatchObject({ ok: true });
});

test('two that find the same lock left behind: one of them gets it', () => {
  const disk = memoryDisk();
  session('/w', around(disk.io));
  const alive = (pid: number): boolean => pid === 5000;
  let raced = false;
  // The other one takes over just before we would have moved the old lock aside.
  const io: typeof disk.io = {
    ...disk.io,
    rename: (from, to) => {
      if (!raced && from.endsWith('/lock')) {
        raced = true;
        expect(openSession('/w', around(disk.io, { pid: 5000, alive })).ok).toBe(true);
      }
      disk.io.rename(from, to);
    },
  };
  expect(openSession('/w', around(io, { pid: 5001, alive }))).toMatchObject({ ok: false, holder: { pid: 5000 } });
});

test('a lock that another one has by now is not released', () => {
  const disk = memoryDisk();
  const first = session('/w', around(disk.io, there));
  disk.remove(`${first.place.folder}/lock`);
  session('/w', around(disk.io, { ...there, pid: 4712 }));
  first.release();
  expect(disk.io.look(`${first.place.folder}/lock`)).not.toBeNull();
});

test('a process knows that it is there, since when, and that there is none of a number that nobody has', () => {
  const { pid, alive, began } = thisMachine();
  expect([alive(pid), alive(2 ** 22 + 1), began(pid)]).toEqual([true, false, process.platform === 'linux' ? expect.stringMatching(/^\d+$/) : null]);
});

test('where no state can be kept, it says where', () => {
  const disk = memoryDisk();
  disk.put('/state', 'a file');
  expect(openSession('/w', { ...around(disk.io), machine: aMachine() })).toEqual({ ok: false, reason: expect.stringMatching(/^no journal can be kept: \/state\/slimify\/[0-9a-f]{16}: /) });
});
