import { unheard } from '#answer/ledger.js';
import { dockerfileAt, makeSnapshot, type Snapshot } from '#files/snapshot.js';
import type { Build } from '#image/build.js';
import { inlineDocument } from '#image/inline-dockerfile.js';
import { modelOf, type DockerfileModel } from '#image/model.js';
import { chainOf, targetOf } from '#image/stages/target.js';
import type { StageModel } from '#image/stages/stages.js';
import { baseImage } from '#knowledge/index.js';

/** The model of the Dockerfile at a path, without a build's arguments; null where there is none, or where it cannot be read. */
export function dockerfileModelAt(snapshot: Snapshot, path: string): DockerfileModel | null {
  const document = dockerfileAt(snapshot, path);
  return document && modelOf(document, baseEnvironment);
}

/** The same for the Dockerfile of a build, which may stand inside of another file: its places are those of that file. */
export function dockerfileModelOf(snapshot: Snapshot, { dockerfile, inline }: Build): DockerfileModel | null {
  const document = dockerfileAt(snapshot, dockerfile);
  return document && modelOf(inline ? inlineDocument(document, inline) : document, baseEnvironment);
}

/** Variables that a base image sets, as far as the catalogue has them. */
export function baseEnvironment(reference: string): Readonly<Record<string, string>> {
  return unheard(() => baseImage(reference)).value?.environment ?? {};
}

/** The stages that the image of a target holds, the one on the external base first; none where there is no such stage. */
export function stagesOfTarget(model: DockerfileModel, target: string | null): readonly StageModel[] {
  const found = targetOf(model.stages, target);
  return found.ok ? chainOf(model.stages, found.value).flatMap((index) => model.stages[index] ?? []) : [];
}

/** The snapshot with Dockerfiles that stand inside of other files, at the paths that their builds have. */
export function withInline(snapshot: Snapshot, inline: ReadonlyMap<Build, string>): Snapshot {
  if (inline.size === 0) return snapshot;
  const texts = new Map(snapshot.texts);
  const kinds = new Map(snapshot.kinds);
  for (const [{ dockerfile }, text] of inline) {
    texts.set(dockerfile, text);
    kinds.set(dockerfile, 'dockerfile');
  }
  return makeSnapshot({ ...snapshot, texts, kinds });
}
