import type { InstallRequest, Resolution } from '#sizes/types.js';
import { compare, isEmpty } from './compare.js';
import { requestKey, rewordedIn } from './requests.js';
import type { Declared, Proved, Resolver, Unproved, Verdict } from './types.js';
import { undeclaredText } from './words.js';

/**
 * Resolves what one environment of an image asks for before a fix and after it, and compares: what
 * disappears, appears or changes version must be what the fix declares. Null: it asks for the same.
 */
export async function proofOf(
  before: readonly InstallRequest[], after: readonly InstallRequest[], declared: Declared, resolve: Resolver,
): Promise<Verdict | null> {
  if (requestKey(before) === requestKey(after)) return null;
  const [old, now] = await Promise.all([resolve(before), resolve(after)]);
  const untold = noProof(old, 'as it is');
  if (untold) return untold;
  if (now.conflict) return { outcome: 'refuted', reason: `what is left could not be installed: ${now.because}` };
  const unknown = noProof(now, 'after the fix');
  if (unknown) return unknown;
  // Nothing is left to ask about: nobody told it.
  const both = old.packages.size > 0 && now.packages.size > 0;
  if (both && old.by !== now.by) return { outcome: 'unproved', reason: `${old.by} told what was installed, ${now.by} what would be` };
  const stays = stayingIn(now, declared);
  const { difference, undeclared } = compare(old, now, declared, rewordedIn(before, after));
  if (!isEmpty(undeclared)) return { outcome: 'refuted', reason: undeclaredText(undeclared, stays) };
  return { outcome: 'proved', by: old.packages.size > 0 ? old.by : now.by, before: old.packages.size, after: now.packages.size, difference, stays };
}

function stayingIn({ packages }: Resolution, { removes, adds }: Declared): Proved['stays'] {
  return [...removes].toSorted().flatMap((name) => {
    const still = packages.get(name);
    return still && still.parents.length > 0 && !adds.has(name) ? [{ name, parents: still.parents }] : [];
  });
}

/** Why a resolution proves nothing; null where it does. */
function noProof(resolution: Resolution, when: string): Unproved | null {
  if (resolution.conflict) return { outcome: 'unproved', reason: `what is installed does not resolve ${when}: ${resolution.because}` };
  if (!resolution.complete) return { outcome: 'unproved', reason: resolution.because };
  const untold = [...resolution.packages.values()].find(({ version }) => version === null);
  return untold ? { outcome: 'unproved', reason: `the version of ${untold.name} is not told` } : null;
}
