import { read, unreadable, type Read } from '#text/read.js';

/** The fields of a ustar header that we read (POSIX.1-2001, pax, "ustar Interchange Format"). */
export interface TarHeader {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly link: string;
}

/** A block of 512 bytes as a header; null for the empty blocks at the end of an archive. */
export function headerOf(block: Uint8Array): Read<TarHeader | null> {
  if (block.every((byte) => byte === 0)) return read(null);
  // The sum over all bytes, with its own eight taken as blanks.
  let sum = 0;
  for (let at = 0; at < block.length; at++) sum += at >= 148 && at < 156 ? 32 : (block[at] ?? 0);
  if (sum !== numberOf(block.subarray(148, 156))) return unreadable('not a tar archive: a header has a wrong checksum');
  const isPosix = textOf(block.subarray(257, 263)) === 'ustar';
  const prefix = isPosix ? textOf(block.subarray(345, 500)) : '';
  const name = textOf(block.subarray(0, 100));
  return read({
    name: prefix === '' ? name : `${prefix}/${name}`,
    type: String.fromCharCode(block[156] ?? 0),
    size: numberOf(block.subarray(124, 136)),
    mode: numberOf(block.subarray(100, 108)) & 0o7777,
    uid: numberOf(block.subarray(108, 116)),
    gid: numberOf(block.subarray(116, 124)),
    link: textOf(block.subarray(157, 257)),
  });
}

/** PAX records: `<length> <key>=<value>\n`, the length counting the whole record in bytes. */
export function paxOf(content: Uint8Array): Readonly<Record<string, string>> {
  const records: Record<string, string> = {};
  for (let at = 0; at < content.length; ) {
    const blank = content.indexOf(32, at);
    const length = blank < 0 ? Number.NaN : Number(textOf(content.subarray(at, blank)));
    if (!Number.isInteger(length) || length <= blank - at) break;
    const record = textOf(content.subarray(blank + 1, at + length - 1));
    const equals = record.indexOf('=');
    if (equals > 0) records[record.slice(0, equals)] = record.slice(equals + 1);
    at += length;
  }
  return records;
}

/** Up to the first NUL. */
export function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** Octal digits; or, GNU's way with large numbers, binary behind a set first bit. */
function numberOf(field: Uint8Array): number {
  if (((field[0] ?? 0) & 0x80) === 0) return Number.parseInt(textOf(field).trim() || '0', 8);
  return field.subarray(1).reduce((value, byte) => value * 256 + byte, (field[0] ?? 0) & 0x7f);
}
