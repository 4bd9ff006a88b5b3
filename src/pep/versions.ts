import { compare, parse } from '@renovatebot/pep440';
import { remembered } from '#text/remembered.js';
import type { Specifier } from './types.js';

export { parseSpecifiers, validSpecifier } from './specifiers.js';

/** A PEP 440 version in its parts; numbers are exact up to 2^53. */
export interface Version {
  readonly epoch: number;
  readonly release: readonly number[];
  /** `['rc', 1]`: the letter in its normal spelling. */
  readonly pre: readonly [string, number] | null;
  readonly post: number | null;
  readonly dev: number | null;
  /** Parts of the label behind `+`, lower case; null without. */
  readonly local: readonly string[] | null;
  /** A pre-release or a development release. */
  readonly prerelease: boolean;
}

/** Versions, and pairs of them, that are kept at most: the images of one repository ask for the same ones, and each is held against all on record. */
const MOST_KEPT = 5000;

const parsedOnce = remembered(parsedAnew, MOST_KEPT);

/** Of two public versions with a space between, which neither has: their order. */
const orderOnce = remembered((pair) => {
  const [left = '', right = ''] = pair.split(' ');
  return compare(left, right);
}, MOST_KEPT);

/** A version in its parts, or null when it is not one (PEP 440). White space around it is allowed. */
export function parseVersion(text: string): Version | null {
  return parsedOnce(text);
}

function parsedAnew(text: string): Version | null {
  const trimmed = text.trim();
  const plus = trimmed.indexOf('+');
  const parsed = parse(trimmed);
  if (!parsed) return null;
  return {
    epoch: parsed.epoch,
    release: parsed.release,
    pre: lettered(parsed.pre),
    post: lettered(parsed.post)?.[1] ?? null,
    dev: lettered(parsed.dev)?.[1] ?? null,
    local: plus < 0 ? null : trimmed.slice(plus + 1).toLowerCase().split(/[-_.]/),
    prerelease: Boolean(parsed.pre) || Boolean(parsed.dev),
  };
}

/**
 * Negative, zero or positive, as PEP 440 orders versions; null when one of them is no version.
 *
 * The local labels are compared here: @renovatebot/pep440 4.2.4 reads a label such as `1e5`,
 * which git hashes look like, as the number 100000.
 */
export function compareVersions(left: string, right: string): number | null {
  const a = parseVersion(left);
  const b = parseVersion(right);
  return a && b ? compareParsed(a, b) : null;
}

/**
 * Whether a version is one that every specifier admits, as `SpecifierSet.contains` of packaging 26 says.
 *
 * Pre-releases are admitted, since the question is about one given version, unless `prereleases` is false.
 * Written here and not taken from @renovatebot/pep440, whose `satisfies` ignores local labels (`==2.1.0+cpu`
 * admits `2.1.0+cu118`), and is wrong for `>` and `<` with a pre-, post- or development release and for `~=1.0.0a1`.
 * A text that is not a version satisfies `===` with the same text, nothing else.
 */
export function satisfies(
  version: string,
  specifiers: readonly Pick<Specifier, 'operator' | 'version'>[],
  options: { readonly prereleases?: boolean } = {},
): boolean {
  const parsed = parseVersion(version);
  if (parsed?.prerelease && options.prereleases === false) return false;
  return specifiers.every((specifier) => {
    if (specifier.operator === '===') return version.trim().toLowerCase() === specifier.version.toLowerCase();
    return parsed !== null && admits(parsed, specifier.operator, specifier.version);
  });
}

function admits(version: Version, operator: Exclude<Specifier['operator'], '==='>, text: string): boolean {
  const wildcard = text.endsWith('.*');
  const bound = parseVersion(wildcard ? text.slice(0, -2) : text);
  if (!bound) return false;
  if (wildcard) return inSeries(version, bound) === (operator === '==');
  switch (operator) {
    case '>=':
      return compareParsed(version, bound) >= 0;
    case '<=':
      return compareParsed(withoutLocal(version), bound) <= 0;
    case '==':
      return equal(version, bound);
    case '!=':
      return !equal(version, bound);
    case '~=':
      return compareParsed(version, bound) >= 0 && compareParsed(version, afterSeries(bound.release.slice(0, -1), bound)) < 0;
    case '<':
      // `<1.0` leaves out the pre-releases of 1.0 too, unless the bound is one (PEP 440, exclusive comparison).
      return compareParsed(version, bound.prerelease ? bound : { ...bound, dev: 0, prerelease: true }) < 0;
    case '>':
      return above(version, bound);
  }
}

/** `>V`: past V, its local versions and, unless V is a post-release itself, its post-releases. */
function above(version: Version, bound: Version): boolean {
  if (bound.dev !== null) return compareParsed(version, { ...bound, dev: bound.dev + 1 }) >= 0;
  if (bound.post !== null) return compareParsed(version, { ...bound, post: bound.post + 1, dev: 0 }) >= 0;
  if (compareParsed(version, bound) <= 0) return false;
  return compareParsed({ ...version, post: null, dev: null, local: null }, bound) !== 0;
}

function equal(version: Version, bound: Version): boolean {
  return compareParsed(bound.local ? version : withoutLocal(version), bound) === 0;
}

/** `==1.2.*`: from 1.2.dev0 up to 1.3.dev0. */
function inSeries(version: Version, series: Version): boolean {
  const first = { ...plain(series), dev: 0 };
  return compareParsed(version, first) >= 0 && compareParsed(version, afterSeries(series.release, series)) < 0;
}

/** The first development release past a series: 1.2 gives 1.3.dev0. */
function afterSeries(release: readonly number[], { epoch }: Version): Version {
  const next = [...release.slice(0, -1), (release.at(-1) ?? 0) + 1];
  return { epoch, release: next, pre: null, post: null, dev: 0, local: null, prerelease: true };
}

function compareParsed(left: Version, right: Version): number {
  return orderOnce(`${publicText(left)} ${publicText(right)}`) || compareLocal(left.local, right.local);
}

/** Numbers above words, numbers by value, a longer label above its own beginning, none at all below (PEP 440). */
function compareLocal(left: readonly string[] | null, right: readonly string[] | null): number {
  if (!left || !right) return Number(left !== null) - Number(right !== null);
  for (const [index, a] of left.entries()) {
    const b = right[index];
    if (b === undefined) return 1;
    const order = compareLabelPart(a, b);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareLabelPart(left: string, right: string): number {
  const numbers = [left, right].map((part) => /^[0-9]+$/.test(part));
  if (numbers[0] !== numbers[1]) return numbers[0] ? 1 : -1;
  if (numbers[0]) return Math.sign(Number(left) - Number(right));
  return left === right ? 0 : left < right ? -1 : 1;
}

function publicText({ epoch, release, pre, post, dev }: Version): string {
  return [
    `${epoch}!${release.join('.')}`,
    pre ? pre.join('') : '',
    post === null ? '' : `.post${post}`,
    dev === null ? '' : `.dev${dev}`,
  ].join('');
}

function withoutLocal(version: Version): Version {
  return { ...version, local: null };
}

function plain({ epoch, release }: Version): Version {
  return { epoch, release, pre: null, post: null, dev: null, local: null, prerelease: false };
}

/** The library gives `['rc', 1]`, null, or nothing. */
function lettered(part: readonly (string | number)[] | null | undefined): readonly [string, number] | null {
  if (!part) return null;
  return [String(part[0]), Number(part[1])];
}
