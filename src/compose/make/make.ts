import { lineAt, lineTable } from '#text/lines.js';
import { baseName, folderOf, resolvePath } from '#text/paths.js';
import { makeValues, type MakeValues } from './expand.js';
import { type MakeAssignment, type Makefile, type MakeRule, parseMakefile, type RecipeLine } from './makefile.js';
import { type FoundBuilds, NOTHING, uniqueBuilds } from '#compose/found-builds.js';
import { settleBuilds, shellBuilds } from '#compose/shell/builds.js';
import type { CommandFile, ReadText } from '#compose/types.js';
import { inWorkspace, workspaceFiles, type WorkspaceFiles } from '#compose/workspace-folder.js';

export function isMakefile(path: string): boolean {
  const name = baseName(path);
  return /^(?:GNUm|[Mm])akefile(?:\.(?!am$|in$|md$)[\w-]+)?$/.test(name) || name.endsWith('.mk');
}

/** More targets of one rule, or stems of one pattern, are not followed. */
const MAX_TARGETS = 200;
const MAX_INCLUDES = 50;

/**
 * The builds in the recipes of a Makefile. make runs in the folder of the file; one that others include
 * runs in theirs, for which the root is tried: the Dockerfile that exists decides. `paths`: all files of the workspace.
 */
export function readMakefile(path: string, text: string, readText: ReadText, paths: readonly string[]): CommandFile {
  const own = folderOf(path);
  const folders = own === '' ? [''] : path.endsWith('.mk') ? ['', own] : [own, ''];
  const files = workspaceFiles(paths);
  const parsed = parseMakefile(text);
  const found = folders.map((folder) => buildsOf({ path, parsed, assignments: withIncludes(path, parsed, folder, readText), folder, files }));
  return { path, services: [], ...settleBuilds(found, files) };
}

interface Reading {
  readonly path: string;
  readonly parsed: Makefile;
  readonly assignments: readonly MakeAssignment[];
  /** The folder that make runs in. */
  readonly folder: string;
  readonly files: WorkspaceFiles;
}

/** The variables of the files that it includes, in front of its own. */
function withIncludes(path: string, parsed: Makefile, folder: string, readText: ReadText): readonly MakeAssignment[] {
  const seen = new Set([path]);
  const found: MakeAssignment[] = [];
  const queue = parsed.includes.map(({ path }) => path);
  for (const written of queue) {
    const target = written.includes('$') ? null : resolvePath(folder, written);
    if (target === null || seen.has(target) || seen.size > MAX_INCLUDES) continue;
    seen.add(target);
    const text = readText(target);
    if (text === null) continue;
    const included = parseMakefile(text);
    found.push(...included.assignments);
    queue.push(...included.includes.map(({ path }) => path));
  }
  return [...found, ...parsed.assignments];
}

function buildsOf(reading: Reading): FoundBuilds {
  const { parsed, assignments, folder } = reading;
  const values = makeValues(assignments, parsed.exported, inWorkspace(folder));
  const named = namedTargets(parsed, values);
  const found = parsed.rules.flatMap((rule) => (rule.recipe.length === 0 ? [] : targetsOf(rule, values, named).map((target) => ruleBuilds(reading, rule, target, values))));
  return uniqueBuilds(found);
}

/** Every name that some rule makes or needs: what a pattern rule is used for. */
function namedTargets({ rules }: Makefile, values: MakeValues): readonly string[] {
  const words = rules.flatMap(({ targets, prerequisites }) => values.expand(`${targets} ${prerequisites}`, new Map()).split(/\s+/));
  return [...new Set(words)].filter((word) => word !== '' && !/[%$]/.test(word));
}

interface Target {
  readonly name: string;
  /** `$*`; null: no pattern rule, or not known. */
  readonly stem: string | null;
}

function targetsOf(rule: MakeRule, values: MakeValues, named: readonly string[]): readonly Target[] {
  const words = values.expand(rule.targets, new Map()).split(/\s+/).filter(Boolean);
  const targets = words.flatMap((word): readonly Target[] => {
    if (rule.pattern !== null) return [{ name: word, stem: stemOf(word, rule.pattern) }];
    if (!word.includes('%')) return [{ name: word, stem: null }];
    const used = named.flatMap((name) => ((stem) => (stem === null || stem === '' ? [] : [{ name, stem }]))(stemOf(name, word)));
    return used.length > 0 ? used : [{ name: word, stem: null }];
  });
  return targets.slice(0, MAX_TARGETS);
}

function stemOf(name: string, pattern: string): string | null {
  const [head = '', tail = ''] = pattern.split('%');
  if (!pattern.includes('%') || name.length < head.length + tail.length) return null;
  return name.startsWith(head) && name.endsWith(tail) ? name.slice(head.length, name.length - tail.length) : null;
}

function ruleBuilds(reading: Reading, rule: MakeRule, target: Target, values: MakeValues): FoundBuilds {
  const local = localValues(reading, rule, target, values);
  const shells = reading.parsed.oneShell ? [{ line: rule.recipe[0]?.line ?? rule.line, text: rule.recipe.map(({ text }) => text).join('\n') }] : rule.recipe;
  const found = shells.map((one) => lineBuilds(reading, one, target, values, local));
  return uniqueBuilds(found);
}

/** `$@`, `$*`, `$<`, and the variables of this target alone. */
function localValues({ assignments }: Reading, rule: MakeRule, { name, stem }: Target, values: MakeValues): ReadonlyMap<string, string> {
  const local = new Map<string, string>();
  if (!/[%$]/.test(name)) local.set('@', name);
  if (stem !== null) local.set('*', stem);
  const [first] = values.expand(rule.prerequisites, local).replaceAll('%', () => stem ?? '%').split(/\s+/).filter(Boolean);
  if (first !== undefined && !/[%$]/.test(first)) local.set('<', first);
  for (const one of assignments) {
    if (one.targets === null || !values.expand(one.targets, new Map()).split(/\s+/).includes(name)) continue;
    const before = local.get(one.name);
    if (one.operator === '?=' && before !== undefined) continue;
    const value = values.expand(one.value, local);
    local.set(one.name, one.operator === '+=' ? `${before ?? values.expand(`$(${one.name})`, local)} ${value}` : value);
  }
  return local;
}

function lineBuilds({ path, folder, files }: Reading, { line, text }: RecipeLine, target: Target, values: MakeValues, local: ReadonlyMap<string, string>): FoundBuilds {
  if (!/docker|podman|build|\$\(/i.test(text)) return NOTHING;
  const expanded = values.expand(text.replace(/^[\s@+-]+/, ''), local).replaceAll(/(^|\n)[@+-]+/g, '$1');
  // A variable of several lines moves what stands behind it: then all of it counts for the line of the recipe.
  const moved = expanded.split('\n').length !== text.split('\n').length;
  const lines = lineTable(expanded);
  return shellBuilds({
    source: 'make',
    path,
    text: expanded,
    lineOf: (offset) => (moved ? line : line + lineAt(lines, offset) - 1),
    folders: [inWorkspace(folder)],
    variables: values.variables,
    asWritten: values.asWritten,
    self: null,
    files,
    name: target.name,
    circumstances: [
      { kind: 'file', text: path, at: { path, line } },
      { kind: 'target', text: target.name, at: { path, line } },
    ],
  });
}
