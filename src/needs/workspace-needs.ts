import { unheard } from '#answer/ledger.js';
import type { Snapshot } from '#files/snapshot.js';
import type { Build } from '#image/build.js';
import type { ImageModel } from '#image/image.js';
import { workspaceImages } from '#services/workspace-images.js';
import { workspaceServices } from '#services/workspace-services.js';
import { runnersOf } from './code/runners.js';
import type { EdgeSource } from './edges/source.js';
import { imageNeeds } from './image-needs.js';
import type { Metadata } from './metadata.js';
import type { ImageNeeds, Keep, Need } from './types.js';

/** What is known from outside the repository. */
export interface NeedOptions {
  readonly keep: readonly Keep[];
  readonly metadata: Metadata | null;
  /** Who requires whom by what a resolver says of an image's installs, by the id of its build; not given: none was asked. */
  readonly resolved?: ReadonlyMap<string, EdgeSource>;
}

/** The verdicts of every image of a workspace at one moment of a plan. */
export interface WorkspaceNeeds {
  readonly images: readonly ImageNeeds[];
  of(buildId: string): ImageNeeds | null;
  /** The verdicts on an asked-for line in these images, for each that installs it. */
  at(path: string, line: number, name: string, images: readonly string[]): readonly { readonly image: string; readonly need: Need }[];
}

const known = new WeakMap<Snapshot, { readonly options: NeedOptions; readonly needs: WorkspaceNeeds }>();

/** Which requirement each image needs; worked out image by image, as far as it is asked for. */
export function workspaceNeeds(snapshot: Snapshot, options: NeedOptions): WorkspaceNeeds {
  const cached = known.get(snapshot);
  if (cached?.options === options) return cached.needs;
  // Stages that no build needs are among them: somebody may build them.
  const { images: built, besides } = workspaceImages(snapshot);
  const images = [...built, ...besides];
  const owners = ownersOf(snapshot);
  const runners = runnersOf(snapshot);
  const byId = new Map(images.map((image) => [image.build.id, image]));
  const made = new Map<string, ImageNeeds>();
  function needsOf(image: ImageModel): ImageNeeds {
    const { build } = image;
    const kept = made.get(build.id);
    if (kept) return kept;
    const parts = { image, snapshot, runners: runners.get(build) ?? [], services: owners.get(build) ?? [], ...options };
    // All that is asked of catalogues on the way is heard here once: a rule hears the verdict that is made of it.
    const found = unheard(() => imageNeeds(parts));
    made.set(build.id, found);
    return found;
  }
  let all: readonly ImageNeeds[] | null = null;
  const rows = new Map<string, Rows>();
  function rowsIn(id: string): Rows {
    const told = rows.get(id) ?? rowsOf(needs.of(id));
    rows.set(id, told);
    return told;
  }
  const needs: WorkspaceNeeds = {
    get images() {
      return (all ??= images.map(needsOf));
    },
    of(buildId) {
      const image = byId.get(buildId);
      return image ? needsOf(image) : null;
    },
    at(path, line, name, ids) {
      const found: { image: string; need: Need }[] = [];
      for (const image of ids) {
        for (const need of rowsIn(image).get(path)?.get(line) ?? []) if (need.asked.name === name) found.push({ image, need });
      }
      return found;
    },
  };
  known.set(snapshot, { options, needs });
  return needs;
}

/** By path and line. */
type Rows = ReadonlyMap<string, ReadonlyMap<number, readonly Need[]>>;

/** The verdicts of an image by the line that asks. */
function rowsOf(image: ImageNeeds | null): Rows {
  const found = new Map<string, Map<number, Need[]>>();
  for (const need of image?.needs ?? []) {
    const { path, line } = need.asked.at;
    const own = found.get(path) ?? new Map<number, Need[]>();
    found.set(path, own);
    const same = own.get(line);
    if (same) same.push(need);
    else own.set(line, [need]);
  }
  return found;
}

/** The services that each build belongs to, with their own folders. */
function ownersOf(snapshot: Snapshot): ReadonlyMap<Build, readonly { readonly name: string; readonly folder: string }[]> {
  const owners = new Map<Build, { name: string; folder: string }[]>();
  for (const { name, folder, images } of workspaceServices(snapshot).services) {
    for (const { build } of images) owners.set(build, [...(owners.get(build) ?? []), { name, folder }]);
  }
  return owners;
}
