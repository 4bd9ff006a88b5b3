import type { Place } from '#answer/answer.js';
import type { Instruction } from '#dockerfile/types.js';
import { dockerfileAt, type Snapshot } from '#files/snapshot.js';
import { listsDemand, type ListsDemand } from '#image/apt/apt-demand.js';
import { takesOver } from '#image/apt/apt-heirs.js';
import type { Build } from '#image/build.js';
import type { DockerfileModel } from '#image/model.js';
import { contextNamed } from '#image/files/named-contexts.js';
import type { StageModel } from '#image/stages/stages.js';
import { baseName, folderOf } from '#text/paths.js';
import type { JoinedBuilds } from './builds.js';
import { dockerfileModelAt, withInline } from './dockerfile-models.js';
import { fits, imageName, type ImageName } from './image-names.js';
import { fromsOf, takenImages } from './taken-images.js';
import { workspaceImages } from './workspace-images.js';

/** A place of the workspace that takes an image which a Dockerfile of the workspace makes. */
export interface ImageUser {
  /** Of the image that uses the other. */
  readonly build: Build;
  /** `FROM acme/base:1`, `COPY --from=acme/base:1`. */
  readonly text: string;
  readonly at: Place;
  /** `named`: it names a tag, target or service. `alike`: only the last part of the name is that of the Dockerfile. `open`: a variable decides. */
  readonly how: 'named' | 'alike' | 'open';
  /** What it does with apt's lists of that image; null: it cannot be read. */
  readonly demand: ListsDemand | null;
}

/** What the builds of a Dockerfile are called. */
interface Names {
  readonly tags: readonly ImageName[];
  /** Bake targets and compose services. */
  readonly targets: ReadonlySet<string>;
  readonly alike: string;
}

const known = new WeakMap<Snapshot, Map<string, readonly ImageUser[]>>();

/**
 * Images of the workspace that stand on those of a Dockerfile, or copy or mount from them; and those that stand on
 * these. Another tag of the same repository counts: which one is built and pushed last nobody can tell.
 */
export function imageUsers(snapshot: Snapshot, dockerfile: string): readonly ImageUser[] {
  const start = snapshot.start ?? snapshot;
  const byPath = known.get(start) ?? new Map<string, readonly ImageUser[]>();
  known.set(start, byPath);
  const found = byPath.get(dockerfile) ?? findUsers(start, dockerfile);
  byPath.set(dockerfile, found);
  return found;
}

function findUsers(snapshot: Snapshot, dockerfile: string): readonly ImageUser[] {
  const { joined, imageOf } = workspaceImages(snapshot);
  const whole = withInline(snapshot, joined.inline);
  const { buildsOf, mayTake } = takenImages(snapshot);
  const found: ImageUser[] = [];
  const seen = new Set([dockerfile]);
  const todo = [dockerfile];
  for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
    const names = namesOf(joined, path, buildsOf(path));
    for (const build of mayTake([...names.tags.map(({ repository }) => baseName(repository)), names.alike])) {
      const image = imageOf(build);
      const model = image.ok ? image.value.dockerfile : dockerfileModelAt(whole, build.dockerfile);
      const users = model ? usersIn(build, model, names) : dockerfileAt(whole, build.dockerfile) ? [] : unreadUsers(build, whole.text(build.dockerfile), names);
      for (const user of users) {
        // Several builds of one Dockerfile say the same.
        if (!found.some((one) => one.at.path === user.at.path && one.at.line === user.at.line && one.how === user.how)) found.push(user);
        if (user.how !== 'named' || user.demand?.open === false || seen.has(build.dockerfile)) continue;
        seen.add(build.dockerfile);
        todo.push(build.dockerfile);
      }
    }
  }
  return found;
}

function namesOf(joined: JoinedBuilds, dockerfile: string, builds: readonly Build[]): Names {
  const mentions = builds.flatMap((build) => joined.mentions.get(build) ?? []);
  const suffix = /^(?:Dockerfile|Containerfile)[.-](.+)$|^(.+)\.dockerfile$/i.exec(baseName(dockerfile));
  return {
    tags: mentions.flatMap(({ images }) => images.flatMap((written) => imageName(written) ?? [])),
    targets: new Set(mentions.flatMap(({ name }) => name ?? [])),
    alike: (suffix?.[1] ?? suffix?.[2] ?? baseName(folderOf(dockerfile))).toLowerCase(),
  };
}

function usersIn(build: Build, model: DockerfileModel, names: Names): readonly ImageUser[] {
  return model.stages.flatMap((stage, index) => {
    const { from, instructions } = stage.stage;
    const place = (line: number): Place => ({ path: model.document.path, line });
    const found: ImageUser[] = [];
    const how = fromHow(build, stage, names);
    if (how !== null) found.push({ build, text: `FROM ${from.image.text}`, at: place(from.instruction.lines.first), how, demand: listsDemand(model, index, 1) });
    for (const { at, instruction, froms } of takingOf(instructions)) {
      for (const written of froms) {
        if (isStage(model, build, written) || nameHow(build, written, names) !== 'named') continue;
        const line = instruction.lines.first;
        const text = `${instruction.keyword === 'RUN' ? '--mount=from' : 'COPY --from'}=${written}`;
        const taken = takesOver(instruction);
        const needs = taken && instruction.keyword === 'COPY' ? { text: text, line, sure: true } : null;
        const demand: ListsDemand = !taken ? { needs: null, perhaps: null, open: false } : needs ? { needs, perhaps: null, open: true } : listsDemand(model, index, at);
        found.push({ build, text, at: place(line), how: 'named', demand });
      }
    }
    return found;
  });
}

interface Taking {
  readonly at: number;
  readonly instruction: Instruction;
  /** Images and stages that it copies or mounts from, as written. */
  readonly froms: readonly string[];
}

const takings = new WeakMap<readonly Instruction[], readonly Taking[]>();

/** The instructions of a stage that take files from elsewhere; asked for once for each Dockerfile that somebody looks for users of. */
function takingOf(instructions: readonly Instruction[]): readonly Taking[] {
  const known = takings.get(instructions);
  if (known) return known;
  const found = [...instructions.entries()].flatMap(([at, instruction]): readonly Taking[] => {
    const froms = fromsOf(instruction);
    return froms.length === 0 ? [] : [{ at, instruction, froms }];
  });
  takings.set(instructions, found);
  return found;
}

function fromHow(build: Build, { stage, base }: StageModel, names: Names): ImageUser['how'] | null {
  if (base.kind === 'stage' || base.kind === 'scratch') return null;
  const written = stage.from.image.text;
  const ways = [nameHow(build, base.kind === 'image' ? base.reference : written, names), nameHow(build, written, names)];
  if (ways.includes('named')) return 'named';
  return ways.includes('alike') ? 'alike' : base.kind === 'unknown' && written.includes('$') ? 'open' : null;
}

/** How a name that a Dockerfile takes an image by is one of these; null: it is another image. */
function nameHow({ contexts }: Build, written: string, { tags, targets, alike }: Names): 'named' | 'alike' | null {
  const context = contextNamed(contexts, written);
  const target = context === null ? undefined : /^(?:target|service):(.+)$/.exec(context)?.[1];
  if (target !== undefined) return targets.has(target) ? 'named' : null;
  if (context !== null && !context.startsWith('docker-image://')) return null;
  const name = imageName((context ?? written).replace(/^docker-image:\/\//, ''));
  if (!name) return null;
  if (tags.some((tag) => fits({ ...name, tag: null }, { ...tag, tag: null }) > 0)) return 'named';
  return name.repository.includes('/') && alike !== '' && baseName(name.repository) === alike ? 'alike' : null;
}

/** Stages come before images of the same name, named contexts before both. */
function isStage({ stages }: DockerfileModel, { contexts }: Build, written: string): boolean {
  if (contextNamed(contexts, written) !== null) return false;
  return /^\d+$/.test(written) || stages.some(({ stage }) => stage.name?.toLowerCase() === written.toLowerCase());
}

function unreadUsers(build: Build, text: string | null, names: Names): readonly ImageUser[] {
  return (text ?? '').split('\n').flatMap((line, index): readonly ImageUser[] => {
    const written = /^\s*FROM\s+(?:--\S+\s+)*(\S+)/i.exec(line.slice(0, 1000))?.[1];
    if (written === undefined || nameHow(build, written, names) !== 'named') return [];
    return [{ build, text: `FROM ${written}`, at: { path: build.dockerfile, line: index + 1 }, how: 'named', demand: null }];
  });
}
