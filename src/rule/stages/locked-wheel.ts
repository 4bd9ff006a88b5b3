import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { lockedVersion } from '#needs/image-edges.js';
import { lockWheels } from '#sizes/resolve/lock-wheels.js';
import type { WheelFile } from '#sizes/types.js';

type Wheels = ReadonlyMap<string, WheelFile>;

const known = new WeakMap<Snapshot, Map<string, Wheels>>();

/** Debian 12's C library: what wheels of today fit. */
const GLIBC = '2.36';

/** Whether the lock that an image installs from lists a wheel of a distribution for its Python; null: there is no lock that tells. */
export function lockedWheel(image: ImageModel, snapshot: Snapshot, name: string, python: string | null): 'wheel' | 'none' | null {
  const version = python === null ? null : lockedVersion(image, snapshot, name);
  if (version === null) return null;
  for (const { inputs } of image.installs) {
    for (const input of inputs) {
      if (input.kind !== 'project' || input.lock === null) continue;
      const wheels = wheelsOf(snapshot, input.lock, python ?? '');
      // Pipfile.lock names no files.
      if (wheels.size > 0) return wheels.has(`${name} ${version}`) ? 'wheel' : 'none';
    }
  }
  return null;
}

function wheelsOf(snapshot: Snapshot, path: string, python: string): Wheels {
  const start = snapshot.start ?? snapshot;
  const byKey = known.get(start) ?? new Map<string, Wheels>();
  known.set(start, byKey);
  const key = `${python} ${path}`;
  const bytes = byKey.has(key) ? null : start.contextFiles.bytes(path);
  const text = bytes?.ok === true && bytes.value.length < 20_000_000 ? new TextDecoder().decode(bytes.value) : '';
  const found = byKey.get(key) ?? lockWheels(text, { python, arch: 'x86_64', libc: { kind: 'glibc', version: GLIBC } });
  byKey.set(key, found);
  return found;
}
