import { assumed, incomplete, known, row } from '#answer/answer.js';
import type { Answer, Evidence } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { baseImageUnheard, suiteFacts } from '#knowledge/base-image.js';
import type { BaseImage } from '#knowledge/base-image.js';
import { baseSizes, floatingTag, sizedImage } from '#knowledge/base-sizes.js';
import { parseImageReference } from '#knowledge/image-reference.js';
import type { Arch } from '#knowledge/package-sizes.js';
import type { Bytes } from '#sizes/types.js';
import { neighbourTags, tagParts } from './base-tags.js';

/** What a base image weighs and holds, as far as it was published. */
export interface BaseSize {
  /** The catalogue's entry, or the first of several that the image may be: `docker.io/library/python:3.12-slim-trixie`. */
  readonly image: string;
  /** All layers unpacked; null: not found. */
  readonly disk: Bytes | null;
  /** What is pulled; null: not found. Never compared with what is on disk. */
  readonly compressed: Bytes | null;
  /** Of curl, wget, git, gcc, make, bash and ca-certificates, what it holds and what it lacks; the others are not known. */
  readonly holds: readonly string[];
  readonly lacks: readonly string[];
  /** Whom it runs as; null: not known. */
  readonly user: string | null;
}

/** A range, and where it is from. */
interface Told {
  readonly bytes: Bytes;
  readonly evidence: Evidence;
  /** Whether it is of the very build that is asked for. */
  readonly own: boolean;
}

type Field = 'compressed' | 'disk';

/**
 * The size of the image that a FROM reference names. Known where the tag has an entry; assumed where the tag moves
 * between releases, where the entry is of another build, or where neighbouring versions of the same release and
 * variant speak for it, with a range as wide as they are. Null where nothing is known of the image at all.
 */
export function baseSize(reference: string, arch: Arch = 'x86_64'): Answer<BaseSize | null> {
  const key = `${arch} ${reference}`;
  const answer = answers.get(key) ?? sizeOf(reference, arch);
  answers.set(key, answer);
  return ask(answer);
}

/** Images of a workspace stand on a few bases, and neighbours are looked for among all tags of the catalogue. */
const answers = new Map<string, Answer<BaseSize | null>>();

function sizeOf(reference: string, arch: Arch): Answer<BaseSize | null> {
  const parsed = parseImageReference(reference);
  if (!parsed.ok) return incomplete(null, parsed.reason);
  const { registry, repository, digest } = parsed.value;
  const tag = parsed.value.tag ?? (digest === null ? 'latest' : null);
  if (tag === null) return incomplete(null, `${reference} names a digest alone, and no catalogue has those`);
  const image = baseImageUnheard(reference).value;
  const name = image?.name ?? `${registry}/${repository}`;
  const keys = keysOf(name, tag, image);
  const entries = keys.flatMap((key) => sizedImage(key) ?? []);
  const [disk, compressed] = (['disk', 'compressed'] as const).map((field) => joined(keys.map((key) => toldOf(key, tag, field, arch))));
  const evidence = [disk, compressed].flatMap((told) => told?.evidence ?? []);
  if (entries.length === 0 && evidence.length === 0) return incomplete(null, `no size of ${reference} was found, nor of a neighbouring tag`);
  const parent = entries.find((one) => one.parent !== undefined)?.parent;
  const value: BaseSize = {
    image: keys[0] ?? `${name}:${tag}`,
    disk: disk?.bytes ?? null,
    compressed: compressed?.bytes ?? null,
    holds: shared(entries.map(({ holds }) => holds)),
    lacks: shared(entries.map(({ lacks }) => lacks)),
    user: entries.length > 0 && entries.every(({ user }) => user === entries[0]?.user) ? (entries[0]?.user ?? null) : null,
  };
  if (evidence.length === 0) return incomplete(value, `no size of ${reference} was found${parent === undefined ? '' : `; it is built on ${parent}`}`);
  const doubts = [
    keys.join() === `${name}:${tag}` ? null : `${reference} is taken for ${keys.join(' or ')}`,
    name === `${registry}/${repository}` ? null : `${registry}/${repository} is taken for a copy of ${name}`,
    digest === null ? null : 'the digest is taken to be the build that was looked at, or one like it',
    disk?.own !== false && compressed?.own !== false ? null : 'other builds of the same release and variant speak for it',
  ].filter((doubt) => doubt !== null);
  return doubts.length === 0 ? known(value, `${reference} has an entry of its own`, evidence) : assumed(value, doubts.join('; '), evidence);
}

/** The entries that a tag may mean: a moving one means what it pointed to last, an old patch without a release any of them. */
function keysOf(name: string, tag: string, image: BaseImage | null): readonly string[] {
  const key = `${name}:${tag}`;
  if (sizedImage(key) !== null) return [key];
  const release = image === null || image.implementation !== null ? [] : releaseTags(image).map((one) => `${name}:${one}`);
  const released = release.find((one) => sizedImage(one) !== null);
  if (released !== undefined) return [released];
  const floating = floatingTag(key);
  if (floating !== null) return [floating.to];
  const parts = tagParts(tag);
  if (parts?.patch === undefined) return [key];
  const plain = tag.replace(parts.patch, parts.minor);
  if (parts.release !== '') return [`${name}:${plain}`];
  // `3.12.4-slim` was built when it came out, on what was the newest release then.
  return Object.keys(baseSizes().images).filter((one) => {
    const other = one.startsWith(`${name}:`) ? tagParts(one.slice(name.length + 1)) : null;
    return other !== null && other.patch === undefined && other.minor === parts.minor && other.variant === parts.variant;
  });
}

/** Other names of a release's image: `12-slim` is `bookworm-slim`, `jammy` is `22.04`. */
function releaseTags({ suite, alpine, variant }: BaseImage): readonly string[] {
  const ending = variant === 'slim' ? '-slim' : '';
  const names = suite === null ? [] : [suite, suiteFacts(suite)?.release ?? suite];
  return [...names.map((one) => `${one}${ending}`), ...(alpine === null ? [] : [alpine])];
}

function toldOf(key: string, tag: string, field: Field, arch: Arch): Told | null {
  const own = oneOf(key, field, arch, patchOf(tag));
  if (own !== null) return own;
  const near = neighbourTags(key, Object.keys(baseSizes().images)).map((group) => joined(group.map((one) => oneOf(one, field, arch, 'another'))));
  const found = near.find((told) => told !== null);
  return found === undefined || found === null ? null : { ...found, own: false };
}

/** The figure of one entry; wider where it is of another patch release, or of another processor. */
function oneOf(key: string, field: Field, arch: Arch, patch: string | null): Told | null {
  const image = sizedImage(key);
  const figure = image?.[field];
  if (image === null || figure === undefined) return null;
  const { factors } = baseSizes();
  const plain = field === 'disk' ? image.disk?.amd64 : twice(image.compressed?.[arch === 'aarch64' ? 'arm64' : 'amd64']);
  const ofAmd = field === 'disk' ? image.disk?.amd64 : twice(image.compressed?.amd64);
  const moved = arch === 'aarch64' && (field === 'disk' || plain === undefined);
  const base = moved ? ofAmd : plain;
  if (base === undefined) return null;
  const own = patch === null || patch === figure.python;
  // A tag without a patch is built again and again; one with it is, too, until the next is out.
  const build = own ? factors.rebuild : factors.patch;
  const [low, high] = [(moved ? factors.arch.low : 1) * build.low, (moved ? factors.arch.high : 1) * build.high];
  const bytes: Bytes = { low: Math.round(base[0] * low), high: Math.round(base[1] * high), basis: moved ? 'heuristic' : 'catalogue' };
  const what = `${key}${figure.python === undefined ? '' : ` with Python ${figure.python}`}, ${field === 'disk' ? 'on disk' : 'compressed'}, built ${figure.built}`;
  return { bytes, evidence: row('catalogue', `${what} (${figure.source}, checked ${image.checked})`), own };
}

function twice(bytes: number | undefined): readonly [number, number] | undefined {
  return bytes === undefined ? undefined : [bytes, bytes];
}

/** Several figures of which one is the right one. */
function joined(all: readonly (Told | null)[]): Told | null {
  const told = all.filter((one) => one !== null);
  const [first] = told;
  if (first === undefined) return null;
  const bytes: Bytes = {
    low: Math.min(...told.map((one) => one.bytes.low)),
    high: Math.max(...told.map((one) => one.bytes.high)),
    basis: told.some((one) => one.bytes.basis === 'heuristic') ? 'heuristic' : 'catalogue',
  };
  return { bytes, evidence: first.evidence, own: told.every((one) => one.own) && told.length === all.length };
}

/** `3.12.4` of a tag that fixes it; null: whichever is the newest. */
function patchOf(tag: string): string | null {
  return tagParts(tag)?.patch ?? null;
}

function shared(lists: readonly (readonly string[])[]): readonly string[] {
  return (lists[0] ?? []).filter((one) => lists.every((list) => list.includes(one)));
}
