import { baseName, folderOf, isWithin } from '#text/paths.js';
import { carriedFrom, joinPath, plain } from './carry.js';
import { contextPaths } from '#image/files/context-paths.js';
import { distMadeBy, type Dist } from './dists.js';
import type { Download } from '#image/run/downloads.js';
import { copiesOf, factsAt, type InstallView } from './install-view.js';
import { matchPath } from '#image/files/match.js';
import { originOf, type CopyView } from '#image/files/origin.js';
import type { Removal } from '#image/run/removals.js';
import { stageNamed } from '#image/stages/ships.js';
import type { NamedFolder } from '#image/files/stage-files.js';
import { expandAt } from '#image/stages/stages.js';
import { bindTransfers, copyTransfer, hasWildcard, type Transfer } from '#image/files/transfers.js';
import type { Write } from '#image/run/writes.js';

/** Who put a file where it lies in an image. */
export type Whence =
  /** `changed`: commands that change it on the way, as written. */
  | { readonly kind: 'workspace'; readonly path: string; readonly changed: string | null }
  | { readonly kind: 'written'; readonly write: Write; readonly stage: number; readonly at: number; readonly changed: string | null }
  /** `inside`: what lies there, below what was fetched; '' for the thing itself. */
  | { readonly kind: 'download'; readonly download: Download; readonly inside: string }
  /** A wheel or an archive of a project that a command built. */
  | { readonly kind: 'dist'; readonly dist: Dist; readonly stage: number; readonly at: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly because: string };

/** A moment in an image: before command `order` of instruction `at` of a stage. */
export interface Spot {
  readonly stage: number;
  readonly at: number;
  readonly order: number;
}

const END = Number.POSITIVE_INFINITY;

const MAX_DEPTH = 60;

const MAX_LOOKS = 2_000;

interface Search {
  readonly view: InstallView;
  looks: number;
  /** Where all that brings something is gathered, what was looked at once and not again; null: the last that does is enough. */
  readonly all: { readonly found: Whence[]; readonly seen: Set<string> } | null;
}

/** Where what lies at a path at a moment comes from: a copy, a mount, a command that wrote, moved, linked or fetched it. */
export function whence(view: InstallView, spot: Spot, path: string): Whence {
  return search({ view, looks: 0, all: null }, spot, joinPath('', path), 0, null);
}

/** Everything that brings files to a path with globs (`/wheels/*.whl`), the first that was done first: each adds to what lies there. */
export function whenceAll(view: InstallView, spot: Spot, path: string): readonly Whence[] {
  const found: Whence[] = [];
  const last = search({ view, looks: 0, all: { found, seen: new Set() } }, spot, joinPath('', path), 0, null);
  return (last.kind === 'none' ? found : [...found, last]).toReversed();
}

/** What is found ends a search, unless all of it is wanted: then it goes on as if nothing had been there. */
function ending<T extends Whence | null>({ all, looks }: Search, found: T): T | null {
  if (!all || found === null || found.kind === 'none' || looks > MAX_LOOKS) return found;
  all.found.push(found);
  return null;
}

const missed = new WeakMap<InstallView, Set<string>>();

/** That nobody brings a path is the same however it was come to: stages that copy from one another are looked through once. */
function search(state: Search, spot: Spot, path: string, depth: number, changed: string | null): Whence {
  const misses = state.all?.seen ?? missed.get(state.view) ?? new Set<string>();
  if (!state.all) missed.set(state.view, misses);
  const key = `${spot.stage} ${spot.at} ${spot.order} ${path}`;
  if (misses.has(key)) return { kind: 'none' };
  if (state.all) misses.add(key);
  const found = searchIn(state, spot, path, depth, changed);
  if (found.kind === 'none') misses.add(key);
  return found;
}

function searchIn(state: Search, { stage, at, order }: Spot, path: string, depth: number, changed: string | null): Whence {
  const { view } = state;
  const model = view.models[stage];
  if (!model) return { kind: 'none' };
  state.looks += 1;
  if (depth > MAX_DEPTH || state.looks > MAX_LOOKS) return { kind: 'unknown', because: `${path} goes through more copies than are followed` };
  let changes = changed;
  for (let index = Math.min(at, model.stage.instructions.length - 1); index >= 0; index--) {
    const [instruction, moment] = [model.stage.instructions[index], model.moments[index]];
    if (!instruction || !moment) continue;
    if (instruction.keyword === 'RUN') {
      const found = inRun(state, { stage, at: index, order: index === at ? order : END }, path, depth, changes);
      if (found !== null && !('change' in found)) return found;
      if (found !== null) changes ??= found.change;
      for (const transfer of index === at ? bindTransfers(instruction, moment, view.document.escape) : []) {
        const brought = ending(state, byTransfer(state, stage, index, transfer, path, depth, changes));
        if (brought) return brought;
      }
    } else if (index < at) {
      const transfer = copyTransfer(instruction, moment, view.document.escape);
      const brought = transfer && ending(state, byTransfer(state, stage, index, transfer, path, depth, changes));
      if (brought) return brought;
    }
  }
  if (model.base.kind === 'stage') return search(state, { stage: model.base.index, at: END, order: END }, path, depth + 1, changes);
  return (model.base.kind === 'context' ? ending(state, fromFolder(view, model.base.name, path, changes)) : null) ?? { kind: 'none' };
}

/** What the commands of a RUN before `order` make of a path; null: nothing. */
function inRun(state: Search, spot: Spot, path: string, depth: number, changed: string | null): Whence | { readonly change: string } | null {
  const facts = factsAt(state.view, spot.stage, spot.at);
  if (!facts.ok) return null;
  let change: string | null = null;
  const { writes, moves, links, downloads, removals, steps } = facts.value;
  const before = <T extends { readonly order: number; readonly runs: { readonly kind: string } }>(all: readonly T[]): readonly T[] => all.filter((one) => one.order < spot.order && one.runs.kind !== 'never');
  const events = [
    ...before(writes).map((write) => ({ order: write.order, look: (): Whence | { readonly change: string } | null => (write.path === null || !same(path, write.path) ? null : write.changes ? { change: write.text } : { kind: 'written', write, stage: spot.stage, at: spot.at, changed: change ?? changed }) })),
    ...before(moves).map((move) => ({ order: move.order, look: () => (move.target === null ? null : from(state, spot, carriedFrom(move.sources, move.target, move.intoFolder, path), move.order, depth, change ?? changed)) })),
    ...before(links).map((link) => ({ order: link.order, look: () => (link.target === null || !isWithin(plain(path), plain(link.target)) ? null : from(state, spot, carriedFrom([link.source], link.target, false, path), link.order, depth, change ?? changed)) })),
    ...before(downloads).map((download) => ({ order: download.order, look: (): Whence | null => (download.target !== null && (same(path, download.target) || (download.program === 'git' && isWithin(plain(path), plain(download.target)))) ? { kind: 'download', download, inside: plain(path).slice(plain(download.target).length + 1) } : null) })),
    ...before(removals).map((removal) => ({ order: removal.order, look: () => (mayTake(removal, path) ? { change: `${removal.text} takes files away, which perhaps` } : null) })),
    ...(isDist(path) ? before(steps) : []).map((step) => ({ order: step.order, look: (): Whence | null => {
      const dist = distMadeBy(step);
      return dist && plain(folderOf(path)) === plain(dist.folder) ? { kind: 'dist', dist, stage: spot.stage, at: spot.at } : null;
    } })),
  ].sort((a, b) => b.order - a.order);
  for (const { look } of events) {
    const found = look();
    if (found === null) continue;
    if ('change' in found) {
      change ??= found.change;
      continue;
    }
    const end = ending(state, found);
    if (end !== null) return end;
  }
  return change === null ? null : { change };
}

/** Whether a command that takes files away by its own lights may have taken what lies at a path. */
function mayTake({ below, only }: Removal, path: string): boolean {
  return only === null && below.some(({ folder, name }) => isWithin(plain(path), plain(folder)) && (name === null || plain(path).split('/').includes(name)));
}

function isDist(path: string): boolean {
  return /(?:\.whl|\.tar\.gz|\.zip|\*)$/.test(path);
}

/** A path as it was before a move; the first source that anybody brought. */
function from(state: Search, spot: Spot, candidates: readonly (string | null)[], order: number, depth: number, changed: string | null): Whence | null {
  for (const candidate of candidates) {
    if (candidate === null) continue;
    const found = search(state, { ...spot, order }, candidate, depth + 1, changed);
    if (found.kind !== 'none') return found;
  }
  return null;
}

function same(wanted: string, path: string): boolean {
  const [a, b] = [plain(wanted), plain(path)];
  return a === b || (hasWildcard(a) && matchPath(a, b));
}

function byTransfer(state: Search, stage: number, at: number, transfer: Transfer, path: string, depth: number, changed: string | null): Whence | null {
  const { view } = state;
  const moment = view.models[stage]?.moments[at];
  if (transfer.destination === null || !moment) return null;
  if (transfer.from === null) return fromContext(view, stage, at, transfer, path, changed);
  const candidates = carriedFrom(transfer.sources, transfer.destination, transfer.intoFolder, path);
  if (candidates.length === 0) return null;
  const name = expandAt(moment, transfer.from, view.document.escape);
  const index = name === null ? -1 : stageNamed(view.models, name, stage);
  const folder = plain(transfer.destination);
  if (index < 0 && name !== null && view.named?.(name)) return fromNamed(view, stage, at, name, transfer, path, changed);
  if (index < 0) return transfer.intoFolder || plain(path) === folder || folder !== '' ? outside(transfer, path, folder) : null;
  for (const candidate of candidates) {
    if (candidate === null) return { kind: 'unknown', because: `${transfer.by.keyword} in line ${transfer.by.lines.first}: its source cannot be told` };
    const found = search(state, { stage: index, at: END, order: END }, candidate, depth + 1, changed);
    if (found.kind !== 'none') return found;
  }
  return null;
}

/** An image that is no stage of this file brings what nobody sees. */
function outside(transfer: Transfer, path: string, folder: string): Whence | null {
  const names = transfer.sources.map((source) => baseName(source ?? ''));
  const could = plain(path) === folder || names.includes(baseName(path)) || !transfer.intoFolder;
  return could && isWithin(plain(path), folder) ? { kind: 'unknown', because: `it comes from ${transfer.from}, which is not a stage of this file (line ${transfer.by.lines.first})` } : null;
}

function fromContext(view: InstallView, stage: number, at: number, transfer: Transfer, path: string, changed: string | null): Whence | null {
  const copies = copiesOf(view);
  if (transfer.sources.some((source) => source?.startsWith('<<') === true)) return null;
  if (!copies) {
    const could = carriedFrom(transfer.sources, transfer.destination ?? '/', transfer.intoFolder, path).length > 0;
    return could ? { kind: 'unknown', because: 'the build context is not known' } : null;
  }
  const urls = transfer.sources.filter((source) => source?.includes('://') === true);
  if (urls.length > 0) {
    const fits = carriedFrom(urls, transfer.destination ?? '/', transfer.intoFolder, path).length > 0 || plain(path) === plain(transfer.destination ?? '');
    return fits ? { kind: 'unknown', because: `ADD in line ${transfer.by.lines.first} fetches it` } : null;
  }
  return putThere(copies, copies, stage, at, transfer, path, changed);
}

/** What a transfer from a folder of the workspace puts at a path. `folder`: the context that it takes from. */
function putThere(copies: CopyView, folder: NamedFolder, stage: number, at: number, transfer: Transfer, path: string, changed: string | null): Whence | null {
  // A mount is there for its RUN alone: what lies before and behind it does not know of it.
  if (hasWildcard(path) || transfer.by.keyword === 'RUN') return inContext(folder, transfer, path, changed);
  const origin = originOf(copies, stage, at + 1, path);
  if (origin.kind === 'workspace' && origin.by === transfer.by) return { kind: 'workspace', path: origin.path, changed };
  if (origin.kind === 'unknown' && origin.because.startsWith(`${transfer.by.keyword} in line ${transfer.by.lines.first}:`)) return origin;
  return null;
}

/** `COPY --from` and mounts of a named context: a folder of the workspace, or what nobody here can look into. */
function fromNamed(view: InstallView, stage: number, at: number, name: string, transfer: Transfer, path: string, changed: string | null): Whence | null {
  const folder = view.named?.(name);
  if (folder?.ok !== true) return carriedFrom(transfer.sources, transfer.destination ?? '/', transfer.intoFolder, path).length > 0 ? { kind: 'unknown', because: folder?.reason ?? `it comes from ${name}` } : null;
  const copies = copiesOf(view);
  // Without a build context there is no view of all files; this one is known all the same.
  return copies ? putThere(copies, folder.value, stage, at, transfer, path, changed) : inContext(folder.value, transfer, path, changed);
}

/** A stage that begins with a folder holds what lies there. */
function fromFolder(view: InstallView, name: string, path: string, changed: string | null): Whence | null {
  const folder = view.named?.(name);
  if (folder?.ok !== true) return { kind: 'unknown', because: folder?.reason ?? `${path} may lie in the context ${name}, which cannot be told` };
  return firstOf(folder.value, [path], changed);
}

/** The first file of the workspace that a COPY or a mount brings to a path with globs (`pip install /wheels/*.whl`), or to any path. */
function inContext(folder: NamedFolder, transfer: Transfer, path: string, changed: string | null): Whence | null {
  return firstOf(folder, carriedFrom(transfer.sources, transfer.destination ?? '/', transfer.intoFolder, path), changed);
}

function firstOf({ tree, context }: NamedFolder, candidates: readonly (string | null)[], changed: string | null): Whence | null {
  for (const candidate of candidates) {
    const [found] = candidate === null ? [] : contextPaths(tree, context, plain(candidate)).filter((one) => tree.has(one));
    if (found !== undefined) return { kind: 'workspace', path: found, changed };
  }
  return null;
}
