import { assumed, incomplete, known, row, type Hit, type Hits, type Place } from '#answer/answer.js';
import { unheard } from '#answer/ledger.js';
import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { askedFor, type AskedFor } from '#needs/asked/asked.js';
import { closureOf } from '#needs/edges/closure.js';
import type { Closure, ClosureAsked } from '#needs/edges/closure-types.js';
import { edgesOf } from '#needs/image-edges.js';
import type { Asked } from '#needs/types.js';
import { pinnedVersion } from '#needs/verdict/closures.js';
import type { NeedOptions } from '#needs/workspace-needs.js';
import { imagePython } from '#services/pythons.js';
import { markersOf } from '#sizes/request/requests.js';
import { listed } from '#text/listed.js';

/** What an image installs: what it asks for, and what comes with that. */
export interface Brought {
  readonly asked: AskedFor;
  readonly closure: Closure;
}

const LINUX = { arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } } as const;

/** What comes into an image when it does not ask for `without`. */
export function broughtWithout(image: ImageModel, snapshot: Snapshot, options: NeedOptions, without: string | null): Brought {
  if (without !== null) return broughtAnew(image, snapshot, options, without);
  const byImage = whole.get(snapshot) ?? new Map<ImageModel, Whole>();
  whole.set(snapshot, byImage);
  const known = byImage.get(image);
  if (known?.options === options) return known.brought;
  const brought = broughtAnew(image, snapshot, options, null);
  byImage.set(image, { options, brought });
  return brought;
}

interface Whole {
  readonly options: NeedOptions;
  readonly brought: Brought;
}

/** All that an image installs is asked about for each group of swaps; at one moment of a plan it is the same. */
const whole = new WeakMap<Snapshot, Map<ImageModel, Whole>>();

function broughtAnew(image: ImageModel, snapshot: Snapshot, { metadata, resolved }: NeedOptions, without: string | null): Brought {
  return unheard(() => {
    const environment = markersOf({ ...LINUX, python: imagePython(image.dockerfile) });
    const asked = askedFor(image, snapshot, environment);
    // A compiled file lists what its source brings: only the sources ask.
    const sources = new Set(asked.asked.filter(({ kind }) => kind !== 'compiled').map(({ name }) => name));
    const own = asked.asked.filter(({ name, applies, kind }) => name !== without && applies !== 'no' && (kind !== 'compiled' || sources.has(name) || without === null || sources.size === 0));
    const edges = edgesOf(image, snapshot, asked.asked, metadata, resolved?.get(image.build.id) ?? null);
    const closure = closureOf(own.map(rowOf), environment, edges);
    return { asked, closure };
  });
}

const rows = new WeakMap<Asked, ClosureAsked>();

/** Lines of a shared file are the same in all images that install it. */
function rowOf(one: Asked): ClosureAsked {
  const row = rows.get(one) ?? { name: one.name, extras: one.extras, version: pinnedVersion(one) };
  rows.set(one, row);
  return row;
}

/**
 * What else asks by name for a distribution, or for another one with the same module: then it comes in any case, and both write the
 * same files. Incomplete where nothing tells what some package requires.
 */
export function requiredBy(images: readonly ImageModel[], snapshot: Snapshot, options: NeedOptions, names: { readonly from: string; readonly variants: readonly string[] }, at: Place): Hits {
  const hits: Hit[] = [];
  const gaps: string[] = [];
  let guess: string | null = null;
  for (const image of images) {
    const { asked, closure } = broughtWithout(image, snapshot, options, names.from);
    for (const name of [names.from, ...names.variants]) {
      const comes = closure.comes.get(name);
      if (!comes || comes.asked) continue;
      const root = comes.chain.at(-1) ?? name;
      const line = asked.asked.find((one) => one.name === root);
      hits.push({ text: `${comes.chain.toReversed().join(' -> ')}: ${comes.chain[1] ?? root} asks for ${name} by name`, at: line?.at ?? at, image: image.build.id });
    }
    if (closure.unknown.length > 0) gaps.push(`what ${listOf(closure.unknown)} require${closure.unknown.length === 1 ? 's' : ''} is not known`);
    if (closure.assumed) guess = 'who requires whom is taken from records of other versions';
    const [doubt] = asked.doubts;
    if (doubt) gaps.push(doubt.text);
  }
  const because = `nothing else that is installed asks for ${names.from}`;
  const evidence = hits.length === 0 ? [row('absence', because)] : [];
  const [gap] = gaps;
  if (gap !== undefined) return incomplete(hits, `${gap}: it may ask for ${names.from}`, evidence);
  return guess === null ? known(hits, because, evidence) : assumed(hits, guess, evidence);
}

function listOf(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : listed(names);
}
