import { read, unreadable, type Read } from '#text/read.js';
import { sourceStages } from './ships.js';
import type { StageModel } from './stages.js';

/** The index of the stage that is built: by name in any case (the last of two), by index, or the last one. */
export function targetOf(models: readonly StageModel[], target: string | null): Read<number> {
  if (target === null || target === '') return read(models.length - 1);
  const byName = models.findLastIndex(({ stage }) => stage.name?.toLowerCase() === target.toLowerCase());
  if (byName >= 0) return read(byName);
  const index = /^\d+$/.test(target) ? Number(target) : -1;
  if (index >= 0 && index < models.length) return read(index);
  const names = models.flatMap(({ stage }) => stage.name ?? []);
  return unreadable(`the target stage ${target} is not in the Dockerfile, which has ${names.length > 0 ? names.join(', ') : 'no named stage'}`);
}

/** The stages whose layers the target holds, the lowest first. */
export function chainOf(models: readonly StageModel[], target: number): readonly number[] {
  const chain: number[] = [];
  for (let index: number | null = target; index !== null; ) {
    chain.push(index);
    const base: StageModel['base'] | undefined = models[index]?.base;
    // A stage can only build on one before it, so this ends.
    index = base?.kind === 'stage' ? base.index : null;
  }
  return chain.toReversed();
}

/** The stages that BuildKit builds for a target: it, what it builds on, and what those copy or mount from (addReachableStages in convert.go). */
export function neededFor(models: readonly StageModel[], target: number, escape: string): ReadonlySet<number> {
  const needed = new Set<number>();
  const todo = [target];
  for (let index = todo.pop(); index !== undefined; index = todo.pop()) {
    const model = models[index];
    if (!model || needed.has(index)) continue;
    needed.add(index);
    if (model.base.kind === 'stage') todo.push(model.base.index);
    for (const [at, instruction] of model.stage.instructions.entries()) todo.push(...sourceStages(models, index, instruction, at, escape));
  }
  return needed;
}
