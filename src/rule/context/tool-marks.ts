import type { Place } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import type { Debris } from '#knowledge/context-debris.js';
import { escaped } from '#text/escaped.js';
import { baseName, folderOf, pathIn } from '#text/paths.js';
import { inContext } from './folder-copies.js';
import type { IgnoreScope } from './scopes.js';

/** Why something comes up on the machine of whoever works in a folder. */
export interface Mark {
  readonly text: string;
  readonly at: Place | null;
  /** The context's own file says so, and not one of the root that speaks of all folders. */
  readonly own: boolean;
}

/** What says that a tool's debris comes up in a context; null: nothing does. */
export function markOf(snapshot: Snapshot, { folder }: IgnoreScope, { name, marks, table }: Debris, paths: readonly string[]): Mark | null {
  if (name === '__pycache__') return { text: 'Python makes it on any machine that runs the code', at: null, own: true };
  const listed = gitignored(snapshot, folder, name);
  if (listed) return listed;
  const file = paths.find((path) => marks.includes(baseName(path)));
  if (file !== undefined) return { text: `${file} says that it is used here`, at: { path: file, line: 1 }, own: true };
  if (table === undefined) return null;
  for (const path of new Set([pathIn(folder, 'pyproject.toml'), 'pyproject.toml'])) {
    const line = lineOf(snapshot.text(path), new RegExp(`^\\s*\\[${table.replaceAll('.', '\\.')}[.\\]]`));
    if (line !== null) return { text: `${path} sets it up`, at: { path, line }, own: path === pathIn(folder, 'pyproject.toml') };
  }
  return null;
}

/** The line of a `.gitignore` that names it; the root's speaks of every folder. */
export function gitignored(snapshot: Snapshot, folder: string, name: string): Mark | null {
  for (const path of new Set([pathIn(folder, '.gitignore'), '.gitignore'])) {
    const line = lineOf(snapshot.text(path), new RegExp(`^(?:\\*\\*/|/)?${escaped(name)}/?\\s*$`));
    if (line !== null) return { text: `${path} names it`, at: { path, line }, own: path === pathIn(folder, '.gitignore') };
  }
  return null;
}

function lineOf(text: string | null, pattern: RegExp): number | null {
  const at = text === null || text.length > 200_000 ? -1 : text.split('\n').findIndex((line) => pattern.test(line.trimEnd()));
  return at < 0 ? null : at + 1;
}

/** Files that make a folder the place where people work: tools leave their debris beside them. */
const WORKPLACES = /(?:^|\/)(?:requirements[\w.-]*\.txt|pyproject\.toml|setup\.(?:py|cfg)|Pipfile|manage\.py|package\.json)$/;

/** More folders of a context are not looked into. */
const MOST_FOLDERS = 60;

/** The folders of a context that people work in, the context itself first. */
export function workplaces({ folder }: IgnoreScope, paths: readonly string[]): readonly string[] {
  const found = new Set([folder]);
  for (const path of paths) {
    if (!WORKPLACES.test(path) || inContext(folder, path).split('/').length > 4) continue;
    found.add(folderOf(path));
    if (found.size >= MOST_FOLDERS) break;
  }
  return [...found];
}

/** Whether people work in a folder itself. */
export function isWorkplace(folder: string, paths: readonly string[]): boolean {
  return paths.some((path) => WORKPLACES.test(path) && folderOf(path) === folder);
}
