import { describe, expect, test } from 'vitest';
import { withScratchFolder } from '#io/folders.js';
import { runProcess } from '#io/processes.js';
import { tarReader } from '#verify/tar.js';
import type { ImageFile } from '#verify/types.js';

const LONG = `deep/${'a-rather-long-folder-name/'.repeat(8)}file-with-ünïcode.txt`;

/** Packs these files with the tar of this machine, in the format given, and reads the archive in pieces of `piece` bytes. */
async function packedAndRead(format: string, piece: number): Promise<readonly ImageFile[]> {
  const files = new Map([['app/main.py', 'print("hello")\n'], ['app/empty.txt', ''], [LONG, 'x'.repeat(1500)], ['app/block.bin', 'b'.repeat(512)]]);
  return withScratchFolder(files, async (folder) => {
    await runProcess('chmod', ['640', 'app/main.py'], { timeout: 10_000, cwd: folder });
    await runProcess('ln', ['app/main.py', 'app/twin.py'], { timeout: 10_000, cwd: folder });
    await runProcess('ln', ['-s', '../etc/passwd', 'app/link'], { timeout: 10_000, cwd: folder });
    const chunks: Uint8Array[] = [];
    const packed = await runProcess('tar', ['--create', '--sort=name', `--format=${format}`, '--owner=:1234', '--group=:99', '.'], {
      timeout: 10_000, cwd: folder, onOutput: (chunk) => chunks.push(chunk),
    });
    expect(packed).toMatchObject({ ok: true, value: { exit: 0 } });
    const archive = Buffer.concat(chunks);
    const reader = tarReader((path) => path.endsWith('.py'));
    for (let at = 0; at < archive.length; at += piece) reader.push(archive.subarray(at, at + piece));
    const read = reader.end();
    if (!read.ok) throw new Error(read.reason);
    return read.value;
  });
}

describe.each(['gnu', 'posix'])('an archive in %s format', (format) => {
  test.each([1, 511, 512, 513, 100_000])('is read whole in pieces of %i bytes', async (piece) => {
    const files = new Map((await packedAndRead(format, piece)).map((file) => [file.path, file]));
    expect([...files.keys()].filter((path) => files.get(path)?.kind !== 'folder').sort()).toEqual(
      ['/app/block.bin', '/app/empty.txt', '/app/link', '/app/main.py', '/app/twin.py', `/${LONG}`].sort(),
    );
    expect(files.get('/app/main.py')).toMatchObject({ kind: 'file', size: 15, mode: 0o640, uid: 1234, gid: 99, target: null });
    expect(Buffer.from(files.get('/app/main.py')?.content ?? []).toString()).toBe('print("hello")\n');
    expect(files.get('/app/link')).toMatchObject({ kind: 'link', target: '../etc/passwd' });
    expect(files.get(`/${LONG}`)).toMatchObject({ kind: 'file', size: 1500, content: null });
    expect(files.get('/app')).toMatchObject({ kind: 'folder' });
  });

  test('a hard link is a file with the size and the bytes of the one it names', async () => {
    const files = await packedAndRead(format, 4096);
    expect(files.filter(({ path }) => path.endsWith('.py')).map(({ size, content }) => [size, content?.length])).toEqual([[15, 15], [15, 15]]);
  });
});

describe('what is not an archive', () => {
  test('is refused, not guessed at', () => {
    const reader = tarReader(() => false);
    reader.push(new Uint8Array(2048).fill(65));
    expect(reader.end()).toEqual({ ok: false, reason: 'not a tar archive: a header has a wrong checksum' });
  });

  test('nor is half of one', async () => {
    const chunks: Uint8Array[] = [];
    await withScratchFolder(new Map([['a.txt', 'x'.repeat(5000)]]), (folder) =>
      runProcess('tar', ['--create', 'a.txt'], { timeout: 10_000, cwd: folder, onOutput: (chunk) => chunks.push(chunk) }));
    const reader = tarReader(() => false);
    reader.push(Buffer.concat(chunks).subarray(0, 3000));
    expect(reader.end()).toEqual({ ok: false, reason: 'the archive ends in the middle of an entry' });
  });
});
