import type { ComposeService } from '#compose/types.js';
import { unheard } from '#answer/ledger.js';
import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { isDevelopmentTool } from '#knowledge/categories.js';
import { distributionsOf, distributionsOfScript } from '#knowledge/names.js';
import { isStandardModule } from '#knowledge/standard-library.js';
import { chainTo } from '#python/graph/chain.js';
import { namedByIgnoring } from '#python/graph/ignored.js';
import { folderOf } from '#text/paths.js';
import type { ReachOptions } from '#python/graph/reach.js';
import type { CodeWorld, Doubt, Entry, Reach } from '#python/graph/types.js';
import type { Program, Started } from '#python/start/types.js';
import type { Facts } from '#needs/facts.js';
import type { InstalledProject } from '#needs/asked/sink.js';
import type { CodeOfImage } from '#needs/verdict/judged.js';
import { commandsOf } from './command-lines.js';
import { codeSources, outsideOf, sourcesOf, testsOf } from './code-sources.js';
import { absentFiles, idleFiles, idlePrograms } from './idle.js';
import { chosenStart, openStart, unknownPrograms } from './open-start.js';
import { factsOf, type OwnModules } from './facts-of.js';
import { imageTree, type ImageTree } from './image-tree.js';
import { namedDistributions, shownDistributions } from './named-distributions.js';
import { namedFiles } from './named-files.js';
import { saidBy } from './said-by.js';
import { settingTexts } from './setting-texts.js';
import { handlersOf, namedEntries, namedOutside, pageEntries, siteEntries } from './named-in-settings.js';
import { variablesOf } from './variables.js';
import { entriesOfAll } from './every-file.js';
import { codeRoots } from './roots.js';
import { reachIn, type Held } from './kept-reach.js';
import { startedIn } from './kept-starts.js';

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
  const started = commands.starts.map((line) => startedIn(snapshot, line, files));
  const building = commands.building.map((line) => startedIn(snapshot, line, files));
  const world: CodeWorld = { ...tree.world, roots: [...roots.roots, ...started.flatMap(startRoots)] };
  const variables = variablesOf(image, runners, snapshot);
  const handlers = handlersOf(world, commands.starts);
  const ownBuilding = building.filter((_, index) => commands.building[index]?.role !== 'other stage');
  const entries = [
    ...[...started, ...ownBuilding].flatMap((one) => one.entries),
    ...roots.plugins,
    ...namedEntries(world, variables),
    ...siteEntries(world),
    ...handlers.map(({ entry }) => entry),
  ];
  const pages = pageEntries(tree, entries, started.flatMap((one) => one.programs));
  const options: ReachOptions = { namedModules, mayBeMade: madeFiles(snapshot) };
  const doubts = [...started.flatMap((one) => one.doubts), ...openStart(commands.starts, started), ...chosenStart(commands.starts, files), ...unknownPrograms(started, files, installed, handlers)];
  const { reached, nothing } = reachAll(world, [...entries, ...pages], { held: { image, snapshot, tree }, doubts, untold: commands.untold, options });
  const sources = [...sourcesOf(snapshot, reached.modules.keys()), ...codeSources(entries)];
  const programs = [...[...started, ...building].flatMap((one) => one.programs), ...sources.flatMap(({ path, source }) => saidBy(path, source).programs)];
  const settings = settingTexts({ started, tree, folders, snapshot, lines: commands.starts });
  const own = ownModules(reached);
  const factParts = { from: reached.modules, sources, settings, variables, programs, files: tree.files, text: (path: string) => snapshot.text(path), installed, own };
  const facts = factsOf(factParts);
  const idle = idleFiles(tree, reached, folders);
  return {
    reach: { ...reached, outside: withNamed(reached.outside, namedOutside(variables, settings, namedModules)) },
    facts,
    programs,
    distributions: [...namedDistributions(sources), ...shownDistributions(programs)],
    namedFiles: namedFiles(image),
    tests: testsOf(snapshot, folders, installed, own),
    idle: { outside: outsideOf(snapshot, idle), facts: idle.length === 0 ? null : factsOf({ ...factParts, from: null, sources: [...sources, ...sourcesOf(snapshot, idle)] }) },
    idlePrograms: idlePrograms({ tree, snapshot, files }, [...started, ...building], folders),
    absent: { outside: outsideOf(snapshot, absentFiles(snapshot, tree, folders)) },
    untold: commands.untold,
    alone: nothing ? othersProgram(started.flatMap(({ programs: own }, index) => (commands.starts[index]?.role === 'start' ? own : []))) : null,
    installs: started.some((one) => one.programs.some(({ name, words }) => INSTALLERS.has(name) && words.some((word) => word === 'install' || word === 'sync'))),
    searched: { modules: reached.modules.size, commands: commands.starts.length + commands.building.length, settings: settings.length + variables.size },
    chainTo: (path) => chainTo(reached, path),
  };
}

/** The very same imports where settings add none: what is found out of them is kept by them. */
function withNamed(outside: Reach['outside'], named: Reach['outside']): Reach['outside'] {
  return named.length === 0 ? outside : [...outside, ...named];
}

const INSTALLERS: ReadonlySet<string> = new Set(['pip', 'pip3', 'uv', 'poetry', 'pdm', 'pipenv', 'conda', 'mamba']);

const made = new WeakMap<Snapshot, (path: string) => boolean>();

/** Files that the workspace's ignore files name: something makes them before they run. */
function madeFiles(snapshot: Snapshot): (path: string) => boolean {
  const start = snapshot.start ?? snapshot;
  const known = made.get(start) ?? namedByIgnoring(start.tree.paths.flatMap((path) => {
    const text = /(?:^|\/)\.(?:git|docker)ignore$/.test(path) ? start.text(path) : null;
    return text === null ? [] : { folder: folderOf(path), text };
  }));
  made.set(start, known);
  return known;
}

interface ReachParts {
  readonly held: Held;
  readonly doubts: readonly Doubt[];
  readonly untold: CodeOfImage['untold'];
  readonly options: ReachOptions;
}

interface ReachedAll {
  readonly reached: Reach;
  /** What starts runs no Python of the workspace. */
  readonly nothing: boolean;
}

/** Reach from the entries; from every file of the image where the entries are not all that starts. */
function reachAll(world: CodeWorld, entries: readonly Entry[], { held, doubts, untold, options }: ReachParts): ReachedAll {
  const { tree } = held;
  const own = reachIn(held, world, entries, options);
  const hidden = [...doubts, ...own.doubts].find(({ hides }) => hides === 'modules');
  const nothing = own.modules.size === 0 && entries.every(({ kind }) => kind !== 'code');
  if (!hidden && untold === null && !nothing) return { reached: withTree(own, doubts, tree), nothing };
  const why = hidden?.text ?? untold?.text ?? 'no command that starts names a Python file of the image';
  const at = hidden?.at ?? untold?.at ?? null;
  const every = reachIn(held, world, [...entries, ...entriesOfAll(tree, world, why, at)], options);
  // Everything that the image holds is looked at: what was not told can hide no more of it.
  const rest = [...doubts, ...every.doubts].filter(({ hides }) => hides !== 'modules' || tree.more !== null);
  return { reached: withTree({ ...every, doubts: [] }, rest, tree), nothing };
}

function withTree(reached: Reach, doubts: readonly Doubt[], tree: ImageTree): Reach {
  const more: readonly Doubt[] = tree.more === null ? [] : [{ text: tree.more.text, at: tree.more.at, hides: 'modules' }];
  return { ...reached, doubts: [...doubts, ...reached.doubts, ...more] };
}

/** The first program of these that a distribution brings. Python's own modules are nobody's, and a tool of developers loads what it is told to look at. */
function othersProgram(programs: readonly Program[]): Program | null {
  return programs.find(({ name, module }) => {
    const top = name.split('.', 1)[0] ?? name;
    const owners = unheard(() => (module ? distributionsOf(top) : distributionsOfScript(name))).value;
    const isOthers = module ? isStandardModule(top, null) === 'no' : owners.length > 0;
    return isOthers && !owners.some(isDevelopmentTool);
  }) ?? null;
}

function startRoots({ folders }: Started): CodeWorld['roots'] {
  return folders.map(({ folder, because, at }) => ({ kind: 'image', folder, because, at }));
}

/** The modules that run and lie in the workspace. */
function ownModules({ modules }: Reach): OwnModules {
  const names = new Set([...modules.values()].flatMap(({ module }) => module ?? []));
  return { names, tops: new Set([...names].map((name) => name.split('.', 1)[0] ?? '')) };
}
