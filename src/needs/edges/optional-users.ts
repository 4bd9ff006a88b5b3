import type { Edge } from '#knowledge/edge-types.js';
import type { EdgeSource } from './source.js';

/** An extra of a distribution that lists another one: `excel` of pandas lists openpyxl. */
export interface OptionalUser {
  readonly name: string;
  readonly extra: string;
  readonly marker: string | null;
  /** True: another version's record tells it. */
  readonly assumed: boolean;
  /** Where it was read. */
  readonly source: string;
}

/** By the name that is listed. */
type Listed = ReadonlyMap<string, readonly OptionalUser[]>;

const perSource = new WeakMap<EdgeSource, Map<string, Listed>>();

/** Distributions that list nothing and are kept of one source. */
const MOST_KEPT = 20_000;

/**
 * Which of the kept distributions list a name under some extra, asked for or not: code of theirs may
 * import it where it is installed. `pandas` without `[excel]` reads workbooks with openpyxl all the same.
 */
export function optionalUsers(name: string, kept: readonly Kept[], source: EdgeSource): readonly OptionalUser[] {
  const places = placesOf(kept, source);
  const lists = naming.get(source)?.get(name);
  if (lists === undefined) return NONE;
  const listing = lists.filter((listed) => places.has(listed));
  if (listing.length === 0) return NONE;
  return listing.sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0)).flatMap((listed) => listed.get(name) ?? NONE);
}

const NONE: readonly OptionalUser[] = [];

/** By source and name, the lists that have the name: few do, and each kept set is asked about many names. */
const naming = new WeakMap<EdgeSource, Map<string, Listed[]>>();

interface Kept {
  readonly name: string;
  readonly version: string | null;
}

const perKept = new WeakMap<readonly Kept[], { readonly source: EdgeSource; readonly places: ReadonlyMap<Listed, number> }>();

/** The lists of all that is kept, those that are empty left out, with their order. */
function placesOf(kept: readonly Kept[], source: EdgeSource): ReadonlyMap<Listed, number> {
  const known = perKept.get(kept);
  if (known?.source === source) return known.places;
  const lists = kept.map(({ name, version }) => listedBy(name, version, source)).filter(({ size }) => size > 0);
  const places = new Map(lists.map((listed, place) => [listed, place]));
  perKept.set(kept, { source, places });
  return places;
}

function listedBy(name: string, version: string | null, source: EdgeSource): Listed {
  const known = perSource.get(source) ?? new Map<string, Listed>();
  const key = `${name} ${version ?? ''}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  perSource.set(source, known);
  const listed = list(name, version, source);
  // What lists something has a record, so there are no more of them than lines that people wrote.
  if (listed.size > 0 || known.size < MOST_KEPT) known.set(key, listed);
  const byName = naming.get(source) ?? new Map<string, Listed[]>();
  naming.set(source, byName);
  for (const other of listed.keys()) {
    const own = byName.get(other);
    if (own === undefined) byName.set(other, [listed]);
    else own.push(listed);
  }
  return listed;
}

function list(name: string, version: string | null, source: EdgeSource): Listed {
  const { value, assumed } = source(name, version);
  const listed = new Map<string, OptionalUser[]>();
  for (const [extra, edges] of value?.optional ?? []) {
    const told = { name, extra, assumed: assumed || (value?.borrowed?.has(extra) ?? false), source: value?.source ?? '' };
    for (const edge of edges) if (edge.name !== name) add(listed, edge, told);
  }
  return listed;
}

function add(listed: Map<string, OptionalUser[]>, { name, marker }: Edge, told: Omit<OptionalUser, 'marker'>): void {
  const users = listed.get(name);
  if (users === undefined) listed.set(name, [{ ...told, marker }]);
  else users.push({ ...told, marker });
}
