import type { ExtraContents } from './contents.js';

/** Extras that serve those who work on a library, or that gather others: no narrower choice for a service. */
const NO_CHOICE = /(?:^|-)(?:tests?|testing|dev|develop|development|docs?|lint|typing|types|ci|build|release|all|full|complete|everything|standard|default|extras?|recommended|local-inference)(?:-|$)/;

/** Extras in place of those that a line asks for. */
export interface Choice {
  readonly extras: readonly string[];
  readonly dropped: readonly string[];
  /** False: an extra is named that the line does not ask for today, and another version's record tells what it brings. */
  readonly sure: boolean;
}

/**
 * The fewest parts that bring all of `must`: an extra without any of them goes, one of which only some are needed is replaced by
 * narrower ones where those bring all that is needed and less besides. Null: today's extras are as narrow as it gets.
 */
export function choose(asked: readonly string[], known: ReadonlyMap<string, ExtraContents>, must: ReadonlySet<string>): Choice | null {
  const extras: string[] = [];
  let sure = true;
  const supplied = new Set<string>();
  // What names least is asked first, so that `lib[all,pdf]` becomes `lib[pdf]`.
  const ordered = [...asked].sort((a, b) => (known.get(a)?.parts.length ?? 0) - (known.get(b)?.parts.length ?? 0));
  const taken = new Map<string, readonly string[]>();
  for (const extra of ordered) {
    const own = known.get(extra);
    const wanted = own?.parts.flatMap(({ name }) => (must.has(name) && !supplied.has(name) ? name : [])) ?? [];
    if (own && wanted.length === 0) continue;
    const narrower = own ? narrowerThan(own, wanted, [...known.values()]) : null;
    taken.set(extra, narrower?.map((one) => one.extra) ?? [extra]);
    for (const one of narrower ?? (own ? [own] : [])) for (const { name } of one.parts) supplied.add(name);
    if (narrower) sure &&= own?.sure === true && narrower.every((one) => one.sure);
  }
  for (const extra of asked) for (const one of taken.get(extra) ?? []) if (!extras.includes(one)) extras.push(one);
  const dropped = asked.filter((extra) => !extras.includes(extra));
  return dropped.length === 0 ? null : { extras, dropped, sure };
}

/** Extras that together bring all of `wanted` and less than `own`: always the one that adds least for what it covers. */
function narrowerThan(own: ExtraContents, wanted: readonly string[], all: readonly ExtraContents[]): readonly ExtraContents[] | null {
  const inside = new Set(own.parts.map(({ name }) => name));
  const candidates = all.filter(({ extra, parts }) => extra !== own.extra && !NO_CHOICE.test(extra) && parts.length > 0 && parts.length < inside.size && parts.every(({ name }) => inside.has(name)));
  const chosen: ExtraContents[] = [];
  const have = new Set<string>();
  for (let left = wanted; left.length > 0; left = wanted.filter((name) => !have.has(name))) {
    const best = candidates.map((one) => ({ one, covers: one.parts.filter(({ name }) => left.includes(name)).length, adds: one.parts.filter(({ name }) => !have.has(name)).length })).filter(({ covers }) => covers > 0).sort((a, b) => a.adds / a.covers - b.adds / b.covers || (a.one.extra < b.one.extra ? -1 : 1))[0];
    if (!best) return null;
    chosen.push(best.one);
    for (const { name } of best.one.parts) have.add(name);
  }
  // What was taken first may be in what was taken later.
  const least = chosen.reduceRight<readonly ExtraContents[]>((kept, one) => {
    const others = new Set(kept.filter((other) => other !== one).flatMap(({ parts }) => parts.map(({ name }) => name)));
    return wanted.every((name) => others.has(name)) ? kept.filter((other) => other !== one) : kept;
  }, chosen.toReversed()).toReversed();
  const brings = new Set(least.flatMap(({ parts }) => parts.map(({ name }) => name)));
  return brings.size < inside.size && least.length <= MOST ? least : null;
}

/** More extras than this in place of one are no simpler line. */
const MOST = 6;
