import type { Place } from '#answer/answer.js';
import { requirementsAt, requirementsOf, type Snapshot } from '#files/snapshot.js';
import { resolveIncludes } from '#requirements/includes.js';
import type { RequirementsDocument } from '#requirements/types.js';
import { baseName, folderOf } from '#text/paths.js';

/** Where tools of developers go: the file that the team has for them, or a new one beside. */
export interface DeveloperFile {
  readonly path: string;
  /** Null: it is to be made. */
  readonly document: RequirementsDocument | null;
  /** It brings the lines of the other file along, with their indexes. */
  readonly includes: boolean;
}

const DEVELOPMENT: ReadonlySet<string> = new Set(['dev', 'devel', 'develop', 'development', 'developer', 'developers', 'local']);
const TESTS: ReadonlySet<string> = new Set(['test', 'tests', 'testing']);
const OTHER_TOOLS: ReadonlySet<string> = new Set(['lint', 'linting', 'docs', 'doc', 'ci', 'typing', 'types', 'tools', 'debug', 'notebook', 'notebooks', 'jupyter', 'build']);
/** Words that say no more than that a file is the one that is installed. */
const PLAIN: ReadonlySet<string> = new Set(['requirements', 'requirement', 'reqs', 'req', 'base', 'common', 'main', 'core', 'all', 'app', 'deploy', 'runtime', 'default', 'prod', 'production']);
const PRODUCTION: ReadonlySet<string> = new Set(['prod', 'production']);

/** The words of a file's name: `requirements-dev.txt` -> requirements, dev. */
function wordsOf(path: string): readonly string[] {
  return baseName(path).toLowerCase().replace(/\.(?:txt|in|pip)$/, '').split(/[^a-z0-9]+/).filter((word) => word !== '');
}

/** Whether a file's name says that it is for tests, style, documentation or developers. */
export function isForDevelopers(path: string): boolean {
  return wordsOf(path).some((word) => DEVELOPMENT.has(word) || TESTS.has(word) || OTHER_TOOLS.has(word));
}

/**
 * The file of a folder that holds what developers need beside a file's lines, by its name: in the same folder, in `requirements/`
 * below it, above it where the file lies in `requirements/`. `taken`: files that production installs, which are none. Null: there is none.
 */
export function developerFileOf(snapshot: Snapshot, path: string, taken: (path: string) => boolean): DeveloperFile | null {
  const own = new Set(wordsOf(path).filter((word) => !PLAIN.has(word)));
  const folders = foldersBeside(path);
  const ranked = requirementsOf(snapshot).flatMap((document) => {
    const other = document.path;
    if (other === path || document.origin.kind !== 'hand-written' || !folders.includes(folderOf(other)) || taken(other)) return [];
    const rank = rankOf(other, path, own);
    return rank === null ? [] : [{ document, rank: rank + (extension(other) === extension(path) ? 0 : 0.5) }];
  });
  const [best] = ranked.toSorted((a, b) => a.rank - b.rank || a.document.path.length - b.document.path.length || (a.document.path < b.document.path ? -1 : 1));
  if (!best) return null;
  return { path: best.document.path, document: best.document, includes: includes(snapshot, best.document, path) };
}

function foldersBeside(path: string): readonly string[] {
  const folder = folderOf(path);
  const below = folder === '' ? 'requirements' : `${folder}/requirements`;
  return baseName(folder) === 'requirements' ? [folder, folderOf(folder)] : [folder, below];
}

/** 0: for developers, 1: for tests, 2: the full list beside the one for production; null: something else. */
function rankOf(other: string, path: string, own: ReadonlySet<string>): number | null {
  const words = wordsOf(other);
  const rest = words.filter((word) => !PLAIN.has(word) && !DEVELOPMENT.has(word) && !TESTS.has(word));
  if (rest.some((word) => !own.has(word)) || own.size > rest.length) return null;
  if (words.some((word) => DEVELOPMENT.has(word))) return 0;
  if (words.some((word) => TESTS.has(word))) return 1;
  const forProduction = wordsOf(path).some((word) => PRODUCTION.has(word));
  return forProduction && !words.some((word) => PRODUCTION.has(word)) ? 2 : null;
}

function extension(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** Whether a file installs another one along, by `-r`. */
export function includes(snapshot: Snapshot, document: RequirementsDocument, path: string): boolean {
  const { documents } = resolveIncludes(document, (other) => requirementsAt(snapshot, other));
  return documents.some((one) => one.kind === 'requirement' && one.document.path === path);
}

/** A new file's path: `requirements-dev.txt` beside `requirements.txt`, `dev.txt` beside `requirements/base.txt`. */
export function newDeveloperPath(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  const stem = dot < 0 ? name : name.slice(0, dot);
  const separator = /[-_.]/.exec(stem)?.[0] ?? '-';
  const parts = stem.split(/[-_.]/);
  const kept = parts.filter((part) => !PLAIN.has(part.toLowerCase()) || /^req/i.test(part));
  const folder = folderOf(path);
  const fresh = [...kept, 'dev'].join(separator) + (dot < 0 ? '' : name.slice(dot));
  return folder === '' ? fresh : `${folder}/${fresh}`;
}

/** Where a file, or one that it includes, asks for a distribution. `besides`: a file whose lines do not count. */
export function listedIn(snapshot: Snapshot, document: RequirementsDocument, name: string, besides: string): { readonly written: string; readonly at: Place } | null {
  const { documents } = resolveIncludes(document, (other) => requirementsAt(snapshot, other));
  for (const { document: one, kind } of documents) {
    if (kind !== 'requirement' || one.path === besides) continue;
    const entry = one.entries.find((line) => line.kind === 'requirement' && line.name === name);
    if (entry) return { written: entry.joined, at: { path: one.path, line: entry.lines.first } };
  }
  return null;
}

