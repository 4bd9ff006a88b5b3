import type { BuildMention } from '#compose/types.js';
import { kindOf } from '#files/kinds.js';
import { documentAt, type Snapshot } from '#files/snapshot.js';

/** What is wrong with a Dockerfile that some file names: nothing where it can be read. */
export function dockerfileFaults(snapshot: Snapshot, path: string): readonly string[] {
  const document = documentAt(snapshot, path);
  if (document?.ok) return document.value.kind === 'dockerfile' ? [] : [`${path} is no Dockerfile`];
  if (document) return [`${path} cannot be read: ${document.reason}`];
  if (snapshot.tree.has(path)) return [kindOf(path) === 'dockerfile' ? `${path} is not looked at` : `${path} is not read as a Dockerfile`];
  if (snapshot.tree.hasFolder(path)) return [`${path} is a folder, not a Dockerfile`];
  return [snapshot.tree.onDisk(path) === 'file' ? `${path} is not versioned` : `${path} does not exist`];
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
