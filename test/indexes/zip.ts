import { crc32 } from 'node:zlib';

/** One file of an archive. */
export interface ZipEntry {
  readonly path: string;
  readonly content: Buffer;
}

/** 1 January 2024, as MS-DOS writes it: the same bytes on every day and in every time zone. */
const DATE = ((2024 - 1980) << 9) | (1 << 5) | 1;

/**
 * A zip archive of stored files (APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12, 4.3.16). Written by hand because the indexes also serve
 * archives that no library writes: `directoryBytes` and `directoryAt` are what the end record claims, true or not.
 */
export function storedZip(entries: readonly ZipEntry[], claims: { readonly directoryBytes?: number; readonly directoryAt?: number } = {}): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, content } of entries) {
    const name = Buffer.from(path);
    const fields = commonFields(name, content);
    const header = Buffer.alloc(4);
    header.writeUInt32LE(0x04034b50);
    local.push(header, fields, name, content);
    directory.push(directoryHeader(fields, offset), name);
    offset += 30 + name.length + content.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(Math.min(entries.length, 0xffff), 8);
  end.writeUInt16LE(Math.min(entries.length, 0xffff), 10);
  end.writeUInt32LE(claims.directoryBytes ?? listed.length, 12);
  end.writeUInt32LE(claims.directoryAt ?? offset, 16);
  return Buffer.concat([...local, listed, end]);
}

/** From `version needed to extract` to `extra field length`: the same in both headers of a file. */
function commonFields(name: Buffer, content: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(0x0800, 2); // Names are UTF-8.
  fields.writeUInt16LE(DATE, 8);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(content.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

function directoryHeader(fields: Buffer, offset: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50);
  header.writeUInt16LE((3 << 8) | 20, 4); // Made on Unix, so that the mode below counts.
  fields.copy(header, 6);
  header.writeUInt32LE(0o100644 * 0x10000, 38);
  header.writeUInt32LE(offset, 42);
  return header;
}
