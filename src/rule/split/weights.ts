import { unheard } from '#answer/ledger.js';
import { bundledEdges } from '#knowledge/edges.js';
import { sizeFactors } from '#knowledge/package-sizes.js';
import { closureOf } from '#needs/edges/closure.js';
import type { EdgeSource } from '#needs/edges/source.js';
import { catalogueSize } from '#sizes/catalogue/package-size.js';
import { markersOf } from '#sizes/request/requests.js';
import type { Target } from '#sizes/types.js';

/** A requirement as far as its weight goes. */
export interface Weighed {
  readonly name: string;
  readonly extras: readonly string[];
  /** The pinned version; null: none. */
  readonly version: string | null;
}

/** What requirements bring along, and what that takes on disk. */
export interface Weights {
  /** Everything that comes with a requirement, itself among it, by number. */
  comes(one: Weighed): readonly number[];
  /** Whether all that comes with it is told. */
  whole(one: Weighed): boolean;
  /** The number of a distribution that something brings; undefined: nothing does. */
  number(name: string): number | undefined;
  /** Bytes of a distribution: the middle of what the catalogue says, or of what distributions weigh where it says nothing. */
  bytes(distribution: number): number;
  readonly count: () => number;
}

const bundled: EdgeSource = (name, version) => bundledEdges(name, version);

/** Weights by the bundled catalogues alone, on one target; `versions`: the pinned versions that are known. */
export function weightsFor(target: Target, versions: ReadonlyMap<string, string>, source: EdgeSource = bundled): Weights {
  const environment = markersOf(target);
  const numbers = new Map<string, number>();
  const bytes: number[] = [];
  const closures = new Map<string, { readonly comes: readonly number[]; readonly whole: boolean }>();
  function numberOf(name: string): number {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    const number = numbers.size;
    numbers.set(name, number);
    bytes.push(unheard(() => sizeOf(name, versions.get(name) ?? null, target)));
    return number;
  }
  function closure(one: Weighed): { readonly comes: readonly number[]; readonly whole: boolean } {
    const key = `${one.name}[${one.extras.join()}]${one.version ?? ''}`;
    const known = closures.get(key);
    if (known) return known;
    const { comes, complete } = unheard(() => closureOf([one], environment, source));
    const found = { comes: [...comes.keys()].map(numberOf), whole: complete };
    closures.set(key, found);
    return found;
  }
  return { comes: (one) => closure(one).comes, whole: (one) => closure(one).whole, number: (name) => numbers.get(name), bytes: (number) => bytes[number] ?? 0, count: () => numbers.size };
}

function sizeOf(name: string, version: string | null, target: Target): number {
  const { files, bytecode } = catalogueSize(name, version, target);
  const { unheard: typical } = sizeFactors().factors;
  const middle = (range: typeof files, otherwise: number): number => (range === null ? otherwise : (range.low + range.high) / 2);
  return middle(files, typical.files[1]) + middle(bytecode, files === null ? typical.bytecode[1] : 0);
}
