import type { LookedAt, WriteIo } from '#io/write-types.js';
import { read, unreadable } from '#text/read.js';

interface File {
  readonly kind: 'file';
  readonly id: number;
  bytes: Uint8Array;
  /** What is on the platter. */
  synced: Uint8Array;
  mode: number;
  uid: number;
  gid: number;
  changed: number;
}

interface Folder {
  readonly kind: 'folder';
  readonly id: number;
  entries: Map<string, File | Folder>;
  /** The names that are on the platter. */
  synced: Map<string, File | Folder>;
}

export interface MemoryDisk {
  readonly io: WriteIo;
  put(path: string, text: string, mode?: number): void;
  remove(path: string): void;
  /** Every file below a folder: `mode text`, by path from there. Folders that hold nothing end in `/`. */
  tree(folder: string): Readonly<Record<string, string>>;
  /** What is there when the power comes back: contents and names that were not synced are gone. Without `names`, names had reached the disk in time. */
  losePower(lost: { readonly names: boolean }): void;
  /** All of it as it is now, to be gone on with apart. */
  copy(): MemoryDisk;
}

export interface DiskOptions {
  /** `A` and `a` are one name. */
  readonly caseless?: boolean;
  /** Bytes that fit. */
  readonly room?: number;
  readonly now?: () => number;
}

/** A disk in memory, with what has not been synced yet: for more ends of the machine than a real one could be put through. */
export function memoryDisk(options: DiskOptions = {}, root: Folder = emptyFolder(1)): MemoryDisk {
  const { caseless = false, room = Number.POSITIVE_INFINITY, now = () => 0 } = options;
  const open = new Map<number, File>();
  let lastId = 1000;

  const key = (name: string): string => (caseless ? name.toLowerCase() : name);
  function nodeAt(path: string): File | Folder | null {
    let at: File | Folder | undefined = root;
    for (const name of path.split('/').filter(Boolean)) {
      if (at?.kind !== 'folder') return null;
      at = at.entries.get(key(name));
    }
    return at ?? null;
  }
  function parent(path: string): { readonly folder: Folder; readonly name: string } {
    const cut = path.lastIndexOf('/');
    const folder = nodeAt(path.slice(0, cut));
    if (folder?.kind !== 'folder') throw failure('ENOENT', path);
    return { folder, name: key(path.slice(cut + 1)) };
  }
  function fileAt(path: string): File {
    const node = nodeAt(path);
    if (node?.kind !== 'file') throw failure(node ? 'EISDIR' : 'ENOENT', path);
    return node;
  }
  function newFile(path: string, mode: number): File {
    const { folder, name } = parent(path);
    if (folder.entries.has(name)) throw failure('EEXIST', path);
    const file: File = { kind: 'file', id: ++lastId, bytes: NOTHING, synced: NOTHING, mode, uid: 0, gid: 0, changed: now() };
    folder.entries.set(name, file);
    return file;
  }
  function handle(file: File): number {
    open.set(++lastId, file);
    return lastId;
  }
  const used = (node: File | Folder): number => (node.kind === 'file' ? node.bytes.length : [...node.entries.values()].reduce((sum, each) => sum + used(each), 0));

  const readFile: WriteIo['readFile'] = (path) => {
    const node = nodeAt(path);
    return node?.kind === 'file' ? read(node.bytes.slice()) : unreadable(node ? 'a folder' : 'does not exist');
  };
  const io: WriteIo = {
    readFile,
    readWhole: readFile,
    look: (path): LookedAt | null => {
      const node = nodeAt(path);
      if (node === null) return null;
      const { mode, uid, gid, changed } = node.kind === 'file' ? node : { mode: 0o755, uid: 0, gid: 0, changed: 0 };
      return { kind: node.kind, mode, uid, gid, changed, names: 1, identity: String(node.id) };
    },
    realPath: (path) => (nodeAt(path) ? path : null),
    canWriteIn: () => true,
    create: (path) => handle(newFile(path, 0o600)),
    open: (path) => {
      const there = nodeAt(path);
      const file = there ? fileAt(path) : newFile(path, 0o644);
      file.bytes = NOTHING;
      return handle(file);
    },
    write: (number, bytes) => {
      const file = open.get(number);
      if (!file) throw failure('EBADF', String(number));
      const fits = room === Number.POSITIVE_INFINITY ? bytes.length : Math.max(0, Math.min(bytes.length, room - used(root)));
      file.bytes = Buffer.concat([file.bytes, bytes.subarray(0, fits)]);
      file.changed = now();
      if (fits < bytes.length) throw failure('ENOSPC', 'no space left on device');
    },
    sync: (number) => {
      const file = open.get(number);
      if (file) file.synced = file.bytes;
    },
    close: (number) => void open.delete(number),
    syncFolder: (path) => {
      const folder = nodeAt(path);
      if (folder?.kind !== 'folder') throw failure('ENOENT', path);
      folder.synced = new Map(folder.entries);
    },
    rename: (from, to) => {
      const [source, target] = [parent(from), parent(to)];
      const node = source.folder.entries.get(source.name);
      if (!node) throw failure('ENOENT', from);
      source.folder.entries.delete(source.name);
      target.folder.entries.set(target.name, node);
    },
    chmod: (path, mode) => void (fileAt(path).mode = mode),
    chown: (path, uid, gid) => void Object.assign(fileAt(path), { uid, gid }),
    unlink: (path) => {
      fileAt(path);
      const { folder, name } = parent(path);
      folder.entries.delete(name);
    },
    makeFolder: (path) => {
      const { folder, name } = parent(path);
      if (folder.entries.has(name)) throw failure('EEXIST', path);
      folder.entries.set(name, emptyFolder(++lastId));
    },
    removeFolder: (path) => {
      const node = nodeAt(path);
      if (node?.kind !== 'folder') throw failure('ENOTDIR', path);
      if (node.entries.size > 0) throw failure('ENOTEMPTY', path);
      const { folder, name } = parent(path);
      folder.entries.delete(name);
    },
  };

  function put(path: string, text: string, mode = 0o644): void {
    const names = path.split('/').filter(Boolean);
    let folder = root;
    for (const name of names.slice(0, -1)) {
      const next = folder.entries.get(key(name)) ?? emptyFolder(++lastId);
      if (next.kind !== 'folder') throw failure('ENOTDIR', path);
      folder.entries.set(key(name), next);
      folder.synced.set(key(name), next);
      folder = next;
    }
    const bytes = new TextEncoder().encode(text);
    const file: File = { kind: 'file', id: ++lastId, bytes, synced: bytes, mode, uid: 0, gid: 0, changed: now() };
    folder.entries.set(key(names.at(-1) ?? ''), file);
    folder.synced.set(key(names.at(-1) ?? ''), file);
  }
  return {
    io,
    put,
    remove: (path) => {
      const { folder, name } = parent(path);
      folder.entries.delete(name);
      folder.synced.delete(name);
    },
    tree: (folder) => {
      const node = nodeAt(folder);
      return node?.kind === 'folder' ? Object.fromEntries(listed(node, '').toSorted(([a], [b]) => (a < b ? -1 : 1))) : {};
    },
    losePower: ({ names }) => lose(root, names),
    copy: () => memoryDisk(options, copied(root, new Map()) as Folder),
  };
}

const NOTHING = new Uint8Array();

function emptyFolder(id: number): Folder {
  return { kind: 'folder', id, entries: new Map(), synced: new Map() };
}

function failure(code: string, what: string): Error {
  return Object.assign(new Error(`${code}: ${what}`), { code });
}

function listed(folder: Folder, at: string): readonly (readonly [string, string])[] {
  return [...folder.entries].flatMap(([name, node]): readonly (readonly [string, string])[] => {
    if (node.kind === 'file') return [[at + name, `${node.mode.toString(8)} ${new TextDecoder('utf-8', { ignoreBOM: true }).decode(node.bytes)}`]];
    return node.entries.size === 0 ? [[`${at}${name}/`, '']] : listed(node, `${at}${name}/`);
  });
}

function lose(folder: Folder, names: boolean): void {
  if (names) folder.entries = new Map(folder.synced);
  for (const node of folder.entries.values()) {
    if (node.kind === 'folder') lose(node, names);
    else node.bytes = node.synced;
  }
}

function copied(node: File | Folder, done: Map<File | Folder, File | Folder>): File | Folder {
  const known = done.get(node);
  if (known) return known;
  if (node.kind === 'file') {
    const file = { ...node };
    done.set(node, file);
    return file;
  }
  const folder: Folder = { ...node, entries: new Map(), synced: new Map() };
  done.set(node, folder);
  for (const [name, each] of node.entries) folder.entries.set(name, copied(each, done));
  for (const [name, each] of node.synced) folder.synced.set(name, copied(each, done));
  return folder;
}
