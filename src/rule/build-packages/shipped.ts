import { unheard } from '#answer/ledger.js';
import type { ImageModel } from '#image/image.js';
import type { DockerfileModel } from '#image/model.js';
import { chainOf } from '#image/stages/target.js';
import { baseImage, type BaseImage } from '#knowledge/index.js';
import { rowsOf, type Row } from '#rule/stages/rows.js';
import type { StageWorld } from '#rule/stages/world.js';
import { shorten } from '#text/shorten.js';

/** A stage that an image holds, with its instructions and what their commands are for. */
export interface ShippedStage {
  readonly index: number;
  readonly rows: readonly Row[];
}

/** Names of stages that people build to work or test in. */
const NOT_RUN = /(?:^|[-_.])(?:dev|devel|development|test|tests|testing|debug|ci|lint|builder|build)(?:$|[-_.\d])/i;

/** The stages whose layers images hold, lowest first. */
export function shippedStages({ images, model }: StageWorld): readonly ShippedStage[] {
  const run = images.filter(({ target, chain }) => chain.length > 0 && !NOT_RUN.test(model.stages[target]?.stage.name ?? ''));
  const found = new Set(run.flatMap(({ chain }) => chain));
  return [...found].toSorted((a, b) => a - b).map((index) => ({ index, rows: rowsOf(model, index) }));
}

/** A stage and those that build on it, whether or not they ship. */
export function standingOn({ stages }: DockerfileModel, stage: number): ReadonlySet<number> {
  const found = new Set([stage]);
  // A stage can only build on one before it.
  for (const [index, { base }] of stages.entries()) if (base.kind === 'stage' && found.has(base.index)) found.add(index);
  return found;
}

/** The external image below a stage, for every build; `against`: why it cannot be told. */
export function baseBelow({ images, model }: StageWorld, stage: number): { readonly image: BaseImage | null; readonly references: readonly string[]; readonly against: string | null } {
  const written = model.stages[rootOf(model, stage)]?.stage.from.image.text ?? '';
  const models: readonly DockerfileModel[] = [model, ...images.map(({ dockerfile }: ImageModel) => dockerfile)];
  const bases = models.map((one) => one.stages[rootOf(one, stage)]?.base);
  const references = [...new Set(bases.flatMap((base) => (base?.kind === 'image' ? base.reference : [])))];
  const fault = (against: string): ReturnType<typeof baseBelow> => ({ image: null, references, against });
  if (bases.some((base) => base?.kind !== 'image')) return fault(`FROM ${written} cannot be told: an argument or a named context decides`);
  const known = references.map((reference) => unheard(() => baseImage(reference)).value);
  const [first] = known;
  if (!first || known.includes(null)) return fault(`FROM ${written} is in no catalogue: what it holds beside its packages is not known`);
  if (known.some((other) => other?.family !== first.family || other.variant !== first.variant || other.suite !== first.suite || other.python !== first.python)) return fault(`builds give FROM ${written} different images`);
  return { image: first, references, against: null };
}

/** The stage on an image that a stage stands on in the end. */
export function rootOf({ stages }: DockerfileModel, stage: number): number {
  return chainOf(stages, stage)[0] ?? stage;
}

/** Why not all files of the images can be seen: code that nobody read may need anything. */
export function unseen(world: StageWorld): readonly string[] {
  const { images, model } = world;
  const missing = images.flatMap(({ opaque }) => opaque.flatMap(({ about, because }) => (about === 'files' || about === 'entry' ? because : [])));
  const cloned = shippedStages(world).flatMap(({ index }) => rowsOf(model, index).flatMap(({ roles }) => (roles?.ok ? roles.facts.downloads.flatMap(({ program, text }) => (program === 'git' ? `nobody sees the code that \`${shorten(text)}\` fetches` : [])) : [])));
  return [...new Set([...missing, ...cloned])].slice(0, 2);
}
