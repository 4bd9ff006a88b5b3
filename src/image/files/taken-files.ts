import type { Instruction } from '#dockerfile/types.js';
import { MAX_HOPS, veilFolder, type FolderNode, type Node } from './file-nodes.js';

/** What a command takes away below a folder, by the names of files and folders. */
export interface Taken {
  readonly matches: (name: string) => boolean;
  readonly files: boolean;
  /** Folders of such a name go with all that lies in them. */
  readonly folders: boolean;
  /** Why it cannot be told whether they go; null: they go. */
  readonly because: string | null;
  readonly by: Instruction;
}

/** A folder without what a command takes away by its name, or with what it may have taken marked as uncertain. */
export function takenFrom(folder: FolderNode, taken: Taken): FolderNode {
  // Each command adds a look through; thousands of them are nothing that a person wrote.
  if (folder.hops > MAX_HOPS / 4) return veilFolder(folder, { because: taken.because ?? `RUN in line ${taken.by.lines.first} may take it away`, by: taken.by, names: null });
  return {
    kind: 'folder',
    hops: folder.hops + 1,
    get: (name) => {
      const node = folder.get(name);
      return node && nodeLeft(node, name, taken);
    },
    names: () => folder.names(),
  };
}

function nodeLeft(node: Node, name: string, taken: Taken): Node | null {
  const hit = taken.matches(name);
  const { because, by } = taken;
  switch (node.kind) {
    case 'folder':
      if (!hit || !taken.folders) return takenFrom(node, taken);
      return because === null ? null : takenFrom(node, { ...taken, matches: () => true, files: true });
    case 'file':
      if (!hit || !taken.files) return node;
      return because === null ? null : { kind: 'unknown', because, by, behind: node, taken: true };
    case 'unknown':
      if (!hit || !taken.files) return node;
      if (because !== null) return { ...node, taken: true };
      return node.behind?.kind === 'folder' ? node : null;
    case 'either':
      return node;
  }
}
