import { crc32, deflateRawSync } from 'node:zlib';

/** A file of an archive; whatever the directory is to lie about is given. */
export interface ArchiveFile {
  readonly name: string;
  readonly content?: string | Uint8Array;
  readonly stored?: boolean;
  /** General purpose flags; 1: encrypted. */
  readonly flags?: number;
  readonly method?: number;
  /** What the directory says of the bytes, unpacked. */
  readonly said?: number;
  /** What it says of the bytes, packed. */
  readonly saidPacked?: number;
  /** Sizes and place are in the Zip64 extra field. */
  readonly zip64?: boolean;
}

export interface ArchiveOptions {
  /** Entries that the end record tells. */
  readonly count?: number;
  /** The end of the directory is a Zip64 record. */
  readonly zip64?: boolean;
  readonly comment?: string;
  /** Bytes that are said to lie before the archive. */
  readonly before?: number;
}

/** A zip archive (APPNOTE 6.3.10, 4.3), as true or untrue as asked for. */
export function archive(files: readonly ArchiveFile[], { count = files.length, zip64 = false, comment = '', before = 0 }: ArchiveOptions = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = before;
  for (const { name, content = '', stored = false, flags = 0x800, method = stored ? 0 : 8, said, saidPacked, zip64: wide = false } of files) {
    const bytes = Buffer.from(content);
    const packed = stored ? bytes : deflateRawSync(bytes);
    const path = Buffer.from(name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(flags, 6);
    local.writeUInt16LE(method, 8);
    local.writeUInt32LE(crc32(bytes), 14);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(bytes.length, 22);
    local.writeUInt16LE(path.length, 26);
    const extra = wide ? zip64Extra(said ?? bytes.length, saidPacked ?? packed.length, at) : Buffer.alloc(0);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(flags, 8);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(crc32(bytes), 16);
    entry.writeUInt32LE(wide ? 0xffffffff : (saidPacked ?? packed.length), 20);
    entry.writeUInt32LE(wide ? 0xffffffff : (said ?? bytes.length), 24);
    entry.writeUInt16LE(path.length, 28);
    entry.writeUInt16LE(extra.length, 30);
    entry.writeUInt32LE(wide ? 0xffffffff : at, 42);
    parts.push(local, path, packed);
    directory.push(entry, path, extra);
    at += local.length + path.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  return Buffer.concat([...parts, listed, ...(zip64 ? zip64End(count, listed.length, at) : []), end(zip64 ? 0xffff : count, listed.length, zip64 ? 0xffffffff : at, comment)]);
}

/** The files that make an archive a wheel. */
export function wheelFiles(files: readonly ArchiveFile[], entryPoints?: string): readonly ArchiveFile[] {
  const info = 'spam-1.0.dist-info';
  const all: readonly ArchiveFile[] = [
    ...files,
    ...(entryPoints === undefined ? [] : [{ name: `${info}/entry_points.txt`, content: entryPoints }]),
    { name: `${info}/METADATA`, content: 'Metadata-Version: 2.1\nName: spam\nVersion: 1.0\n' },
    { name: `${info}/WHEEL`, content: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n' },
  ];
  const recorded = [...all.map(({ name }) => name).filter((name) => !name.endsWith('/')), `${info}/RECORD`];
  return [...all, { name: `${info}/RECORD`, content: recorded.map((name) => `${name},,\n`).join('') }];
}

function zip64Extra(bytes: number, packed: number, at: number): Buffer {
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  [bytes, packed, at].forEach((value, index) => extra.writeBigUInt64LE(BigInt(value), 4 + index * 8));
  return extra;
}

function zip64End(count: number, length: number, at: number): readonly Buffer[] {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  [count, count, length, at].forEach((value, index) => record.writeBigUInt64LE(BigInt(value), 24 + index * 8));
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(at + length), 8);
  locator.writeUInt32LE(1, 16);
  return [record, locator];
}

function end(count: number, length: number, at: number, comment: string): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(length, 12);
  record.writeUInt32LE(at, 16);
  record.writeUInt16LE(comment.length, 20);
  return Buffer.concat([record, Buffer.from(comment)]);
}
