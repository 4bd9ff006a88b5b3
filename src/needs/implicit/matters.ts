import { addressFamilies } from '#knowledge/addresses.js';
import type { Call } from '#python/source.js';
import { catalogued } from './matcher.js';
import { LONGEST_TEXT } from './lookup.js';
import { textSearch } from './text-search.js';

/** What imports by a name: a text that is a module's name may be given to it. */
export const COMPUTED_IMPORTS: readonly string[] = ['importlib.import_module', 'import_module', '__import__'];

/** Whether anybody asks about what code says. */
export interface Matters {
  /** A module or a qualified name; `.tail` of one's own modules is a name behind a dot. */
  name(name: string): boolean;
  attribute(name: string): boolean;
  text(text: string): boolean;
  call(call: Call): boolean;
}

let made: Matters | null = null;

/**
 * What the signs of the catalogue and the questions about addresses can see. A file says hundreds of names and texts of which
 * they see a few: what nobody asks about is left out where a file is read, not once for each image and question.
 */
export function matters(): Matters {
  return (made ??= mattersNow());
}

function mattersNow(): Matters {
  const { index, lookup } = catalogued();
  const families = addressFamilies();
  const users = new Set(families.flatMap((one) => one.users));
  const schemes = families.flatMap((one) => [one.schemes, ...one.plain.values()]);
  const addresses = textSearch(schemes.map((fits, sign) => ({ sign, fits, settings: false })));
  const computed = new Set(COMPUTED_IMPORTS);
  const ofCall = keptAnswers((name) => [name, tailOf(name), `.${tailOf(name)}`].some((one) => computed.has(one) || lookup.ofCall(one).length > 0));
  return {
    name: keptAnswers((name) => lookup.ofName(name).length > 0 || users.has(name) || lookup.ofAttribute(tailOf(name)).length > 0),
    attribute: (name) => lookup.ofAttribute(name).length > 0,
    text: (text) => lookup.ofText(text, false).length > 0 || addresses(text.slice(0, LONGEST_TEXT)).length > 0,
    call: (call) => ofCall(call.name) || call.arguments.some(({ name }) => typeof name === 'string' && index.given.has(name)),
  };
}

function tailOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Answers that are kept. */
const MOST_KEPT = 200_000;

function keptAnswers(work: (name: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const answer = work(name);
    if (known.size < MOST_KEPT) known.set(name, answer);
    return answer;
  };
}
