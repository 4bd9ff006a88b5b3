import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { linesByName } from './asked/lines-by-name.js';
import type { Closure } from './edges/closure-types.js';
import type { Facts } from './facts.js';
import { hasLocks, lockedVersion } from './image-edges.js';
import type { Metadata } from './metadata.js';
import type { Asked } from './types.js';
import { pinnedVersion } from './verdict/closures.js';

interface Parts {
  readonly image: ImageModel;
  readonly snapshot: Snapshot;
  readonly asked: readonly Asked[];
  /** What comes with all that is asked for. */
  readonly whole: Closure;
  /** Versions that constraints hold. */
  readonly pins: ReadonlyMap<string, string>;
  readonly metadata: Metadata | null;
  readonly services: readonly string[];
}

const shared = new WeakMap<Closure, Map<string, Facts['installed']>>();

/**
 * What is installed in an image, and in which versions. Images whose lines say the same are given the same value, by which what
 * follows from it is kept.
 */
export function installedIn(parts: Parts): Facts['installed'] {
  // Locks and environments of the user's tell each image its own versions.
  if (parts.metadata !== null || hasLocks(parts.image, parts.snapshot)) return made(parts);
  const key = [...[...linesByName(parts.asked).values()].map(([line]) => textOf(line)), ...[...parts.pins].flat()].join('\n');
  const byKey = shared.get(parts.whole) ?? new Map<string, Facts['installed']>();
  shared.set(parts.whole, byKey);
  const known = byKey.get(key) ?? made(parts);
  byKey.set(key, known);
  return known;
}

/** All that {@link made} asks of a line. */
function textOf(line: Asked | undefined): string {
  return line === undefined ? '' : `${line.name} ${line.specifiers} ${line.url ?? ''}`;
}

function made({ image, snapshot, asked, whole, pins, metadata, services }: Parts): Facts['installed'] {
  const lines = linesByName(asked);
  return (name) => {
    if (!whole.comes.has(name)) return null;
    const line = lines.get(name)?.[0];
    const version = (line ? pinnedVersion(line) : null) ?? pins.get(name) ?? lockedVersion(image, snapshot, name) ?? metadata?.versionOf(name, services) ?? null;
    return { version, ...(line && line.url === null ? { allowed: line.specifiers } : {}) };
  };
}
