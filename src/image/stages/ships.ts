import type { Instruction } from '#dockerfile/types.js';
import { resolvePath } from '#text/paths.js';
import { mountsOf } from '#image/files/mounts.js';
import { expandAt, type StageModel } from './stages.js';
import { copyWords } from '#image/files/transfers.js';

/** Whether what a stage writes ends up in an image that someone runs. */
export interface Shipping {
  readonly ships: boolean;
  readonly because: string;
  readonly at: Instruction;
}

/**
 * The last stage ships, with every stage that it builds on and every one whose whole file system it
 * copies. A stage with a name that no other uses is built as a target of its own (`docker build
 * --target`), or never: BuildKit leaves out what the target does not need. One whose name says that it
 * is for tests or development is a target that nobody ships.
 */
export function shippingOf(models: readonly StageModel[], escape: string): readonly Shipping[] {
  const verdicts = new Map<number, Shipping>();
  const last = models.length - 1;
  const used = usedStages(models, escape);
  const roots = models.map((_, index) => index).filter((index) => index === last || !used.has(index));
  for (const root of roots.sort((a, b) => b - a)) {
    const name = models[root]?.stage.name ?? null;
    if (root !== last && (name === null || NOT_SHIPPED.test(name))) continue;
    const because = root === last ? 'the last stage, which is what a build without a target makes' : `stage ${name} is used by no other, so it is a target of its own`;
    mark(models, root, because, verdicts, escape);
  }
  return models.map((model, index) => {
    const at = model.stage.from.instruction;
    return verdicts.get(index) ?? { ships: false, because: 'nothing that ships builds on this stage or copies it whole', at };
  });
}

const NOT_SHIPPED = /(?:^|[-_.])(?:tests?|testing|unittests?|dev|devel|development|develop|lint|linter|ci|debug|debugger|docs?|check|checks|qa|bench|benchmark)(?:[-_.]|$)/i;

function mark(models: readonly StageModel[], root: number, because: string, verdicts: Map<number, Shipping>, escape: string): void {
  const todo = [{ index: root, because }];
  for (let next = todo.pop(); next; next = todo.pop()) {
    const model = models[next.index];
    if (!model || verdicts.has(next.index)) continue;
    verdicts.set(next.index, { ships: true, because: next.because, at: model.stage.from.instruction });
    const by = `stage ${label(model, next.index)}`;
    for (const index of wholeCopies(models, next.index, escape)) todo.push({ index, because: `${by} copies its whole file system` });
    if (model.base.kind === 'stage') todo.push({ index: model.base.index, because: `${by} builds on it` });
  }
}

function label(model: StageModel, index: number): string {
  return model.stage.name ?? String(index);
}

/** The stages that a later one builds on or takes files from. */
function usedStages(models: readonly StageModel[], escape: string): ReadonlySet<number> {
  return new Set(
    models.flatMap(({ base, stage }, user) => [
      ...(base.kind === 'stage' ? [base.index] : []),
      ...stage.instructions.flatMap((instruction, at) => sourceStages(models, user, instruction, at, escape)),
    ]),
  );
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
  const copied = instruction.flags.flatMap(({ name, value }) => (name === 'from' ? (value ?? []) : []));
  const mounted = mountsOf(instruction).flatMap(({ from }) => from ?? []);
  return [...copied, ...mounted].flatMap((written) => {
    const from = expandAt(moment, written, escape);
    const found = from === null ? -1 : stageNamed(models, from, user);
    return found < 0 ? [] : [found];
  });
}

const names = new WeakMap<readonly StageModel[], ReadonlyMap<string, readonly number[]>>();

/** The stages of each name, in lower case: BuildKit tells none apart by case. */
function namesOf(models: readonly StageModel[]): ReadonlyMap<string, readonly number[]> {
  const known = names.get(models);
  if (known) return known;
  const found = new Map<string, number[]>();
  for (const [index, { stage }] of models.entries()) {
    if (stage.name === null) continue;
    const list = found.get(stage.name.toLowerCase()) ?? [];
    list.push(index);
    found.set(stage.name.toLowerCase(), list);
  }
  names.set(models, found);
  return found;
}

/** A stage by name (the later of two with the same) or by index, among those before `user`; -1 where it is none. */
export function stageNamed(models: readonly StageModel[], name: string, user: number): number {
  const byName = namesOf(models).get(name.toLowerCase())?.findLast((index) => index < user);
  if (byName !== undefined) return byName;
  const index = /^\d+$/.test(name) ? Number(name) : -1;
  return index < user ? index : -1;
}
