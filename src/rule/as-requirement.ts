import { ask } from '#answer/ledger.js';
import type { Snapshot } from '#files/snapshot.js';
import type { ImageNeeds } from '#needs/types.js';
import { narrowExtras } from './extras/found.js';
import { narrowOf } from './narrow/found.js';
import type { Requirement } from './requirement.js';

/** What a requirement says of itself, wherever it stands. */
type Said = Omit<Requirement, 'kind' | 'narrowExtras' | 'narrow'>;

/** A subject of what a line or word says, with the queries that need to know all of it. `told`: the needs of one of its images. */
export function asRequirement(said: Said, snapshot: Snapshot, told: (image: string) => ImageNeeds | null): Requirement {
  const needs = (): readonly ImageNeeds[] => said.images.names.flatMap((image) => told(image) ?? []);
  const subject: Requirement = Object.assign(said, {
    kind: 'requirement' as const,
    narrowExtras: (smallest, speed) => ask(narrowExtras(snapshot, subject, needs(), { smallest, speed })),
    narrow: (limits) => ask(narrowOf(subject, needs(), limits)),
  } satisfies Pick<Requirement, 'kind' | 'narrowExtras' | 'narrow'>);
  return subject;
}
