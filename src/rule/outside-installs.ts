import type { Place } from '#answer/answer.js';
import { requirementsAt, requirementsOf, type Snapshot } from '#files/snapshot.js';
import { resolveIncludes } from '#requirements/includes.js';
import { parseRequirements } from '#requirements/parse.js';
import type { RequirementsDocument } from '#requirements/types.js';
import { lineAt, lineTable } from '#text/lines.js';
import { isWithin, resolvePath } from '#text/paths.js';
import { outsideUnits, type OutsideUnit } from './outside-files.js';

/** One file that a unit installs, or may install where a variable stands in its name. */
export interface OutsideInstall {
  readonly file: string;
  /** False: a variable stands in its name, and other files fit as well. */
  readonly exact: boolean;
}

const direct = new WeakMap<OutsideUnit, readonly Named[]>();

interface Named {
  readonly at: Place;
  /** Workspace paths that the word may mean, `*` for what a variable decides. */
  readonly patterns: readonly string[];
}

/** A unit that installs a file, with everything that it installs. */
export interface Installer {
  readonly unit: OutsideUnit;
  readonly installs: readonly OutsideInstall[];
  /** The line that names the file. */
  readonly at: Place;
}

const installers = new WeakMap<Snapshot, Map<string, readonly Installer[]>>();

/** The units that install a file, directly or through includes. */
export function installersOf(snapshot: Snapshot, file: string): readonly Installer[] {
  const byFile = installers.get(snapshot) ?? new Map<string, readonly Installer[]>();
  installers.set(snapshot, byFile);
  const cached = byFile.get(file) ?? findInstallers(snapshot, file);
  byFile.set(file, cached);
  return cached;
}

function findInstallers(snapshot: Snapshot, file: string): readonly Installer[] {
  return outsideUnits(snapshot).flatMap((unit) => {
    const named = namedIn(unit);
    if (named.length === 0) return [];
    const includers = includersIn(snapshot).get(file) ?? [];
    const own = named.find(({ patterns }) => includers.some((path) => meansOne(patterns, path, unit)));
    if (!own) return [];
    const installs = named.flatMap((one) => filesMeant(snapshot, one, unit).map((path): OutsideInstall => ({ file: path, exact: one.patterns.includes(path) })));
    return [{ unit, installs, at: own.at }];
  });
}

const including = new WeakMap<Snapshot, ReadonlyMap<string, readonly string[]>>();

/** By file: itself and every file that includes it by `-r`; a compiled file stands for its sources. */
function includersIn(snapshot: Snapshot): ReadonlyMap<string, readonly string[]> {
  const known = including.get(snapshot);
  if (known) return known;
  const found = new Map<string, string[]>();
  for (const document of [...requirementsOf(snapshot), ...namedAlone(snapshot)]) {
    const { documents } = resolveIncludes(document, (path) => requirementsAt(snapshot, path));
    const within = documents.flatMap(({ document: { path, origin }, kind }) => (kind === 'requirement' ? [path, ...(origin.kind === 'compiled' ? origin.sources : [])] : []));
    for (const path of new Set([document.path, ...within])) {
      const before = found.get(path);
      if (before) before.push(document.path);
      else found.set(path, [document.path]);
    }
  }
  including.set(snapshot, found);
  return found;
}

const alone = new WeakMap<Snapshot, readonly RequirementsDocument[]>();

/** Lists that only units outside of images install, and whose names do not say what they are: what becomes of a shared `tables.txt`. */
function namedAlone(snapshot: Snapshot): readonly RequirementsDocument[] {
  const known = alone.get(snapshot);
  if (known) return known;
  const paths = new Set(outsideUnits(snapshot).flatMap((unit) => namedIn(unit).flatMap(({ patterns }) => patterns)));
  const found = [...paths].flatMap((path) => {
    if (path.includes('*') || !/\.(?:txt|in|pip)$/.test(path) || requirementsAt(snapshot, path) !== null) return [];
    const text = snapshot.text(path);
    const document = text === null ? null : parseRequirements(path, text);
    return document?.ok ? [document.value] : [];
  });
  alone.set(snapshot, found);
  return found;
}

function filesMeant(snapshot: Snapshot, { patterns }: Named, unit: OutsideUnit): readonly string[] {
  const plain = patterns.filter((pattern) => !pattern.includes('*') && requirementsAt(snapshot, pattern) !== null);
  if (plain.length === patterns.length) return plain;
  return [...new Set([...plain, ...requirementsOf(snapshot).map(({ path }) => path).filter((path) => meansOne(patterns, path, unit))])];
}

function meansOne(patterns: readonly string[], path: string, { folders }: OutsideUnit): boolean {
  return patterns.some((pattern) => {
    if (!pattern.includes('*')) return pattern === path;
    // What a variable decides lies near the file that says it.
    return folders.some((folder) => isWithin(path, folder)) && expressionOf(pattern).test(path);
  });
}

const expressions = new Map<string, RegExp>();

function expressionOf(pattern: string): RegExp {
  const cached = expressions.get(pattern);
  if (cached) return cached;
  const parts = pattern.replace(/\*+/g, '*').split('*');
  // More variables than a person writes are as good as one.
  const few = parts.length > 5 ? [parts[0] ?? '', parts.at(-1) ?? ''] : parts;
  const expression = new RegExp(`^(?:${few.map((part) => part.replace(/[.+^${}()|[\]\\?]/g, '\\$&')).join('[^\\n]*')})$`);
  if (expressions.size > 5000) expressions.clear();
  expressions.set(pattern, expression);
  return expression;
}

const AFTER_OPTION = /(?:^|[\s"'`[({,;&|=])(?:-r|--requirements?|--with-requirements)(?:[\s="',\\]){0,20}([^\s"'`,;)\]}&|<>]{1,300})/g;
const SYNC = /\b(?:pip-sync|pip\s{1,5}sync)\s([^\n;&|]{1,1000})/g;
/** Keys of actions, of Read the Docs, of `dynamic` in pyproject: `requirements: docs/requirements.txt`, `file = ["requirements.txt"]`. */
const KEY = /\b(?:requirements?(?:[-_ ]?(?:files?|path|txt))?|file)["']?\s{0,5}[:=]\s{0,5}\[?\s{0,5}["']?([^\s"',\]]{1,300}\.(?:txt|in|pip))/g;
/** What reads a requirements file without installing it. */
const ONLY_READS = /\b(?:pip-audit|safety|liccheck|pip-licenses|osv-scanner|trivy|grype|snyk|pip-compile|pip compile|hashFiles|cache-dependency-path|detect-secrets|pip download|rm|cp|mv|grep|cat|git)\b/;

function namedIn(unit: OutsideUnit): readonly Named[] {
  const cached = direct.get(unit);
  if (cached) return cached;
  const text = plainVariables(unit.text);
  const table = lineTable(text);
  const bases = basesOf(text, unit);
  const found: Named[] = [];
  const add = (written: string, offset: number): void => {
    const line = lineAt(table, offset);
    const start = table.starts[line - 1] ?? 0;
    const whole = text.slice(start, table.starts[line] ?? text.length).slice(0, 5000);
    if (ONLY_READS.test(whole) && !/\b(?:install|sync)\b/.test(whole)) return;
    const local = foldersNamed(whole);
    const patterns = (local.length > 0 ? inFolders(local, unit) : bases).flatMap((base) => resolvePath(base, written.replaceAll('\\', '/')) ?? []);
    found.push({ at: { path: unit.path, line: unit.line + line - 1 }, patterns: [...new Set(patterns)] });
  };
  for (const match of text.matchAll(AFTER_OPTION)) if (match[1]) add(match[1], match.index + match[0].length - match[1].length);
  for (const match of text.matchAll(SYNC)) for (const word of (match[1] ?? '').split(/\s+/)) if (/\.(?:txt|in|pip)$/.test(word)) add(word, match.index);
  for (const match of text.matchAll(KEY)) if (match[1]) add(match[1], match.index);
  direct.set(unit, found);
  return found;
}

/** Variables as `*`; those that mean the folder of the file or of the repository as `.`. Lines stay where they are. */
function plainVariables(text: string): string {
  return text
    .replace(/\{toxinidir\}(?:\{\/\})?|\$\{\{\s{0,5}github\.workspace\s{0,5}\}\}|\$\{?(?:GITHUB_WORKSPACE|CI_PROJECT_DIR|PWD|CURDIR|WORKSPACE|BUILD_SOURCESDIRECTORY)\}?|\$\((?:pwd|CURDIR)\)/g, '.')
    .replace(/\$\{\{[^}\n]{0,300}\}\}|\$\{[^}\n]{0,300}\}|\$\([^)\n]{0,300}\)|\$\w+|%\w+%|\{\w{1,40}\}/g, '*');
}

const CHANGE = /(?:^|[\s;&|"'(@])(?:cd|pushd|Set-Location)\s{1,5}["']?([^\s"';&|)]{1,300})/g;
const FOLDER_KEY = /\b(?:working-directory|working_directory|workdir|changedir|cwd)["']?\s{0,5}[:=]\s{0,5}["']?([^\s"',]{1,300})/g;

function foldersNamed(text: string): readonly string[] {
  return [...text.matchAll(CHANGE)].flatMap((match) => match[1] ?? []);
}

function basesOf(text: string, unit: OutsideUnit): readonly string[] {
  const named = [...text.matchAll(CHANGE), ...text.matchAll(FOLDER_KEY)].flatMap((match) => match[1] ?? []).slice(0, 200);
  return [...new Set([...unit.folders, ...inFolders(named, unit)])];
}

function inFolders(named: readonly string[], { folders }: OutsideUnit): readonly string[] {
  return folders.flatMap((folder) => named.flatMap((name) => resolvePath(folder, name) ?? []));
}
