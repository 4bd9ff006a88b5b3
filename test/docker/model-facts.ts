import type { Facts } from './facts.js';
import type { ImageCase } from './image-cases.js';

/**
 * What slimify's image model says of a build, from the workspace alone. Null: there is no model to
 * ask, and what a person wrote down (facts.json) is compared instead.
 */
export function modelFacts(_build: ImageCase): Facts | null {
  return null;
}
