import type { ComposeService } from '#compose/types.js';
import { requirementsAt, type Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import type { InstallInput } from '#image/installs/resolved-install.js';
import { acceleratorSign } from '#knowledge/accelerators.js';
import { baseImage } from '#knowledge/base-image.js';
import { bundledEdges } from '#knowledge/edges.js';
import type { MarkerEnvironment } from '#pep/types.js';
import { readLock } from '#pyproject/locks/read-lock.js';
import { unheard } from '#answer/ledger.js';
import { known } from '#answer/answer.js';
import { baseName, folderOf } from '#text/paths.js';
import { imagePython, pythonOf } from '#services/pythons.js';
import type { Doubt } from '#python/graph/types.js';
import { askedFor, type AskedFor } from './asked/asked.js';
import { codeOf, type CodeParts } from './code/image-code.js';
import { standingOn } from './code/standing.js';
import { compiledEdges } from './edges/compiled.js';
import { lockEdges } from './edges/lock-edges.js';
import { combinedEdges, type EdgeSource } from './edges/source.js';
import type { Facts } from './facts.js';
import type { Metadata } from './metadata.js';
import type { Asked, ImageNeeds, Keep } from './types.js';
import { closureFor, pinnedVersion } from './verdict/closures.js';
import { judge } from './verdict/judge.js';
import type { CodeOfImage, Judged } from './verdict/judged.js';
import { modulesKnown } from './verdict/modules.js';
import { ownersFor, type OwnersOf } from './verdict/owners.js';

/** What the needs of one image are worked out from. */
export interface ImageParts {
  readonly image: ImageModel;
  readonly snapshot: Snapshot;
  readonly runners: readonly ComposeService[];
  /** Names and own folders of the services that the image belongs to. */
  readonly services: readonly { readonly name: string; readonly folder: string }[];
  readonly keep: readonly Keep[];
  readonly metadata: Metadata | null;
}

/** The needs of one image, at one moment of a plan. */
export function imageNeeds(parts: ImageParts): ImageNeeds {
  const { image, snapshot, services, keep, metadata } = parts;
  const python = pythonOfImage(image);
  const environment = linux(python);
  const { asked, projects, doubts } = askedFor(image, snapshot, environment);
  const edges = edgesOf(image, snapshot, asked, metadata);
  const names = new Set(asked.map(({ name }) => name));
  // What a distribution requires on one of Linux's usual machines it requires on the other.
  const machine: MarkerEnvironment = { ...environment, platform_machine: 'x86_64' };
  const whole = closureFor({ asked, environment: machine, edges }, names);
  const installed: Facts['installed'] = (name) => {
    if (!whole.comes.has(name)) return null;
    const line = asked.find((one) => one.name === name);
    return { version: (line ? pinnedVersion(line) : null) ?? metadata?.versionOf(name, services.map((one) => one.name)) ?? null };
  };
  const code = codeFor(parts, { projects, names, installed, metadata });
  const judged = {
    asked,
    code,
    python,
    environment: machine,
    ownersOf: owners(python, metadata),
    edges,
    metadata,
    keep,
    services: services.map(({ name }) => name),
    askedDoubts: doubts.map(({ text, path, line }): Doubt => ({ text, at: { path, line }, hides: 'distributions' })),
    standing: standingOn(image, snapshot),
    base: baseDoubt(image),
    ownPackages: ownPackages(snapshot),
  };
  const { needs, missing, blind } = judge(judged);
  const along = new Map([...whole.comes].flatMap(([name, one]) => (one.asked ? [] : [[name, one.chain] as const])));
  return { image: image.build.id, needs, missing, along, reach: code.reach, blind };
}

/** The Python that the image's packages are installed with: `3.11`; null where it cannot be told. */
function pythonOfImage(image: ImageModel): string | null {
  const told = image.installs.filter(({ ships }) => ships).map(({ install }) => unheard(() => pythonOf(image.dockerfile, install)).value);
  return told.find((version) => version !== null) ?? imagePython(image.dockerfile);
}

/** What PEP 508 markers see in an image of Linux. */
function linux(python: string | null): MarkerEnvironment {
  const system = { os_name: 'posix', sys_platform: 'linux', platform_system: 'Linux', platform_python_implementation: 'CPython', implementation_name: 'cpython' };
  return python === null ? system : { ...system, python_version: python };
}

/** Who requires whom, in order of trust: the lock that is installed from, the comments of compiled files, what the user gave, the snapshot. */
function edgesOf(image: ImageModel, snapshot: Snapshot, asked: readonly Asked[], metadata: Metadata | null): EdgeSource {
  const locks = image.installs.flatMap(({ inputs }) => inputs.flatMap(locksOf)).flatMap((path) => lockAt(snapshot, path));
  const compiled = [...new Set(asked.flatMap(({ kind, at }) => (kind === 'compiled' ? at.path : [])))].flatMap((path) => {
    const document = requirementsAt(snapshot, path);
    return document ? compiledAt(document) : [];
  });
  const given: readonly EdgeSource[] = metadata ? [givenBy(metadata)] : [];
  if (locks.length + compiled.length + given.length === 0) return bundled;
  return combinedFrom([...locks, ...compiled, ...given, bundled]);
}

const bundled: EdgeSource = (name, version) => unheard(() => bundledEdges(name, version));

const combined = new Map<string, EdgeSource>();
const numbers = new WeakMap<EdgeSource, number>();
let count = 0;

/** The same sources make the same source, so that what was worked out with it is found again. */
function combinedFrom(sources: readonly EdgeSource[]): EdgeSource {
  const key = sources.map((source) => {
    const known = numbers.get(source) ?? ++count;
    numbers.set(source, known);
    return known;
  }).join(' ');
  const found = combined.get(key) ?? combinedEdges(sources);
  combined.set(key, found);
  return found;
}

function locksOf(input: InstallInput): readonly string[] {
  return input.kind === 'project' && input.lock !== null ? [input.lock] : [];
}

const locks = new WeakMap<Snapshot, Map<string, readonly EdgeSource[]>>();

function lockAt(snapshot: Snapshot, path: string): readonly EdgeSource[] {
  const start = snapshot.start ?? snapshot;
  const byPath = locks.get(start) ?? new Map<string, readonly EdgeSource[]>();
  locks.set(start, byPath);
  const cached = byPath.get(path);
  if (cached) return cached;
  const text = start.tree.has(path) ? lockText(start, path) : null;
  const lock = text === null ? null : readLock(path, text);
  const found = lock?.ok ? [lockEdges(lock.value)] : [];
  byPath.set(path, found);
  return found;
}

/** Locks are larger than what people write. */
function lockText(snapshot: Snapshot, path: string): string | null {
  const bytes = snapshot.contextFiles.bytes(path);
  return bytes.ok && bytes.value.length < 20_000_000 ? new TextDecoder().decode(bytes.value) : null;
}

const compiledSources = new WeakMap<object, EdgeSource>();

function compiledAt(document: NonNullable<ReturnType<typeof requirementsAt>>): EdgeSource {
  const found = compiledSources.get(document) ?? compiledEdges(document);
  compiledSources.set(document, found);
  return found;
}

const givenSources = new WeakMap<Metadata, EdgeSource>();

function givenBy(metadata: Metadata): EdgeSource {
  const found = givenSources.get(metadata) ?? ((name: string) => known(metadata.edgesOf(name), 'the given environment'));
  givenSources.set(metadata, found);
  return found;
}

const ownersSeen = new Map<string, OwnersOf>();

function owners(python: string | null, metadata: Metadata | null): OwnersOf {
  if (metadata !== null) return ownersFor(python, metadata);
  const found = ownersSeen.get(String(python)) ?? ownersFor(python, null);
  ownersSeen.set(String(python), found);
  return found;
}

const codes = new WeakMap<ImageModel, Map<string, CodeOfImage>>();

interface CodeInputs {
  readonly projects: AskedFor['projects'];
  readonly names: ReadonlySet<string>;
  readonly installed: Facts['installed'];
  readonly metadata: Metadata | null;
}

/**
 * The code of an image stays the same while a plan takes lines out of lists: it is worked out once for an image, its runners
 * and the modules that were asked for at the start.
 */
function codeFor({ image, snapshot, runners, services }: ImageParts, { projects, names, installed, metadata }: CodeInputs): CodeOfImage {
  const folders = [...new Set(services.map(({ folder }) => folder))];
  const parts: CodeParts = { image, snapshot, runners, projects, folders, namedModules: namedModules(names, metadata), installed };
  const key = JSON.stringify([folders, projects.map(({ path }) => path), [...parts.namedModules].toSorted()]);
  const byKey = codes.get(image) ?? new Map<string, CodeOfImage>();
  codes.set(image, byKey);
  const found = byKey.get(key) ?? codeOf(parts);
  byKey.set(key, found);
  // What is installed differs from moment to moment.
  return { ...found, facts: { ...found.facts, installed } };
}

/** Top-level modules of what is asked for. */
function namedModules(names: ReadonlySet<string>, metadata: Metadata | null): ReadonlySet<string> {
  const found = new Set<string>();
  for (const name of names) for (const module of modulesKnown({ metadata }, name) ?? [name.replaceAll('-', '_')]) found.add(module.split('.')[0] ?? module);
  return found;
}

/** Whether the base image may have Python packages of its own; those of accelerators are made of them. */
function baseDoubt({ base, dockerfile, chain }: ImageModel): Judged['base'] {
  const at = { path: dockerfile.document.path, line: dockerfile.stages[chain[0] ?? -1]?.stage.from.instruction.lines.first ?? 1 };
  if (base.kind === 'unknown') return { text: `the base image cannot be told (${base.because}); packages of its own may need it`, at, all: false };
  if (base.kind !== 'image' || unheard(() => baseImage(base.reference)).value !== null) return null;
  const sign = unheard(() => acceleratorSign('bases', base.reference)).value;
  return { text: `${base.reference} may have packages of its own that need it`, at, all: sign !== null };
}

const packages = new WeakMap<Snapshot['tree'], ReadonlyMap<string, string>>();

/** The packages that lie in the workspace, by their names: folders with an `__init__.py` that are not in another one. */
function ownPackages({ tree }: Snapshot): ReadonlyMap<string, string> {
  const known = packages.get(tree);
  if (known) return known;
  const found = new Map<string, string>();
  for (const path of tree.paths) {
    if (!path.endsWith('/__init__.py')) continue;
    const folder = folderOf(path);
    if (!tree.has(`${folderOf(folder)}/__init__.py`.replace(/^\//, ''))) found.set(baseName(folder), folder);
  }
  packages.set(tree, found);
  return found;
}
