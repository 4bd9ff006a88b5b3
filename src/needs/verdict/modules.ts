import { modulesOf } from '#knowledge/names.js';
import type { Judged } from './judged.js';

/** The modules of a distribution, by the user's own environment or the catalogue; null: nobody has seen them. */
export function modulesKnown({ metadata }: Pick<Judged, 'metadata'>, name: string): readonly string[] | null {
  return metadata?.modulesOf(name) ?? catalogued(name);
}

const listed = new Map<string, readonly string[] | null>();
/** Names that are kept at most. */
const MOST_KEPT = 100_000;

/** The catalogue does not change in a run, and every image asks for the same names. */
function catalogued(name: string): readonly string[] | null {
  const known = listed.get(name);
  if (known !== undefined) return known;
  const { value } = modulesOf(name);
  if (listed.size < MOST_KEPT) listed.set(name, value);
  return value;
}
