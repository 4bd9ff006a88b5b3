import type { Place } from '#answer/answer.js';
import type { ComposeCommand, ComposeService } from '#compose/types.js';
import { runParts } from '#dockerfile/run.js';
import type { Snapshot } from '#files/snapshot.js';
import { containerEnvironment } from '#image/container.js';
import { fromPlace } from '#image/from-place.js';
import type { Command, ImageModel } from '#image/image.js';
import type { CommandLine } from '#python/start/types.js';
import { deployedStarts } from '#services/deployments.js';
import { environmentOf } from '#services/service-environment.js';
import { startCommand, unknownEntrypoint } from '#services/start-command.js';
import { imageTree, type ImageTree } from './image-tree.js';
import { startedIn } from './kept-starts.js';

/**
 * A command line of an image. `check`: a health check, which tells nothing of what the container is for. `other stage`: a RUN of a
 * stage whose files the image does not hold: its programs tell something, its Python code is not the image's.
 */
export interface ImageCommand extends CommandLine {
  readonly role: 'start' | 'check' | 'build' | 'other stage';
}

/** Everything that is known to run in the containers of an image, and while it is built. */
export interface Commands {
  readonly starts: readonly ImageCommand[];
  /**
   * RUN instructions, and commands of deployments that may run another image: their programs are needed, but what they cannot
   * tell hides nothing of what the container runs.
   */
  readonly building: readonly ImageCommand[];
  /** Why a container may start something else; null: every start is known. */
  readonly untold: { readonly text: string; readonly at: Place } | null;
}

export function commandsOf(image: ImageModel, runners: readonly ComposeService[], snapshot: Snapshot): Commands {
  const starts: ImageCommand[] = [];
  const behind = unknownEntrypoint(image);
  let untold: Commands['untold'] = null;
  for (const runner of [null, ...runners]) {
    const environment = new Map([...environmentOf(snapshot, image, runner)].map(([name, { value }]) => [name, value]));
    const folder = runner?.workingDir ? runner.workingDir.value : image.end.workdir;
    const own = startCommand(image.entry, runner, behind);
    if (own === null || !own.whole) untold ??= own === null ? { text: 'what starts is known to its base image only', at: fromPlace(image) } : { text: 'what starts is given to an entrypoint of its base image that is not known', at: fromPlace(image) };
    if (own !== null) starts.push({ words: own.words, folder, environment, at: own.from[0]?.at ?? fromPlace(image), because: own.from[0]?.text ?? 'CMD', role: 'start' });
    // An entrypoint of compose takes the image's place; the image may still be run by hand.
    const test = runner?.healthcheck?.test;
    if (test) starts.push({ words: healthWords(test), folder, environment, at: test.at, because: 'health check of compose', role: 'check' });
  }
  const health = image.entry.healthcheck;
  if (health !== null && health !== 'none') starts.push({ words: commandWords(health), folder: image.end.workdir, environment: image.environment, at: health.at, because: 'HEALTHCHECK', role: 'check' });
  return withDeployments({ starts: unique(starts), building: buildingOf(image), untold }, { image, runners, snapshot });
}

interface Deployed {
  readonly image: ImageModel;
  readonly runners: readonly ComposeService[];
  readonly snapshot: Snapshot;
}

/**
 * The same with what deployments start, which may make more needed and nothing less: an image whose own commands run no Python
 * is there for what people run in it, and a deployment is one of them.
 */
function withDeployments(own: Commands, { image, runners, snapshot }: Deployed): Commands {
  const { starts, perhaps, untold } = deployedStarts(image, snapshot);
  const deployed = starts.map((line): ImageCommand => ({ ...line, role: 'start' }));
  if (starts.length + perhaps.length === 0) return { ...own, untold: own.untold ?? untold };
  const building = unique([...own.building, ...perhaps.map((line): ImageCommand => ({ ...line, role: 'build' }))]);
  if (runsPython(own.starts, imageTree(image, snapshot, runners), snapshot)) return { starts: unique([...own.starts, ...deployed]), building, untold: own.untold ?? untold };
  const first = own.starts[0]?.at ?? fromPlace(image);
  return { starts: own.starts, building: unique([...building, ...deployed]), untold: own.untold ?? { text: 'only deployments start Python in it', at: first } };
}

/** Whether commands name Python of the image, or something that cannot be told. */
function runsPython(lines: readonly ImageCommand[], { files, world }: ImageTree, snapshot: Snapshot): boolean {
  const commandFiles = { fileAt: world.fileAt, list: world.list, text: (path: string) => snapshot.text(path), scripts: new Map() };
  const found = lines.filter(({ role }) => role !== 'check').map((line) => startedIn(snapshot, line, commandFiles));
  if (found.some(({ doubts }) => doubts.some(({ hides }) => hides === 'modules'))) return true;
  const modules = found.flatMap(({ entries }) => entries).flatMap((entry) => (entry.kind === 'module' ? (entry.module.split('.', 1)[0] ?? '') : []));
  if (found.some(({ entries }) => entries.some(({ kind }) => kind === 'file'))) return true;
  return files.some(({ imagePath }) => modules.some((module) => imagePath.includes(`/${module}/`) || imagePath.endsWith(`/${module}.py`)));
}

function commandWords({ form, shell, words }: Command): readonly string[] {
  return form === 'shell' ? [...(shell ?? ['/bin/sh', '-c']), ...words] : words;
}

/** Docker's API: the first word of a test says how the rest runs. */
function healthWords({ form, words }: ComposeCommand): readonly string[] {
  if (form === 'string') return ['/bin/sh', '-c', words.join(' ')];
  if (words[0] === 'CMD-SHELL') return ['/bin/sh', '-c', words.slice(1).join(' ')];
  return words[0] === 'CMD' ? words.slice(1) : words;
}

/** The RUN instructions of every stage that takes part. */
function buildingOf(image: ImageModel): readonly ImageCommand[] {
  const { document, stages } = image.dockerfile;
  return [...image.needed].flatMap((index) => {
    const model = stages[index];
    return (model?.stage.instructions ?? []).flatMap((instruction, at): readonly ImageCommand[] => {
      const moment = model?.moments[at];
      if (instruction.keyword !== 'RUN' || !moment) return [];
      const parts = runParts(document, instruction);
      if (!parts.ok || parts.value.form === 'none') return [];
      const words = parts.value.part ? ['/bin/sh', '-c', parts.value.part.text] : (instruction.json?.map(({ value }) => value) ?? []);
      return [{ words, folder: moment.workdir, environment: containerEnvironment(moment.environment), at: { path: document.path, line: instruction.lines.first }, because: 'RUN', role: image.chain.includes(index) ? 'build' : 'other stage' }];
    });
  });
}

function unique(lines: readonly ImageCommand[]): readonly ImageCommand[] {
  return [...new Map(lines.map((line) => [JSON.stringify([line.words, line.folder, [...line.environment]]), line])).values()];
}
