import { describe, expect, it } from 'vitest';
import type { Example, ImplicitNeed } from '#knowledge/implicit-types.js';
import { implicitNeeds } from '#knowledge/implicit.js';
import { impliedBy } from '#needs/implicit/implied-by.js';
import { factsOf } from './world.js';

/** Whether the entry is found in a world where its library and what the example names are installed. */
function found(need: ImplicitNeed, example: Example): boolean {
  const facts = factsOf(example, need.with === null ? [] : [need.with]);
  return impliedBy(facts).some((implied) => implied.need.id === need.id);
}

describe('every entry of the catalogue of implicit needs', () => {
  it.each(implicitNeeds().map((need) => [need.id, need] as const))('%s is found in its examples and not in the others', (_, need) => {
    expect(need.examples.filter((example) => !found(need, example))).toEqual([]);
    expect(need.others.filter((example) => found(need, example))).toEqual([]);
  });
});
