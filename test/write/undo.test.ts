import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readFileSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { diskIo } from '#io/disk.js';
import type { FileChange } from '#plan/types.js';
import type { Surroundings } from '#write/session.js';
import { undoApply, type UndoResult } from '#write/undo.js';
import { temporaryFolder } from '../patch/git.js';
import { memoryDisk } from './memory-disk.js';
import { aMachine, apply, around, session } from './setting.js';

const EDIT: FileChange = { path: 'apps/api/Dockerfile', before: 'FROM a\r\n', after: 'FROM b\r\n' };
const CREATE: FileChange = { path: 'apps/new/deep/.dockerignore', before: null, after: '.git\n' };
const DELETE: FileChange = { path: 'requirements-old.txt', before: 'a\n', after: null };

function undo(root: string, surroundings: Surroundings): UndoResult | string {
  const own = session(root, surroundings);
  const result = !own.last.ok ? own.last.reason : own.last.value ? undoApply(own.last.value, own) : 'nothing to take back';
  own.release();
  return result;
}

/** After an apply of one of each. */
function applied(): ReturnType<typeof memoryDisk> {
  const disk = memoryDisk();
  disk.put('/w/README.md', 'mine\n');
  disk.put(`/w/${EDIT.path}`, EDIT.before ?? '', 0o750);
  disk.put(`/w/${DELETE.path}`, DELETE.before ?? '', 0o600);
  expect(apply('/w', [EDIT, CREATE, DELETE], around(disk.io)).status).toBe('written');
  return disk;
}

test('the files are as before, with their modes; what was created is gone, its folders too; twice is nothing', () => {
  const disk = applied();
  expect(disk.tree('/w')).toEqual({ 'README.md': '644 mine\n', [EDIT.path]: '750 FROM b\r\n', [CREATE.path]: '644 .git\n' });
  expect(undo('/w', around(disk.io))).toEqual({ status: 'written', paths: [EDIT.path, CREATE.path, DELETE.path] });
  expect(disk.tree('/w')).toEqual({ 'README.md': '644 mine\n', [EDIT.path]: '750 FROM a\r\n', [DELETE.path]: '600 a\n' });
  expect(undo('/w', around(disk.io))).toBe('nothing to take back');
});

test('a folder that holds something of somebody else by now stays', () => {
  const disk = applied();
  disk.put('/w/apps/new/mine.txt', 'mine\n');
  expect(undo('/w', around(disk.io))).toMatchObject({ status: 'written' });
  expect(Object.keys(disk.tree('/w'))).toEqual(['README.md', EDIT.path, 'apps/new/mine.txt', DELETE.path]);
});

test('an undo after a second apply takes back the second alone, and another one nothing', () => {
  const disk = applied();
  apply('/w', [{ path: EDIT.path, before: EDIT.after, after: 'FROM c\n' }], around(disk.io));
  expect(undo('/w', around(disk.io))).toEqual({ status: 'written', paths: [EDIT.path] });
  expect(disk.tree('/w')[EDIT.path]).toBe(`750 ${EDIT.after}`);
  expect(undo('/w', around(disk.io))).toBe('nothing to take back');
});

test.each<[string, (disk: ReturnType<typeof memoryDisk>) => void, string, string]>([
  ['edited', (disk) => disk.put(`/w/${EDIT.path}`, 'FROM mine\n', 0o750), EDIT.path, 'changed since slimify wrote it'],
  ['gone', (disk) => disk.remove(`/w/${EDIT.path}`), EDIT.path, 'is gone since slimify wrote it'],
  ['created and edited', (disk) => disk.put(`/w/${CREATE.path}`, 'mine\n'), CREATE.path, 'changed since slimify wrote it'],
  ['deleted and there again', (disk) => disk.put(`/w/${DELETE.path}`, 'mine\n'), DELETE.path, 'was deleted by slimify, and is there again'],
  ['no program any more', (disk) => disk.io.chmod(`/w/${EDIT.path}`, 0o640), EDIT.path, 'was made not executable since slimify wrote it'],
  ['read-only', (disk) => disk.io.chmod(`/w/${EDIT.path}`, 0o550), EDIT.path, 'is read-only (mode 0550)'],
])('refuses, by name, a file that is %s, and takes nothing back', (_, change, path, reason) => {
  const disk = applied();
  change(disk);
  const before = disk.tree('/w');
  expect(undo('/w', around(disk.io))).toEqual({ status: 'refused', refusals: [{ path, reason }] });
  expect(disk.tree('/w')).toEqual(before);
});

test('names every file that changed', () => {
  const disk = applied();
  for (const { path } of [EDIT, DELETE]) disk.put(`/w/${path}`, 'mine\n', 0o755);
  expect(undo('/w', around(disk.io))).toMatchObject({ status: 'refused', refusals: [{ path: EDIT.path }, { path: DELETE.path }] });
});

test('permissions that a checkout changes are no obstacle; those of before come back', () => {
  const disk = applied();
  disk.io.chmod(`/w/${EDIT.path}`, 0o755);
  expect(undo('/w', around(disk.io))).toMatchObject({ status: 'written' });
  expect(disk.tree('/w')[EDIT.path]).toBe('750 FROM a\r\n');
});

test('a record that leads out of the workspace is none', () => {
  const disk = applied();
  const folder = `/state/slimify/${Object.keys(disk.tree('/state/slimify'))[0]?.split('/')[0]}`;
  const bytes = disk.io.readFile(`${folder}/last-apply.json`);
  const text = bytes.ok ? new TextDecoder().decode(bytes.value) : '';
  disk.put(`${folder}/last-apply.json`, text.replaceAll(EDIT.path, '../outside'));
  disk.put('/outside', EDIT.after ?? '');
  expect(undo('/w', around(disk.io))).toBe(`${folder}/last-apply.json is no journal of slimify`);
  expect(disk.tree('/')['outside']).toBe(`644 ${EDIT.after}`);
});

test.each<[string, (text: string) => string]>([
  ['whose bytes are not those that it says', (text) => text.replace(Buffer.from(EDIT.before ?? '').toString('base64'), Buffer.from('FROM x\r\n').toString('base64'))],
  ['that would make a program run as somebody else', (text) => text.replace(`"mode":${0o750}`, `"mode":${0o4755}`)],
])('a record %s is none', (_, change) => {
  const disk = applied();
  const folder = `/state/slimify/${Object.keys(disk.tree('/state/slimify'))[0]?.split('/')[0]}`;
  const bytes = disk.io.readFile(`${folder}/last-apply.json`);
  const text = bytes.ok ? new TextDecoder().decode(bytes.value) : '';
  expect(change(text)).not.toBe(text);
  disk.put(`${folder}/last-apply.json`, change(text));
  expect(undo('/w', around(disk.io))).toBe(`${folder}/last-apply.json is no journal of slimify`);
});

test('a set-user-id bit goes, as with every write', () => {
  const disk = memoryDisk();
  disk.put(`/w/${EDIT.path}`, EDIT.before ?? '', 0o4755);
  apply('/w', [EDIT], around(disk.io));
  expect(disk.tree('/w')).toEqual({ [EDIT.path]: '755 FROM b\r\n' });
  expect(undo('/w', around(disk.io))).toMatchObject({ status: 'written' });
  expect(disk.tree('/w')).toEqual({ [EDIT.path]: '755 FROM a\r\n' });
});

/** Paths of which none is another's folder. */
const path = fc.tuple(fc.constantFrom('', 'a/', 'a/b/', 'c d/é/', 'new/', 'new/x/'), fc.integer({ min: 0, max: 5 })).map(([folder, number]) => `${folder}f${number}`);
const text = fc.oneof(fc.constantFrom('', '\r\n', '\ufeffx\n', 'no end'), fc.string({ unit: 'binary', maxLength: 40 }).filter((one) => !/\p{Cs}/u.test(one)));
const mode = fc.constantFrom(0o644, 0o755, 0o600, 0o700, 0o664);
const changes = fc.uniqueArray(fc.record({ path, before: fc.option(text), after: fc.option(text), mode }), { selector: (one) => one.path.toLowerCase(), minLength: 1, maxLength: 12 });

test('apply, then undo: the same files with the same modes, for random plans', () => {
  fc.assert(
    fc.property(changes, (plan) => {
      const disk = memoryDisk();
      for (const one of plan) if (one.before !== null) disk.put(`/w/${one.path}`, one.before, one.mode);
      disk.put('/w/a/mine', '', 0o644);
      const before = disk.tree('/w');
      expect(apply('/w', plan, around(disk.io)).status).toBe('written');
      const written = plan.filter((one) => one.before !== one.after);
      for (const one of written) expect(disk.tree('/w')[one.path]?.replace(/^\d+ /, '') ?? null).toBe(one.after);
      if (written.length > 0) expect(undo('/w', around(disk.io))).toMatchObject({ status: 'written' });
      expect(disk.tree('/w')).toEqual(before);
    }),
    { numRuns: 300 },
  );
});

test('the same on this disk, by the hash of the tree', () => {
  const surroundings = { ...around(diskIo), machine: aMachine({ stateHome: temporaryFolder() }) };
  fc.assert(
    fc.property(changes, (plan) => {
      const root = temporaryFolder();
      for (const one of plan) {
        if (one.before === null) continue;
        mkdirSync(dirname(join(root, one.path)), { recursive: true });
        writeFileSync(join(root, one.path), one.before);
        chmodSync(join(root, one.path), one.mode);
      }
      mkdirSync(join(root, 'links'));
      symlinkSync('../f0', join(root, 'links/inside'));
      symlinkSync('/nowhere', join(root, 'links/away'));
      const before = hashOf(root);
      expect(apply(root, plan, surroundings).status).toBe('written');
      const written = plan.some((one) => one.before !== one.after);
      expect(hashOf(root) === before).toBe(!written);
      if (written) expect(undo(root, surroundings)).toMatchObject({ status: 'written' });
      expect(hashOf(root)).toBe(before);
    }),
    { numRuns: 20 },
  );
});

/** Of every file's path, mode, owner and bytes, of the folders, and of what links say. */
function hashOf(root: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true }).toSorted((a, b) => (join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1))) {
    const at = join(entry.parentPath, entry.name);
    const { mode: bits, uid, gid } = lstatSync(at);
    hash.update(`${at.slice(root.length)}\0${bits} ${uid} ${gid}\0`);
    if (entry.isFile()) hash.update(readFileSync(at));
    if (entry.isSymbolicLink()) hash.update(readlinkSync(at));
  }
  return hash.digest('hex');
}
