import type { Evidence, Place } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import type { Build } from '#image/build.js';
import type { ImageModel } from '#image/image.js';
import type { Hold } from '#plan/holds.js';
import type { Sets } from '#sizes/proof/sets.js';
import type { Declared, Verdict } from '#sizes/proof/types.js';
import type { InstallRequest } from '#sizes/types.js';

/** Who proves fixes: asynchronous, and beside the plan, which stays a function of its input. */
export interface ProofPort {
  /** What an image asks of indexes: the installs of each environment, in their order. */
  requestsOf(image: ImageModel, snapshot: Snapshot): readonly (readonly InstallRequest[])[];
  readonly sets: Sets;
  /** The service that an image belongs to, else the image itself, for a person. */
  nameOf(build: Build): string;
}

/** One environment of one image that a fix makes ask for something else. */
export interface Case {
  readonly fix: string;
  readonly build: Build;
  /** The install that asks for something else, in the lines of the original texts. */
  readonly at: Place | null;
  readonly before: readonly InstallRequest[];
  readonly after: readonly InstallRequest[];
  readonly declared: Declared;
  /** The texts that the fix leaves. */
  readonly moment: Snapshot;
}

/** A verdict on one of them. */
export interface Judged {
  readonly about: Case;
  readonly verdict: Verdict;
}

/** What the resolver says about the fixes of a plan that change what installs ask for. */
export interface PlanProof {
  readonly fixes: readonly FixProof[];
}

export interface FixProof {
  readonly fix: string;
  readonly outcome: 'proved' | 'refuted' | 'unproved';
  /** Who told (`uv`); null where nobody could. */
  readonly by: string | null;
  /** Why it is refuted or cannot be proved; null where it is proved. */
  readonly reason: string | null;
  readonly evidence: readonly Evidence[];
  /** The limits that it writes, so that what comes anyway stays at its version. */
  readonly holds: readonly Hold[];
}
