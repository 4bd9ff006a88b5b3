import type { Answer, Hits, Place } from '#answer/answer.js';

/** The memory that services of compose files are held to, and what samples of their containers say of it. */
export interface MemoryLimits {
  /** Limits of which a sample has 30 % free or less: those whose samples are sure first, then by file and line. */
  readonly tight: readonly TightLimit[];
  /** Services with a limit that no sample speaks of, where each has its first limit; null: every limit is measured, or there is none. */
  readonly unmeasured: UnmeasuredLimits | null;
  /** Containers of the samples that are of no service; null: none. */
  readonly strangers: StrangeContainers | null;
  /** Files of samples that cannot be read. */
  readonly unread: readonly UnreadStats[];
}

/** One written limit, of one service or of several that share it. */
export interface TightLimit {
  readonly kind: 'limit';
  readonly at: Place;
  readonly service: string;
  /** Where the service itself stands. */
  readonly serviceAt: Place;
  /** The services that the written limit holds for; `service` is the one that used most. */
  readonly sharedBy: readonly string[];
  /** As written: `128M`. */
  readonly limit: string;
  /** Written the same way. */
  readonly to: string;
  /** The highest usage: `103.4 MiB`. */
  readonly used: string;
  /** The samples were taken under this limit. */
  readonly isSure: boolean;
  /** Of the limit, rounded down. */
  readonly percent: number;
  samples(): Answer<string>;
  /** Why the limit cannot be raised where it stands. */
  refusals(): Hits;
}

export interface UnmeasuredLimits {
  readonly at: Place;
  readonly services: readonly string[];
  /** Whether there are samples at all. */
  readonly some: boolean;
  proof(): Answer<readonly string[]>;
}

export interface StrangeContainers {
  readonly at: Place;
  readonly names: readonly string[];
  proof(): Answer<readonly string[]>;
}

export interface UnreadStats {
  readonly path: string;
  readonly reason: string;
  readonly at: Place;
  proof(): Answer<string>;
}
