import { unheard } from '#answer/ledger.js';
import { requirementsAt, type Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import type { ResolvedInstall } from '#image/installs/resolved-install.js';
import { askedFor } from '#needs/asked/asked.js';
import { edgesOf } from '#needs/image-edges.js';
import { closureOf } from '#needs/edges/closure.js';
import type { Closure, ClosureAsked } from '#needs/edges/closure-types.js';
import type { EdgeSource } from '#needs/edges/source.js';
import type { NeedOptions } from '#needs/workspace-needs.js';
import { normalizeName } from '#pep/name.js';
import { markersOf, requestsOf } from '#sizes/request/requests.js';
import type { InstallRequest, RequestLine } from '#sizes/types.js';
import { isSameList } from '#text/same-list.js';
import { buildOf, documentsOf, heldVersion, type Build, type Built } from './built-for.js';
import { asksOf, FAMILY, isAcceleratorIndex, isCpuIndex } from './family.js';
import { isLockedForCuda, takesProject } from './project-torch.js';

/** An install that brings a build of torch for CUDA into an image, or one of its companions. */
export interface Coming {
  readonly image: ImageModel;
  readonly install: ResolvedInstall;
  readonly request: InstallRequest;
  /** Of torch, torchvision and torchaudio, what comes for CUDA. */
  readonly names: readonly string[];
  /** The lines of this install that ask for them by name. */
  readonly lines: readonly RequestLine[];
  /** From an asked-for one to the first of `names`. */
  readonly chain: readonly string[];
  readonly looks: 'ignored' | 'luck' | 'later' | null;
  /** What is taken for granted; null: nothing. */
  readonly assumed: string | null;
  /** Other installs into the same environment that bring torch too. */
  readonly others: number;
  /** Installed as the tool of a project has locked it. */
  readonly project: boolean;
  /** Exact versions that any install of the environment asks for, by name. */
  readonly pins: ReadonlyMap<string, string>;
}

/** Where a distribution of an environment came from so far. */
interface Had {
  readonly build: Build;
  /** Without a label; null where it is not fixed. */
  readonly version: string | null;
}

/** The installs that bring a build for CUDA into the environments of an image, in order. */
export function comingIn(image: ImageModel, snapshot: Snapshot, options: NeedOptions, indexUrl: string): readonly Coming[] {
  const from = [indexUrl, options, ...sourcesOf(image, snapshot)];
  const before = known.get(image);
  if (before && isSameList(before.from, from)) return before.found;
  const found = comingAnew(image, snapshot, options, indexUrl);
  known.set(image, { from, found });
  return found;
}

const known = new WeakMap<ImageModel, { readonly from: readonly unknown[]; readonly found: readonly Coming[] }>();

/** All that decides what an image asks for beside its Dockerfile: documents are the same ones as long as their texts are. */
function sourcesOf({ installs }: ImageModel, snapshot: Snapshot): readonly unknown[] {
  return installs.flatMap((install) => [
    ...documentsOf(snapshot, install, true).flatMap((document) => [document, ...(document.origin.kind === 'compiled' ? document.origin.sources.map((path) => requirementsAt(snapshot, path)) : [])]),
    ...install.inputs.flatMap((input) => (input.kind === 'project' ? [snapshot.text(input.path)] : [])),
  ]);
}

function comingAnew(image: ImageModel, snapshot: Snapshot, options: NeedOptions, indexUrl: string): readonly Coming[] {
  return unheard(() => {
    const pairs = pairsOf(image, snapshot);
    if (pairs.length === 0) return [];
    const edges = edgesFor(image, snapshot, options);
    const states = new Map<string, Map<string, Had>>();
    const found: Coming[] = [];
    const counts = new Map<string, number>();
    for (const { install, request } of pairs) {
      const key = request.environment ?? '';
      const have = states.get(key) ?? new Map<string, Had>();
      states.set(key, have);
      const coming = comingBy({ image, install, request, snapshot, edges, indexUrl }, have);
      if (coming === null) continue;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      if (coming.names.length > 0) found.push(coming);
    }
    return found.map((one) => {
      const key = one.request.environment ?? '';
      return { ...one, others: (counts.get(key) ?? 1) - 1, pins: pinsOf(pairs.filter(({ request }) => (request.environment ?? '') === key)) };
    });
  });
}

interface Pair {
  readonly install: ResolvedInstall;
  readonly request: InstallRequest;
}

/** The installs of pip and uv that end up in the image, each with what it asks for. */
function pairsOf(image: ImageModel, snapshot: Snapshot): readonly Pair[] {
  const open = [...image.installs];
  return requestsOf(image, snapshot).flatMap((request) => {
    const index = open.findIndex(({ at, install, ships }) => ships && at.path === request.at.path && at.line === request.at.line && install.call.manager === request.manager);
    const [install] = index < 0 ? [] : open.splice(index, 1);
    return install ? [{ install, request }] : [];
  });
}

function edgesFor(image: ImageModel, snapshot: Snapshot, { metadata, resolved }: NeedOptions): EdgeSource {
  const { asked } = askedFor(image, snapshot, markersOf({ python: null, arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } }));
  return edgesOf(image, snapshot, asked, metadata, resolved?.get(image.build.id) ?? null);
}

interface Look extends Built {
  readonly edges: EdgeSource;
}

/** What one install does to an environment; null: it has nothing to do with torch. */
function comingBy(look: Look, have: Map<string, Had>): Coming | null {
  const { image, install, request } = look;
  const { closure, comes } = comesWith(look);
  if (comes.length === 0) return null;
  const { manager, subcommand } = install.install.call;
  const locked = have.has('torch') ? null : projectComing(look, comes, closure);
  // Locks and the files of Poetry and its like decide for themselves.
  if (request.lock !== null || (manager !== 'pip' && manager !== 'uv') || /sync$|easy_install|setup\.py|^(?:add|run|tool)/.test(subcommand)) {
    for (const name of comes) have.set(name, OTHER);
    return locked;
  }
  const lines = request.lines.filter(({ name }) => comes.includes(name));
  const addressed = new Set(request.left.map(({ what }) => normalizeName(what)));
  for (const name of comes) if (addressed.has(name)) have.set(name, OTHER);
  const before = have.get('torch')?.build;
  const names = comes.filter((name) => !addressed.has(name) && isTakenAnew(name, lines, request, have));
  const build = buildOf(look, names, lines);
  for (const name of names) have.set(name, { build: build.build, version: publicVersion(heldVersion({ request, lines }, name)) });
  const wanted = build.build === 'cuda' ? names : [];
  const [first = 'torch'] = wanted;
  const way = closure.comes.get(first);
  return {
    image, install, request, lines, names: wanted,
    chain: (way?.chain ?? [first]).toReversed(),
    looks: before === 'cpu' && !wanted.includes('torch') ? 'later' : build.looks,
    assumed: way?.assumed === true ? `the record of another version says that ${way.chain.at(-1) ?? ''} requires ${first}` : null,
    others: 0,
    project: false,
    pins: new Map(),
  };
}

/** `uv sync`, `poetry install`: what the lock holds comes from PyPI, unless the project says where torch comes from. */
function projectComing({ image, install, request, snapshot, indexUrl }: Look, comes: readonly string[], closure: Closure): Coming | null {
  if (takesProject(install) === null || !comes.includes('torch') || !isLockedForCuda(image, snapshot, indexUrl)) return null;
  const { index, extra, findLinks } = request.indexes;
  if ([...extra, ...findLinks, ...(index === null ? [] : [index])].some((one) => isCpuIndex(one, indexUrl) || isAcceleratorIndex(one))) return null;
  const lines = request.lines.filter(({ name }) => comes.includes(name));
  const chain = (closure.comes.get('torch')?.chain ?? ['torch']).toReversed();
  return { image, install, request, lines, names: comes, chain, looks: null, assumed: null, others: 0, project: true, pins: new Map() };
}

function pinsOf(pairs: readonly Pair[]): Coming['pins'] {
  const found = new Map<string, string>();
  for (const { request } of pairs) {
    for (const name of FAMILY) {
      const version = heldVersion({ request, lines: request.lines }, name);
      if (version !== null && !found.has(name)) found.set(name, version);
    }
  }
  return found;
}

function comesWith({ request, edges }: Look): { readonly closure: Closure; readonly comes: readonly string[] } {
  const closure = closureOf(request.lines.map(rowOf), markersOf({ ...request.target, arch: 'x86_64' }), edges);
  const comes = FAMILY.filter((name) => {
    const one = closure.comes.get(name);
    return one !== undefined && one.certain === 'yes' && (one.asked || request.dependencies);
  });
  return { closure, comes };
}

const rows = new WeakMap<RequestLine, ClosureAsked>();

/** Lines of a shared file are the same in all images that install it. */
function rowOf(line: RequestLine): ClosureAsked {
  const before = rows.get(line);
  if (before) return before;
  const { extras, exact } = asksOf(line.text);
  const row = { name: line.name, extras, version: exact };
  rows.set(line, row);
  return row;
}

const OTHER: Had = { build: 'other', version: null };

/** `2.5.1` of `2.5.1+cpu`. */
function publicVersion(version: string | null): string | null {
  return version?.split('+')[0] ?? null;
}

/** Whether an install takes it from an index though it may be there. */
function isTakenAnew(name: string, lines: readonly RequestLine[], { installed }: InstallRequest, have: ReadonlyMap<string, Had>): boolean {
  const had = have.get(name);
  if (!had || installed === 'replaced') return true;
  const line = lines.find((one) => one.name === name);
  const wanted = line ? publicVersion(asksOf(line.text).exact) : null;
  if (wanted !== null && had.version !== null && wanted !== had.version) return true;
  return installed === 'upgraded' && line !== undefined && asksOf(line.text).exact === null;
}
