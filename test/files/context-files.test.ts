import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createContextFiles } from '#files/context-files.js';
import { nodeIo } from '#io/node.js';

test('a file is read through links that stay in the workspace, and through none that leave it', () => {
  const root = mkdtempSync(join(tmpdir(), 'context-'));
  const outside = mkdtempSync(join(tmpdir(), 'outside-'));
  mkdirSync(`${root}/real`);
  writeFileSync(`${root}/real/a.env`, 'A=1\n');
  writeFileSync(`${outside}/secret.env`, 'SECRET=1\n');
  symlinkSync('real', `${root}/near`);
  symlinkSync(outside, `${root}/far`);
  symlinkSync('real/a.env', `${root}/a.env`);
  symlinkSync(`${outside}/secret.env`, `${root}/secret.env`);
  const files = createContextFiles(nodeIo, root);
  expect(['real/a.env', 'near/a.env', 'a.env', 'real/../real/a.env', 'real/a.env/'].map(files.text)).toEqual(['A=1\n', 'A=1\n', 'A=1\n', null, null]);
  // Asked for twice: what is known of the folder then must say the same.
  expect(['secret.env', 'far/secret.env', 'far/secret.env', 'far/none.env'].map(files.text)).toEqual([null, null, null, null]);
  expect(files.bytes('far/secret.env').ok).toBe(false);
});
