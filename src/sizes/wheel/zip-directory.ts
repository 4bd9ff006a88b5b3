import { Readable } from 'node:stream';
import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import { read, unreadable, type Read } from '#text/read.js';
import type { RangedFile } from './ranged-file.js';

/** A file in a zip archive, as the archive's directory tells. */
export interface ZipEntry {
  /** With `/`; never a path to write to. */
  readonly name: string;
  /** Once it is unpacked. */
  readonly bytes: number;
}

export interface ZipDirectory {
  readonly entries: readonly ZipEntry[];
  /** The bytes of an entry, where they are here already and not more than `most`; null where they are not. */
  contents(entry: ZipEntry, most: number): Promise<Uint8Array | null>;
}

/** Files of one wheel; the most of 967 were 16,235. */
const MOST_ENTRIES = 200_000;
/** Bytes of all files of one wheel: more fits into no image that is built. */
const MOST_UNPACKED = 50e9;
/** Deflate cannot do better (zlib, "Maximum Expansion Factor": 1032:1). */
const DEFLATE = 1032;
const [STORED, DEFLATED] = [0, 8];
const ENTRY = Buffer.from('PK\u0001\u0002', 'latin1');

/** The directory at the end of a zip archive, all of it; docs/decisions/005 says why yauzl reads it. */
export async function readZipDirectory(file: RangedFile): Promise<Read<ZipDirectory>> {
  const reader = readerOf(file);
  try {
    const zip = await fromRandomAccessReaderPromise(reader.reader, file.size, { decodeStrings: false, autoClose: false });
    if (zip.entryCount > MOST_ENTRIES) return unreadable(`its zip directory has ${zip.entryCount} entries, more than the ${MOST_ENTRIES} that are read`);
    const found = new Map<ZipEntry, Entry>();
    let [unpacked, packed] = [0, 0];
    for await (const entry of zip.eachEntry()) {
      const wrong = faultOf(entry);
      unpacked += entry.uncompressedSize;
      packed += entry.compressedSize;
      if (wrong !== null) return unreadable(wrong);
      found.set({ name: nameOf(entry), bytes: entry.uncompressedSize }, entry);
    }
    if (unpacked > MOST_UNPACKED) return unreadable(`its files are said to have ${Math.round(unpacked / 1e9)} GB`);
    if (packed > file.size) return unreadable('its files are said to have more bytes than itself');
    const here = reader.file();
    // Python's zipfile reads as many as there is room for, yauzl as many as are told.
    const after = Buffer.from(here.end.bytes.subarray(reader.furthest() - here.end.start)).subarray(0, 4);
    if (after.equals(ENTRY)) return unreadable('its zip directory has more entries than it tells');
    return read({ entries: [...found.keys()], contents: (entry, most) => contentsOf(zip, found.get(entry), here, most) });
  } catch (error) {
    return unreadable(reader.reason() ?? `it is no zip archive that can be read: ${error instanceof Error ? error.message.split('.')[0]?.slice(0, 100) : 'unknown'}`);
  }
}

/** pip cannot unpack these either, or the sizes cannot be true. */
function faultOf({ generalPurposeBitFlag, compressionMethod, compressedSize, uncompressedSize }: Entry): string | null {
  if ((generalPurposeBitFlag & 1) !== 0) return 'a file of it is encrypted';
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) return `a file of it is packed by a method that wheels do not use (${compressionMethod})`;
  return uncompressedSize > compressedSize * DEFLATE + DEFLATE ? 'a file of it is said to unpack to more than it can' : null;
}

/** Only ASCII parts of names are looked at; what is not UTF-8 stays distinct. */
function nameOf({ fileNameRaw, generalPurposeBitFlag }: Entry): string {
  return fileNameRaw.toString((generalPurposeBitFlag & 0x800) === 0 ? 'latin1' : 'utf8');
}

/** Null for what is not here, too long or not as the directory tells. */
async function contentsOf(zip: ZipFile, entry: Entry | undefined, file: RangedFile, most: number): Promise<Uint8Array | null> {
  if (entry === undefined || entry.uncompressedSize > most || entry.relativeOffsetOfLocalHeader < file.end.start) return null;
  try {
    const chunks: Uint8Array[] = [];
    // yauzl ends the stream with an error where more or less comes than the directory tells.
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Uint8Array);
    return Buffer.concat(chunks);
  } catch {
    return null;
  }
}

interface Reading {
  readonly reader: RandomAccessReader;
  /** The file with all that was read so far. */
  file(): RangedFile;
  /** Why the file could not be read further. */
  reason(): string | null;
  /** Where the last piece ended. */
  furthest(): number;
}

/** What yauzl reads from: what is here, and more of the server once it asks for the start of the directory. */
function readerOf(opened: RangedFile): Reading {
  let file = opened;
  let reason: string | null = null;
  let furthest = 0;
  async function piece(start: number, length: number): Promise<Uint8Array> {
    if (start + length > file.size) throw new Error('it ends in the middle of its directory');
    if (start < file.end.start) {
      const more = await file.from(start);
      if (!more.ok) throw new Error((reason = more.reason));
      file = more.value;
    }
    furthest = start + length;
    return file.end.bytes.subarray(start - file.end.start, furthest - file.end.start);
  }
  // yauzl wants an heir of its class (README, "RandomAccessReader"); this is one whose methods are its own.
  const reader = Object.assign(Reflect.construct(RandomAccessReader, []) as RandomAccessReader, {
    read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null, bytes?: number) => void): void {
      piece(position, length).then(
        (bytes) => {
          buffer.set(bytes, offset);
          callback(null, length);
        },
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
      );
    },
    _readStreamForRange: (start: number, end: number): Readable => Readable.from([Buffer.from(file.end.bytes.subarray(start - file.end.start, end - file.end.start))]),
    close: (callback: (error: Error | null) => void): void => callback(null),
  });
  return { reader, file: () => file, reason: () => reason, furthest: () => furthest };
}
