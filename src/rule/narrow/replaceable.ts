import { unheard } from '#answer/ledger.js';
import { hasEquivalents } from '#knowledge/equivalents.js';
import type { Replaceable } from '#needs/replaceable.js';
import type { ImageNeeds } from '#needs/types.js';
import { importedOf } from '#needs/verdict/imports.js';
import { whatMade } from '#needs/what-if.js';
import { bySources } from '#rule/freed.js';
import { replacedByCode } from './code.js';
import { replacedByLines } from './lines.js';
import type { NarrowLimits } from './types.js';

/** Worth a word where nothing else is asked for. */
export const LIMITS: NarrowLimits = { heavy: 10, uses: 5 };

/**
 * Whether an image could do without a requirement: remove it, replace it, or keep it and why. Null: nothing is asked of it, or
 * nothing can be said because it does not end up in the image.
 */
export function replaceable(needs: ImageNeeds, name: string, limits: NarrowLimits = LIMITS): Replaceable | null {
  return unheard(() => answerOf(needs, name, limits));
}

function answerOf(needs: ImageNeeds, name: string, limits: NarrowLimits): Replaceable | null {
  const made = whatMade(needs);
  const own = needs.needs.filter(({ asked }) => asked.name === name && asked.ships);
  const [need] = own;
  if (!made || !need) return null;
  const { judged, snapshot } = made;
  const keep = (because: string): Replaceable => ({ kind: 'keep', because, at: null });
  const { verdict, reason, evidence } = need;
  if (verdict === 'unused') return { kind: 'remove', reason };
  if (verdict === 'unknown') return keep(`it cannot be told whether it is needed: ${reason}`);
  if (verdict === 'redundant' || verdict === 'pin') return keep(`it comes in any case: ${reason}`);
  if (verdict === 'dev') return keep(`${reason}: requirements/dev-out takes it out`);
  if (needs.blind !== null) return keep(`what else the image uses cannot be told: ${needs.blind}`);
  const sources = bySources(judged, name);
  const subject = { snapshot, image: needs.image, judged: sources, name, lines: sources.asked.filter((one) => own.some(({ asked }) => asked === one)), versions: judged };
  const imports = importedOf(judged.code.reach, judged.python, judged.ownersOf).filter(({ owners, runs }) => runs && owners[0] === name);
  const kept = evidence.length > 0 && reason.startsWith('kept by the configuration');
  if (kept) return keep(reason);
  const [first] = imports;
  if (first) return hasEquivalents(name) ? replacedByCode(subject, imports, limits) : { kind: 'keep', because: `${first.at.path}:${first.at.line} imports ${first.module}, and no equivalents of ${name} are known`, at: first.at };
  // What is run, or needed unseen, is there for itself; what is needed for what it brings says so.
  return reason.startsWith('brings ') ? orReason(replacedByLines(subject, limits), reason) : keep(reason);
}

/** What a person knows it by is the first reason that it stays. */
function orReason(answer: Replaceable, reason: string): Replaceable {
  return answer.kind === 'keep' && answer.because.startsWith('it is needed itself') ? { ...answer, because: reason } : answer;
}
