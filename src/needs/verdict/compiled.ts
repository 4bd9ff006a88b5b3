import type { Closure } from '#needs/edges/closure-types.js';
import { bringersOf, closureFor } from './closures.js';
import type { Judged } from './judged.js';

/** Names that only a compiled file lists: they stay as long as something that its sources ask for brings them. */
export function compiledOnly({ asked }: Pick<Judged, 'asked'>): ReadonlySet<string> {
  if (!asked.some(({ kind }) => kind === 'compiled')) return NONE;
  const written = new Set(asked.flatMap(({ name, kind }) => (kind === 'compiled' ? [] : name)));
  return new Set(asked.flatMap(({ name }) => (written.has(name) ? [] : name)));
}

const NONE: ReadonlySet<string> = new Set();

/** What stays and is listed by a compiler alone, with all that bring it and are asked for by people. */
export interface Carried {
  readonly name: string;
  readonly bringers: readonly string[];
}

/**
 * Of what stays, that which would go with the next compilation: no line that a person wrote and that stays brings it for
 * sure. Without its bringers an image would lack what it needs, although the compiled file still lists it today.
 */
export function carriedOf(judged: Judged, whole: Closure, staying: Iterable<string>): readonly Carried[] {
  const derived = compiledOnly(judged);
  if (derived.size === 0) return [];
  const stays = new Set(staying);
  const names = [...stays].filter((name) => derived.has(name));
  if (names.length === 0) return [];
  const kept = closureFor(judged, new Set([...stays].filter((name) => !derived.has(name))));
  return names.flatMap((name) => {
    if (kept.comes.get(name)?.certain === 'yes') return [];
    const bringers = bringersOf(whole, name).filter((one) => one !== name && !derived.has(one) && !stays.has(one));
    return bringers.length === 0 ? [] : [{ name, bringers }];
  });
}
