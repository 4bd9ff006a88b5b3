import { row, type Evidence } from '#answer/answer.js';
import { provedText } from '#sizes/proof/words.js';
import type { Hold } from '#plan/holds.js';
import { grouped } from '#text/grouped.js';
import type { Judged } from './types.js';

/** So many different outcomes of one fix are told apart. */
const SHOWN = 3;

/** What the resolver says for a fix, once for all images in which it says the same. */
export function provedRows(judged: readonly Judged[]): readonly Evidence[] {
  const proved = judged.flatMap(({ about, verdict }) => (verdict.outcome === 'proved' ? [{ about, verdict }] : []));
  const all = [...grouped(proved, ({ verdict }) => provedText(verdict))];
  const shown = all.length > SHOWN + 1 ? all.slice(0, SHOWN) : all;
  const rest = all.slice(shown.length).flatMap(([, group]) => group);
  return [
    ...shown.flatMap(([text, group]) => rowOf(text, group)),
    ...(rest.length > 0 ? [row('resolver', `proved in ${imagesOf(rest)} more images, each with a set of its own`)] : []),
  ];
}

function rowOf(text: string, group: readonly Pick<Judged, 'about'>[]): readonly Evidence[] {
  const [first] = group;
  if (!first) return [];
  const images = imagesOf(group);
  return [row('resolver', images > 1 ? `${text} (${images} images)` : text, first.about.at ?? undefined)];
}

/** Each limit that a fix writes, and what would happen without it. */
export function holdRows(holds: readonly Hold[]): readonly Evidence[] {
  return holds.map(({ name, specifier, path, from, to, beside }) => {
    const why = beside.length === 0 ? 'its own line leaves' : `${beside.join(', ')} ${beside.length === 1 ? 'leaves' : 'leave'}`;
    return row('resolver', `${path} asks for ${name}${specifier}: without that it would go from ${from} to ${to} where ${why}`);
  });
}

/** How many images they are about. */
export function imagesOf(judged: readonly Pick<Judged, 'about'>[]): number {
  return new Set(judged.map(({ about }) => about.build.id)).size;
}
