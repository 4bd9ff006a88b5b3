import type { Snapshot } from '#files/snapshot.js';
import type { Build } from '#image/build.js';
import type { Instruction } from '#dockerfile/types.js';
import { mountsOf } from '#image/files/mounts.js';
import type { ImageModel } from '#image/image.js';
import { baseName } from '#text/paths.js';
import { imageName } from './image-names.js';
import { workspaceImages } from './workspace-images.js';

/** What the builds of a workspace take, by the last part of the names that they take it by. */
export interface TakenImages {
  /** The builds of a Dockerfile, in the order of the workspace. */
  buildsOf(dockerfile: string): readonly Build[];
  /** Those that may take an image whose name ends in one of these, in the order of the workspace; the others surely do not. */
  mayTake(ends: Iterable<string>): readonly Build[];
}

const known = new WeakMap<Snapshot, TakenImages>();

/** Two image names that fit each other end alike, so the ends tell soon which pairs never do. */
export function takenImages(snapshot: Snapshot): TakenImages {
  const cached = known.get(snapshot);
  if (cached) return cached;
  const { joined, imageOf } = workspaceImages(snapshot);
  const byDockerfile = new Map<string, Build[]>();
  const byEnd = new Map<string, number[]>();
  const open: number[] = [];
  for (const [number, build] of joined.builds.entries()) {
    append(byDockerfile, build.dockerfile, build);
    const image = imageOf(build);
    const ends = image.ok ? endsTaken(image.value) : null;
    if (ends === null) open.push(number);
    else for (const end of ends) append(byEnd, end, number);
  }
  const found: TakenImages = {
    buildsOf: (dockerfile) => byDockerfile.get(dockerfile) ?? [],
    mayTake: (ends) => {
      const numbers = new Set([...open, ...[...ends].flatMap((end) => byEnd.get(end) ?? [])]);
      return [...numbers].sort((a, b) => a - b).flatMap((number) => joined.builds[number] ?? []);
    },
  };
  known.set(snapshot, found);
  return found;
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** Ends of the names that a build takes images by, names of its own stages among them; null: a variable or a named context decides. */
function endsTaken({ build, dockerfile: { stages } }: ImageModel): ReadonlySet<string> | null {
  if (build.contexts.size > 0 || stages.some(({ base }) => base.kind === 'unknown')) return null;
  const written = stages.flatMap(({ stage, base }) => [stage.from.image.text, ...(base.kind === 'image' ? [base.reference] : []), ...stage.instructions.flatMap(fromsOf)]);
  return new Set(written.flatMap((one) => imageName(one)?.repository ?? []).map(baseName));
}

/** Images and stages that an instruction copies or mounts from, as written. */
export function fromsOf(instruction: Instruction): readonly string[] {
  if (instruction.keyword === 'RUN') return mountsOf(instruction).flatMap((mount) => mount.from ?? []);
  return instruction.keyword === 'COPY' ? instruction.flags.flatMap(({ name, value }) => (name === 'from' ? (value ?? []) : [])) : [];
}
