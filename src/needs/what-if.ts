import { unheard } from '#answer/ledger.js';
import type { Snapshot } from '#files/snapshot.js';
import type { ImageNeeds } from './types.js';
import { judge, judgeOnly, type Judgement } from './verdict/judge.js';
import type { Judged } from './verdict/judged.js';

/** What the verdicts of an image were made of: its lines, its code, who requires whom, at one moment of a plan. */
export interface Made {
  readonly judged: Judged;
  readonly snapshot: Snapshot;
}

const madeOf = new WeakMap<ImageNeeds, Made>();

/** Remembers what the verdicts of an image were made of. */
export function withMade(needs: ImageNeeds, made: Made): ImageNeeds {
  madeOf.set(needs, made);
  return needs;
}

/** Null: the verdicts were put together by hand. */
export function whatMade(needs: ImageNeeds): Made | null {
  return madeOf.get(needs) ?? null;
}

/**
 * The verdicts as they would be if something of what they are made of were otherwise: an extra's distributions asked for line by
 * line, an import gone. What is changed has to be what the change of a file would lead to; everything else is as it is.
 */
export function judgedAs(judged: Judged, change: Partial<Judged>): Judgement {
  return unheard(() => judge({ ...judged, ...change }));
}

/** The same of the lines that ask for these names alone, where nobody wants to know of the others. */
export function judgedOnlyAs(judged: Judged, change: Partial<Judged>, about: ReadonlySet<string>): Judgement['needs'] {
  return unheard(() => judgeOnly({ ...judged, ...change }, about));
}
