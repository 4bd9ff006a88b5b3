import { assumed, incomplete, known, row, type Hit, type Hits } from '#answer/answer.js';
import { ask, unheard } from '#answer/ledger.js';
import { requirementsAt, type Snapshot } from '#files/snapshot.js';
import { categoryOf } from '#knowledge/categories.js';
import type { DockerfileModel } from '#image/model.js';
import { isTestFile } from '#needs/code/test-files.js';
import type { WorkspaceNeeds } from '#needs/workspace-needs.js';
import type { FileUse, FileUses } from '#services/file-uses.js';
import { untoldInstalls } from '#services/other-images.js';
import { workspaceServices } from '#services/workspace-services.js';
import { listed } from '#text/listed.js';
import { comesAlong, noSurerThanWhatBrings } from './comes-along.js';
import { developerFileOf, isForDevelopers, listedIn, newDeveloperPath, type DeveloperFile } from './developer-file.js';
import { developerInstalls } from './developer-installs.js';
import type { Dockerfile } from './dockerfile.js';
import { imagePurposes, type ImagePurpose } from './image-purposes.js';
import { containerUses, outsideUses, type OutsideUse } from './outside-uses.js';
import type { ImageNeed, Requirement } from './requirement.js';
import { needsOfLine } from './requirement-needs.js';
import type { DeveloperInstall, DeveloperLine, DeveloperTarget, RequirementsList } from './requirements-list.js';
import { splitOf, type SplitFound } from './split/subject.js';
import type { SplitOptions } from './split/types.js';
import { toolUse } from './tool-words.js';

/** What the subjects of a snapshot stand on. */
export interface World {
  readonly snapshot: Snapshot;
  readonly uses: FileUses;
  readonly needs: () => WorkspaceNeeds;
  readonly dockerfiles: () => readonly Dockerfile[];
  readonly models: readonly DockerfileModel[];
}

const targets = new WeakMap<DeveloperTarget, DeveloperFile>();

/** The file that a target stands for: the edit builder needs it back. */
export function fileOfTarget(target: DeveloperTarget): DeveloperFile | null {
  return targets.get(target) ?? null;
}

/** The requirements files of a workspace, each with its lines. */
export function requirementsLists(requirements: readonly Requirement[], world: World): readonly RequirementsList[] {
  const byPath = new Map<string, Requirement[]>();
  for (const one of requirements) if (one.file.origin !== 'project' && one.file.origin !== 'inline') byPath.set(one.at.path, [...(byPath.get(one.at.path) ?? []), one]);
  return [...byPath.values()].flatMap((lines) => (lines[0] ? [listSubject(lines[0], lines, world)] : []));
}

function listSubject({ file, at }: Requirement, lines: readonly Requirement[], world: World): RequirementsList {
  const { path } = at;
  let target: ReturnType<RequirementsList['developerFile']> | null = null;
  const made = (): ReturnType<RequirementsList['developerFile']> => (target ??= targetOf(world, path));
  let installs: readonly DeveloperInstall[] | null = null;
  const repaired = (): readonly DeveloperInstall[] => (installs ??= installsFor(world, path, made().value));
  const splits = new Map<SplitOptions, SplitFound>();
  const splitBy = (options: SplitOptions): SplitFound => {
    const found = splits.get(options) ?? splitOf(world, { path, file, lines }, options);
    splits.set(options, found);
    return found;
  };
  return {
    kind: 'requirements',
    path,
    file,
    lines,
    developerLines: () => unheard(() => developerLines(world, path, lines, made, repaired)),
    developerFile: () => ask(made()),
    developerInstalls: () => unheard(repaired),
    imagesWithout: (some) => ask(imagesWithout(world, path, some.map(({ line }) => line), { repaired: repaired(), takesTarget: made().value.images })),
    takersOutside: (some) => ask(takersOutside(world, path, some.map(({ line }) => line), made().value.path)),
    split: (options) => ask(splitBy(options).split),
    splitHeldBy: (options) => ask(splitBy(options).heldBy),
  };
}

function targetOf({ snapshot, uses }: World, path: string): ReturnType<RequirementsList['developerFile']> {
  const purposes = imagePurposes(snapshot);
  const inProduction = (other: string): boolean => (uses.byFile.get(other) ?? []).some((use) => purposeIn(use, purposes) === 'production');
  const found = developerFileOf(snapshot, path, inProduction);
  const file = found ?? { path: newDeveloperPath(path), document: null, includes: true };
  const taken = found === null && snapshot.text(file.path) !== null;
  const images = [...new Set((uses.byFile.get(file.path) ?? []).flatMap(({ kind, image }) => (kind === 'requirement' ? [image] : [])))];
  const compile = compileCommands(snapshot, path, file);
  const problem = taken ? `${file.path} is there already and is not a file for developers alone` : null;
  const target: DeveloperTarget = { path: file.path, called: file.path, exists: found !== null, problem, images, compile };
  targets.set(target, file);
  const because = problem ?? (found ? `${file.path} is the file for developers beside ${path}` : `there is no file for developers beside ${path}`);
  return known(target, because, [row(found ? 'source' : 'absence', because, found ? { path: file.path, line: 1 } : undefined)]);
}

/** The commands that compile the developers' file. A new one is compiled the way its neighbour is. */
function compileCommands(snapshot: Snapshot, path: string, { path: target, document }: DeveloperFile): readonly string[] {
  const compiled = [...snapshot.kinds.keys()].flatMap((other) => requirementsAt(snapshot, other) ?? []);
  const commandsOf = (source: string): readonly string[] =>
    compiled.flatMap(({ path: output, origin }) => (origin.kind === 'compiled' && origin.sources.includes(source) ? [origin.command ?? `pip-compile --output-file=${output} ${source}`] : []));
  if (document) return commandsOf(target);
  const [like] = commandsOf(path);
  if (!target.endsWith('.in') || like === undefined) return [];
  const output = target.replace(/\.in$/, '.txt');
  return [/\buv pip compile\b/.test(like) ? `uv pip compile ${target} -o ${output}` : `pip-compile --output-file=${output} ${target}`];
}

export type Kind = ImagePurpose['kind'] | 'gated';

/** What an install is for: one that a condition on development or tests guards is none of production. */
function purposeIn({ image, install }: FileUse, purposes: ReadonlyMap<string, ImagePurpose>): Kind {
  const kind = purposes.get(image)?.kind ?? 'production';
  if (kind !== 'production') return kind;
  const written = install.command.command.conditions.flatMap((condition) => ('text' in condition ? [condition.text] : []));
  const decided = install.runs.kind === 'if' ? [install.runs.condition] : install.runs.kind === 'never' ? [install.runs.because] : [];
  return [...written, ...decided].some((text) => GATE.test(text)) ? 'gated' : 'production';
}

/** A condition that speaks of development: `"$TEST_ENV" = true`, `DEVEL`, `INSTALL_DEV_DEPS`. */
const GATE = /(?:^|[^a-z])(?:dev|devel|develop|development|debug|tests?|testing|ci|lint)(?:[^a-z]|$)/i;

/** Installs for tests and development that can take the developers' file. */
function installsFor({ snapshot, uses, dockerfiles }: World, path: string, target: DeveloperTarget): readonly DeveloperInstall[] {
  const file = fileOfTarget(target);
  const purposes = imagePurposes(snapshot);
  const installs = (uses.byFile.get(path) ?? []).filter(({ kind }) => kind === 'requirement');
  const isDevelopers = (use: FileUse): boolean => ['development', 'test', 'ci'].includes(purposeIn(use, purposes));
  return file && target.problem === null && installs.some(isDevelopers) ? developerInstalls(path, file, installs, isDevelopers, dockerfiles()) : [];
}

type Target = () => ReturnType<RequirementsList['developerFile']>;

function developerLines(world: World, path: string, lines: readonly Requirement[], target: Target, repaired: () => readonly DeveloperInstall[]): readonly DeveloperLine[] {
  if (isForDevelopers(path)) return [];
  const kinds = kindsOf(world, path);
  if (![...kinds.values()].includes('production')) return [];
  const shipping = [...kinds].flatMap(([image, kind]) => (kind === 'production' || kind === 'example' ? [image] : []));
  const doubts = untoldInstalls(world.snapshot, path, world.uses, world.models);
  const found = lines.flatMap((line): readonly DeveloperLine[] => {
    const told = needsOfLine(line, shipping, world.needs(), doubts);
    const shipped = told.value;
    const category = categoryOf(line.name);
    const isTool = category.value?.startsWith('dev-') === true;
    if (shipped.length === 0 || !shipped.every((row) => isDevelopers(row, isTool))) return [];
    if (comesAlong(world.snapshot, line, shipping.flatMap((image) => world.needs().of(image) ?? []))) return [];
    const { document } = fileOfTarget(target().value) ?? { document: null };
    const inside = withoutIt(world, line, kinds, { repaired: repaired(), takesTarget: target().value.images }).length > 0;
    return [{
      line,
      use: isTool ? category.because.replace(/^[^:]*:\s*/, '') : null,
      standing: inside ? 'needed' : told.complete && takersOutside(world, path, [line], target().value.path).complete ? 'sure' : 'doubted',
      needs: () => ask(told),
      listed: document ? listedIn(world.snapshot, document, line.name, path) : null,
    }];
  });
  return noSurerThanWhatBrings(found);
}

/** A tool, or what tests of the repository import; what is only imported on other systems or by code outside is neither. */
export function isDevelopers({ verdict, applies, at }: ImageNeed, isTool: boolean): boolean {
  return verdict === 'dev' && applies !== 'no' && (isTool || isTestFile(at.path));
}

/** What each image that installs a file is for; production, where one of its installs is. */
export function kindsOf({ snapshot, uses }: World, path: string): ReadonlyMap<string, Kind> {
  const purposes = imagePurposes(snapshot);
  const kinds = new Map<string, Kind>();
  for (const use of uses.byFile.get(path) ?? []) {
    if (use.kind === 'requirement' && kinds.get(use.image) !== 'production') kinds.set(use.image, purposeIn(use, purposes));
  }
  return kinds;
}

const TAKERS: Readonly<Partial<Record<Kind, string>>> = { development: 'an image for development', test: 'an image for tests', ci: 'an image for CI', gated: 'an install for development or tests' };

/** The images for developers that get the developers' file: by a fix, or already. */
export interface Supplied {
  readonly repaired: readonly DeveloperInstall[];
  readonly takesTarget: readonly string[];
}

/** The images that would go without a line, and need it as far as can be told. */
export function withoutIt({ snapshot, uses, needs }: World, line: Requirement, kinds: ReadonlyMap<string, Kind>, { repaired, takesTarget }: Supplied): readonly Hit[] {
  const { name, at: { path } } = line;
  const purposes = imagePurposes(snapshot);
  return [...kinds].flatMap(([image, kind]): readonly Hit[] => {
    if (repaired.some(({ images }) => images.includes(image)) || takesTarget.includes(image)) return [];
    if (needs().of(image)?.needs.some(({ asked }) => asked.name === name && asked.at.path !== path) === true) return [];
    const taker = TAKERS[kind];
    const container = purposes.get(image)?.devcontainer;
    if (taker !== undefined) {
      const install = uses.byFile.get(path)?.find((use) => use.image === image);
      const at = install ? { path: install.model.document.path, line: install.install.line } : line.at;
      return [{ text: `${taker} takes ${path} and nothing else that has ${name}`, at, image }];
    }
    if (container) return [{ text: `a development container is made from it, and has ${name} from ${path} alone`, at: container, image }];
    const spare = kind === 'spare' ? unheard(() => line.images.needs()).value.find((one) => one.image === image) : undefined;
    return spare && !NOT_RUN.has(spare.verdict) ? [{ text: spare.reason, at: spare.at, image }] : [];
  });
}

const NOT_RUN: ReadonlySet<ImageNeed['verdict']> = new Set(['dev', 'unused', 'redundant']);

function imagesWithout(world: World, path: string, lines: readonly Requirement[], supplied: Supplied): Hits {
  const kinds = kindsOf(world, path);
  const hits = lines.flatMap((line) => withoutIt(world, line, kinds, supplied));
  return known(hits, `no image for tests or development has ${listOf(lines)} from ${path} alone`);
}

function takersOutside(world: World, path: string, lines: readonly Requirement[], target: string): ReturnType<RequirementsList['takersOutside']> {
  const { snapshot } = world;
  const kinds = kindsOf(world, path);
  const { services } = workspaceServices(snapshot);
  const own = services.filter((service) => service.images.some(({ build }) => kinds.has(build.id)));
  const names = [...new Set(own.flatMap((service) => [service.name, ...service.runsAs.map((one) => one.name)]))];
  const alone = own.length === 1 && services.filter(({ images }) => images.length > 0).length === 1;
  const found = new Map<string, OutsideUse & { readonly names: readonly string[] }>();
  for (const { name } of lines) {
    const tool = toolUse(name);
    for (const use of [...outsideUses(snapshot, path, tool, target), ...containerUses(snapshot, names, alone, tool)]) {
      const key = `${use.at.path}:${use.at.line}`;
      const before = found.get(key);
      // What one of them comes by there says nothing of another: `pip install -r requirements.txt pytest` has no pytest-asyncio.
      const kept = before && (!before.mild || use.mild) ? before : use;
      found.set(key, { ...kept, names: [...(before?.names ?? []), name] });
    }
  }
  const value = [...found.values()];
  const doubt = value.find(({ mild, installs }) => !mild || installs === null);
  const evidence = value.map(({ text, at }) => row('source', text, at));
  if (doubt) return incomplete(value, `${doubt.at.path}:${doubt.at.line}: ${doubt.text}`, evidence);
  return assumed(value, `no CI, Makefile or script was found that takes ${listOf(lines)} from ${path} and runs it`, evidence);
}

export function listOf(lines: readonly Requirement[]): string {
  const names = lines.map(({ name }) => name);
  return names.length > 3 ? `${names.slice(0, 2).join(', ')} or another of these ${names.length} lines` : listed(names, 'or');
}
