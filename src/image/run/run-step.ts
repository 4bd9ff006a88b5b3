import type { Instruction } from '#dockerfile/types.js';
import { pathNames, sourcesIn } from '#image/files/copy-sources.js';
import { destinationOf, isFolder, makeFolder, putNode, type Destination, type KnownFolders } from '#image/files/destinations.js';
import { changeAt, nodeAt, veilFolder, type FolderNode, type Node } from '#image/files/file-nodes.js';
import type { Fact } from './facts.js';
import type { Made, Move, Removal } from './file-facts.js';
import { nameMatcher } from './find-tests.js';
import type { Below } from './removals.js';
import type { RunFacts } from './run-facts.js';
import { takenFrom, type Taken } from '#image/files/taken-files.js';
import type { Write } from './writes.js';
import { carried } from '#image/files/workspace-folder.js';

interface Change {
  readonly fact: Fact;
  apply(root: FolderNode): FolderNode;
}

/**
 * The file system after a RUN, as far as its words tell: folders made, files taken away, moved, copied and
 * written. Everything else that it runs is taken to leave the files of the workspace as they are.
 */
export function applyRun(root: FolderNode, instruction: Instruction, facts: RunFacts, folders: KnownFolders): FolderNode {
  const changes: Change[] = [
    ...facts.removals.map((fact) => ({ fact, apply: (at: FolderNode) => remove(at, fact, instruction) })),
    ...facts.moves.map((fact) => ({ fact, apply: (at: FolderNode) => move(at, fact, instruction, folders) })),
    ...facts.makes.map((fact) => ({ fact, apply: (at: FolderNode) => make(at, fact, instruction) })),
    ...facts.writes.map((fact) => ({ fact, apply: (at: FolderNode) => write(at, fact, instruction) })),
    ...facts.environments.map((fact) => ({ fact, apply: (at: FolderNode) => (fact.kind === 'venv' ? madeFolder(at, fact.path) : at) })),
    ...facts.downloads.map((fact) => ({ fact, apply: (at: FolderNode) => (fact.program === 'git' ? madeFolder(at, fact.target) : at) })),
  ];
  changes.sort((a, b) => a.fact.order - b.fact.order);
  let after = root;
  for (const { fact, apply } of changes) if (fact.runs.kind !== 'never') after = apply(after);
  return after;
}

function madeFolder(root: FolderNode, path: string | null): FolderNode {
  const destination = path === null ? null : destinationOf(path);
  return destination === null ? root : makeFolder(root, destination.names);
}

function make(root: FolderNode, { kind, paths, runs }: Made, by: Instruction): FolderNode {
  if (runs.kind !== 'always') return root;
  let after = root;
  for (const path of paths) {
    if (path === null || /[*?[]/.test(path)) continue;
    after = kind === 'file' ? touch(after, path, by) : madeFolder(after, path);
  }
  return after;
}

function touch(root: FolderNode, path: string, by: Instruction): FolderNode {
  const names = pathNames(path);
  return names.length === 0 || nodeAt(root, names) ? root : changeAt(root, names, () => ({ kind: 'file', origin: null, brought: by, by }));
}

/** A file written anew is the build's own; one that is changed (`sed -i`, `>>`) stays what it was. */
function write(root: FolderNode, { path, changes, runs }: Write, by: Instruction): FolderNode {
  const names = path === null ? [] : pathNames(path);
  if (names.length === 0 || changes) return root;
  const there = nodeAt(root, names);
  if (there === null || there.kind === 'folder') return root;
  if (runs.kind === 'always') return changeAt(root, names, () => ({ kind: 'file', origin: null, brought: by, by }));
  return doubted(root, names, `RUN in line ${by.lines.first} may write it`, by);
}

function remove(root: FolderNode, removal: Removal, by: Instruction): FolderNode {
  const { paths, runs, doubt, recursive } = removal;
  let after = removal.below.reduce((left, below) => takeBelow(left, below, removal, by), root);
  if (doubt !== null) return after;
  for (const path of paths) {
    // rm refuses `.`, `..` and `/` (POSIX, rm).
    if (path !== null && /(?:^|\/)\.{0,2}\/*$/.test(path.replace(/([^/.])\/+$/, '$1'))) continue;
    for (const names of path === null ? [] : matchesOf(after, path)) {
      const node = nodeAt(after, names);
      if (node === null || (node.kind === 'folder' && !recursive)) continue;
      after = runs.kind === 'always' ? changeAt(after, names, () => null) : doubted(after, names, `RUN in line ${by.lines.first} may take it away`, by);
    }
  }
  return after;
}

/** `find … -delete` and its like: by their names where a run is not needed to tell them, else what lies there may be gone. */
function takeBelow(root: FolderNode, { folder, name }: Below, { only, runs, text }: Removal, by: Instruction): FolderNode {
  const names = pathNames(folder);
  const node = nodeAt(root, names);
  if (node?.kind !== 'folder') return root;
  const because = only !== null && runs.kind === 'always' ? null : `RUN in line ${by.lines.first}: which files of ${folder} remain cannot be told: ${text}`;
  const taken: Taken = only === null
    ? { matches: name === null ? () => true : (one) => one === name, files: true, folders: name !== null, because, by }
    : { matches: nameMatcher(only), files: only.files, folders: only.folders, because, by };
  return changeAt(root, names, () => (only?.folders === true && because === null && names.length > 0 && taken.matches(names.at(-1) ?? '') ? null : takenFrom(node, taken)));
}

/** What lies there may be there, or not. */
function doubted(root: FolderNode, names: readonly string[], because: string, by: Instruction): FolderNode {
  return changeAt(root, names, (there) => {
    if (there === null) return null;
    return there.kind === 'folder' ? veilFolder(there, { because, by, names: null }) : { kind: 'unknown', because, by, behind: there };
  });
}

/** The paths that a word with or without wildcards names, of what is there. The root itself is never meant. */
function matchesOf(root: FolderNode, path: string): readonly (readonly string[])[] {
  const names = pathNames(path);
  if (names.length === 0) return [];
  const first = names.findIndex((name) => /[*?[]/.test(name));
  if (first < 0) return [names];
  const start = names.slice(0, first);
  // One wildcard for the last name is what people write; deeper ones are left as they are.
  if (first !== names.length - 1) return [];
  const pattern = names[first] ?? '';
  // A shell's `*` leaves names with a dot in front out.
  return sourcesIn(root, names.join('/')).flatMap(({ name }) => (name.startsWith('.') && !pattern.startsWith('.') ? [] : [[...start, name]]));
}

function move(root: FolderNode, fact: Move, by: Instruction, folders: KnownFolders): FolderNode {
  const target = fact.target === null ? null : destinationOf(fact.target);
  if (target === null) return fact.copies ? root : fact.sources.reduce((after, path) => (path === null ? after : drop(after, path)), root);
  let after = root;
  for (const path of fact.sources) {
    for (const names of path === null ? [] : matchesOf(root, path)) {
      const node = nodeAt(root, names);
      if (node === null) continue;
      if (fact.runs.kind === 'always') after = put(after, path ?? '', names, node, target, fact, by, folders);
      else after = doubted(after, names, `RUN in line ${by.lines.first} may move it`, by);
    }
  }
  return after;
}

function put(root: FolderNode, path: string, names: readonly string[], node: Node, target: Destination, { copies, intoFolder }: Move, by: Instruction, folders: KnownFolders): FolderNode {
  if (node.kind === 'folder' && node.hops > MAX_MOVES) return changeAt(root, target.names, () => ({ kind: 'unknown', because: `RUN in line ${by.lines.first}: moved too often to be followed`, by, behind: null }));
  const left = copies ? root : changeAt(root, names, () => null);
  const name = names.at(-1) ?? '';
  // `cp -r src/. /app`: the content; else a folder goes into a folder that is there, or becomes the target.
  const inside = !path.endsWith('/.') && (intoFolder || isFolder(left, target.names, folders));
  const at = inside ? [...target.names, name] : target.names;
  if (node.kind === 'folder' || at.length === 0) return putNode(left, { names: at, folder: false }, name, carried(node, by), folders);
  return changeAt(left, at, () => carried(node, by));
}

/** What is moved and copied into one another more often than this is nothing that a person wrote. */
const MAX_MOVES = 100;

function drop(root: FolderNode, path: string): FolderNode {
  return matchesOf(root, path).reduce((after, names) => (nodeAt(after, names) === null ? after : changeAt(after, names, () => null)), root);
}
