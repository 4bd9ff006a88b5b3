import type { ComposeService } from '#compose/types.js';
import type { Snapshot } from '#files/snapshot.js';
import { pathsBelow } from '#files/tree.js';
import type { ImageModel } from '#image/image.js';
import { chainTo } from '#python/graph/chain.js';
import { unheard } from '#answer/ledger.js';
import { runsNoPython } from '#knowledge/launchers.js';
import { reach, type ReachOptions } from '#python/graph/reach.js';
import type { CodeWorld, Doubt, Entry, Reach } from '#python/graph/types.js';
import { scanCode } from '#python/code.js';
import { isPythonFile } from '#python/read.js';
import { pythonSource } from '#python/sources.js';
import type { PythonSource } from '#python/source.js';
import { startedBy } from '#python/start/started-by.js';
import type { CommandFiles, CommandLine, Program, Started } from '#python/start/types.js';
import type { Facts } from '#needs/facts.js';
import type { InstalledProject } from '#needs/asked/sink.js';
import type { CodeOfImage } from '#needs/verdict/judged.js';
import { commandsOf } from './command-lines.js';
import { factsOf, type OwnModules } from './facts-of.js';
import { imageTree, type ImageTree } from './image-tree.js';
import { settingTexts } from './setting-texts.js';
import { namedEntries, namedOutside } from './named-in-settings.js';
import { isTestFile } from './test-files.js';
import { variablesOf } from './variables.js';
import { entriesOfAll } from './every-file.js';
import { codeRoots } from './roots.js';

/** What the code of an image is looked for with. */
export interface CodeParts {
  readonly image: ImageModel;
  readonly snapshot: Snapshot;
  readonly runners: readonly ComposeService[];
  readonly projects: readonly InstalledProject[];
  /** The services' own folders, workspace paths. */
  readonly folders: readonly string[];
  /** Top-level modules of what is asked for: a text that names one may mean it. */
  readonly namedModules: ReadonlySet<string>;
  readonly installed: Facts['installed'];
}

/**
 * What runs in the containers of an image: from its commands through launchers and scripts to modules, and from those through
 * imports to all that they reach. Where a start cannot be told, every Python file of the image counts as started.
 */
export function codeOf(parts: CodeParts): CodeOfImage {
  const { image, snapshot, runners, projects, folders, namedModules, installed } = parts;
  const tree = imageTree(image, snapshot, runners);
  const commands = commandsOf(image, runners, snapshot);
  const roots = codeRoots(tree, commands.starts, projects, snapshot);
  const files = { fileAt: tree.world.fileAt, list: tree.world.list, text: (path: string) => snapshot.text(path), scripts: roots.scripts };
  const started = commands.starts.map((line) => startedBy(line, files));
  const building = commands.building.map((line) => startedBy(line, files));
  const world: CodeWorld = { ...tree.world, roots: [...roots.roots, ...started.flatMap(startRoots)] };
  const variables = variablesOf(image, runners, snapshot);
  const entries = [...started, ...building].flatMap((one) => one.entries).concat(roots.plugins, namedEntries(world, variables));
  const options: ReachOptions = { namedModules };
  const doubts = [...started.flatMap((one) => one.doubts), ...shellDoubt(commands.starts, started)];
  const reached = reachAll(world, entries, { tree, doubts, untold: commands.untold, options });
  const programs = [...started, ...building].flatMap((one) => one.programs);
  const sources = [...sourcesOf(snapshot, reached.modules.keys()), ...codeSources(entries)];
  const settings = settingTexts({ started, tree, folders, snapshot, lines: commands.starts });
  const own = ownModules(reached);
  const facts = factsOf({ sources, settings, variables, programs, files: tree.files, text: (path) => snapshot.text(path), installed, own });
  const idle = idleFiles(tree, reached, folders);
  return {
    reach: { ...reached, outside: [...reached.outside, ...namedOutside(variables, settings, namedModules)] },
    facts,
    programs,
    tests: testsOf(snapshot, folders, installed, own),
    idle: { outside: outsideOf(snapshot, idle) },
    idlePrograms: idlePrograms(tree, [...started, ...building], folders, files),
    absent: { outside: outsideOf(snapshot, absentFiles(snapshot, tree, folders)) },
    untold: commands.untold,
    searched: { modules: reached.modules.size, commands: commands.starts.length + commands.building.length, settings: settings.length + variables.size },
    chainTo: (path) => chainTo(reached, path),
  };
}

interface ReachParts {
  readonly tree: ImageTree;
  readonly doubts: readonly Doubt[];
  readonly untold: CodeOfImage['untold'];
  readonly options: ReachOptions;
}

/** Reach from the entries; from every file of the image where the entries are not all that starts. */
function reachAll(world: CodeWorld, entries: readonly Entry[], { tree, doubts, untold, options }: ReachParts): Reach {
  const own = reach(world, entries, options);
  const hidden = [...doubts, ...own.doubts].find(({ hides }) => hides === 'modules');
  const nothing = own.modules.size === 0 && entries.every(({ kind }) => kind !== 'code');
  if (!hidden && untold === null && !nothing) return withTree(own, doubts, tree);
  const why = hidden?.text ?? untold?.text ?? 'no command that starts names a Python file of the image';
  const at = hidden?.at ?? untold?.at ?? null;
  const every = reach(world, [...entries, ...entriesOfAll(tree, world, why, at)], options);
  // Everything that the image holds is looked at: what was not told can hide no more of it.
  const rest = [...doubts, ...every.doubts].filter(({ hides }) => hides !== 'modules' || tree.more !== null);
  return withTree({ ...every, doubts: [] }, rest, tree);
}

/** A container that starts a shell, or nothing of Python's, is there for what people run in it. */
function shellDoubt(lines: readonly CommandLine[], started: readonly Started[]): readonly Doubt[] {
  const starts = started.filter((_, index) => !/health/i.test(lines[index]?.because ?? ''));
  if (starts.some(({ entries, programs }) => entries.length > 0 || programs.some(({ name }) => !unheard(() => runsNoPython(name)).value && !SHELLS.test(name)))) return [];
  const [line] = lines;
  return [{ text: 'nothing that starts runs Python: what people run in the container is not known', at: line?.at ?? null, hides: 'distributions' }];
}

const SHELLS = /^(?:ba|z|da|a|k|c|tc)?sh$/;

function withTree(reached: Reach, doubts: readonly Doubt[], tree: ImageTree): Reach {
  const more: readonly Doubt[] = tree.more === null ? [] : [{ text: tree.more.text, at: tree.more.at, hides: 'modules' }];
  return { ...reached, doubts: [...doubts, ...reached.doubts, ...more] };
}

function startRoots({ folders }: Started): CodeWorld['roots'] {
  return folders.map(({ folder, because, at }) => ({ kind: 'image', folder, because, at }));
}

function sourcesOf(snapshot: Snapshot, paths: Iterable<string>): readonly { readonly path: string; readonly source: PythonSource }[] {
  return [...paths].flatMap((path) => {
    const source = pythonSource(snapshot, path);
    return source.ok ? { path, source: source.value } : [];
  });
}

/** `python -c` and here-documents; their lines count from where they stand. */
function codeSources(entries: readonly Entry[]): readonly { readonly path: string; readonly source: PythonSource }[] {
  return entries.flatMap((entry) => (entry.kind === 'code' ? { path: entry.at.path, source: scanCode(entry.text, entry.at.line) } : []));
}

/** The modules that run and lie in the workspace. */
function ownModules({ modules }: Reach): OwnModules {
  const names = new Set([...modules.values()].flatMap(({ module }) => module ?? []));
  return { names, tops: new Set([...names].map((name) => name.split('.', 1)[0] ?? '')) };
}

/** Python of the services' own folders that the image holds and nothing reaches. */
function idleFiles(tree: ImageTree, { modules }: Reach, folders: readonly string[]): readonly string[] {
  const own = (path: string): boolean => folders.some((folder) => folder === '' || path.startsWith(`${folder}/`));
  return [...new Set(tree.files.map(({ path }) => path))].filter((path) => isPythonFile(path) && own(path) && !modules.has(path) && !isTestFile(path) && !path.endsWith('.pyi') && !/(?:^|\/)setup\.py$/.test(path));
}

/** Programs that shell scripts of the image would run, where nothing that starts runs the scripts. */
function idlePrograms(tree: ImageTree, started: readonly Started[], folders: readonly string[], files: CommandFiles): readonly Program[] {
  const seen = new Set(started.flatMap(({ programs }) => programs.map(({ at }) => at.path)));
  const own = (path: string): boolean => folders.some((folder) => folder === '' || path.startsWith(`${folder}/`));
  return tree.files.flatMap(({ path, imagePath }) => {
    if (!/\.(?:sh|bash)$/.test(path) || seen.has(path) || !own(path) || isTestFile(path)) return [];
    return startedBy({ words: ['/bin/sh', imagePath], folder: null, environment: new Map(), at: { path, line: 1 }, because: 'a script of the image' }, files).programs.filter(({ at }) => at.path === path);
  });
}

/** Python of the services' own folders that the image does not hold: people run it elsewhere. */
function absentFiles(snapshot: Snapshot, tree: ImageTree, folders: readonly string[]): readonly string[] {
  const held = new Set(tree.files.map(({ path }) => path));
  const own = [...new Set(folders.filter((folder) => folder !== '').flatMap((folder) => pathsBelow(snapshot.tree, folder)))];
  return own.filter((path) => isPythonFile(path) && !held.has(path) && !isTestFile(path) && !/(?:^|\/)setup\.py$/.test(path));
}

/** What files import, wherever it comes from; first-party names find no distribution. */
function outsideOf(snapshot: Snapshot, paths: readonly string[]): Reach['outside'] {
  return sourcesOf(snapshot, paths).flatMap(({ path, source }) =>
    source.imports.flatMap((one) => {
      if (one.level > 0) return [];
      const module = one.name !== null && one.name !== '*' ? `${one.module}.${one.name}` : one.module;
      return { module, names: one.name === null ? [] : [one.name], at: { path, line: one.line }, guards: one.guards, by: one.by, shadowedBy: null };
    }),
  );
}

const tests = new WeakMap<Snapshot, Map<string, CodeOfImage['tests']>>();

/** The tests beside a service's code, in the image or not: what only they use is no production need. */
function testsOf(snapshot: Snapshot, folders: readonly string[], installed: Facts['installed'], own: OwnModules): CodeOfImage['tests'] {
  const start = snapshot.start ?? snapshot;
  const key = folders.join('\n');
  const byFolders = tests.get(start) ?? new Map<string, CodeOfImage['tests']>();
  tests.set(start, byFolders);
  const known = byFolders.get(key);
  if (known) return known;
  const paths = [...new Set(folders.filter((folder) => folder !== '').flatMap((folder) => pathsBelow(start.tree, folder)))].filter((path) => isPythonFile(path) && isTestFile(path));
  const facts = factsOf({ sources: sourcesOf(start, paths), settings: [], variables: new Map(), programs: [], files: [], text: () => null, installed, own });
  const found = { imports: { outside: outsideOf(start, paths) }, facts, files: paths.length };
  byFolders.set(key, found);
  return found;
}

