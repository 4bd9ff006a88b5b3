import type { Place } from '#answer/answer.js';
import { readBuildLayout } from '#pyproject/build-layout.js';
import type { BuildLayout, FoundPart, NamedPart } from '#pyproject/layout-parts.js';
import { resolvePath } from '#text/paths.js';
import type { Entry, Root } from '#python/graph/types.js';

/** The files of a workspace, as far as a project's layout is read from them. */
export interface ProjectFiles {
  has(path: string): boolean;
  /** Names of files and folders in a folder; '' is the root. */
  list(folder: string): readonly string[];
  /** Null where it is not there or no text. */
  text(path: string): string | null;
}

/** What an install of a first-party project brings. */
export interface ProjectModules {
  readonly roots: readonly Root[];
  /** Modules that other programs import by entry points: they run where their host does. */
  readonly plugins: readonly Entry[];
}

/**
 * The top-level modules that an install of the project in a folder brings, with the workspace folders that they lie in. What
 * its files say is taken first, then the habit of the tool that builds it, then everything that lies there and in `src`.
 */
export function projectModules(files: ProjectFiles, folder: string, because: string, at: Place | null): ProjectModules {
  const path = (name: string): string => resolvePath(folder, name) ?? name;
  const layout = readBuildLayout({
    pyproject: files.text(path('pyproject.toml')),
    setupCfg: files.text(path('setup.cfg')),
    setupPy: files.text(path('setup.py')),
  });
  const parts = partsOf(files, folder, layout);
  const renamed = parts.filter((part) => part.renamed);
  const byFolder = new Map<string, Set<string>>();
  for (const part of parts) if (!part.renamed) byFolder.set(part.folder, (byFolder.get(part.folder) ?? new Set()).add(part.module));
  return {
    roots: [
      ...[...byFolder].map(([where, modules]): Root => ({ kind: 'project', folder: where, modules: [...modules].sort(), because, at })),
      ...renamed.map((part): Root => ({ kind: 'project', folder: part.folder, modules: [part.module], package: part.module, because, at })),
    ],
    plugins: layout.plugins.flatMap(({ group, name, target, file, line }): readonly Entry[] => {
      const [module = ''] = target.split(':', 1);
      // pytest alone loads these; the requirements of an image that runs none do not count for tests.
      if (OTHER_GROUPS.has(group) || !/^[\p{L}_][\p{L}\p{N}_.]*$/u.test(module.trim())) return [];
      return [{ kind: 'module', module: module.trim(), main: false, because: `entry point ${name} of ${group}`, at: { path: path(file), line } }];
    }),
  };
}

/** Commands are started by their names, and are found there. */
const OTHER_GROUPS = new Set(['console_scripts', 'gui_scripts', 'pytest11']);

/** Parts with their folders in the workspace; only what is there. */
function partsOf(files: ProjectFiles, folder: string, layout: BuildLayout): readonly NamedPart[] {
  const placed = (parts: readonly NamedPart[]): readonly NamedPart[] =>
    parts.flatMap((part) => {
      const where = resolvePath(folder, part.folder);
      return where === null ? [] : [{ ...part, folder: where }];
    });
  const written = placed(layout.named).filter((part) => lies(files, part));
  const found = layout.found.flatMap((part) => placed(findAll(files, folder, part)));
  if (written.length + found.length > 0) return [...written, ...found];
  const byHabit = placed(habitual(files, folder, layout));
  return byHabit.length > 0 ? byHabit : placed([...flat(files, folder, '', EVERYTHING), ...flat(files, folder, 'src')]);
}

function lies(files: ProjectFiles, { module, folder, renamed }: NamedPart): boolean {
  if (renamed) return files.list(folder).length > 0;
  const inner = folder === '' ? module : `${folder}/${module}`;
  return files.list(inner).length > 0 || files.has(`${inner}.py`) || files.has(`${inner}.pyx`);
}

function habitual(files: ProjectFiles, folder: string, { habit }: BuildLayout): readonly NamedPart[] {
  if (habit === null) return [];
  if (habit.kind === 'discover') {
    const inSrc = flat(files, folder, 'src');
    return inSrc.length > 0 ? inSrc : flat(files, folder, '');
  }
  for (const where of habit.folders) {
    const base = resolvePath(folder, where);
    const parts = base === null ? [] : habit.names.map((module) => ({ module, folder: base, renamed: false })).filter((part) => lies(files, part));
    if (parts.length > 0) return parts.map((part) => ({ ...part, folder: where }));
  }
  return [];
}

/** Where nothing tells what is taken, only the files that build are no part of it. */
const EVERYTHING: ReadonlySet<string> = new Set(['setup', 'src']);

/** Modules and packages that lie in a folder; in the project's own folder without those that setuptools leaves out. */
function flat(files: ProjectFiles, folder: string, where: string, leftOut: ReadonlySet<string> = LEFT_OUT): readonly NamedPart[] {
  const base = resolvePath(folder, where);
  if (base === null) return [];
  return modulesIn(files, base)
    .filter((module) => where !== '' || !leftOut.has(module))
    .map((module) => ({ module, folder: where, renamed: false }));
}

function findAll(files: ProjectFiles, folder: string, { folder: where, include, exclude }: FoundPart): readonly NamedPart[] {
  const base = resolvePath(folder, where);
  if (base === null) return [];
  const includes = include.map((pattern) => topPattern(pattern));
  // `exclude=["app.tests"]` leaves a part of a package out, which stays.
  const excludes = exclude.filter((pattern) => /^[^.]*(?:\.\*)?$/.test(pattern) && !pattern.endsWith('.*')).map((pattern) => topPattern(pattern));
  return modulesIn(files, base)
    .filter((module) => !files.has(base === '' ? `${module}.py` : `${base}/${module}.py`) || files.list(base === '' ? module : `${base}/${module}`).length > 0)
    .filter((module) => (includes.length === 0 || includes.some((pattern) => pattern.test(module))) && !excludes.some((pattern) => pattern.test(module)))
    .map((module) => ({ module, folder: where, renamed: false }));
}

/** The first part of an `fnmatch` pattern of dotted names. */
function topPattern(pattern: string): RegExp {
  const [top = ''] = pattern.split('.', 1);
  return new RegExp(`^${top.replace(/[\\^$+?.()|{}[\]]/g, '\\$&').replaceAll('*', '.*').replaceAll('\\?', '.')}$`);
}

function modulesIn(files: ProjectFiles, folder: string): readonly string[] {
  const names = files.list(folder);
  const found = new Set<string>();
  for (const name of names) {
    if (/^__\w+__\.py$/.test(name)) continue;
    if (/^[\p{L}_][\p{L}\p{N}_]*\.pyx?$/u.test(name)) found.add(name.replace(/\.pyx?$/, ''));
    else if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && name !== '__pycache__' && holdsCode(files, folder === '' ? name : `${folder}/${name}`, 0)) found.add(name);
  }
  return [...found];
}

/** A folder that holds Python files, itself or below (namespace packages). */
function holdsCode(files: ProjectFiles, folder: string, depth: number): boolean {
  const names = files.list(folder);
  if (names.some((name) => /\.pyx?$/.test(name))) return true;
  return depth < 3 && names.some((name) => !name.includes('.') && holdsCode(files, `${folder}/${name}`, depth + 1));
}

/** Names that are no part of a project where they lie beside its packages (setuptools/discovery.py, `FlatLayoutPackageFinder` and `FlatLayoutModuleFinder`). */
const LEFT_OUT = new Set(
  `ci bin doc docs documentation manpages news changelog test tests unit_test unit_tests example examples scripts tools util utils python build dist venv env
  requirements tasks fabfile site_scons benchmark benchmarks exercise exercises setup conftest toxfile noxfile pavement dodo conanfile manage src`.split(/\s+/),
);
