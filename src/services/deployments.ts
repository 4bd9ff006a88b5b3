import type { Place } from '#answer/answer.js';
import type { DeployedContainer, DeployedVariable, DeployedWords } from '#compose/deployments/types.js';
import type { Snapshot } from '#files/snapshot.js';
import type { Build } from '#image/build.js';
import type { Command, ImageModel } from '#image/image.js';
import type { CommandLine } from '#python/start/types.js';
import { buildNames, deployedImages } from './deployed-images.js';
import { deployedContainers } from './deployment-files.js';
import { workspaceImages } from './workspace-images.js';
import { workspaceServices } from './workspace-services.js';

/** A container of a deployment that runs an image. */
export interface Deployment {
  readonly container: DeployedContainer;
  /** False: it is only likely, or cannot be excluded, that it runs this image. */
  readonly told: boolean;
}

/** What deployments start in the containers of an image. */
export interface DeployedStarts {
  readonly starts: readonly CommandLine[];
  /** Commands of containers that may run it: what they name is needed, but what they cannot tell hides nothing. */
  readonly perhaps: readonly CommandLine[];
  /** A deployment whose command cannot be told. */
  readonly untold: { readonly text: string; readonly at: Place } | null;
}

const known = new WeakMap<Snapshot, ReadonlyMap<Build, readonly Deployment[]>>();

/** The deployments of each build, as they are at the start of a plan. */
function deployments(snapshot: Snapshot): ReadonlyMap<Build, readonly Deployment[]> {
  const start = snapshot.start ?? snapshot;
  const before = known.get(start);
  if (before) return before;
  const found = new Map<Build, Deployment[]>();
  const containers = deployedContainers(start);
  if (containers.length > 0) {
    const names = buildNames(workspaceImages(start).joined, workspaceServices(start).services);
    for (const container of containers) {
      const { builds, told } = deployedImages(container, names);
      for (const build of builds) {
        const list = found.get(build);
        if (list) list.push({ container, told });
        else found.set(build, [{ container, told }]);
      }
    }
  }
  known.set(start, found);
  return found;
}

/** More containers than this say nothing new of one image, or it says nothing that they run it. */
const MOST = 2_000;

/**
 * The deployments that run an image, or may: of a stage that no file builds, those of its Dockerfile's other stages. Those that
 * are told come first.
 */
export function deploymentsOf({ build }: ImageModel, snapshot: Snapshot): readonly Deployment[] {
  const all = deployments(snapshot);
  const own = all.get(build) ?? [...all].flatMap(([other, list]) => (other.dockerfile === build.dockerfile && other.id !== build.id && build.id.includes('(stage ') ? list : []));
  return [...own.filter(({ told }) => told), ...own.filter(({ told }) => !told)];
}

/** The command lines of an image's deployments: ENTRYPOINT and CMD with what replaces them, probes and hooks. */
export function deployedStarts(image: ImageModel, snapshot: Snapshot): DeployedStarts {
  const all = deploymentsOf(image, snapshot);
  const looked = all.slice(0, MOST);
  const starts = looked.filter(isStart).flatMap(({ container }) => linesOf(container, image));
  const perhaps = looked.filter((one) => !isStart(one)).flatMap(({ container, told }) => (told ? linesOf(container, image) : likelyLines(container, image)));
  const template = looked.find(({ container, told }) => told && container.untold !== null)?.container;
  const beyond = all[MOST]?.container;
  const untold = template?.untold ? { text: `what ${titleOf(template)} starts is left to a template`, at: template.untold } : null;
  return { starts, perhaps, untold: untold ?? (beyond ? { text: `more than ${MOST} deployments may run it`, at: beyond.at } : null) };
}

/** The variables that deployments set, each value with its place. */
export function deployedVariables(image: ImageModel, snapshot: Snapshot): readonly DeployedVariable[] {
  return deploymentsOf(image, snapshot)
    .slice(0, MOST)
    .flatMap(({ container, told }) => container.environment.map(plainVariable).filter(({ value }) => told || value !== null));
}

/** A `docker run` of a script or a pipeline is one of many things that somebody may do with an image. */
function isStart({ told, container }: Deployment): boolean {
  return told && container.because !== 'docker run';
}

function linesOf(container: DeployedContainer, image: ImageModel): readonly CommandLine[] {
  const { entrypoint, command, besides, environment } = container;
  const besidesLines = besides.map((words) => lineOf(words.words, words.at, container, image));
  if (entrypoint === null && command === null && environment.length === 0) return besidesLines;
  const own = image.entry;
  // ENTRYPOINT in shell form takes no arguments; what replaces it takes the image's CMD away (as in Docker and Kubernetes).
  const first = entrypoint?.words ?? wordsOf(own.entrypoint);
  const takes = entrypoint !== null || own.entrypoint?.form !== 'shell';
  const second = takes ? (command?.words ?? (entrypoint === null ? wordsOf(own.command) : [])) : [];
  const words = [...first, ...second];
  const at = entrypoint?.at ?? command?.at ?? container.at;
  return words.length === 0 ? besidesLines : [lineOf(words, at, container, image), ...besidesLines];
}

/** What another image than this one may be meant by runs without this one's ENTRYPOINT, unless it plainly names a file or module. */
function likelyLines(container: DeployedContainer, image: ImageModel): readonly CommandLine[] {
  const { entrypoint, command, besides } = container;
  const [first = ''] = command?.words ?? [];
  const isProgram = entrypoint !== null || !first.startsWith('-');
  const alone = isProgram ? [...(entrypoint?.words ?? []), ...(command?.words ?? [])] : [];
  const behind = entrypoint === null && image.entry.entrypoint?.form === 'exec' && /^-m$|^[^-].*[./]/.test(first) ? [...wordsOf(image.entry.entrypoint), ...(command?.words ?? [])] : [];
  const at = entrypoint?.at ?? command?.at ?? container.at;
  const said = [alone, behind].filter((words) => words.length > 0).map((words): DeployedWords => ({ words, at }));
  return [...said, ...besides].map((words) => lineOf(words.words, words.at, container, image));
}

function lineOf(words: readonly string[], at: Place, container: DeployedContainer, image: ImageModel): CommandLine {
  const set = valuesOf(container.environment);
  const { workingDir } = container;
  return {
    words: words.map((word) => withVariables(word, set)),
    folder: workingDir?.startsWith('/') ? workingDir : image.end.workdir,
    environment: new Map([...image.environment, ...set]),
    at,
    because: titleOf(container),
  };
}

function titleOf({ because, within, name }: DeployedContainer): string {
  return [because, within[0] ?? name].filter((part) => part !== null && part !== '').join(' ');
}

/** One value for each name; null where there are several, or nobody can tell. */
function valuesOf(environment: readonly DeployedVariable[]): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>();
  for (const { name, value } of environment.map(plainVariable)) found.set(name, found.has(name) && found.get(name) !== value ? null : value);
  return found;
}

/** What a template or another variable decides cannot be told. */
function plainVariable(variable: DeployedVariable): DeployedVariable {
  return variable.value !== null && /\$[({]|\{\{/.test(variable.value) ? { ...variable, value: null } : variable;
}

/** Kubernetes fills in `$(NAME)`, and makes `$$(NAME)` a plain `$(NAME)`; a name that is not set stands as it is written. */
function withVariables(word: string, set: ReadonlyMap<string, string | null>): string {
  if (!word.includes('$(')) return word;
  return word.replaceAll(/(\$?)\$\((\w+)\)/g, (whole, escaped: string, name: string) => (escaped === '' ? (set.get(name) ?? whole) : whole.slice(1)));
}

function wordsOf(command: Command | null): readonly string[] {
  if (command === null) return [];
  return command.form === 'shell' ? [...(command.shell ?? ['/bin/sh', '-c']), ...command.words] : command.words;
}
