import type { Place } from '#answer/answer.js';
import { countVerdicts } from '#needs/by-service.js';
import type { Need, Step, Verdict } from '#needs/types.js';
import { visible } from '#text/visible.js';
import type { Colour } from './paint.js';
import { placeOf } from './place.js';

/** `61 used, 3 unused`: how many have which verdict. */
export function countsText(needs: readonly Need[]): string {
  return [...countVerdicts(needs)].map(([verdict, number]) => `${number} ${verdict}`).join(', ');
}

const COLOURS: Readonly<Partial<Record<Verdict, Colour>>> = { unused: 'red', unknown: 'yellow', redundant: 'yellow', used: 'green' };

export function colourOf(verdict: Verdict): Colour {
  return COLOURS[verdict] ?? 'cyan';
}

/** Where to look first: the first proof; the line itself where the search found nothing. */
export function proofOf({ asked, verdict, evidence }: Need): Place {
  const proof = verdict === 'unused' || verdict === 'redundant' ? undefined : evidence.find(({ path, line }) => path !== null && line !== null);
  return proof?.path && proof.line !== null ? { path: proof.path, line: proof.line } : asked.at;
}

/**
 * The way from the start of a container to the first proof: `CMD uvicorn app:app (Dockerfile:20)`, then `app.py:3 import db` for
 * each step behind it, so that every step begins with what a terminal makes clickable.
 */
export function chainSteps(chain: readonly Step[]): readonly string[] {
  return chain.map(({ text, at }, index) => {
    if (at === null) return visible(text);
    const place = placeOf(at.path, at.line);
    if (index === 0) return `${visible(text)} (${place})`;
    // The place says the path already.
    const said = text === at.path ? '' : text.startsWith(`${at.path} `) ? text.slice(at.path.length + 1) : text;
    return said === '' ? place : `${place} ${visible(said)}`;
  });
}
