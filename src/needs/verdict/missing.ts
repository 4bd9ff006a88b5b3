import type { Closure } from '#needs/edges/closure-types.js';
import type { Missing } from '#needs/types.js';
import { bringersOf } from './closures.js';
import type { Imported } from './imports.js';
import type { Judged, Reason } from './judged.js';

interface Parts {
  readonly imported: readonly Imported[];
  readonly all: ReadonlySet<string>;
  readonly whole: Closure;
  readonly reasons: ReadonlyMap<string, Reason>;
}

/** Imports that no requirement answers by itself: each module once, by its top-level name or that of its distribution. */
export function missingOf({ asked, askedDoubts, ownBase, code }: Judged, { imported, all, whole, reasons }: Parts): readonly Missing[] {
  const found = new Map<string, Missing>();
  for (const { module, from, owners, guessed, at, by, optional, runs, perhaps } of imported) {
    // What protoc makes while the image is built is nowhere before.
    if (/_pb2(?:_grpc)?$/.test(from) || !runs || by === 'probe' || perhaps || owners.some((owner) => all.has(owner))) continue;
    const key = guessed ? (module.split('.')[0] ?? module) : (owners[0] ?? module);
    const known = found.get(key);
    // An import that has to be there tells more than one that may fail.
    if (known && (optional || !known.optional)) continue;
    const through = owners.flatMap((owner) => bringersOf(whole, owner)).toSorted((a, b) => Number(reasons.get(a)?.verdict === 'unused') - Number(reasons.get(b)?.verdict === 'unused'))[0];
    // Something is installed that is not known: it may hold this.
    if (through === undefined && (askedDoubts.length > 0 || asked.length === 0 || ownBase || code.installs)) continue;
    found.set(key, { module: from, distributions: guessed ? [] : owners, through: through ?? null, at, optional });
  }
  return [...found.values()];
}
