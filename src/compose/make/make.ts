import { lineAt, lineTable } from '#text/lines.js';
import { baseName, folderOf, resolvePath } from '#text/paths.js';
import { makeValues, type MakeValues } from './expand.js';
import { stemOf } from './functions.js';
import { type MakeAssignment, type Makefile, type MakeRule, parseMakefile, type RecipeLine } from './makefile.js';
import { type FoundBuilds, MOST_BUILDS, NOTHING, uniqueBuilds } from '#compose/found-builds.js';
import { shellBuilds } from '#compose/shell/builds.js';
import { mayBuild } from '#compose/shell/may-build.js';
import { settleBuilds } from '#compose/shell/settle.js';
import type { CommandFile, ReadText } from '#compose/types.js';
import { inWorkspace, workspaceFiles, type WorkspaceFiles } from '#compose/workspace-folder.js';

export function isMakefile(path: string): boolean {
  const name = baseName(path);
  return /^(?:GNUm|[Mm])akefile(?:\.(?!am$|in$|md$)[\w-]+)?$/.test(name) || name.endsWith('.mk');
}

/** More targets of one rule, or stems of one pattern, are not followed. */
const MAX_TARGETS = 200;
const MAX_INCLUDES = 50;
/** Pairs of a pattern rule and a name that it may make. */
const MAX_PAIRS = 1_000_000;

/**
 * The builds in the recipes of a Makefile. make runs in the folder of the file; one that others include
 * runs in theirs, for which the root is tried: the Dockerfile that exists decides. `paths`: all files of the workspace.
 */
export function readMakefile(path: string, text: string, readText: ReadText, paths: readonly string[]): CommandFile {
  const own = folderOf(path);
  const folders = own === '' ? [''] : path.endsWith('.mk') ? ['', own] : [own, ''];
  const files = workspaceFiles(paths);
  const parsed = parseMakefile(text);
  if (!mayBuild(text, false) && parsed.includes.length === 0) return { path, mentions: [], services: [], problems: [], calls: [] };
  const found = folders.map((folder) => () => buildsOf({ path, parsed, assignments: withIncludes(path, parsed, folder, readText), folder, files }));
  return { path, services: [], ...settleBuilds(found, files) };
}

/** A line of a recipe without any of these builds no image. */
const MAY_BUILD = /docker|podman|build|\$[({]/i;

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
    for (const one of included.assignments) found.push(one);
    for (const one of included.includes) queue.push(one.path);
  }
  return [...found, ...parsed.assignments];
}

function buildsOf(reading: Reading): FoundBuilds {
  const { path, parsed, assignments, folder, files } = reading;
  const values = makeValues(assignments, parsed.exported, inWorkspace(folder), files);
  const named = namedTargets(parsed, values);
  const own = ownAssignments(assignments, values);
  const found: FoundBuilds[] = [];
  if (parsed.cut !== null) found.push({ ...NOTHING, problems: [{ at: { path, line: parsed.cut }, reason: 'the Makefile is too long: what stands behind this line is not read' }] });
  const pairs = { left: MAX_PAIRS };
  let told = 0;
  for (const rule of parsed.rules) {
    if (told > MOST_BUILDS || !rule.recipe.some(({ text }) => MAY_BUILD.test(text))) continue;
    const targets = targetsOf(rule, values, named, pairs);
    const before = told;
    for (const target of targets.slice(0, MAX_TARGETS)) {
      const one = ruleBuilds(reading, rule, target, values, own);
      told += one.mentions.length + one.calls.length;
      found.push(one);
    }
    if (targets.length > MAX_TARGETS && told > before) found.push({ ...NOTHING, problems: [{ at: { path, line: rule.line }, reason: `a rule of more than ${MAX_TARGETS} targets: the others are left out` }] });
  }
  return uniqueBuilds(found);
}

/** The variables that hold for the rules of one target alone, by the target. */
function ownAssignments(assignments: readonly MakeAssignment[], values: MakeValues): ReadonlyMap<string, readonly MakeAssignment[]> {
  const own = new Map<string, MakeAssignment[]>();
  for (const one of assignments) {
    for (const name of one.targets === null ? [] : values.expand(one.targets, new Map()).split(/\s+/).filter(Boolean)) own.set(name, [...(own.get(name) ?? []), one]);
  }
  return own;
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

function targetsOf(rule: MakeRule, values: MakeValues, named: readonly string[], pairs: { left: number }): readonly Target[] {
  const words = values.expand(rule.targets, new Map()).split(/\s+/).filter(Boolean);
  const targets = words.flatMap((word): readonly Target[] => {
    if (rule.pattern !== null) return [{ name: word, stem: rule.pattern.includes('%') ? stemOf(word, rule.pattern) : null }];
    if (!word.includes('%') || (pairs.left -= named.length) < 0) return [{ name: word, stem: null }];
    const used = named.flatMap((name) => ((stem) => (stem === null || stem === '' ? [] : [{ name, stem }]))(stemOf(name, word)));
    return used.length > 0 ? used : [{ name: word, stem: null }];
  });
  return targets;
}

function ruleBuilds(reading: Reading, rule: MakeRule, target: Target, values: MakeValues, own: ReadonlyMap<string, readonly MakeAssignment[]>): FoundBuilds {
  const local = localValues(own.get(target.name) ?? [], rule, target, values);
  const shells = reading.parsed.oneShell ? [{ line: rule.recipe[0]?.line ?? rule.line, text: rule.recipe.map(({ text }) => text).join('\n') }] : rule.recipe;
  const found = shells.map((one) => lineBuilds(reading, one, target, values, local));
  return uniqueBuilds(found);
}

/** `$@`, `$*`, `$<`, and the variables of this target alone. */
function localValues(own: readonly MakeAssignment[], rule: MakeRule, { name, stem }: Target, values: MakeValues): ReadonlyMap<string, string> {
  const local = new Map<string, string>();
  if (!/[%$]/.test(name)) local.set('@', name);
  if (stem !== null) local.set('*', stem);
  const [first] = values.expand(rule.prerequisites, local).replaceAll('%', () => stem ?? '%').split(/\s+/).filter(Boolean);
  if (first !== undefined && !/[%$]/.test(first)) local.set('<', first);
  for (const one of own) {
    const before = local.get(one.name);
    if (one.operator === '?=' && before !== undefined) continue;
    const value = values.expand(one.value, local);
    local.set(one.name, one.operator === '+=' ? `${before ?? values.expand(`$(${one.name})`, local)} ${value}` : value);
  }
  return local;
}

function lineBuilds({ path, folder, files }: Reading, { line, text }: RecipeLine, target: Target, values: MakeValues, local: ReadonlyMap<string, string>): FoundBuilds {
  if (!MAY_BUILD.test(text)) return NOTHING;
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
    placeholders: values.placeholders,
    self: null,
    files,
    name: target.name,
    circumstances: [
      { kind: 'file', text: path, at: { path, line } },
      { kind: 'target', text: target.name, at: { path, line } },
    ],
  });
}
