import { hash } from 'node:crypto';
import type { CacheFolder } from '#io/cache-folder.js';
import { httpAddress } from '#io/http-address.js';
import type { WheelFile } from '../types.js';
import type { WheelContents } from './types.js';

/** What is remembered of a wheel. */
export interface RememberedWheel {
  readonly contents: WheelContents;
  readonly wheel: number;
}

/** Counted up when what a wheel's contents are changes. */
const VERSION = 1;
const CHECKSUM = 64;
const LONGEST = 100_000;

/**
 * The name under which a wheel is remembered; null where nothing tells it apart. A hash alone would not do: it is what the index
 * says, and a part of a file cannot be held against it, so that one server's word must not pass for another's.
 */
export function wheelKey({ file, url, bytes, sha256 }: WheelFile): string | null {
  const address = url === null ? null : httpAddress(url);
  if (address === null || (sha256 === null && bytes === null)) return null;
  const { origin, pathname, search } = address.url;
  return `wheel-${hash('sha256', [VERSION, file, origin, ...(sha256 === null ? [pathname, search, bytes] : [sha256])].join('\n'), 'hex').slice(0, 40)}`;
}

/** Null for what is not there, damaged or of another version. */
export function rememberedWheel(cache: CacheFolder, key: string): RememberedWheel | null {
  const bytes = cache.read(key);
  if (bytes === null || bytes.length > LONGEST) return null;
  const text = Buffer.from(bytes).toString();
  const body = text.slice(CHECKSUM);
  if (text.slice(0, CHECKSUM) !== checksum(key, body)) return null;
  try {
    return JSON.parse(body) as RememberedWheel;
  } catch {
    return null;
  }
}

export function rememberWheel(cache: CacheFolder, key: string, wheel: RememberedWheel): void {
  const body = JSON.stringify(wheel);
  if (body.length < LONGEST - CHECKSUM) cache.write(key, [Buffer.from(checksum(key, body) + body)]);
}

/** Of the key as well: a file under another's name is none. */
function checksum(key: string, body: string): string {
  return hash('sha256', `${key}\n${body}`, 'hex');
}
