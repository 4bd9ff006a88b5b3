import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diskIo } from '#io/disk.js';
import { regularFile } from '#io/regular-file.js';
import { temporaryFolder } from '../patch/git.js';

/** These are opened: they came between a look and the reading. */
test.each([
  ['a FIFO that nobody writes to', (path: string) => void execFileSync('mkfifo', [path]), 'not a regular file'],
  ['a link', (path: string) => symlinkSync('/etc/hostname', path), 'cannot be read: ELOOP'],
  ['a folder', (path: string) => void execFileSync('mkdir', [path]), 'not a regular file'],
  ['nothing', () => {}, 'cannot be read: ENOENT'],
  ['a file that is too long', (path: string) => writeFileSync(path, 'x'.repeat(1_000_001)), 'larger than 1 MB'],
])('%s is a reason, at once', (_, make, reason) => {
  const path = join(temporaryFolder(), 'x');
  make(path);
  expect(regularFile(path, 1e6)).toEqual({ ok: false, reason });
});

test('a device without an end is given up', () => {
  expect(regularFile('/dev/zero', 1e6)).toEqual({ ok: false, reason: 'not a regular file' });
});

test.each([0, 1, 4096, 1_000_000])('all of %i bytes', (size) => {
  const path = join(temporaryFolder(), 'x');
  const bytes = Buffer.from(Array.from({ length: size }, (_, index) => index % 251));
  writeFileSync(path, bytes);
  const found = regularFile(path, 1e6);
  expect(found.ok && bytes.equals(found.value)).toBe(true);
});

test('a file that the system says is empty and is not', () => {
  const found = regularFile('/proc/self/status', 1e6);
  expect(found.ok && new TextDecoder().decode(found.value)).toMatch(/^Name:/);
});

test('a folder that the system does not sync is no failure, one that is not there is', () => {
  expect(() => diskIo.syncFolder('/proc/self')).not.toThrow();
  expect(() => diskIo.syncFolder('/nowhere')).toThrow(/ENOENT/);
});
