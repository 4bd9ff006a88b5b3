import { addressFamilies, type AddressFamily } from '#knowledge/addresses.js';
import type { Closure } from '#needs/edges/closure-types.js';
import type { Facts } from '#needs/facts.js';
import { LONGEST_TEXT } from '#needs/implicit/lookup.js';
import type { Implied } from '#needs/implicit/types.js';
import { cannotTell, placeOf, placeText, withPlace } from '#needs/verdict/evidence.js';
import { bringersOf } from '#needs/verdict/closures.js';
import type { Reason } from '#needs/verdict/judged.js';
import { impliedNames } from '#needs/verdict/roots.js';
import type { Searched } from './question.js';
import { isStandIn } from './stand-ins.js';

/** An address that comes from outside decides which driver is loaded. */
export function addressFromOutside(name: string, { judged: { code: { facts } } }: Searched): Reason | null {
  for (const family of addressFamilies()) {
    const { users, members, plain } = family;
    if (!members.has(name)) continue;
    const user = users.find((symbol) => facts.symbols.has(symbol));
    const at = user === undefined ? undefined : facts.symbols.get(user);
    if (user === undefined || at === undefined) continue;
    const driverless = plain.get(name);
    if (driverless && hasAddress(facts, driverless, null)) {
      return cannotTell(`${placeText(at)}: ${user} is given an address without a driver, into which code may put ${name}`, at);
    }
    // An address of the family that the workspace tells has said which driver it means.
    if (isTold(facts, family)) continue;
    return cannotTell(`${placeText(at)}: ${user} gets its address from outside the repository; it may name ${name}`, at);
  }
  return null;
}

/** What a pickle holds, or an address that is computed names, nobody can tell: it may be any of many. */
export function signOfMany(name: string, { judged: { asked, code }, perhaps }: Searched, kept: Closure): Reason | null {
  const implied = perhaps.find((one) => impliedNames(one, asked).includes(name) && isOpen(one, name, code.facts, kept));
  const sign = implied?.evidence[0];
  if (!implied || !sign) return null;
  const at = placeOf(sign);
  const reason = cannotTell(withPlace(at, `${sign.text}: what it needs cannot be told, and ${name} may be it`), at);
  return { ...reason, evidence: implied.evidence };
}

/** The same where no line asks for what may be meant: it comes along with a line that nothing else speaks for, and would go with it. */
export function bringerOfMany(name: string, { judged, whole, perhaps }: Searched, kept: Closure): Reason | null {
  for (const implied of perhaps) {
    const [sign] = implied.evidence;
    if (!sign || implied.strength === 'falls-back' || implied.need.with === null || impliedNames(implied, judged.asked).length > 0) continue;
    const meant = implied.names.flat().find((one) => isOpen(implied, one, judged.code.facts, kept) && !kept.comes.has(one) && bringersOf(whole, one).includes(name));
    if (meant === undefined) continue;
    const at = placeOf(sign);
    const reason = cannotTell(withPlace(at, `${sign.text}: what it needs cannot be told, and ${meant}, which only ${name} brings, may be it`), at);
    return { ...reason, evidence: implied.evidence };
  }
  return null;
}

/** Whether the library that would need it stays, and no address has said which driver it means. */
function isOpen({ verdict, need }: Implied, name: string, facts: Facts, kept: Closure): boolean {
  return (need.with === null || kept.comes.has(need.with)) && !(verdict === 'driver' && isToldOf(name, facts));
}

/** Whether an address of a driver's own family is told. */
function isToldOf(name: string, facts: Facts): boolean {
  return addressFamilies().some((family) => family.members.has(name) && isTold(facts, family));
}

/** Whether the workspace says which address of a family containers are given. */
function isTold(facts: Facts, { schemes, local }: AddressFamily): boolean {
  return hasAddress(facts, schemes, { local });
}

/** `standIns`: what is not taken for an address, since code only falls back on it; null: everything is one. */
function hasAddress(facts: Facts, schemes: RegExp, standIns: Pick<AddressFamily, 'local'> | null): boolean {
  const told = known.get(facts) ?? new Map<RegExp, boolean>();
  known.set(facts, told);
  const before = told.get(schemes);
  if (before !== undefined) return before;
  const found = holdsAddress(facts, schemes, standIns);
  told.set(schemes, found);
  return found;
}

/** Each requirement of an image asks again; a family's expressions are asked in one way each. */
const known = new WeakMap<Facts, Map<RegExp, boolean>>();

function holdsAddress(facts: Facts, schemes: RegExp, standIns: Pick<AddressFamily, 'local'> | null): boolean {
  const { strings, settings, variables } = facts;
  function isOne(text: string | null): boolean {
    return text !== null && schemes.test(text.slice(0, LONGEST_TEXT));
  }
  if (settings.some(({ text }) => isOne(text)) || [...variables.values()].some((values) => values.some(({ value }) => isOne(value)))) return true;
  return strings.some((one) => isOne(one.text) && (standIns === null || !isStandIn(facts, one, standIns.local)));
}
