import { projectAt, requirementsAt, type Snapshot } from '#files/snapshot.js';
import type { InstallInput, ResolvedInstall } from '#image/installs/resolved-install.js';
import { commandWords, compileCommand } from '#requirements/compile-command.js';
import { resolveIncludes } from '#requirements/includes.js';
import type { RequirementsDocument } from '#requirements/types.js';
import { selectRequirements, type Selection } from '#pyproject/select.js';
import { baseName, foldersUp, folderOf, isWithin } from '#text/paths.js';
import { addProject, addProjectFolder, memberFolder, readProject } from './asked-projects.js';
import type { Sink } from './sink.js';

/** A pyproject.toml that a list was compiled from, with what the compiler took of it. */
export interface CompiledProject {
  readonly path: string;
  readonly selection: Selection;
  /** Why it may be other parts of the project; null: the header tells all. */
  readonly doubt: string | null;
}

const known = new WeakMap<RequirementsDocument, { readonly start: Snapshot; readonly found: readonly CompiledProject[] }>();
const NONE: readonly CompiledProject[] = [];

/** The projects that a compiled list leads back to, by the command in its header; none for lists that come of `.in` files. */
export function compiledProjects(snapshot: Snapshot, document: RequirementsDocument): readonly CompiledProject[] {
  const { origin } = document;
  if (origin.kind !== 'compiled' || !origin.sources.some((source) => baseName(source) === 'pyproject.toml')) return NONE;
  const start = snapshot.start ?? snapshot;
  const before = known.get(document);
  if (before?.start === start) return before.found;
  const found = readProjects(start, document, origin);
  known.set(document, { start, found });
  return found;
}

function readProjects(start: Snapshot, document: RequirementsDocument, { command, sources }: { readonly command: string | null; readonly sources: readonly string[] }): readonly CompiledProject[] {
  const { how, extras, groups, withDefaultGroups, withoutGroups, withProject, packages, doubt } = compileCommand(command);
  const selection: Selection = { extras, groups, withDefaultGroups, withoutGroups, withProject, tool: how === 'export' ? 'uv' : 'pip' };
  const named = packages.flatMap((name) => memberFolder(start, name) ?? []).map((folder) => (folder === '' ? 'pyproject.toml' : `${folder}/pyproject.toml`));
  const own = sources.flatMap((source) => (baseName(source) === 'pyproject.toml' ? (projectOver(start, source, how === 'export' && !commandWords(command).includes('--project')) ?? []) : []));
  return [...new Set(packages.length > 0 ? named : own)].map((path) => {
    const why = doubt ?? configured(start, path, how) ?? unlisted(start, document, path, selection);
    return { path, selection, doubt: why === null ? null : `${document.path} is compiled from ${path}, and ${why}` };
  });
}

/** uv takes the project of the folder or of the nearest one above. */
function projectOver(start: Snapshot, source: string, above: boolean): string | null {
  const places = above ? foldersUp(folderOf(source)).map((folder) => (folder === '' ? 'pyproject.toml' : `${folder}/pyproject.toml`)) : [source];
  return places.find((path) => projectAt(start, path) !== null) ?? null;
}

/** Tables that add extras or groups to what the command says (pip-tools: "Configuration"; uv: "settings", `pip`). */
function configured(start: Snapshot, path: string, how: 'export' | 'compile'): string | null {
  if (how === 'export') return null;
  const pair = projectAt(start, path)?.places.pairs.find(({ keys }) => {
    const [tool, table, ...rest] = keys.map(String);
    const key = tool !== 'tool' ? undefined : table === 'pip-tools' ? (rest[0] === 'compile' ? rest[1] : rest[0]) : table === 'uv' && rest[0] === 'pip' ? rest[1] : undefined;
    return key !== undefined && /^(?:no[-_])?(?:all[-_]|only[-_])?(?:extras?|groups?|build[-_]deps.*)$/.test(key);
  });
  return pair ? `line ${pair.node.loc.start.line} of ${path} sets which extras or groups are taken` : null;
}

/** What the project asks for by name without a condition stands in the list: else the list is stale, or another project's. */
function unlisted(start: Snapshot, document: RequirementsDocument, path: string, selection: Selection): string | null {
  const project = readProject(start, path);
  if (project === null) return `${path} cannot be read`;
  const names = new Set(document.entries.flatMap((entry) => (entry.kind === 'requirement' || entry.kind === 'local' ? (entry.name ?? []) : [])));
  const { requirements, problems } = selectRequirements(project, selection);
  const [problem] = problems;
  if (problem !== undefined) return problem;
  const absent = requirements.find(({ name, marker, python, sources }) => name !== '' && name !== 'python' && marker === null && python === null && sources.every(({ kind }) => kind === 'index') && !names.has(name));
  return absent ? `does not list ${absent.name}, which is asked for there: it is stale, or made with other words` : null;
}

const read = new WeakMap<Sink['add'], Set<string>>();

/**
 * What the projects of a compiled list ask for: that is where a person changes it. The list names everything that is installed, so
 * that nothing more is hidden; the code of a project comes only where the list names its folder.
 */
export function compiledAsked(sink: Sink, document: RequirementsDocument, ships: boolean): void {
  const found = compiledProjects(sink.snapshot, document);
  if (found.length === 0) return;
  // A project may name the very list as its own (`dynamic`): each is read once.
  const done = read.get(sink.add) ?? new Set<string>();
  read.set(sink.add, done);
  const key = `${ships ? 'ships' : 'stays'} ${document.path}`;
  if (done.has(key)) return;
  done.add(key);
  const quiet: Sink = {
    ...sink,
    project: () => undefined,
    doubt: () => undefined,
    folder: (folder, extras, into, at) => addProjectFolder(quiet, folder, extras, into, at),
  };
  for (const { path, selection } of found) {
    const project = readProject(sink.snapshot, path);
    if (project !== null) addProject(quiet, project, selection, { ships, code: false, at: { path: document.path, line: 1 } });
  }
}

/** The compiled lists that an install takes and that lead to projects. */
export function compiledOf(snapshot: Snapshot, { inputs }: Pick<ResolvedInstall, 'inputs'>): readonly RequirementsDocument[] {
  return [...new Set(inputs.flatMap((input) => compiledIn(snapshot, input)))];
}

function compiledIn(snapshot: Snapshot, input: InstallInput): readonly RequirementsDocument[] {
  if (input.kind === 'wheels') return input.from.flatMap((inner) => compiledIn(snapshot, inner));
  const start = input.kind === 'file' && input.role === 'requirement' ? requirementsAt(snapshot, input.path) : null;
  if (start === null) return [];
  const { documents } = resolveIncludes(start, (path) => requirementsAt(snapshot, path));
  return documents.flatMap(({ document, kind }) => (kind === 'requirement' && document.origin.kind === 'compiled' ? [document] : []));
}

/** Whether a list was compiled from a project, or from one that it is a member of and whose folder the list names. */
export function isCompiledFrom(snapshot: Snapshot, document: RequirementsDocument, path: string): boolean {
  const found = compiledProjects(snapshot, document);
  if (found.some((one) => one.path === path)) return true;
  // uv exports what all of a workspace asks for: its members' requirements stand in the list, whichever of them it is for.
  const isExport = document.origin.kind === 'compiled' && compileCommand(document.origin.command).how === 'export';
  if (isExport && found.some((one) => isWithin(folderOf(path), folderOf(one.path)))) return true;
  return document.entries.some((entry) => entry.kind === 'local' && entry.form === 'path' && entry.target.replace(/^\.\//, '') === folderOf(path));
}
