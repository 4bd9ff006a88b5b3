import { sha256 } from '#text/sha256.js';

/**
 * A finding's name: rule, file, what it is about, and its number among equals. Never a line number
 * and never the neighbours, so it survives moved lines and unrelated edits.
 */
export function fingerprint(parts: readonly (string | number)[]): string {
  return sha256(parts.join('\0')).slice(0, 12);
}
