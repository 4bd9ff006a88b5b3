import { assumed, known, row } from '#answer/answer.js';
import type { Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { baseImageUnheard } from './base-image.js';
import type { BaseImage } from './base-image.js';
import { catalogue, cited } from './catalogue.js';
import type { Sourced } from './catalogue.js';

/** A package that apt installs only since another one recommends it. */
export interface Fallen {
  readonly name: string;
  /** What it puts on PATH. */
  readonly commands: readonly string[];
  /** Words that ask for it without naming a command of it: `--recv-keys` for dirmngr. */
  readonly signs: readonly string[];
  /** Why it is to stay whatever runs later; null: what runs decides. */
  readonly needed: string | null;
  /** Every release that is asked for has a package of that name. */
  readonly everywhere: boolean;
}

/** What comes along with packages although nobody asks for it by name. */
export interface Recommended {
  /** The Debian releases that it holds for. */
  readonly suites: readonly string[];
  readonly fallen: readonly Fallen[];
  /** Installed size of what is only recommended, in kB; over several releases the largest. */
  readonly kilobytes: number;
  /** Packages that the catalogue does not have. */
  readonly unknown: readonly string[];
  /** Packages that do what they are installed for only with what they recommend, with the reason. */
  readonly decisive: readonly string[];
}

interface Entry extends Sourced {
  readonly suites: Readonly<Record<string, BySuite>>;
  /** What comes along of what others only recommend, since this package depends on it. */
  readonly brings: readonly string[];
  readonly decisive?: string;
  /** What is to stay for it, with the reason. */
  readonly keeps?: Readonly<Record<string, string>>;
}

interface BySuite {
  /** What it recommends itself. */
  readonly recommends: readonly string[];
  /** All that comes along since something recommends it. */
  readonly fallen: readonly string[];
  readonly kilobytes: number;
}

interface FallenEntry {
  readonly kilobytes: number;
  readonly commands: readonly string[];
  readonly signs?: readonly string[];
  readonly needed?: string;
  /** The releases that have it, where not all do. */
  readonly only?: readonly string[];
}

/** What a package and all that it needs add to a slim Python image, in kB of 1,024 bytes: without recommended packages, and with them. */
export type Added = readonly [plain: number, recommended: number];

interface File {
  /** By package and release. */
  readonly added: Readonly<Record<string, Readonly<Record<string, Added>>>>;
  readonly fallen: Readonly<Record<string, FallenEntry>>;
  readonly packages: Readonly<Record<string, Entry>>;
  readonly suites: Readonly<Record<string, Sourced>>;
  /** Packages whose programs read the lists in a running container. */
  readonly readers: Readonly<Record<string, Sourced & { readonly because: string }>>;
}

const file = catalogue<File>('apt');

/**
 * What would stay out with `--no-install-recommends`, on the image that a FROM reference names. Null where the
 * release is none of the catalogue's, or where the image holds much that the catalogue does not know of.
 * Where a tag moves between releases it is what holds for each of them.
 */
export function recommendedBy(reference: string, packages: readonly string[]): Answer<Recommended | null> {
  const image = baseImageUnheard(reference).value;
  const suites = image === null ? [] : suitesOf(image);
  if (image === null || suites.length === 0) return ask(known(null, `${reference} is of no release that the catalogue has`));
  const { packages: table, suites: releases, fallen: facts } = file();
  const found = packages.flatMap((name) => (Object.hasOwn(table, name) ? (table[name] ?? []) : []));
  const stays = new Set([...packages, ...image.holds, ...found.flatMap(({ brings }) => brings)]);
  const bySuite = suites.map((suite) => {
    const rows = found.flatMap(({ suites: own }) => own[suite] ?? []);
    const names = [...new Set(rows.flatMap(({ fallen }) => fallen))].filter((name) => !stays.has(name));
    // Of what is decisive only the sum is known.
    const whole = Math.max(0, ...rows.filter(({ fallen }) => fallen.length === 0).map(({ kilobytes }) => kilobytes));
    return { names, kilobytes: Math.max(whole, names.reduce((sum, name) => sum + (factOf(facts, name)?.kilobytes ?? 0), 0)) };
  });
  const names = [...new Set(bySuite.flatMap((one) => one.names))].toSorted();
  const value: Recommended = {
    suites,
    fallen: names.map((name) => fallenOf(name, factOf(facts, name), found, suites)),
    kilobytes: Math.max(...bySuite.map(({ kilobytes }) => kilobytes)),
    unknown: packages.filter((name) => !Object.hasOwn(table, name) && !image.holds.includes(name)),
    decisive: packages.flatMap((name) => {
      const reason = Object.hasOwn(table, name) ? table[name]?.decisive : undefined;
      return reason === undefined ? [] : `${name}: ${reason}`;
    }),
  };
  const says = sentence(packages, value);
  const evidence = [
    ...suites.flatMap((suite) => (releases[suite] ? [cited(`the package lists of ${suite}`, releases[suite])] : [])),
    row('catalogue', says),
    ...value.fallen.flatMap(({ name, needed }) => (needed === null ? [] : row('catalogue', `${name} stays: ${needed}`))),
    ...value.decisive.map((text) => row('catalogue', text)),
    ...(value.unknown.length === 0 ? [] : [row('catalogue', `not in the catalogue: ${value.unknown.join(', ')}`)]),
  ];
  return ask(suites.length === 1 ? known(value, says, evidence) : assumed(value, `${reference} is taken for one of ${suites.join(', ')}`, evidence));
}

/** What one package adds on a release; null: the catalogue does not have it there. */
export function addedBy(name: string, suite: string): Added | null {
  const { added } = file();
  const own = Object.hasOwn(added, name) ? added[name] : undefined;
  return (own !== undefined && Object.hasOwn(own, suite) ? own[suite] : undefined) ?? null;
}

/** Where the package lists of a release were read; null: they were not. */
export function aptSuite(suite: string): Sourced | null {
  const { suites } = file();
  return (Object.hasOwn(suites, suite) ? suites[suite] : undefined) ?? null;
}

/** Those of these packages whose programs read apt's lists in a running container. */
export function listReaders(packages: readonly string[]): Answer<readonly string[]> {
  const { readers } = file();
  const found = [...new Set(packages)].flatMap((name) => (Object.hasOwn(readers, name) ? { name, reader: readers[name] } : []));
  const evidence = found.flatMap(({ name, reader }) => (reader ? [cited(`${name}: ${reader.because}`, reader)] : []));
  const names = found.map(({ name }) => name);
  return ask(known(names, names.length === 0 ? 'no package is known to read the lists later' : `${names.join(', ')} may read the lists later`, evidence));
}

/** The releases that an image may be of: one, or those that its moving tag has been of of late. */
function suitesOf({ suite, distribution, implementation, python, variant, tag, family }: BaseImage): readonly string[] {
  const all = Object.keys(file().suites);
  if (distribution !== 'debian' || family === 'buildpack-deps' || (implementation !== null && variant !== 'slim')) return [];
  if (suite !== null) return all.includes(suite) ? [suite] : [];
  if (family === 'debian') return /^(?:latest|stable|stable-slim)$/.test(tag ?? '') ? all : [];
  const minor = /^3\.(\d+)$/.exec(python ?? '')?.[1];
  // 3.7 and older were no longer built when bookworm was the newest for long.
  return minor !== undefined && Number(minor) >= 9 ? all : [];
}

function factOf(facts: File['fallen'], name: string): FallenEntry | undefined {
  return Object.hasOwn(facts, name) ? facts[name] : undefined;
}

function fallenOf(name: string, fact: FallenEntry | undefined, asked: readonly Entry[], suites: readonly string[]): Fallen {
  const kept = asked.flatMap(({ keeps }) => (keeps !== undefined && Object.hasOwn(keeps, name) ? (keeps[name] ?? []) : []))[0];
  return { name, commands: fact?.commands ?? [], signs: fact?.signs ?? [], needed: fact?.needed ?? kept ?? null, everywhere: suites.every((suite) => fact?.only?.includes(suite) ?? true) };
}

function sentence(packages: readonly string[], { fallen, kilobytes, suites }: Recommended): string {
  const names = fallen.map(({ name }) => name);
  const shown = names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', ');
  const about = packages.length > 6 ? `${packages.slice(0, 6).join(', ')} …` : packages.join(', ');
  return `only recommended with ${about} on ${suites.join(', ')}: ${shown === '' ? (kilobytes === 0 ? 'nothing' : 'packages that the catalogue does not name') : shown}, ${(kilobytes / 1_000).toFixed(1)} MB`;
}
