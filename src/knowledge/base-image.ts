import { assumed, incomplete, known } from '#answer/answer.js';
import type { Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { catalogue, cited } from './catalogue.js';
import type { Sourced } from './catalogue.js';
import { parseImageReference } from './image-reference.js';
import type { ImageReference } from './image-reference.js';

/** What the name of a base image tells. Null: the name does not tell, or there is none. */
export interface BaseImage {
  /** The catalogue's family, `python`, `debian`. */
  readonly family: string;
  /** Registry and repository as the catalogue knows them, `docker.io/library/python`. */
  readonly name: string;
  /** `latest` where neither tag nor digest is given. */
  readonly tag: string | null;
  readonly digest: string | null;
  /** Whose Python it brings along; null: none. */
  readonly implementation: 'cpython' | 'pypy' | null;
  /** `3.11`. */
  readonly python: string | null;
  /** 2 or 3, known for `python:3` too. */
  readonly major: number | null;
  readonly variant: 'full' | 'slim' | 'alpine' | 'windows' | null;
  readonly distribution: 'debian' | 'ubuntu' | 'alpine' | 'amazon' | 'rhel' | null;
  /** Code name of a Debian or Ubuntu release that the tag fixes; `python:3.11-slim` moves with Debian and has none. */
  readonly suite: string | null;
  /** `3.20`, where the tag fixes it. */
  readonly alpine: string | null;
  /** The Python of the suite's own `python3` package, which is there once it is installed. */
  readonly aptPython: string | null;
  /** The version of the suite's glibc, which decides what wheels fit; null: no suite, or not known. */
  readonly glibc: string | null;
  /** Variables that the image sets and installs heed. */
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string | null;
  /** Whether it has an ENTRYPOINT of its own, behind which a CMD runs; null: not known. */
  readonly entrypoint: 'none' | null;
  /** Packages of the distribution that it is known to hold by name; there may be more. */
  readonly holds: readonly string[];
}

interface Family extends Sourced {
  readonly repositories?: readonly string[];
  /** For families with a repository per version: groups `major` and `minor`, or `release`. */
  readonly pattern?: string;
  readonly implementation: BaseImage['implementation'];
  readonly distribution: BaseImage['distribution'];
  /** Whether a tag without a variant is the full image. */
  readonly full: boolean;
  /** Patterns of tags with the groups python, major, slim, suite, release, alpine and windows. */
  readonly tags: readonly string[];
  /** The Python is the distribution's own. */
  readonly pythonOfSuite?: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string | null;
  readonly entrypoint?: 'none';
  /** Packages of the distribution that every image of it holds, apart from those for Alpine and Windows. */
  readonly holds?: readonly string[];
  readonly basis: string;
}

export interface Suite extends Sourced {
  readonly distribution: 'debian' | 'ubuntu';
  readonly release: string;
  readonly aptPython: string;
  readonly glibc?: string;
  /** The release's pip, where it is older than 6.0. */
  readonly oldPip?: string;
}

interface File {
  readonly families: Readonly<Record<string, Family>>;
  readonly mirrors: Readonly<Record<string, Sourced & { readonly of: string }>>;
  readonly suites: Readonly<Record<string, Suite>>;
}

type Groups = Readonly<Record<string, string | undefined>>;

interface Found {
  readonly id: string;
  readonly name: string;
  readonly family: Family;
  readonly groups: Groups;
  /** Why it is taken for the image of the catalogue, although the name is another; null: the name is the same. */
  readonly taken: string | null;
}

const file = catalogue<File>('bases');

/**
 * What a FROM reference (variables filled in) tells of the image. Complete where the Python, or for
 * images without one the release, is fixed by the tag; incomplete for floating tags and for images
 * that the catalogue does not have (value null); assumed for mirrors that only a name speaks for.
 * With a digest the tag is taken at its word.
 */
export function baseImage(reference: string): Answer<BaseImage | null> {
  return ask(baseImageUnheard(reference));
}

const seen = new Map<string, Answer<BaseImage | null>>();

/** Thousands of different names are nothing that one workspace has. */
const MAX_SEEN = 5_000;

/** The same for the catalogue's own use: no rule asked for it. A name is looked up once: most images of a workspace share one. */
export function baseImageUnheard(reference: string): Answer<BaseImage | null> {
  const before = seen.get(reference);
  if (before) return before;
  const answer = lookUp(reference);
  if (seen.size >= MAX_SEEN) seen.clear();
  seen.set(reference, answer);
  return answer;
}

function lookUp(reference: string): Answer<BaseImage | null> {
  const parsed = parseImageReference(reference);
  if (!parsed.ok) return incomplete(null, parsed.reason);
  const found = find(parsed.value);
  if (found === null) return incomplete(null, `${reference} is in no catalogue of base images`);
  const tag = parsed.value.tag ?? (parsed.value.digest === null ? 'latest' : null);
  const groups = { ...found.groups, ...(tag === null ? null : tagGroups(found.family, tag)) };
  const { value, suite } = describe(found, parsed.value, tag, groups);
  const says = sentence(reference, value);
  const evidence = [cited(says, found.family), ...(suite === null ? [] : [cited(`${value.suite} has Python ${suite.aptPython}`, suite)])];
  const told = value.implementation !== null ? value.python !== null : value.suite !== null || value.alpine !== null;
  if (!told) return incomplete(value, `${reference} does not fix ${value.implementation === null ? 'its release' : 'its Python'}`, evidence);
  const doubts = [
    found.taken,
    found.family.source === null ? `the tags of ${found.name} mean what they say` : null,
    suite !== null && suite.source === null ? `${value.suite} has Python ${suite.aptPython}` : null,
  ].filter((doubt) => doubt !== null);
  return doubts.length > 0 ? assumed(value, doubts.join('; '), evidence) : known(value, says, evidence);
}

export function suiteFacts(code: string): Suite | null {
  const { suites } = file();
  return (Object.hasOwn(suites, code) ? suites[code] : undefined) ?? null;
}

function find({ registry, repository }: ImageReference): Found | null {
  const { families, mirrors } = file();
  const given = `${registry}/${repository}`;
  const named = familyOf(families, given);
  if (named !== null) return { ...named, name: given, taken: null };
  for (const [prefix, mirror] of Object.entries(mirrors)) {
    if (!given.startsWith(`${prefix}/`)) continue;
    const name = `${mirror.of}${given.slice(prefix.length)}`;
    const behind = familyOf(families, name);
    if (behind !== null) return { ...behind, name, taken: mirror.source === null ? `${prefix} mirrors ${mirror.of}` : null };
  }
  // A registry of one's own that holds `python`, or `…/library/python` as pull-through caches name it.
  if (registry === 'docker.io') return null;
  const last = /^(?:.*\/)?library\/([^/]+)$/.exec(repository)?.[1] ?? repository;
  const behind = familyOf(families, `docker.io/library/${last}`);
  return behind === null ? null : { ...behind, name: `docker.io/library/${last}`, taken: `${given} is a copy of Docker Hub's ${last}` };
}

function familyOf(families: File['families'], name: string): Pick<Found, 'id' | 'family' | 'groups'> | null {
  for (const [id, family] of Object.entries(families)) {
    if (family.repositories?.includes(name)) return { id, family, groups: {} };
    const match = family.pattern === undefined ? null : new RegExp(family.pattern).exec(name);
    if (match) return { id, family, groups: match.groups ?? {} };
  }
  return null;
}

function tagGroups(family: Family, tag: string): Groups {
  for (const pattern of family.tags) {
    const match = new RegExp(pattern).exec(tag);
    if (match) return match.groups ?? {};
  }
  return {};
}

function describe({ id, family, name }: Found, reference: ImageReference, tag: string | null, groups: Groups) {
  const { suites } = file();
  const code = suiteCode(suites, family, groups);
  const suite = (code === null ? undefined : suites[code]) ?? null;
  const alpine = groups['alpine'] ?? null;
  const own = groups['minor'] === undefined ? (groups['python'] ?? null) : `${groups['major']}.${groups['minor']}`;
  const python = family.pythonOfSuite === true ? (suite?.aptPython ?? null) : own;
  const major = python?.split('.')[0] ?? groups['major'];
  const value: BaseImage = {
    family: id,
    name,
    tag,
    digest: reference.digest,
    implementation: family.implementation,
    python,
    major: major === undefined ? null : Number(major),
    variant: variantOf(family, tag, groups),
    distribution: alpine === null ? (suite?.distribution ?? (groups['windows'] === undefined ? family.distribution : null)) : 'alpine',
    suite: code,
    alpine: alpine === null || alpine === '' ? null : alpine,
    aptPython: suite?.aptPython ?? null,
    glibc: suite?.glibc ?? null,
    environment: groups['windows'] === undefined ? family.environment : {},
    user: family.user,
    entrypoint: family.entrypoint ?? null,
    holds: alpine === null && groups['windows'] === undefined ? (family.holds ?? []) : [],
  };
  return { value, suite: family.implementation === null || family.pythonOfSuite === true ? suite : null };
}

function suiteCode(suites: File['suites'], family: Family, groups: Groups): string | null {
  const code = groups['suite'];
  if (code !== undefined) return Object.hasOwn(suites, code) ? code : null;
  const release = groups['release'];
  if (release === undefined) return null;
  return Object.entries(suites).find(([, suite]) => suite.release === release && suite.distribution === family.distribution)?.[0] ?? null;
}

function variantOf(family: Family, tag: string | null, groups: Groups): BaseImage['variant'] {
  if (groups['windows'] !== undefined) return 'windows';
  if (groups['alpine'] !== undefined) return 'alpine';
  if (groups['slim'] !== undefined) return 'slim';
  return family.full && tag !== null ? 'full' : null;
}

function sentence(reference: string, { implementation, python, suite, alpine, aptPython }: BaseImage): string {
  if (implementation !== null) return `${reference} has ${implementation === 'pypy' ? 'PyPy' : 'Python'} ${python ?? 'of a version that the tag does not fix'}`;
  const release = suite ?? (alpine === null ? 'a release that the tag does not fix' : `Alpine ${alpine}`);
  return `${reference} is ${release}, without a Python${aptPython === null ? '' : ` of its own (apt has ${aptPython})`}`;
}
