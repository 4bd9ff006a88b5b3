import type { Place } from '#answer/answer.js';
import type { ImageModel } from './image.js';

/** The FROM that an image stands on: the place of whatever its base image alone decides. */
export function fromPlace({ chain, dockerfile }: Pick<ImageModel, 'chain' | 'dockerfile'>): Place {
  const lowest = dockerfile.stages[chain[0] ?? -1];
  return { path: dockerfile.document.path, line: lowest?.stage.from.instruction.lines.first ?? 1 };
}
