import { createHash } from 'node:crypto';
import type { Aids } from './aids.js';

/** Counted up when what is kept has another form, or comes of the same question in another way. */
const FORM = 3;

/**
 * Does a work once for equal inputs and keeps what came of it in the cache folder until it is too old. One file holds one result
 * and lies at a place that its key gives, so that the folder holds 4,096 of them at most; of two that want the same place the later
 * one stays. What cannot be read is not there. `keeps`: results that are worth keeping.
 */
export async function kept<T>(aids: Aids, inputs: unknown, isResult: (value: unknown) => value is T, keeps: (value: T) => boolean, work: () => Promise<T>): Promise<T> {
  if (aids.cache === null) return work();
  const key = createHash('sha256').update(JSON.stringify([FORM, inputs])).digest('hex');
  const name = `resolution-${key.slice(0, 3)}.json`;
  const found = entryOf(aids.cache.read(name));
  const age = found === null ? -1 : aids.now() - found.at;
  if (found !== null && found.key === key && age >= 0 && age < aids.maxAge && isResult(found.value)) return found.value;
  const value = await work();
  if (keeps(value)) aids.cache.write(name, [new TextEncoder().encode(JSON.stringify({ key, at: aids.now(), value }))]);
  return value;
}

function entryOf(bytes: Uint8Array | null): { readonly key: string; readonly at: number; readonly value: unknown } | null {
  if (bytes === null) return null;
  try {
    const entry: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof entry !== 'object' || entry === null || !('key' in entry) || !('at' in entry) || !('value' in entry)) return null;
    const { key, at, value } = entry;
    return typeof key === 'string' && typeof at === 'number' ? { key, at, value } : null;
  } catch {
    return null;
  }
}
