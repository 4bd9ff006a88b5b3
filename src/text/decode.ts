/** A file's text, or why it cannot be edited without loss. */
export type Decoded = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

/** The largest file that is read at all (docs/design.md, section 6). */
export const MAX_BYTES = 10_000_000;

/**
 * Bytes to text, only where writing the text back gives the same bytes. A UTF-8 byte order
 * mark stays in the text as U+FEFF, so that offsets and bytes outside an edit never move.
 */
export function decode(bytes: Uint8Array): Decoded {
  if (bytes.length > MAX_BYTES) return refuse(`larger than ${MAX_BYTES / 1e6} MB`);
  if (utf16Of(bytes) !== null) return refuse('UTF-16, not UTF-8');
  if (bytes.includes(0)) return refuse('binary: it holds a NUL byte');
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return refuse('not UTF-8');
  }
}

/**
 * The text of a file in UTF-16 with its byte order mark, as PowerShell writes what `>` is given; null: it is none. It is read and never
 * written: git and diffs take such a file for no text.
 */
export function decodeUtf16(bytes: Uint8Array): string | null {
  const encoding = utf16Of(bytes);
  if (encoding === null || bytes.length > MAX_BYTES) return null;
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function refuse(reason: string): Decoded {
  return { ok: false, reason };
}

/** By the byte order mark. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (startsWith(bytes, [0xff, 0xfe])) return 'utf-16le';
  return startsWith(bytes, [0xfe, 0xff]) ? 'utf-16be' : null;
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}
