import type { Instruction } from '#dockerfile/types.js';
import { excluded, excludeOf, isArchive, remoteKind, remoteName, sourcesIn, sourceWithParents } from './copy-sources.js';
import { destinationOf, putFile, putNode, putUnknown, type Destination, type KnownFolders } from './destinations.js';
import { veilFolder, type FolderNode, type Node } from './file-nodes.js';
import { absolute, copyWords } from './transfers.js';
import { carried } from './workspace-folder.js';
import { copyByMoment } from './by-moment.js';
import { expandAt, type Moment } from '#image/stages/stages.js';

/** Where a COPY takes from: a folder (the context, a stage, a named context), or why it cannot be told what is there. */
export type CopyFrom = { readonly kind: 'context'; readonly root: FolderNode } | { readonly kind: 'stage'; readonly root: FolderNode } | UnknownFrom;

/** `image`: an image that is no stage of the file: what it holds is its own matter, not a gap in the reading. */
export interface UnknownFrom {
  readonly kind: 'unknown';
  readonly because: string;
  readonly image: boolean;
}

/** A COPY or ADD with its words filled in. */
export interface CopyCall {
  readonly instruction: Instruction;
  /** The stage, image or context behind `--from`, as written; null: the build context. */
  readonly from: string | null;
  readonly sources: readonly CopySource[];
  /** Absolute, its last slash kept; null where it cannot be told. */
  readonly destination: string | null;
  readonly parents: boolean;
}

export interface CopySource {
  readonly written: string;
  readonly kind: 'path' | 'heredoc' | 'git' | 'http' | 'archive' | 'untold';
  /** Variables filled in; the name of a here-document. */
  readonly value: string;
}

/** What a COPY or ADD is asked to do; null for other instructions. */
export const copyCall = copyByMoment(callOf);

function callOf(instruction: Instruction, moment: Moment, escape: string): CopyCall {
  const words = copyWords(instruction);
  const target = expandAt(moment, words.at(-1) ?? '', escape);
  return {
    instruction,
    from: instruction.flags.find(({ name }) => name === 'from')?.value ?? null,
    sources: words.slice(0, -1).map((written) => sourceOf(instruction, written, moment, escape)),
    destination: target === null ? null : absolute(moment, target === '' ? './' : target),
    parents: isOn(instruction, 'parents') ?? false,
  };
}

function sourceOf(instruction: Instruction, written: string, moment: Moment, escape: string): CopySource {
  const heredoc = /^\d*<<-?\s*["']?(.+?)["']?$/.exec(written)?.[1];
  if (heredoc !== undefined && instruction.heredocs.some(({ name }) => name === heredoc)) return { written, kind: 'heredoc', value: heredoc };
  const value = expandAt(moment, written, escape);
  if (value === null) return { written, kind: 'untold', value: '' };
  if (instruction.keyword === 'COPY') return { written, kind: 'path', value };
  const unpacks = isOn(instruction, 'unpack');
  const remote = remoteKind(value);
  if (remote !== null) return { written, kind: remote === 'http' && unpacks === true ? 'archive' : remote, value };
  return { written, kind: isArchive(value) && unpacks !== false ? 'archive' : 'path', value };
}

function isOn({ flags }: Instruction, name: string): boolean | null {
  const flag = flags.find((one) => one.name === name);
  return flag ? flag.value?.toLowerCase() !== 'false' : null;
}

/** The file system after a COPY or ADD. */
export function applyCopy(root: FolderNode, call: CopyCall, from: CopyFrom, folders: KnownFolders): FolderNode {
  const destination = call.destination === null ? null : destinationOf(call.destination);
  if (destination === null) return veilFolder(root, { because: told(call, 'its destination cannot be told'), by: call.instruction, names: namesOf(call, from) });
  let after = root;
  // Here-documents come last, wherever they are written (dispatchCopy: SourcePaths, then SourceContents).
  for (const source of call.sources.filter(({ kind }) => kind !== 'heredoc')) after = applySource(after, call, source, destination, from, folders);
  for (const { value } of call.sources.filter(({ kind }) => kind === 'heredoc')) after = putFile(after, destination, value, madeFile(call.instruction), folders);
  return after;
}

function applySource(root: FolderNode, call: CopyCall, { kind, value }: CopySource, destination: Destination, from: CopyFrom, folders: KnownFolders): FolderNode {
  const { instruction } = call;
  const inFolder = { ...destination, folder: true };
  switch (kind) {
    case 'untold':
      return putUnknown(root, destination, told(call, 'its source cannot be told'), instruction);
    case 'git':
      return putUnknown(root, inFolder, told(call, `it brings the repository ${value}`), instruction);
    case 'http':
      return putFile(root, destination, remoteName(value), madeFile(instruction), folders);
    case 'archive':
      return remoteKind(value) !== null || from.kind === 'unknown' || sourcesIn(from.root, value).length > 0
        ? putUnknown(root, inFolder, told(call, `it unpacks ${value}, whose content is not looked into`), instruction)
        : root;
    default:
      return from.kind === 'unknown' ? putUnknown(root, destination, told(call, from.because), instruction) : applyPath(root, call, value, destination, from, folders);
  }
}

function applyPath(root: FolderNode, { instruction, parents }: CopyCall, path: string, destination: Destination, from: Exclude<CopyFrom, { kind: 'unknown' }>, folders: KnownFolders): FolderNode {
  const exclude = excludeOf(instruction);
  const own = (node: Node): Node => (from.kind === 'stage' ? carried(node, instruction) : node);
  if (parents) {
    const folder = sourceWithParents(from.root, path);
    const kept = folder && excluded({ name: '', node: folder }, exclude).node;
    return kept?.kind === 'folder' ? putNode(root, destination, '', own(kept), folders) : root;
  }
  let after = root;
  for (const source of sourcesIn(from.root, path)) {
    const { name, node } = excluded(source, exclude);
    after = putNode(after, destination, name, own(node), folders);
  }
  return after;
}

function madeFile(by: Instruction): Node & { readonly kind: 'file' } {
  return { kind: 'file', origin: null, brought: by, by };
}

function told({ instruction }: CopyCall, because: string): string {
  return `${instruction.keyword} in line ${instruction.lines.first}: ${because}`;
}

/** The names that a COPY to nobody knows where may bring; null: any. */
function namesOf(call: CopyCall, from: CopyFrom): ReadonlySet<string> | null {
  if (from.kind === 'unknown') return null;
  const names = new Set<string>();
  for (const { kind, value } of call.sources) {
    if (kind === 'heredoc') names.add(value);
    else if (kind === 'http') names.add(remoteName(value));
    else if (kind !== 'path') return null;
    else {
      for (const { name, node } of sourcesIn(from.root, value)) {
        names.add(name);
        if (!addNames(names, node)) return null;
      }
    }
  }
  return names;
}

const MAX_NAMES_TOLD = 2000;

/** Adds the names of all files below a node; false: too many to tell. */
function addNames(names: Set<string>, node: Node): boolean {
  const todo: Node[] = [node];
  let steps = 0;
  for (let at = todo.pop(); at; at = todo.pop()) {
    if (at.kind === 'unknown' || at.kind === 'either') return false;
    if (at.kind === 'file') continue;
    for (const name of at.names()) {
      if (++steps > MAX_NAMES_TOLD) return false;
      names.add(name);
      const child = at.get(name);
      if (child) todo.push(child);
    }
  }
  return true;
}
