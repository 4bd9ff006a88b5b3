import type { Hits } from '#answer/answer.js';
import { requirementsAt, type Snapshot } from '#files/snapshot.js';
import type { Requirement } from '#rule/requirement.js';
import type { Coming } from './coming.js';
import { asksOf, FAMILY } from './family.js';

/** A requirements file that pins torch, so that an extra index for the whole file is enough. */
export interface PinnedFile {
  /** The line of torch that is installed. */
  readonly line: Requirement;
  /** A line of the file that gets the index: the same, or that of the source that it is compiled from. */
  readonly beside: Requirement;
  readonly comings: readonly [Coming, ...Coming[]];
  /** Commands that compile files of it anew. */
  readonly commands: readonly string[];
}

interface Parts {
  readonly snapshot: Snapshot;
  readonly requirements: readonly Requirement[];
}

/**
 * The files in which the index can stand: pip installs them everywhere, every line of torch and its companions has one version and no
 * hash, and no image that installs them has a GPU.
 */
export function pinnedFiles({ snapshot, requirements }: Parts, comings: readonly Coming[], acceleratorsOf: (images: readonly string[]) => Hits): readonly PinnedFile[] {
  const byPath = new Map<string, Coming[]>();
  for (const one of comings) {
    const path = one.lines.find(({ name }) => name === 'torch')?.at.path;
    if (path !== undefined) byPath.set(path, [...(byPath.get(path) ?? []), one]);
  }
  return [...byPath].flatMap(([path, own]): readonly PinnedFile[] => {
    const [first, ...others] = own;
    const line = requirements.find(({ at, name }) => at.path === path && name === 'torch');
    // A project's file holds no options of pip.
    if (line?.file.origin === 'project') return [];
    if (!first || !line || line.marker !== null && line.images.names.length === 0) return [];
    if (![first, ...others].every((one) => isPlain(one))) return [];
    const family = requirements.filter(({ at, name }) => at.path === path && FAMILY.includes(name));
    if (line.file.hashed || !family.every(isPinned)) return [];
    if (acceleratorsOf(line.images.names).value.length > 0) return [];
    const beside = line.file.origin === 'compiled' ? sourceLine(snapshot, requirements, path) : line;
    if (!beside || beside.file.hashed) return [];
    return [{ line, beside, comings: [first, ...others], commands: beside.file.compiledTo.map(({ command }) => command) }];
  });
}

/** pip, with indexes of which it takes the best. */
function isPlain({ request, install, looks }: Coming): boolean {
  return request.manager === 'pip' && request.indexes.choice === 'best-version' && !install.install.streams.length && looks !== 'later';
}

function isPinned({ specifiers, url }: Requirement): boolean {
  const { exact, literal, label } = asksOf(`torch${specifiers}`);
  return url === null && exact !== null && !literal && label === null;
}

/** The line of a source that pins torch itself; a compiler takes what is not pinned from whichever index is ahead. */
function sourceLine(snapshot: Snapshot, requirements: readonly Requirement[], path: string): Requirement | null {
  const document = requirementsAt(snapshot, path);
  if (document?.origin.kind !== 'compiled' || document.origin.by !== 'pip-compile') return null;
  const { sources } = document.origin;
  // The file of a project holds no options of pip.
  return requirements.find((one) => one.name === 'torch' && one.file.origin !== 'project' && sources.includes(one.at.path) && isPinned(one)) ?? null;
}
