import type { Entry, Reach, Root } from '#python/graph/types.js';
import { reach } from '#python/graph/reach.js';
import { codeWorld, workspaceFiles } from '#python/graph/world.js';
import { read, unreadable } from '#text/read.js';
import { scanPython } from '#python/scan/scan.js';

/** A small image: its files by their image paths, and what the interpreter is told. The workspace has them below `ws`. */
export interface Story {
  readonly files: Readonly<Record<string, string>>;
  /** Files that only the workspace has, by workspace path. */
  readonly workspace?: Readonly<Record<string, string>>;
  readonly roots?: readonly string[];
  readonly projects?: readonly Root[];
  /** `-m pkg.main`, `import pkg`, `/app/main.py` (with words behind it, if any), or `-c code`. */
  readonly runs: readonly string[];
  readonly named?: readonly string[];
  /** Workspace paths that a build may make. */
  readonly made?: readonly string[];
  /** Every interpreter looks at every file for itself. */
  readonly apart?: boolean;
}

export function runs({ files, workspace = {}, roots = [], projects = [], runs, named = [], made = [], apart = false }: Story): Reach {
  const texts = new Map([...Object.entries(files).map(([path, text]) => [`ws${path}`, text] as const), ...Object.entries(workspace)]);
  const world = codeWorld({
    files: Object.keys(files).map((path) => ({ path, origin: `ws${path}` })),
    rootFolders: roots.map((folder) => ({ folder, because: 'working folder', at: null })),
    projects,
    workspace: workspaceFiles([...texts.keys()]),
    source(path) {
      const text = texts.get(path);
      return text === undefined ? unreadable('not there') : read(scanPython(new TextEncoder().encode(text)));
    },
  });
  return reach(world, runs.map(entryOf), { namedModules: new Set(named), mayBeMade: (path) => made.includes(path), apart });
}

function entryOf(text: string): Entry {
  const at = { path: 'ws/Dockerfile', line: 9 };
  const because = `CMD ${text}`;
  if (text.startsWith('-m ')) return { kind: 'module', module: text.slice(3), main: true, because, at };
  if (text.startsWith('import ')) return { kind: 'module', module: text.slice(7), main: false, because, at };
  if (text.startsWith('-c ')) return { kind: 'code', text: text.slice(3), because, at };
  return { kind: 'file', path: text.split(' ', 1)[0] ?? text, because, at };
}

/** Image paths of what runs. */
export function ran({ modules }: Reach): readonly string[] {
  return [...modules.keys()].map((path) => path.replace(/^ws/, '')).sort();
}

/** Imports from outside, one a line. */
export function outsideOf({ outside }: Reach): readonly string[] {
  return outside.map(({ module, by, shadowedBy, guards }) => [module, by === 'statement' ? '' : by, ...guards.map(({ kind }) => kind), shadowedBy === null ? '' : `(${shadowedBy})`].filter(Boolean).join(' ')).sort();
}

export function doubtsOf({ doubts }: Reach): readonly string[] {
  return doubts.map(({ text, at, hides }) => `${at ? `${at.path}:${at.line}` : '-'} ${text} [${typeof hides === 'string' ? hides : `${hides.prefix}.*`}]`).sort();
}
