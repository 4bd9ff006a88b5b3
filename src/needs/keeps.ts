import { normalizeName } from '#pep/name.js';
import type { ServiceNeeds } from './by-service.js';
import type { Keep } from './types.js';

/** Whether a keep means a distribution: its name, in any spelling (PEP 503), or a glob of names. */
export function keepsName({ package: pattern }: Keep, name: string): boolean {
  if (!/[*?]/.test(pattern)) return normalizeName(pattern) === normalizeName(name);
  // Names are letters, digits and runs of `-_.`; the stars stay as they are.
  const parts = pattern.toLowerCase().replace(/[-_.]+/g, '-').split(/([*?])/);
  const source = parts.map((part) => (part === '*' ? '.*' : part === '?' ? '.' : part.replace(/[^\w-]/g, String.raw`\$&`))).join('');
  return new RegExp(`^${source}$`, 'u').test(normalizeName(name));
}

/** The keeps that speak of nothing that any image asks for: a name with a slip, or one that is gone. */
export function keepsNothing<K extends Keep>(keeps: readonly K[], services: readonly ServiceNeeds[]): readonly K[] {
  return keeps.filter((keep) => {
    const own = services.filter(({ service }) => keep.service === null || keep.service === service);
    return !own.some(({ needs }) => needs.needs.some(({ asked }) => keepsName(keep, asked.name)));
  });
}
