import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createFileReader } from '#io/file-reader.js';
import { withScratchFolder } from '#io/folders.js';

test('many files are read one after the other into one place, the large between the small', async () => {
  const large = 'x = 1\n'.repeat(400_000);
  await withScratchFolder(new Map([['a', 'first'], ['b', large], ['c', ''], ['d', 'last']]), (folder) => {
    const { bytes } = createFileReader(3_000_000);
    const read = ['a', 'b', 'c', 'd'].map((name) => {
      const found = bytes(`${folder}/${name}`);
      return found.ok ? Buffer.from(found.value).toString() : found.reason;
    });
    expect(read).toEqual(['first', large, '', 'last']);
    expect(createFileReader(2_000_000).bytes(`${folder}/b`)).toEqual({ ok: false, reason: 'larger than 2 MB' });
  });
});

test('what is no regular file is refused, and nobody waits for a FIFO', async () => {
  await withScratchFolder(new Map([['a', 'first']]), (folder) => {
    execFileSync('mkfifo', [`${folder}/fifo`]);
    symlinkSync(`${folder}/a`, `${folder}/link`);
    const { bytes, stamp } = createFileReader(1e6);
    for (const name of ['fifo', 'link', 'missing', '.']) {
      expect(bytes(`${folder}/${name}`).ok, name).toBe(false);
      expect(stamp(`${folder}/${name}`), name).toBeNull();
    }
    expect(bytes('/dev/zero')).toEqual({ ok: false, reason: 'not a regular file' });
  });
});
