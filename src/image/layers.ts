import type { Instruction } from '#dockerfile/types.js';
import type { Layer, LayerContent } from './image.js';
import type { StageModel } from '#image/stages/stages.js';

/** What one instruction's layer holds; asked once for each, with the layers below it. */
export type ContentsOf = (stage: number, at: number, instruction: Instruction, earlier: readonly Layer[]) => readonly LayerContent[];

/**
 * The layers that a chain of stages puts on its base: one for each RUN, COPY and ADD. (WORKDIR makes one
 * as well, of an empty folder; it is not listed.)
 */
export function layersOf(models: readonly StageModel[], chain: readonly number[], contentsOf: ContentsOf): readonly Layer[] {
  const layers: Layer[] = [];
  for (const stage of chain) {
    for (const [at, instruction] of (models[stage]?.stage.instructions ?? []).entries()) {
      if (LAYERED.has(instruction.keyword)) layers.push({ stage, at, instruction, contents: contentsOf(stage, at, instruction, layers) });
    }
  }
  return layers;
}

const LAYERED: ReadonlySet<string> = new Set(['RUN', 'COPY', 'ADD']);
