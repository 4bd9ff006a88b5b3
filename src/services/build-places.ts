import type { BuildMention } from '#compose/types.js';
import { kindOf } from '#files/kinds.js';
import { sampleFolder } from '#files/load.js';
import { documentAt, type Snapshot } from '#files/snapshot.js';
import type { FileTree } from '#files/tree.js';
import type { Placed } from './service.js';

/** What is wrong with a Dockerfile that some file names: nothing where it can be read. */
export function dockerfileFaults(snapshot: Snapshot, path: string): readonly string[] {
  const document = documentAt(snapshot, path);
  if (document?.ok) return document.value.kind === 'dockerfile' ? [] : [`${path} is no Dockerfile`];
  if (document) return [`${path} cannot be read: ${document.reason}`];
  const reason = whyUnread(snapshot, path);
  if (reason !== null) return [`${path} cannot be read: ${reason}`];
  if (snapshot.tree.has(path)) return [kindOf(path) === 'dockerfile' ? `${path} is not looked at` : `${path} is not read as a Dockerfile`];
  if (snapshot.tree.hasFolder(path)) return [`${path} is a folder, not a Dockerfile`];
  return [snapshot.tree.onDisk(path) === 'file' ? `${path} is not versioned` : `${path} does not exist`];
}

/** Why a Dockerfile of the workspace is none that can be read; null: it can, or it is not called like one. */
function whyUnread(snapshot: Snapshot, path: string): string | null {
  if (!snapshot.tree.has(path) || kindOf(path) !== 'dockerfile' || sampleFolder(path) !== undefined) return null;
  const text = snapshot.text(path);
  if (text === null) return null;
  const document = snapshot.parser.parse('dockerfile', path, text);
  if (document.ok) return null;
  return `${document.line === undefined ? '' : `line ${document.line}: `}${document.reason}`;
}

const dockerfiles = new WeakMap<FileTree, readonly string[]>();

/** Looked for once in a workspace: it may have very many files, and each rule asks. */
function namedDockerfiles(tree: FileTree): readonly string[] {
  const found = dockerfiles.get(tree) ?? tree.paths.filter((path) => kindOf(path) === 'dockerfile');
  dockerfiles.set(tree, found);
  return found;
}

/** Files that are called like a Dockerfile and are none that can be read, each with the reason. */
export function unreadDockerfiles(snapshot: Snapshot): readonly Placed[] {
  return namedDockerfiles(snapshot.tree).flatMap((path) => {
    const reason = snapshot.kinds.has(path) ? null : whyUnread(snapshot, path);
    return reason === null ? [] : { text: `${path} cannot be read: ${reason}`, at: { path, line: 1 } };
  });
}

/** What is wrong with the folder that a build takes as its context: nothing where git knows it. */
export function contextFaults({ tree }: Snapshot, path: string): readonly string[] {
  if (tree.hasFolder(path)) return [];
  return [tree.onDisk(path) === 'folder' ? `the context folder ${path} is not versioned` : `the context folder ${path} does not exist`];
}

/** Whether a build finds its context on this disk. */
export function hasContext({ tree }: Snapshot, path: string): boolean {
  return tree.hasFolder(path) || tree.onDisk(path) === 'folder';
}

/** Dockerfiles that build files name and whose own names do not tell what they are: to be read as well. */
export function dockerfilesToRead(snapshot: Snapshot, mentions: readonly BuildMention[]): readonly string[] {
  const named = mentions.flatMap(({ dockerfile }) => ('ok' in dockerfile && dockerfile.ok ? dockerfile.value : []));
  return [...new Set(named)].filter((path) => snapshot.tree.has(path) && kindOf(path) === null).toSorted();
}
