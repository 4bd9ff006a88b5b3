import type { Instruction } from '#dockerfile/types.js';
import { pathsBelow } from '#files/tree.js';
import { isWithin } from '#text/paths.js';
import { excluded, excludeOf, pathNames, sourcesIn, sourceWithParents } from '#image/files/copy-sources.js';
import { copyCall, type CopyCall, type CopySource } from '#image/files/copy-step.js';
import { destinationOf, isFolder } from '#image/files/destinations.js';
import { nodeAt, type Node } from '#image/files/file-nodes.js';
import type { Move } from '#image/run/file-facts.js';
import type { Layer, LayerContent } from './image.js';
import { ownedBy, type Ownership } from '#image/run/ownership.js';
import type { ResolvedInstall } from '#image/installs/resolved-install.js';
import type { RunFacts } from '#image/run/run-facts.js';
import { stageNamed } from '#image/stages/ships.js';
import type { CopyView, StageFiles } from '#image/files/stage-files.js';
import { expandAt, type Moment } from '#image/stages/stages.js';
import { bindTransfers } from '#image/files/transfers.js';

/** What is needed to tell what the layers of an image hold. */
export interface LayerView {
  readonly copies: CopyView;
  readonly files: StageFiles;
  readonly installs: readonly ResolvedInstall[];
  readonly facts: (stage: number, at: number) => RunFacts | null;
}

/** What a COPY, ADD or RUN puts into its layer. `earlier`: the layers below it. */
export function contentsOf(view: LayerView, stage: number, at: number, instruction: Instruction, earlier: readonly Layer[], path: string): readonly LayerContent[] {
  const moment = view.copies.models[stage]?.moments[at];
  if (!moment) return [];
  if (instruction.keyword === 'RUN') return runContents(view, stage, at, instruction, earlier, path);
  const call = copyCall(instruction, moment, view.copies.escape);
  return call ? call.sources.map((source) => copyContent(view, call, source, stage, at, moment)) : [];
}

function copyContent(view: LayerView, call: CopyCall, source: CopySource, stage: number, at: number, moment: Moment): LayerContent {
  const { kind, written, value } = source;
  const shown = kind === 'untold' ? written : value;
  const root = view.files.before(stage, at);
  const from = view.files.from(stage, at, call.from);
  const found = kind === 'path' && from.kind !== 'unknown' && !call.parents ? sourcesIn(from.root, value) : [];
  const isFile = kind === 'heredoc' || kind === 'http' || (found.length === 1 && found[0]?.node.kind === 'file');
  const name = kind === 'http' ? (pathNames(value.replace(/[?#].*$/, '')).at(-1) ?? '') : isFile && found[0] ? found[0].name : value;
  const target = targetOf(view, call, stage, root, isFile ? name : null);
  if (kind === 'heredoc') return { kind, target };
  if (kind === 'archive') return { kind, source: shown, target };
  if (kind === 'git' || kind === 'http') return { kind: 'download', text: `${shown} -> ${target}` };
  if (call.from !== null) return { kind: 'stage', from: stageLabel(view, stage, call.from), source: shown, target };
  const owner = call.instruction.flags.find((flag) => flag.name === 'chown')?.value ?? null;
  const all = call.parents && from.kind !== 'unknown' ? [sourceWithParents(from.root, value)] : found.map(({ node }) => node);
  const files = all.reduce((sum, node) => sum + (node ? countFiles(view, call, node, value) : 0), 0);
  return { kind: 'workspace', source: workspacePath(view, shown), target, files, owner: owner === null ? null : (expandAt(moment, owner, view.copies.escape) ?? owner) };
}

function workspacePath({ copies: { context } }: LayerView, source: string): string {
  return [context, ...pathNames(source)].filter(Boolean).join('/') || '.';
}

function stageLabel({ copies: { models } }: LayerView, stage: number, from: string): string {
  const index = stageNamed(models, from, stage);
  return index < 0 ? from : (models[index]?.stage.name ?? `stage ${index}`);
}

/** `name`: of a file; null for what is put as a folder. */
function targetOf({ files }: LayerView, call: CopyCall, stage: number, root: ReturnType<StageFiles['end']>, name: string | null): string {
  const destination = call.destination === null ? null : destinationOf(call.destination);
  if (destination === null) return '?';
  const inside = name !== null && (destination.folder || isFolder(root, destination.names, files.folders(stage)));
  return `/${[...destination.names, ...(inside ? [name] : [])].join('/')}`;
}

const MAX_COUNTED = 200_000;

function countFiles(view: LayerView, { instruction, parents }: CopyCall, node: Node, source: string): number {
  if (node.kind === 'file') return 1;
  const { tree, context } = view.copies;
  const path = [context, ...pathNames(source)].filter(Boolean).join('/');
  if (excludeOf(instruction) === null && !parents && tree.hasFolder(path)) return pathsBelow(tree, path).length;
  return countBelow(excluded({ name: '', node }, excludeOf(instruction)).node);
}

function countBelow(node: Node): number {
  let count = 0;
  const todo: Node[] = [node];
  let steps = 0;
  for (let at = todo.pop(); at && steps < MAX_COUNTED; at = todo.pop()) {
    steps += 1;
    if (at.kind === 'file') count += 1;
    if (at.kind !== 'folder') continue;
    for (const name of at.names()) {
      const child = at.get(name);
      if (child) todo.push(child);
    }
  }
  return count;
}

/** What the commands of a RUN bring and take away, in their order. */
function runContents(view: LayerView, stage: number, at: number, instruction: Instruction, earlier: readonly Layer[], path: string): readonly LayerContent[] {
  const facts = view.facts(stage, at);
  const installs = view.installs.filter(({ install }) => install.stage === stage && install.at === at);
  const found = [
    ...installs.map((install): Placed => ({ order: install.install.order, content: { kind: 'install', install } })),
    ...(facts ? factContents(view, facts, stage, at, instruction, earlier, path) : []),
  ].sort((a, b) => a.order - b.order);
  return found.length > 0 ? joinRemovals(found.map(({ content }) => content)) : [{ kind: 'command', text: commandText(instruction) }];
}

interface Placed {
  /** Position among the commands of the RUN. */
  readonly order: number;
  readonly content: LayerContent;
}

function factContents(view: LayerView, facts: RunFacts, stage: number, at: number, instruction: Instruction, earlier: readonly Layer[], path: string): readonly Placed[] {
  const models = new Set(facts.models.map(({ order }) => order));
  const place = <T extends Pick<Placed, 'order'> & Pick<Ownership, 'runs'>>(all: readonly T[], contentOf: (one: T) => readonly LayerContent[]): readonly Placed[] =>
    all.flatMap((one) => (one.runs.kind === 'never' ? [] : contentOf(one).map((content) => ({ order: one.order, content }))));
  return [
    ...place(facts.system, (call) => [{ kind: 'system', call }]),
    ...place(facts.downloads, ({ order, text }) => (models.has(order) ? [] : [{ kind: 'download', text }])),
    ...place(facts.models, ({ text }) => [{ kind: 'model', text }]),
    ...place(facts.ownership, (ownership) => duplicateOf(view, ownership, stage, at, earlier, path)),
    ...place(facts.moves, (move) => movedAgain(view, move, stage, at, instruction, earlier, path)),
    ...place(facts.removals, ({ paths, doubt, only, below }) => {
      const told = only !== null ? (only.files || only.folders ? below : []).map(({ folder }) => `${folder === '/' ? '' : folder}/**/${only.pattern}`) : doubt === null ? paths.flatMap((one) => one ?? []) : [];
      return told.length > 0 ? [{ kind: 'removal', paths: told }] : [];
    }),
  ];
}

/** What is removed with nothing brought in between is one content. */
function joinRemovals(contents: readonly LayerContent[]): readonly LayerContent[] {
  const joined: LayerContent[] = [];
  for (const content of contents) {
    const last = joined.at(-1);
    if (content.kind === 'removal' && last?.kind === 'removal') joined[joined.length - 1] = { kind: 'removal', paths: [...new Set([...last.paths, ...content.paths])] };
    else joined.push(content.kind === 'removal' ? { kind: 'removal', paths: [...new Set(content.paths)] } : content);
  }
  return joined;
}

/**
 * `chown -R`, `chmod -R`, and either of a file by its name: the kernel's overlay copies a file whole when its owner or
 * mode is set, so what earlier layers brought is stored again. What the same RUN made lies in its own layer.
 */
function duplicateOf(view: LayerView, { program, recursive, owner, mode, from, reference, paths }: Ownership, stage: number, at: number, earlier: readonly Layer[], file: string): readonly LayerContent[] {
  const hit = new Map<string, readonly number[]>();
  for (const path of paths) {
    if (path === null) continue;
    const names = pathNames(path.replace(/\/\*$/, ''));
    const whole = names.join('/');
    const single = !recursive && nodeAt(view.files.before(stage, at), names)?.kind !== 'file';
    const touched = single ? [] : earlier.filter((layer) => layer.contents.some((content) => targetsOf(content).some((target) => overlaps(target, whole, content)) && (from === null || ownedBy(from, ownerOf(view, layer, content)))));
    if (touched.length > 0) hit.set(`/${whole}`, touched.map(({ instruction }) => instruction.lines.first));
  }
  const options = [...(recursive ? ['-R'] : []), ...(from === null ? [] : [`--from=${from}`]), ...(reference === null ? [] : [`--reference=${reference}`])];
  return duplicate([program, ...options, owner ?? mode ?? ''].filter(Boolean).join(' '), hit, file);
}

function duplicate(by: string, hit: ReadonlyMap<string, readonly number[]>, file: string): readonly LayerContent[] {
  if (hit.size === 0) return [];
  const lines = [...new Set([...hit.values()].flat())].sort((a, b) => a - b);
  return [{ kind: 'duplicate', by, paths: [...hit.keys()], of: lines.map((line) => ({ path: file, line })) }];
}

/**
 * Whose a layer's files are: what COPY takes from the context belongs to root without --chown (Dockerfile reference, COPY
 * --chown), what a command makes to whom it runs as. Null: not told, as for a COPY --from, which keeps the owners.
 */
function ownerOf({ copies }: LayerView, { instruction, stage, at }: Layer, content: LayerContent): string | null {
  const moment = copies.models[stage]?.moments[at];
  if (content.kind === 'workspace') return content.owner ?? '0:0';
  if (content.kind === 'install') return content.install.install.user ?? moment?.user ?? 'root';
  const owner = instruction.flags.find(({ name }) => name === 'chown')?.value ?? null;
  if (owner !== null && moment) return expandAt(moment, owner, copies.escape);
  return content.kind === 'heredoc' ? '0:0' : null;
}

/**
 * `cp` and `mv` of what earlier layers brought: their layers keep it, and it lies in this one again (overlayfs copies
 * what it renames out of a lower layer). What a bind mount shows lies in no layer.
 */
function movedAgain(view: LayerView, { program, sources }: Move, stage: number, at: number, instruction: Instruction, earlier: readonly Layer[], file: string): readonly LayerContent[] {
  const moment = view.copies.models[stage]?.moments[at];
  const mounts = moment ? bindTransfers(instruction, moment, view.copies.escape).flatMap(({ destination }) => (destination === null ? [] : pathNames(destination).join('/'))) : [];
  const root = view.files.before(stage, at);
  const hit = new Map<string, readonly number[]>();
  for (const source of sources) {
    if (source === null) continue;
    const named = pathNames(source);
    const wild = named.findIndex((name) => /[*?[]/.test(name));
    const names = wild < 0 ? named : named.slice(0, wild);
    const path = names.join('/');
    const node = nodeAt(root, names);
    if (node === null || path === '' || mounts.some((mount) => isWithin(path, mount))) continue;
    const lines = node.kind === 'file'
      ? earlier.filter(({ instruction: { index } }) => index === node.by.index).map(() => node.by.lines.first)
      : earlier.filter(({ contents }) => contents.some((content) => targetsOf(content).some((target) => isWithin(target, path) || (content.kind !== 'install' && overlaps(target, path, content))))).map((layer) => layer.instruction.lines.first);
    if (lines.length > 0) hit.set(`/${named.join('/')}`, lines);
  }
  return duplicate(program, hit, file);
}

/** Whether what a layer put at a target is touched by a change to all below a path. */
function overlaps(target: string, path: string, { kind }: LayerContent): boolean {
  // A folder of packages or a copied folder may hold the path; a file does not.
  return isWithin(target, path) || (kind !== 'heredoc' && isWithin(path, target) && target !== '');
}

/** Where a layer's content lies, without the first slash. */
function targetsOf(content: LayerContent): readonly string[] {
  switch (content.kind) {
    case 'workspace':
    case 'stage':
    case 'archive':
    case 'heredoc':
      return content.target === '?' ? [] : [content.target.slice(1)];
    case 'install':
      return content.install.into.kind !== 'none' && content.install.into.path !== null ? [pathNames(content.install.into.path).join('/')] : [];
    default:
      return [];
  }
}

const MAX_TEXT = 200;

function commandText({ joined, args }: Instruction): string {
  const text = joined.slice(args.start, args.end).replace(/\s+/g, ' ').trim();
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
}
