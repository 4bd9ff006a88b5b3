import { hash } from 'node:crypto';
import type { HttpAnswer, HttpIo } from '#io/http-types.js';
import { read, unreadable, type Read } from '#text/read.js';
import type { WheelFile } from '../types.js';

/** A file on a server, of which the end is here. */
export interface RangedFile {
  readonly size: number;
  /** What is here, up to the end of the file. */
  readonly end: { readonly start: number; readonly bytes: Uint8Array };
  /** The same file with all of it here from `start` on. */
  from(start: number): Promise<Read<RangedFile>>;
}

/**
 * Bytes of the end that are asked for first: what a zip reader looks through for the end of the directory (a comment of 65,535
 * bytes, its record of 22 and the locator of Zip64 of 20). The whole directory lies in it for 92 of 100 wheels.
 */
export const TAIL = 65_577;
/** Of a server that sends more than it is asked for: what is taken all the same. */
const MOST_WHOLE = 16_000_000;
/** Bytes of a zip directory; the largest of 967 wheels had 1.8 MB. */
export const MOST_DIRECTORY = 24_000_000;
const TIMEOUT = 30_000;
/** A server that cannot send parts may refuse instead of sending the whole. */
const NO_RANGES: readonly number[] = [416, 501];

/** What is read of a wheel. `wrong`: its server sent something, and it is not what the index lists or no wheel at all. */
export type Opened<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string; readonly wrong?: true };

/** Asks for the end of a wheel. What came whole is held against its hash; a part cannot be. */
export async function openRanged({ url, bytes, sha256 }: WheelFile, http: HttpIo): Promise<Opened<RangedFile>> {
  if (url === null) return unreadable('no address is told for it');
  const ask = (size: number | null): Promise<Read<HttpAnswer>> =>
    http.get(url, { timeout: TIMEOUT, most: MOST_WHOLE, range: size === null ? { last: TAIL } : { start: Math.max(0, size - TAIL), end: size } });
  let answer = await ask(bytes === 0 ? null : bytes);
  // Some servers know no `bytes=-N`; they tell the size instead (RFC 9110, section 15.5.17).
  const told = answer.ok && answer.value.status === 416 && bytes === null ? /^bytes \*\/([1-9]\d{0,14})$/.exec(answer.value.headers.get('content-range') ?? '') : null;
  if (told !== null) answer = await ask(Number(told[1]));
  else if (answer.ok && NO_RANGES.includes(answer.value.status)) answer = await http.get(url, { timeout: TIMEOUT, most: MOST_WHOLE });
  if (!answer.ok) return answer;
  const { status, part, body } = answer.value;
  if (status !== 200 && status !== 206) return unreadable(`${hostOf(answer.value)} answers ${status}`);
  const size = part?.total ?? body.length;
  if (bytes !== null && size !== bytes) return { ...unreadable(`it has ${size} bytes, and the index tells ${bytes}`), wrong: true };
  if (sha256 !== null && body.length === size && hash('sha256', body, 'hex') !== sha256) return { ...unreadable('it is not the file that the index has the hash of'), wrong: true };
  return read(fileOf(size, { start: part?.start ?? 0, bytes: body }, url, answer.value, http));
}

function fileOf(size: number, end: RangedFile['end'], url: string, first: HttpAnswer, http: HttpIo): RangedFile {
  async function from(start: number): Promise<Read<RangedFile>> {
    if (start >= end.start) return read(fileOf(size, end, url, first, http));
    if (end.start - start > MOST_DIRECTORY) return unreadable(`its zip directory is said to have more than ${MOST_DIRECTORY / 1e6} MB`);
    const answer = await http.get(url, { timeout: TIMEOUT, most: MOST_DIRECTORY, range: { start, end: end.start } });
    if (!answer.ok) return answer;
    const { status, part, body, headers } = answer.value;
    if (status !== 206 || part === null) return unreadable(`${hostOf(answer.value)} answers ${status} to a part, and sent one before`);
    if (part.total !== size || headers.get('etag') !== first.headers.get('etag')) return unreadable('it changed while it was read');
    return read(fileOf(size, { start, bytes: Buffer.concat([body, end.bytes]) }, url, first, http));
  }
  return { size, end, from };
}

function hostOf({ url }: HttpAnswer): string {
  return new URL(url).host;
}
