import { requirementsAt, requirementsOf, type Snapshot } from '#files/snapshot.js';
import { includesOf } from '#requirements/includes.js';
import type { RequirementsDocument } from '#requirements/types.js';
import { isForDevelopers } from '#rule/developer-file.js';
import type { FileUses } from '#services/file-uses.js';
import type { Consumer } from './consumers.js';

/** The requirements file that all images of a consumer install, and nobody else: where what it alone needs belongs. Null: none, or several. */
export function ownFileOf(snapshot: Snapshot, uses: FileUses, { images, ways }: Consumer, shared: string): RequirementsDocument | null {
  const ids = new Set(images.map(({ build }) => build.id));
  const [first, ...others] = images.map(({ installs }) => new Set(installs.flatMap(({ inputs, unresolved, doubt }) => (unresolved === null && doubt === null ? inputs.flatMap((input) => (input.kind === 'file' && input.role === 'requirement' ? [input.path] : [])) : []))));
  const candidates = [...(first ?? [])].filter((path) => path !== shared && others.every((paths) => paths.has(path))).flatMap((path) => {
    const document = requirementsAt(snapshot, path);
    const alone = (uses.byFile.get(path) ?? []).every(({ image }) => ids.has(image));
    return document && alone && isPlain(document) && !isForDevelopers(path) ? [document] : [];
  });
  const including = new Set(ways.flatMap(({ point }) => (point.kind === 'include' ? [point.document.path] : [])));
  const preferred = candidates.filter(({ path }) => including.has(path));
  const [only, second] = preferred.length > 0 ? preferred : candidates;
  return only && second === undefined && !isIncluded(snapshot, only.path) ? only : null;
}

function isPlain({ origin, entries, problems }: RequirementsDocument): boolean {
  return origin.kind === 'hand-written' && problems.length === 0 && entries.every((entry) => entry.kind !== 'requirement' || entry.hashes.length === 0);
}

/** Whether another file brings it along: then it is not the consumer's alone. */
function isIncluded(snapshot: Snapshot, path: string): boolean {
  const known = brought.get(snapshot) ?? broughtAlong(snapshot);
  brought.set(snapshot, known);
  return known.has(path);
}

const brought = new WeakMap<Snapshot, ReadonlySet<string>>();

/** The files that others include or are compiled from. */
function broughtAlong(snapshot: Snapshot): ReadonlySet<string> {
  return new Set(requirementsOf(snapshot).flatMap((document) => {
    const sources = document.origin.kind === 'compiled' ? document.origin.sources : [];
    return [...includesOf(document).map(({ path }) => path), ...sources].filter((path) => path !== document.path);
  }));
}
