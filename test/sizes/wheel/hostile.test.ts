import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createHttp } from '#io/http.js';
import { measureWheel } from '#sizes/wheel/measure.js';
import type { WheelFile } from '#sizes/types.js';
import { sendPart, withRawServer, withServer } from '../../io/http-server.js';
import { archive, wheelFiles, type ArchiveFile, type ArchiveOptions } from './archive.js';

const MODULE: ArchiveFile = { name: 'spam/__init__.py', content: 'print("spam")\n' };
const WHEEL: Omit<WheelFile, 'url'> = { file: 'spam-1.0-py3-none-any.whl', bytes: null, sha256: null };

/** The files and bytes of a wheel, or why it cannot be measured. */
async function measured(bytes: Uint8Array, told: Partial<WheelFile> = {}): Promise<string> {
  return withServer((request, response) => sendPart(bytes, request, response), ({ url }) => measuredAt(`${url}/spam.whl`, told));
}

async function measuredAt(url: string, told: Partial<WheelFile> = {}): Promise<string> {
  const measure = await measureWheel({ ...WHEEL, url, ...told }, { http: createHttp(), cache: null });
  if (!measure.ok) return measure.reason.replace(/127\.0\.0\.1:\d+/g, 'HOST');
  const { files, bytes, python } = measure.value.contents;
  return `${files} files, ${bytes} bytes, ${python.bytes} of Python`;
}

const wheelOf = (files: readonly ArchiveFile[], options?: ArchiveOptions): Buffer => archive(wheelFiles(files), options);
const RIGHT = '4 files, 223 bytes, 14 of Python';

test('a plain wheel, as it should be', async () => {
  expect(await measured(wheelOf([MODULE]))).toBe(RIGHT);
});

test('Zip64 records and a comment change nothing', async () => {
  expect(await measured(wheelOf([{ ...MODULE, zip64: true }], { zip64: true }))).toBe(RIGHT);
  expect(await measured(wheelOf([MODULE], { comment: 'x'.repeat(60_000) }))).toBe(RIGHT);
});

test('a name that comes twice is one file, as it was written last', async () => {
  expect(await measured(wheelOf([{ name: 'spam/__init__.py', content: '# a longer first one, which is overwritten\n' }, MODULE]))).toMatch(/^4 files, .* 14 of Python$/);
});

test('names that lead out of the folder are counted, and nothing more', async () => {
  expect(await measured(archive([...wheelFiles([MODULE]), { name: '../../../etc/cron.d/x', content: 'ten bytes.' }, { name: 'C:\\windows\\x', content: '' }]))).toBe(
    '6 files, 233 bytes, 14 of Python',
  );
});

test.each<[string, Uint8Array, string]>([
  ['nothing at all', Buffer.alloc(0), 'it is no zip archive that can be read: End of central directory record signature not found'],
  ['no zip archive', Buffer.from('<html>Please log in</html>'), 'it is no zip archive that can be read: End of central directory record signature not found'],
  ['a zip archive and no wheel', archive([MODULE]), 'it is a zip archive, and no wheel: METADATA or WHEEL is missing'],
  ['an encrypted file', wheelOf([{ ...MODULE, flags: 0x801 }]), 'a file of it is encrypted'],
  ['a strongly encrypted file', wheelOf([{ ...MODULE, flags: 0x840 }]), 'it is no zip archive that can be read: strong encryption is not supported'],
  ['a packing that wheels do not have', wheelOf([{ ...MODULE, method: 93 }]), 'a file of it is packed by a method that wheels do not use (93)'],
  ['a file that is said to unpack to 4 GB', wheelOf([{ ...MODULE, said: 4e9 }]), 'a file of it is said to unpack to more than it can'],
  ['a stored file that is said to be another length', wheelOf([{ ...MODULE, stored: true, said: 4e9 }]), 'it is no zip archive that can be read: compressed/uncompressed size mismatch for stored file: 14 != 4000000000'],
  ['a file that is said to unpack to 2^60 bytes', wheelOf([{ ...MODULE, zip64: true, said: 2 ** 60 }]), 'a file of it is said to unpack to more than it can'],
  ['more entries than are told', wheelOf([MODULE], { count: 2 }), 'its zip directory has more entries than it tells'],
  ['fewer entries than are told', wheelOf([MODULE], { count: 9 }), 'it is no zip archive that can be read: it ends in the middle of its directory'],
  ['as many entries as no wheel has', wheelOf([MODULE], { count: 4e9, zip64: true }), 'its zip directory has 4000000000 entries, more than the 200000 that are read'],
])('%s is told, and not measured', async (_, bytes, reason) => {
  expect(await measured(bytes)).toBe(reason);
});

test('files that together have more bytes than fit into the archive share them', async () => {
  const content = Buffer.alloc(300_000, 'x');
  const one = archive([{ name: 'a', content, stored: true }]);
  // A thousand entries that all lead to the same bytes: a bomb that does not nest.
  const local = 30 + 1 + content.length;
  const entry = one.subarray(local, -22);
  const end = Buffer.from(one.subarray(-22));
  end.writeUInt16LE(1000, 10);
  expect(await measured(Buffer.concat([one.subarray(0, local), ...Array.from({ length: 1000 }, () => entry), end]))).toBe('its files are said to have more bytes than itself');
});

/** A big file of which the archive is the end: what lies before is never asked for. */
async function measuredAtEndOf(size: number, bytes: Uint8Array): Promise<string> {
  return withServer((request, response) => {
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const [start, end] = [Number(from), Number(to) + 1];
    if (end !== size) return void response.writeHead(500).end();
    return void response.writeHead(206, { 'content-range': `bytes ${start}-${end - 1}/${size}` }).end(Buffer.concat([Buffer.alloc(end - start - bytes.length), bytes]));
  }, ({ url }) => measuredAt(url, { bytes: size }));
}

test('more than 50 GB fits into no image', async () => {
  const files = (count: number): readonly ArchiveFile[] => Array.from({ length: count }, (_, index) => ({ name: `spam/${index}.bin`, said: 4e9, saidPacked: 4e6 }));
  const before = 400_000_000;
  const of = (count: number): Promise<string> => {
    const bytes = wheelOf([MODULE, ...files(count)], { before });
    return measuredAtEndOf(before + bytes.length, bytes);
  };
  expect(await of(12)).toMatch(/^16 files, 48000000\d\d\d bytes/);
  expect(await of(13)).toBe('its files are said to have 52 GB');
});

test('a directory that is said to be huge is not fetched', async () => {
  // It is said to begin where it did in the small file: 500 MB before the end.
  expect(await measuredAtEndOf(500_000_000, wheelOf([MODULE]))).toBe('its zip directory is said to have more than 24 MB');
});

test('a directory of 30,000 entries takes two requests and no long time', async () => {
  const bytes = wheelOf(Array.from({ length: 30_000 }, (_, index) => ({ name: `spam/${index}.py`, stored: true })));
  await withServer((request, response) => sendPart(bytes, request, response), async ({ url, asked }) => {
    expect(await measuredAt(url, { bytes: bytes.length })).toMatch(/^30003 files/);
    expect(asked).toHaveLength(2);
  });
}, 30_000);

test('a file that changes between two requests is told', async () => {
  const bytes = wheelOf(Array.from({ length: 2000 }, (_, index) => ({ name: `spam/${index}.py`, stored: true })));
  let tag = 0;
  await withServer((request, response) => sendPart(bytes, request, response.setHeader('etag', `"${tag++}"`)), async ({ url }) => {
    expect(await measuredAt(url)).toBe('it changed while it was read');
  });
});

test('what came whole is held against its hash, and every size against what the index tells', async () => {
  const bytes = wheelOf([MODULE]);
  const sha256 = hash('sha256', bytes, 'hex');
  expect(await measured(bytes, { sha256, bytes: bytes.length })).toBe(RIGHT);
  expect(await measured(bytes, { sha256: sha256.replace(/^./, 'x') })).toBe('it is not the file that the index has the hash of');
  expect(await measured(bytes, { bytes: bytes.length + 1 })).toMatch(/HOST sends another part than it was asked for|it has \d+ bytes, and the index tells \d+/);
  expect(await measured(bytes, { bytes: bytes.length - 1 })).toBe(`it has ${bytes.length} bytes, and the index tells ${bytes.length - 1}`);
});

test('servers without ranges: the whole where it is short, and never 16 MB', async () => {
  const bytes = wheelOf([MODULE]);
  await withServer((_, response) => void response.writeHead(200).end(bytes), async ({ url }) => expect(await measuredAt(url)).toBe(RIGHT));
  await withServer((request, response) => (request.headers.range === undefined ? sendPart(bytes, request, response) : void response.writeHead(501).end()), async ({ url }) => {
    expect(await measuredAt(url)).toBe(RIGHT);
  });
  await withServer((_, response) => void response.writeHead(200, { 'content-length': 5e9 }).write('PK'), async ({ url }) => {
    expect(await measuredAt(url)).toBe('HOST sends 5000000000 bytes, more than the 16000000 that are taken');
  });
});

test('a server that knows no last bytes tells the size, and is asked again', async () => {
  const bytes = wheelOf([MODULE]);
  await withServer((request, response) => {
    if (request.headers.range?.startsWith('bytes=-') === true) response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    else sendPart(bytes, request, response);
  }, async ({ url }) => expect(await measuredAt(url)).toBe(RIGHT));
});

test('what is not there, not shown, cut off or endless', async () => {
  await withServer((_, response) => void response.writeHead(404).end(), async ({ url }) => expect(await measuredAt(url)).toBe('HOST answers 404'));
  await withServer((_, response) => void response.writeHead(302, { location: '/again' }).end(), async ({ url }) => expect(await measuredAt(url)).toBe('HOST leads on more than 5 times'));
  await withRawServer((socket) => void socket.end('HTTP/1.1 206 OK\r\ncontent-range: bytes 0-99/100\r\ncontent-length: 100\r\n\r\nPK'), async (url) => {
    expect(await measuredAt(url)).toBe('HOST closed the connection before the answer was whole');
  });
  expect(await measuredAt('http://127.0.0.1:1/x.whl')).toBe('HOST takes no connection');
});
