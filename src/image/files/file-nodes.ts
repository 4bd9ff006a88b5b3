import type { Instruction } from '#dockerfile/types.js';

/**
 * The file system of a stage as a value that is never changed: what a COPY brings is put over what was
 * there as a reference to a folder, not file by file, and looked into only where somebody asks. So a
 * `COPY . .` of 20,000 files costs as much as one of three.
 */
export type Node = FileNode | FolderNode | UnknownNode | EitherNode;

export interface FileNode {
  readonly kind: 'file';
  /** Workspace path; null: made by the build (a here-document, a download). */
  readonly origin: string | null;
  /** The instruction that took it from the build context, or made it. */
  readonly brought: Instruction;
  /** The instruction of the stage at hand in whose layer it lies. */
  readonly by: Instruction;
}

export interface FolderNode {
  readonly kind: 'folder';
  /** How many folders are looked through one inside the other; each `COPY --from` may add one. */
  readonly hops: number;
  get(name: string): Node | null;
  names(): Iterable<string>;
}

/** Something that cannot be told: a file, a folder, or nothing. `behind`: what was there before. */
export interface UnknownNode {
  readonly kind: 'unknown';
  readonly because: string;
  readonly by: Instruction;
  readonly behind: Node | null;
  /** It is what lies behind, or gone: a command took files away that cannot be told. */
  readonly taken?: true;
}

/** A file copied to a path without a slash where a folder may lie: it is the file there, or it lies in that folder. */
export interface EitherNode {
  readonly kind: 'either';
  readonly file: FileNode | UnknownNode;
  readonly folder: FolderNode;
  /** Which of the two a listing shows. */
  readonly shown: 'file' | 'folder';
}

/** Files that may lie anywhere in a folder: those of these names, or any (null). */
export interface Veil {
  readonly because: string;
  readonly by: Instruction;
  readonly names: ReadonlySet<string> | null;
}

type Layer =
  | { readonly kind: 'over'; readonly folder: FolderNode }
  | { readonly kind: 'veil'; readonly veil: Veil }
  /** Names that are what is said here, whatever lies below; null: taken away. */
  | { readonly kind: 'edits'; readonly names: ReadonlyMap<string, Node | null> };

interface Stack {
  readonly top: Layer;
  readonly below: Stack | null;
}

/** A folder made of layers; it keeps what was looked up. */
interface StackedFolder extends FolderNode {
  readonly stack: Stack | null;
}

/** Stages that copy from one another deeper than this are nothing that a person wrote: about five hundred. */
export const MAX_HOPS = 1000;

/** Names of one folder that are put in one by one go into one layer, up to here. */
const MAX_EDITS = 64;

function stacked(stack: Stack | null, hops: number): FolderNode {
  let found: Map<string, Node | null> | null = null;
  const folder: StackedFolder = {
    kind: 'folder',
    hops,
    stack,
    get: (name) => {
      found ??= new Map();
      const known = found.get(name);
      if (known !== undefined) return known;
      const node = lookIn(stack, name, hops);
      found.set(name, node);
      return node;
    },
    names: () => namesIn(stack),
  };
  return folder;
}

export const EMPTY_FOLDER: FolderNode = stacked(null, 0);

function stackOf(folder: FolderNode): Stack | null {
  return isStacked(folder) ? folder.stack : { top: { kind: 'over', folder }, below: null };
}

function isStacked(folder: FolderNode): folder is StackedFolder {
  return 'stack' in folder;
}

function lookIn(stack: Stack | null, name: string, hops: number): Node | null {
  const found: Layer[] = [];
  let end: Node | null = null;
  let veil: Veil | null = null;
  for (let at = stack; at; at = at.below) {
    const { top } = at;
    if (top.kind === 'veil') {
      found.push(top);
      if (couldHold(top.veil, name)) veil ??= top.veil;
      continue;
    }
    const node = top.kind === 'edits' ? top.names.get(name) : top.folder.get(name);
    if (node === undefined || (node === null && top.kind === 'over')) continue;
    if (node === null) break;
    if (node.kind === 'folder') found.push({ kind: 'over', folder: node });
    else if (!found.some((layer) => layer.kind === 'over')) end = node;
    if (node.kind !== 'folder' || top.kind === 'edits') break;
  }
  const folders = found.filter((layer) => layer.kind === 'over');
  if (folders.length > 0) return folderOfLayers(found, hops);
  if (veil !== null) return hidden(veil, end);
  // What lies under a veil of names may lie in a folder that nobody knows of.
  return end ?? (found.length > 0 ? folderOfLayers(found, hops) : null);
}

function folderOfLayers(layers: readonly Layer[], hops: number): FolderNode {
  const [only] = layers;
  if (layers.length === 1 && only?.kind === 'over') return only.folder;
  let stack: Stack | null = null;
  // The lowest folder is looked through in its own layers, so that one put in the other a thousand times is no thousand calls deep.
  for (const top of layers.toReversed()) stack = stack === null && top.kind === 'over' ? stackOf(top.folder) : { top, below: stack };
  return stacked(stack, hops);
}

/** A folder that may be there, for what a veil hides in it; nothing is known to lie in it. */
export function isMereVeil(folder: FolderNode): boolean {
  for (let at = stackOf(folder); at; at = at.below) if (at.top.kind !== 'veil') return false;
  return folder !== EMPTY_FOLDER;
}

function couldHold({ names }: Veil, name: string): boolean {
  return names === null || names.has(name);
}

function hidden({ because, by }: Veil, behind: Node | null): UnknownNode {
  return { kind: 'unknown', because, by, behind };
}

function namesIn(stack: Stack | null): Iterable<string> {
  const names = new Set<string>();
  const gone = new Set<string>();
  for (let at = stack; at; at = at.below) {
    const { top } = at;
    if (top.kind === 'over') {
      for (const name of top.folder.names()) if (!gone.has(name)) names.add(name);
    } else if (top.kind === 'edits') {
      for (const [name, node] of top.names) {
        if (node !== null && !gone.has(name)) names.add(name);
        gone.add(name);
      }
    }
  }
  return names;
}

/** `upper` over `lower`: files replace what has their name, folders are merged. */
export function mergeFolders(lower: FolderNode, upper: FolderNode): FolderNode {
  if (lower === EMPTY_FOLDER) return upper;
  return stacked({ top: { kind: 'over', folder: upper }, below: stackOf(lower) }, Math.max(lower.hops, upper.hops + 1));
}

/** A folder in which files may lie that cannot be told. */
export function veilFolder(folder: FolderNode, veil: Veil): FolderNode {
  return stacked({ top: { kind: 'veil', veil }, below: stackOf(folder) }, folder.hops);
}

/** A folder with one name set to a node, or taken away (null). */
export function withName(folder: FolderNode, name: string, node: Node | null): FolderNode {
  const stack = stackOf(folder);
  const hops = node?.kind === 'folder' ? Math.max(folder.hops, node.hops) : folder.hops;
  if (stack?.top.kind === 'edits' && stack.top.names.size < MAX_EDITS) {
    return stacked({ top: { kind: 'edits', names: new Map([...stack.top.names, [name, node]]) }, below: stack.below }, hops);
  }
  return stacked({ top: { kind: 'edits', names: new Map([[name, node]]) }, below: stack }, hops);
}

/** The name in a node, as a path goes on below it. */
export function childOf(node: Node, name: string): Node | null {
  if (node.kind === 'folder') return node.get(name);
  if (node.kind === 'either') {
    const inside = node.folder.get(name);
    // Listed as the file that it may be: then nothing below it is certain.
    return node.shown === 'folder' || inside === null ? inside : { kind: 'unknown', because: 'it cannot be told whether a folder lies there', by: node.file.by, behind: inside };
  }
  return node.kind === 'unknown' ? { ...node, behind: node.behind && childOf(node.behind, name) } : null;
}

/** What lies at a path, given as its names; null: nothing. */
export function nodeAt(root: Node, names: readonly string[]): Node | null {
  let node: Node | null = root;
  for (const name of names) {
    if (node === null) return null;
    node = childOf(node, name);
  }
  return node;
}

/** A folder for what is to be put below a node: a file that stands in the way is gone. */
export function asFolder(node: Node | null): FolderNode {
  if (node === null || node.kind === 'file') return EMPTY_FOLDER;
  if (node.kind === 'folder') return node;
  if (node.kind === 'either') return node.folder;
  return veilFolder(asFolder(node.behind), { because: node.because, by: node.by, names: null });
}

/** The tree with a change made to what lies at a path; the folders above it are made. */
export function changeAt(root: FolderNode, names: readonly string[], change: (node: Node | null) => Node | null): FolderNode {
  const folders = [root];
  for (const name of names.slice(0, -1)) folders.push(asFolder(folders.at(-1)?.get(name) ?? null));
  const last = names.at(-1);
  if (last === undefined) return asFolder(change(root));
  let node = change(folders.at(-1)?.get(last) ?? null);
  for (let at = names.length - 1; at >= 0; at--) {
    node = withName(folders[at] ?? EMPTY_FOLDER, names[at] ?? '', node);
  }
  return asFolder(node);
}
