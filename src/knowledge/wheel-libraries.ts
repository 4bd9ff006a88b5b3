import { assumed, incomplete, known, type Answer, type Evidence } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { catalogue, cited, type Sourced } from './catalogue.js';
import { nativeNeeds } from './native-needs.js';
import { packageSizes } from './package-sizes.js';

/** Libraries of the system that were installed for some distributions, and for which others stand that need none of them. */
export interface LibraryFamily extends Sourced {
  /** Packages of Debian and Ubuntu. */
  readonly packages: readonly string[];
  /** Distributions that need them. */
  readonly larger: readonly string[];
  /** Distributions in their place that need none, by the first version that was looked at. */
  readonly free: Readonly<Record<string, string>>;
  /** What code would load by itself: `libGL`. */
  readonly sonames: readonly string[];
  readonly basis: string;
}

interface File {
  readonly families: { readonly opencv: LibraryFamily };
  readonly loaded: Readonly<Record<string, Sourced & { readonly what: string }>>;
  readonly measured: Sourced & { readonly basis: string; readonly versions: Readonly<Record<string, string>> };
}

const file = catalogue<File>('wheel-libraries');

export function openCvLibraries(): LibraryFamily {
  return file().families.opencv;
}

/** Distributions that need one of these packages of the system, each with why. */
export interface LibraryNeed {
  readonly name: string;
  readonly why: string;
}

/**
 * Which of these distributions need one of a family's packages. A wheel of pure Python links nothing; one of compiled code was looked
 * into, or it is not known. Incomplete where one is not.
 */
export function needsOfFamily(names: readonly string[], { packages, larger, free }: LibraryFamily): Answer<readonly LibraryNeed[]> {
  const { loaded, measured } = file();
  const listed = new Map(nativeNeeds(names, null).value.map((one) => [one.name, one]));
  const found: LibraryNeed[] = [];
  const unknown: string[] = [];
  const evidence: Evidence[] = [];
  for (const name of names) {
    const fact = Object.hasOwn(loaded, name) ? loaded[name] : undefined;
    const libraries = listed.get(name)?.libraries;
    if (larger.includes(name)) found.push({ name, why: `${name} links them` });
    else if (fact) found.push({ name, why: `${name} loads ${fact.what}` });
    else if (libraries === null || libraries?.some((one) => packages.includes(one))) found.push({ name, why: `${name} needs ${libraries?.join(', ') ?? 'libraries of the system'}` });
    else if (!Object.hasOwn(measured.versions, name) && !Object.hasOwn(free, name) && !isPure(name)) unknown.push(name);
  }
  if (found.length === 0) evidence.push(cited('no wheel of it links one of them', measured));
  const because = found.length === 0 ? `none of ${names.length} distributions needs them` : found.map(({ why }) => why).join('; ');
  if (unknown.length > 0) return ask(incomplete(found, `what ${unknown.slice(0, 4).join(', ')}${unknown.length > 4 ? ` and ${unknown.length - 4} more` : ''} link${unknown.length === 1 ? 's' : ''} is not known`, evidence));
  const guess = found.length === 0 && names.some((name) => !larger.includes(name) && !Object.hasOwn(free, name));
  return ask(guess ? assumed(found, 'other versions of the wheels are taken to link what those do that were looked at', evidence) : known(found, because, evidence));
}

/** Its newest version that is known has a wheel of Python code alone. */
function isPure(name: string): boolean {
  return packageSizes(name)[0]?.kind === 'pure';
}
