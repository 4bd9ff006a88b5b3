import { unheard } from '#answer/ledger.js';
import { modulesOf } from '#knowledge/names.js';
import type { Judged } from './judged.js';

/** The modules of a distribution, by the user's own environment or the catalogue; null: nobody has seen them. */
export function modulesKnown({ metadata }: Pick<Judged, 'metadata'>, name: string): readonly string[] | null {
  return metadata?.modulesOf(name) ?? unheard(() => modulesOf(name)).value;
}
