import { createHash } from 'node:crypto';

/**
 * A finding's name: rule, file, what it is about, and its number among equals. Never a line number
 * and never the neighbours, so it survives moved lines and unrelated edits.
 */
export function fingerprint(parts: readonly (string | number)[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 12);
}
