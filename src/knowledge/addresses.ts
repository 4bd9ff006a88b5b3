import { catalogue, type Sourced } from './catalogue.js';

/** Libraries that are given an address (of a database, a broker, a file), whose scheme decides which distribution they need. */
export interface AddressFamily extends Sourced {
  /** What takes the address, qualified. */
  readonly users: readonly string[];
  /** Finds an address of the family in a text. */
  readonly schemes: RegExp;
  /** Distributions that an address may ask for. */
  readonly members: ReadonlySet<string>;
  /** Members that code often puts into an address that names no driver: what finds such an address. */
  readonly plain: ReadonlyMap<string, RegExp>;
  /** Finds an address that needs no server, as developers have it; null: the family has none. */
  readonly local: RegExp | null;
  readonly basis: string;
}

interface Entry extends Sourced {
  readonly users: readonly string[];
  readonly schemes: string;
  readonly members: readonly string[];
  readonly plain?: Readonly<Record<string, string>>;
  readonly local?: string;
  readonly basis: string;
}

const file = catalogue<{ readonly families: Readonly<Record<string, Entry>> }>('addresses');
let families: readonly AddressFamily[] | null = null;

/** The families of the catalogue, with what finds their addresses; made on first use. */
export function addressFamilies(): readonly AddressFamily[] {
  return (families ??= Object.values(file().families).map(familyOf));
}

function familyOf(entry: Entry): AddressFamily {
  const plain = Object.entries(entry.plain ?? {});
  return {
    ...entry,
    schemes: new RegExp(entry.schemes, 'u'),
    members: new Set(entry.members),
    local: entry.local === undefined ? null : new RegExp(entry.local, 'u'),
    plain: new Map(plain.map(([name, scheme]) => [name, new RegExp(`\\b(?:${scheme})://`, 'u')])),
  };
}
