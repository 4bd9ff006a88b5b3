import type { Instruction } from '#dockerfile/types.js';
import { resolvePath } from '#text/paths.js';
import { holdsLists } from './apt-paths.js';
import type { DockerfileModel } from '#image/model.js';
import { mountsOf } from '#image/files/mounts.js';
import { sourceStages } from '#image/stages/ships.js';
import { copyWords } from '#image/files/transfers.js';

/** A stage that has the lists of another, from one of its instructions on. */
export interface Heir {
  readonly stage: number;
  readonly from: number;
}

const heirs = new WeakMap<DockerfileModel, Map<number, readonly Heir[]>>();

/**
 * An instruction's rest of its stage, and the stages that have its lists from it, each once. A caller that comes to
 * an end of them in a stage says so by `goesOn`, which is asked after the stage was given: then its heirs are left out.
 */
export function* partsFrom(model: DockerfileModel, stage: number, from: number, goesOn: (stage: number) => boolean = () => true): Generator<Heir> {
  const seen = new Set<number>();
  const waiting: Heir[] = [{ stage, from }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    yield next;
    if (!goesOn(next.stage)) continue;
    for (const heir of heirsOf(model, next.stage)) {
      if (seen.has(heir.stage)) continue;
      seen.add(heir.stage);
      waiting.push(heir);
    }
  }
}

/** Stages that start from one, and those that take its lists over by COPY or by a mount; worked out once for each model. */
function heirsOf(model: DockerfileModel, source: number): readonly Heir[] {
  const known = heirs.get(model) ?? new Map<number, readonly Heir[]>();
  heirs.set(model, known);
  const found = known.get(source) ?? findHeirs(model, source);
  known.set(source, found);
  return found;
}

function findHeirs({ stages, document }: DockerfileModel, source: number): readonly Heir[] {
  return stages.flatMap(({ base, stage }, index) => {
    if (base.kind === 'stage' && base.index === source) return [{ stage: index, from: 1 }];
    const from = stage.instructions.findIndex((instruction, at) => takesOver(instruction) && sourceStages(stages, index, instruction, at, document.escape).includes(source));
    return from < 0 ? [] : [{ stage: index, from }];
  });
}

/** Whether a COPY or a mount takes the lists, or what holds them, from where it takes files. */
export function takesOver(instruction: Instruction): boolean {
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'RUN') return false;
  const paths = instruction.keyword === 'COPY' ? copyWords(instruction).slice(0, -1) : mountsOf(instruction).flatMap(({ from, source }) => (from === null ? [] : [source]));
  return paths.some((word) => {
    const path = resolvePath('', word);
    return path === null || holdsLists(`/${path}`) || `/${path}`.startsWith('/var/lib/apt/');
  });
}
