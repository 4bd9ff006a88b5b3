import { hash } from 'node:crypto';
import type { Records } from '../records.js';

/**
 * All that is remembered of earlier runs, as columns. A content is named by its hash; a path leads to the content that lay
 * there when the file looked as its stamp says.
 */
export interface Remembered {
  readonly records: Records;
  readonly contents: readonly string[];
  /** By content: where its record is, and the day it was used last (since 1970). */
  readonly places: Int32Array;
  readonly days: Int32Array;
  readonly paths: readonly string[];
  readonly pathContents: Int32Array;
  /** By path four numbers: size, mtime, ctime, inode. */
  readonly stamps: Float64Array;
}

const CHECKSUM = 64;

/** One line that names the version, a checksum of the rest, then texts as JSON and the columns. */
export function encode(version: string, { records, contents, places, days, paths, pathContents, stamps }: Remembered): readonly Uint8Array[] {
  const json = Buffer.from(JSON.stringify({ contents, paths, texts: records.texts }));
  const sizes = Buffer.alloc(4);
  sizes.writeUInt32LE(json.length);
  const columns = [stamps, places, days, pathContents, records.bytes].map((one) => new Uint8Array(one.buffer, one.byteOffset, one.byteLength));
  const body = Buffer.concat([sizes, json, ...columns]);
  return [Buffer.from(headOf(version) + hash('sha256', body, 'hex')), body];
}

/** Null for a file of another version, of somebody else, or one that is damaged. */
export function decode(version: string, bytes: Uint8Array): Remembered | null {
  const head = Buffer.from(headOf(version));
  if (bytes.length < head.length + CHECKSUM + 4 || head.compare(bytes.subarray(0, head.length)) !== 0) return null;
  const body = bytes.subarray(head.length + CHECKSUM);
  if (hash('sha256', body, 'hex') !== Buffer.from(bytes.subarray(head.length, head.length + CHECKSUM)).toString()) return null;
  const size = new DataView(body.buffer, body.byteOffset).getUint32(0, true);
  const { contents, paths, texts } = JSON.parse(Buffer.from(body.subarray(4, 4 + size)).toString()) as {
    readonly contents: readonly string[]; readonly paths: readonly string[]; readonly texts: readonly string[];
  };
  // Typed arrays begin at multiples of their size, which a copy does.
  const { buffer } = new Uint8Array(body.subarray(4 + size));
  let at = paths.length * 32;
  const column = (length: number): Int32Array<ArrayBuffer> => new Int32Array(buffer, (at += length * 4) - length * 4, length);
  const stamps = new Float64Array(buffer, 0, paths.length * 4);
  const [places, days, pathContents] = [column(contents.length), column(contents.length), column(paths.length)];
  return { records: { bytes: new Uint8Array(buffer, at), texts }, contents, places, days, paths, pathContents, stamps };
}

function headOf(version: string): string {
  return `slimify: what Python files say; made anew when it is deleted; ${version}\n`;
}
