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

/** Distributions that are kept of one source. */
const MOST_KEPT = 20_000;

/**
 * Which of the kept distributions list a name under some extra, asked for or not: code of theirs may
 * import it where it is installed. `pandas` without `[excel]` reads workbooks with openpyxl all the same.
 */
export function optionalUsers(name: string, kept: readonly Kept[], source: EdgeSource): readonly OptionalUser[] {
  const found: OptionalUser[] = [];
  for (const listed of listsOf(kept, source)) {
    const users = listed.get(name);
    if (users !== undefined) found.push(...users);
  }
  return found;
}

interface Kept {
  readonly name: string;
  readonly version: string | null;
}

const perKept = new WeakMap<readonly Kept[], { readonly source: EdgeSource; readonly lists: readonly Listed[] }>();

/** The lists of all that is kept, those that are empty left out: it is asked about many names. */
function listsOf(kept: readonly Kept[], source: EdgeSource): readonly Listed[] {
  const known = perKept.get(kept);
  if (known?.source === source) return known.lists;
  const lists = kept.map(({ name, version }) => listedBy(name, version, source)).filter(({ size }) => size > 0);
  perKept.set(kept, { source, lists });
  return lists;
}

function listedBy(name: string, version: string | null, source: EdgeSource): Listed {
  const known = perSource.get(source) ?? new Map<string, Listed>();
  perSource.set(source, known);
  const key = `${name} ${version ?? ''}`;
  const listed = known.get(key) ?? list(name, version, source);
  if (known.size < MOST_KEPT) known.set(key, listed);
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
