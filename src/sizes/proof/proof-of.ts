import type { InstallRequest, Resolution } from '#sizes/types.js';
import { compare, isEmpty } from './compare.js';
import { requestKey, rewordedIn } from './requests.js';
import { risesIn } from './rises.js';
import type { Declared, Proved, Resolver, Verdict } from './types.js';
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
  if (old.conflict) return { outcome: 'unproved', reason: `what is installed does not resolve as it is: ${old.because}` };
  const untold = noProof(old);
  if (untold !== null && !isToldButFor(old, old)) return { outcome: 'unproved', reason: untold };
  if (now.conflict) return untold === null ? { outcome: 'refuted', reason: `what is left could not be installed: ${now.because}`, rises: [] } : { outcome: 'unproved', reason: untold };
  const unknown = noProof(now);
  if (unknown !== null && !isToldButFor(now, old)) return { outcome: 'unproved', reason: unknown };
  // Nothing is left to ask about: nobody told it.
  const both = old.packages.size > 0 && now.packages.size > 0;
  if (both && old.by !== now.by) return { outcome: 'unproved', reason: `${old.by} told what was installed, ${now.by} what would be` };
  const stays = stayingIn(now, declared);
  const { difference, undeclared } = compare(old, now, declared, rewordedIn(before, after));
  if (!isEmpty(undeclared)) return { outcome: 'refuted', reason: undeclaredText(undeclared, stays), rises: risesIn(old, now, undeclared, declared, after) };
  const open = untold ?? unknown;
  if (open !== null) return { outcome: 'unproved', reason: `${open}; all else differs as declared` };
  return { outcome: 'proved', by: old.packages.size > 0 ? old.by : now.by, before: old.packages.size, after: now.packages.size, difference, stays };
}

function stayingIn({ packages }: Resolution, { removes, adds }: Declared): Proved['stays'] {
  return [...removes].toSorted().flatMap((name) => {
    const still = packages.get(name);
    return still && still.parents.length > 0 && !adds.has(name) ? [{ name, parents: still.parents }] : [];
  });
}

/** Why a resolution proves nothing; null where it does. */
function noProof(resolution: Resolution): string | null {
  if (!resolution.complete) return resolution.because;
  const untold = [...resolution.packages.values()].find(({ version }) => version === null);
  return untold ? `the version of ${untold.name} is not told` : null;
}

/**
 * Whether a resolver told all but some distributions that nobody can tell (a source archive without a wheel), and these are among
 * those of before. What they require is not known, which proves nothing; that something else moves is seen all the same.
 */
function isToldButFor({ by, unresolved, conflict }: Resolution, before: Resolution): boolean {
  const known = new Set(before.unresolved.map(({ what }) => what));
  return (by === 'uv' || by === 'pip') && conflict === undefined && unresolved.length > 0 && unresolved.every(({ what }) => known.has(what));
}
