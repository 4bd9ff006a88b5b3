import { scriptsOf } from '#knowledge/names.js';
import { cannotTell, withPlace } from '#needs/verdict/evidence.js';
import type { Reason } from '#needs/verdict/judged.js';
import type { Searched } from './question.js';

/** What starts is not known, and it may be a program of this. */
export function untoldStart(name: string, { judged: { code: { untold }, metadata } }: Searched): Reason | null {
  if (untold === null) return null;
  const [script] = metadata?.scriptsOf(name) ?? scriptsOf(name).value;
  return script === undefined ? null : cannotTell(withPlace(untold.at, `${untold.text}; it may run ${script}`), untold.at);
}
