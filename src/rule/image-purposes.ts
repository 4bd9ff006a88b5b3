import type { Snapshot } from '#files/snapshot.js';
import { purposeOfName } from '#services/purpose-words.js';
import { workspaceImages } from '#services/workspace-images.js';
import { workspaceServices } from '#services/workspace-services.js';
import type { Place } from '#answer/answer.js';

/** What an image is for; `spare`: a stage that no build needs and whose name says nothing. */
export interface ImagePurpose {
  readonly kind: 'production' | 'development' | 'test' | 'ci' | 'example' | 'spare';
  readonly because: string;
  readonly at: Place;
  /** The folder of the development container that is made from it too; null: none is. */
  readonly devcontainer: Place | null;
}

/** Whether an image of this purpose is what somebody runs for good, or shows how to. */
export function isShipped(kind: ImagePurpose['kind'] | undefined): boolean {
  return kind === 'production' || kind === 'example';
}

const known = new WeakMap<Snapshot, ReadonlyMap<string, ImagePurpose>>();

/** The purpose of each image by the id of its build, the stages that no build needs among them. As it is at the start of a plan. */
export function imagePurposes(snapshot: Snapshot): ReadonlyMap<string, ImagePurpose> {
  const start = snapshot.start ?? snapshot;
  const cached = known.get(start);
  if (cached) return cached;
  const found = new Map<string, ImagePurpose>();
  const { joined, besides } = workspaceImages(start);
  for (const [build, { kind, because, at }] of workspaceServices(start).purposes) {
    const container = joined.mentions.get(build)?.find(({ source }) => source === 'devcontainer');
    found.set(build.id, { kind, because, at: at ?? { path: build.dockerfile, line: 1 }, devcontainer: container?.at ?? null });
  }
  for (const { build, dockerfile } of besides) {
    const { stage } = dockerfile.stages[Number(build.target)] ?? {};
    const kind = stage?.name ? purposeOfName(stage.name) : null;
    const at = { path: build.dockerfile, line: stage?.from.instruction.lines.first ?? 1 };
    // A stage that nobody builds goes to no production, whatever it is called.
    const named = kind === null || kind === 'production' ? 'spare' : kind;
    found.set(build.id, { kind: named, because: named === 'spare' ? 'no build needs this stage' : `its stage is called ${stage?.name}`, at, devcontainer: null });
  }
  known.set(start, found);
  return found;
}
