import type { Instruction } from '#dockerfile/types.js';
import { asFolder, changeAt, EMPTY_FOLDER, isMereVeil, mergeFolders, nodeAt, veilFolder, withName, type EitherNode, type FileNode, type FolderNode, type Node, type UnknownNode } from './file-nodes.js';
import { MAX_NAMES, pathNames } from './copy-sources.js';

/** Where a COPY puts things. */
export interface Destination {
  readonly names: readonly string[];
  /** It is a folder by the way it is written (`/app/`, `.`), and is made if it is not there. */
  readonly folder: boolean;
}

/** A destination from its absolute path, its last slash kept; null: too long to be one. */
export function destinationOf(path: string): Destination | null {
  const names = pathNames(path);
  return names.length > MAX_NAMES ? null : { names, folder: /(?:^|\/)\.?$/.test(path) };
}

/** Which folders there are besides those that the Dockerfile makes. */
export interface KnownFolders {
  /** A folder of every base image. */
  readonly standard: boolean;
  /** Something that cannot be told may have made a folder there: the base image, a command that names it. */
  couldBe(path: string): boolean;
}

/**
 * A file put at a destination: inside it where a folder lies there, else under its name (prepareTargetDir in
 * tonistiigi/fsutil's copy.go).
 */
export function putFile(root: FolderNode, { names, folder }: Destination, name: string, file: FileNode | UnknownNode, folders: KnownFolders): FolderNode {
  if (folder || names.length === 0) return changeAt(root, [...names, name], () => file);
  const path = names.join('/');
  return changeAt(root, names, (there) => {
    if (there?.kind === 'folder') return isMereVeil(there) ? file : withName(there, name, file);
    if (there?.kind === 'file') return file;
    if (there === null && folders.standard && STANDARD.has(path)) return withName(asFolder(null), name, file);
    if (there === null && !folders.couldBe(path)) return file;
    return eitherOf(there, names.at(-1) ?? '', name, file);
  });
}

function eitherOf(there: Node | null, at: string, name: string, file: FileNode | UnknownNode): EitherNode {
  // `/code` for a requirements.txt is a folder that the base image has; `/entrypoint.sh` and `/bin/run` are files.
  const shown = at === name || /\.\w+$/.test(at) || !/\.\w+$/.test(name) ? 'file' : 'folder';
  return { kind: 'either', file, folder: withName(asFolder(there), name, file), shown: there?.kind === 'either' ? there.shown : shown };
}

/** A folder's content put at a destination: merged with the folder that lies there. */
export function putFolder(root: FolderNode, { names }: Destination, folder: FolderNode): FolderNode {
  return changeAt(root, names, (there) => (there === null ? folder : mergeFolders(asFolder(there), folder)));
}

/** Something unknown put at a destination: a file there, a file in it, or the content of a folder. */
export function putUnknown(root: FolderNode, { names, folder }: Destination, because: string, by: Instruction): FolderNode {
  return changeAt(root, names, (there) => {
    if (folder || there?.kind === 'folder' || names.length === 0) return veilFolder(folder ? asSureFolder(there) : asFolder(there), { because, by, names: null });
    return { kind: 'unknown', because, by, behind: there };
  });
}

/** Any node put at a destination. */
export function putNode(root: FolderNode, destination: Destination, name: string, node: Node, folders: KnownFolders): FolderNode {
  switch (node.kind) {
    case 'folder':
      return putFolder(root, destination, node);
    case 'file':
      return putFile(root, destination, name, node, folders);
    case 'either':
      if (!destination.folder && nodeAt(root, destination.names) === null && !isFolder(root, destination.names, folders)) return changeAt(root, destination.names, () => node);
      return node.shown === 'folder' ? putFolder(root, destination, node.folder) : putFile(root, destination, name, node.file, folders);
    case 'unknown': {
      const shown = node.behind ? putNode(root, destination, name, node.behind, folders) : root;
      return putUnknown(shown, destination, node.because, node.by);
    }
  }
}

/** A folder that is there from now on. */
export function makeFolder(root: FolderNode, names: readonly string[]): FolderNode {
  const there = nodeAt(root, names);
  return there?.kind === 'folder' && !isMereVeil(there) ? root : changeAt(root, names, asSureFolder);
}

function asSureFolder(there: Node | null): FolderNode {
  return mergeFolders(asFolder(there), EMPTY_FOLDER);
}

/** Whether a folder lies at a path, as far as it can be told. */
export function isFolder(root: FolderNode, names: readonly string[], folders: KnownFolders): boolean {
  const there = nodeAt(root, names);
  return there === null ? folders.standard && STANDARD.has(names.join('/')) : (there.kind === 'folder' && !isMereVeil(there)) || (there.kind === 'either' && there.shown === 'folder');
}

/** Folders that a Linux image has before anything is put there (Filesystem Hierarchy Standard 3.0, Debian's base-files). */
const STANDARD: ReadonlySet<string> = new Set(
  `bin boot dev etc home lib lib64 media mnt opt proc root run sbin srv sys tmp usr var
  etc/apt etc/apt/apt.conf.d etc/apt/sources.list.d etc/cron.d etc/cron.daily etc/default etc/init.d etc/profile.d etc/ssl etc/ssl/certs
  usr/bin usr/include usr/lib usr/local usr/local/bin usr/local/etc usr/local/include usr/local/lib usr/local/sbin usr/local/share usr/local/src
  usr/sbin usr/share usr/src var/cache var/lib var/local var/log var/mail var/opt var/run var/spool var/tmp`.split(/\s+/),
);
