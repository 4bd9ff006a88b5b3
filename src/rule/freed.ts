import { unheard } from '#answer/ledger.js';
import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import type { Closure } from '#needs/edges/closure-types.js';
import type { Asked } from '#needs/types.js';
import { closureFor, pinnedVersion } from '#needs/verdict/closures.js';
import type { Judged } from '#needs/verdict/judged.js';
import { workspaceImages } from '#services/workspace-images.js';
import { catalogueSize } from '#sizes/catalogue/package-size.js';
import { middleOf } from '#sizes/catalogue/range.js';
import { heftOf, onDisk } from '#sizes/packages/heft.js';
import { targetOf } from '#sizes/request/target.js';
import type { Bytes, Target } from '#sizes/types.js';

/** What an image would no longer hold if it asked for other things. */
export interface Freed {
  /** Distributions that would come no longer, by name. */
  readonly names: readonly string[];
  /** Those that would come instead. */
  readonly added: readonly string[];
  /** What that frees on disk, less what comes instead, by the bundled catalogue; null: no figure of any of them. */
  readonly bytes: Bytes | null;
  /** Of those that fall, the ones without a figure. */
  readonly unknown: readonly string[];
}

/** The difference between what two lists of requirements bring into an image, by who requires whom as far as it is known. */
export function freedBy(snapshot: Snapshot, build: string, judged: Judged, after: readonly Asked[]): Freed {
  return unheard(() => {
    const before = comingWith(judged, judged.asked);
    const rest = comingWith(judged, after);
    const names = [...before].filter((name) => !rest.has(name)).toSorted();
    const added = [...rest].filter((name) => !before.has(name)).toSorted();
    const target = targetFor(snapshot, build);
    const sizeOf = (name: string): Bytes | null => onDisk(catalogueSize(name, versionIn(judged, name), target), { written: 'yes' });
    const gone = heftOf(names, sizeOf);
    const come = heftOf(added, sizeOf);
    const bytes = gone.bytes === null ? null : { low: Math.max(0, gone.bytes.low - (come.bytes?.high ?? 0)), high: Math.max(0, gone.bytes.high - (come.bytes?.low ?? 0)), basis: gone.bytes.basis };
    return { names, added, bytes, unknown: gone.unknown };
  });
}

/**
 * What a compiled file lists beside its sources is there for something else's sake: where the source is there too, what it asks for
 * is what counts, as it will when it is compiled anew.
 */
export function bySources(judged: Judged, name: string): Judged {
  const sources = judged.asked.filter(({ kind }) => kind !== 'compiled');
  return sources.length < judged.asked.length && sources.some((one) => one.name === name) ? { ...judged, asked: sources } : judged;
}

/** The version that a line or a compiled file pins, or that a lock or an environment tells; null: nobody does. */
export function versionIn({ asked, code }: Judged, name: string): string | null {
  return asked.flatMap((one) => (one.name === name ? (pinnedVersion(one) ?? []) : []))[0] ?? code.facts.installed(name)?.version ?? null;
}

/** What surely comes with these lines; what a marker leaves open is not counted. */
export function comingWith(judged: Judged, asked: readonly Asked[]): ReadonlySet<string> {
  const ships = asked.filter((one) => one.ships && one.applies !== 'no');
  return certainIn(closureFor({ ...judged, asked: ships }, new Set(ships.map(({ name }) => name))));
}

const certain = new WeakMap<Closure, ReadonlySet<string>>();

/** Images that ask for the same share the closure. */
function certainIn(closure: Closure): ReadonlySet<string> {
  const names = certain.get(closure) ?? new Set([...closure.comes.values()].flatMap((one) => (one.certain === 'yes' ? one.name : [])));
  certain.set(closure, names);
  return names;
}

/** `about 110 MB`, `about 4.5 GB`, the middle of the range; an empty text where no figure is known. */
export function sizeText({ bytes }: Pick<Freed, 'bytes'>): string {
  if (bytes === null) return '';
  const middle = megabytes({ bytes });
  if (middle < 1) return 'under 1 MB';
  if (middle >= 1_000) return `about ${Math.round(middle / 100) / 10} GB`;
  return `about ${middle < 10 ? Math.round(middle * 10) / 10 : Math.round(middle)} MB`;
}

/** Decimal megabytes, the middle of the range; 0 where no figure is known. */
export function megabytes({ bytes }: Pick<Freed, 'bytes'>): number {
  return bytes === null ? 0 : (bytes.low === 0 ? bytes.high / 2 : middleOf(bytes)) / 1_000_000;
}

const FALLBACK: Target = { python: null, arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } };

function targetFor(snapshot: Snapshot, build: string): Target {
  const image = imageOf(snapshot, build);
  const install = image?.installs.find(({ ships }) => ships);
  return image && install ? targetOf(image, install).target : FALLBACK;
}

function imageOf(snapshot: Snapshot, id: string): ImageModel | null {
  const { images, besides } = workspaceImages(snapshot);
  return images.find(({ build }) => build.id === id) ?? besides.find(({ build }) => build.id === id) ?? null;
}
