import type { Instruction } from '#dockerfile/types.js';
import { resolvePath } from '#files/paths.js';
import { copyWords } from './copy-words.js';
import { expandAt, type StageModel } from './stages.js';

/** Whether what a stage writes ends up in an image that someone runs. */
export interface Shipping {
  readonly ships: boolean;
  readonly because: string;
  readonly at: Instruction;
}

/**
 * The last stage ships, with every stage that it builds on and every one whose whole file system it
 * copies. A stage that no other uses is built as a target of its own (`docker build --target`), or never:
 * BuildKit leaves out what the target does not need.
 */
export function shippingOf(models: readonly StageModel[], escape: string): readonly Shipping[] {
  const verdicts = new Map<number, Shipping>();
  const last = models.length - 1;
  const roots = models.map((_, index) => index).filter((index) => index === last || !isUsed(models, index, escape));
  for (const root of roots.sort((a, b) => b - a)) {
    const name = models[root]?.stage.name ?? String(root);
    const because = root === last ? 'the last stage, which is what a build without a target makes' : `stage ${name} is used by no other, so it is a target of its own`;
    mark(models, root, because, verdicts, escape);
  }
  return models.map((model, index) => {
    const at = model.stage.from.instruction;
    return verdicts.get(index) ?? { ships: false, because: 'only parts of this stage are copied into what ships', at };
  });
}

function mark(
  models: readonly StageModel[],
  index: number,
  because: string,
  verdicts: Map<number, Shipping>,
  escape: string,
): void {
  const model = models[index];
  if (!model || verdicts.has(index)) return;
  verdicts.set(index, { ships: true, because, at: model.stage.from.instruction });
  const { base } = model;
  if (base.kind === 'stage') mark(models, base.index, `stage ${label(model, index)} builds on it`, verdicts, escape);
  for (const copied of wholeCopies(models, index, escape)) {
    mark(models, copied, `stage ${label(model, index)} copies its whole file system`, verdicts, escape);
  }
}

function label(model: StageModel, index: number): string {
  return model.stage.name ?? String(index);
}

function isUsed(models: readonly StageModel[], index: number, escape: string): boolean {
  return models.some((model, user) => {
    if (user <= index) return false;
    if (model.base.kind === 'stage' && model.base.index === index) return true;
    return model.stage.instructions.some((instruction, at) => sourceStages(models, user, instruction, at, escape).includes(index));
  });
}

/** Stages of which `COPY --from=x /` (or `/root`, the home that holds root's caches) takes everything. */
function wholeCopies(models: readonly StageModel[], index: number, escape: string): readonly number[] {
  const model = models[index];
  if (!model) return [];
  return model.stage.instructions.flatMap((instruction, at) => {
    if (instruction.keyword !== 'COPY') return [];
    const sources = copyWords(instruction).slice(0, -1).map((word) => resolvePath('', word));
    const whole = sources.some((source) => source === '' || source === 'root' || source === 'root/.cache' || source === 'root/.cache/pip');
    return whole ? sourceStages(models, index, instruction, at, escape) : [];
  });
}

/** The stages that an instruction takes files from: `COPY --from`, `RUN --mount=…,from=`. */
export function sourceStages(models: readonly StageModel[], user: number, instruction: Instruction, at: number, escape: string): readonly number[] {
  const moment = models[user]?.moments[at];
  if (!moment) return [];
  return instruction.flags.flatMap(({ name, value }) => {
    if (value === null) return [];
    const written = name === 'from' ? value : name === 'mount' ? mountSource(value) : null;
    if (written === null) return [];
    const from = expandAt(moment, written, escape);
    const found = from === null ? -1 : stageNamed(models, from, user);
    return found < 0 ? [] : [found];
  });
}

function mountSource(value: string): string | null {
  return value.split(',').find((part) => part.startsWith('from='))?.slice('from='.length) ?? null;
}

/** A stage by name (the later of two with the same) or by index, among those before `user`; -1 where it is none. */
export function stageNamed(models: readonly StageModel[], name: string, user: number): number {
  const byName = models.findLastIndex((model, index) => index < user && model.stage.name?.toLowerCase() === name.toLowerCase());
  if (byName >= 0) return byName;
  const index = /^\d+$/.test(name) ? Number(name) : -1;
  return index < user ? index : -1;
}
