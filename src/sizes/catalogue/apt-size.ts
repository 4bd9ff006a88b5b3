import { incomplete, known, row } from '#answer/answer.js';
import type { Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { addedBy, aptSuite } from '#knowledge/apt.js';
import { togetherOf } from '#knowledge/apt-needs.js';
import { heldByFullImage, isHeldByFullImage } from '#knowledge/full-image.js';
import { cited } from '#knowledge/catalogue.js';
import type { Bytes } from '#sizes/types.js';

/** What an `apt-get install` adds to a slim Python image. */
export interface AptSize {
  /** The sum of Installed-Size over all that comes; null: of no package is it known. */
  readonly installed: Bytes | null;
  /** What the layer takes: documentation and locales stay out of slim images, apt's and dpkg's own data come in. Lists that are left behind not counted. */
  readonly layer: Bytes | null;
  /** Packages that the catalogue does not have: with any, both are a least. */
  readonly unknown: readonly string[];
}

/** What every slim Python image holds: nothing of it is installed again. */
const HELD: ReadonlySet<string> = new Set(['apt', 'base-files', 'bash', 'ca-certificates', 'coreutils', 'debianutils', 'dpkg', 'findutils', 'grep', 'gzip', 'hostname', 'libc6', 'libsqlite3-0', 'netbase', 'openssl', 'perl-base', 'sed', 'tar', 'tzdata', 'util-linux']);

/** Measured on the apt layers of builds of 29 public services: of Installed-Size, and bytes of apt's and dpkg's own. */
const LAYER = { low: 0.84, high: 1.01, least: 1_100_000, most: 5_800_000 };

/** What kind of image they are added to, and whether recommended packages come along. */
export interface AptInto {
  readonly recommends: boolean;
  /** A full Python image, which holds compilers and headers already. */
  readonly full: boolean;
}

/**
 * What packages add to a Python image of a release, with all that they need. What several need in common counts
 * once; what is recommended with each of them is added up, so with recommended packages several are a range.
 */
export function aptSize(packages: readonly string[], suite: string, { recommends, full }: AptInto): Answer<AptSize | null> {
  const lists = aptSuite(suite);
  if (lists === null) return ask(incomplete(null, `the catalogue has no package lists of ${suite}`));
  // `curl=7.88.1-10`, `libc6:amd64`, `git/bookworm-backports`.
  const names = [...new Set(packages.map((name) => name.replace(/[:=/].*$/s, '')))].filter((name) => !HELD.has(name) && !(full && isHeldByFullImage(name, suite)));
  const told = names.filter((name) => addedBy(name, suite) !== null);
  const unknown = names.filter((name) => !told.includes(name));
  const onSlim: Bytes | null = names.length === 0 ? { low: 0, high: 0, basis: 'catalogue' } : installedOf(told, suite, recommends);
  const installed = full ? besideFull(onSlim, told, suite, recommends) : onSlim;
  const layer: Bytes | null =
    installed === null || installed.high === 0 ? installed : { low: Math.round(installed.low * LAYER.low) + LAYER.least, high: Math.round(installed.high * LAYER.high) + LAYER.most, basis: 'heuristic' };
  const evidence = [
    cited(`Installed-Size of all that comes on ${suite}${recommends ? ', recommended packages among it' : ''}`, lists),
    ...(unknown.length === 0 ? [] : [row('catalogue', `not in the catalogue: ${unknown.join(', ')}`)]),
  ];
  const value: AptSize = { installed, layer, unknown };
  if (unknown.length > 0) return ask(incomplete(value, `the catalogue of ${suite} does not have ${unknown.join(', ')}`, evidence));
  return ask(known(value, names.length === 0 ? 'the image holds them already' : `all of ${names.join(', ')} are in the catalogue`, evidence));
}

/** The same for a full image: it may hold all of it, and of what is needed it holds what the catalogue tells. */
function besideFull(bytes: Bytes | null, names: readonly string[], suite: string, recommends: boolean): Bytes | null {
  const together = recommends ? null : togetherOf(names, suite, heldByFullImage(suite));
  return bytes === null ? null : { ...bytes, low: 0, high: Math.min(bytes.high, together === null ? Infinity : together * 1_024) };
}

function installedOf(names: readonly string[], suite: string, recommends: boolean): Bytes | null {
  const rows = names.flatMap((name) => {
    const added = addedBy(name, suite);
    return added === null ? [] : { alone: togetherOf([name], suite), plain: added[0], whole: added[1] };
  });
  if (rows.length === 0) return null;
  const sum = rows.reduce((all, { plain }) => all + plain, 0);
  const together = Math.min(sum, togetherOf(names, suite) ?? sum);
  // Where the graph is right for each alone, it is right for all together.
  const exact = rows.every(({ alone, plain }) => alone !== null && Math.abs(alone - plain) <= Math.max(50, plain * 0.02));
  const least = rows.length === 1 ? sum : exact ? together : Math.max(...rows.map(({ plain }) => plain));
  const most = rows.length === 1 ? sum : together;
  if (!recommends) return kilobytes(least, most);
  const extra = rows.map(({ plain, whole }) => whole - plain);
  // What one recommends another may need.
  return kilobytes(Math.max(least, ...rows.map(({ whole }) => whole)), most + extra.reduce((all, one) => all + one, 0));
}

function kilobytes(low: number, high: number): Bytes {
  return { low: low * 1_024, high: high * 1_024, basis: 'catalogue' };
}
