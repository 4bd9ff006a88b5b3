import type { Snapshot } from '#files/snapshot.js';
import { includesOf } from '#requirements/includes.js';
import { addTaken } from '#requirements/move.js';
import type { OptionEntry, RequirementsDocument } from '#requirements/types.js';
import { developerFileOf } from '#rule/developer-file.js';
import type { Change } from '#rule/types.js';
import type { FileUses } from '#services/file-uses.js';
import { endingNear } from '#text/lines.js';

/** A file for developers that the same plan has made beside the shared one, and that only includes it. */
export interface MadeForDevelopers {
  readonly document: RequirementsDocument;
  readonly include: OptionEntry;
}

/**
 * Where tools of developers go that no image needs. `group`: a file of their own, since there is none; `left`: they stay, since the team
 * has a file for them, which other people install; else the file that `requirements/dev-out` has just made of other lines of the shared
 * file: it takes the rest as well, and the list of all groups names it, so that whoever installs that has everything as before.
 */
export function developersOf(snapshot: Snapshot, uses: FileUses, path: string): 'group' | 'left' | MadeForDevelopers {
  const found = developerFileOf(snapshot, path, () => false);
  if (found === null) return 'group';
  const { document } = found;
  const start = snapshot.start ?? snapshot;
  if (document === null || start.text(document.path) !== null || (uses.byFile.get(document.path) ?? []).length > 0) return 'left';
  const others = document.entries.filter(({ kind }) => kind !== 'requirement');
  const [include, second] = includesOf(document);
  const entry = others.find((one) => one.kind === 'option');
  if (others.length !== 1 || entry?.kind !== 'option' || include?.kind !== 'requirement' || include.path !== path || second !== undefined) return 'left';
  return { document, include: entry };
}

/** The file with these lines behind its own. The shared file includes it from now on, and no longer the other way round. */
export function withLines({ document, include }: MadeForDevelopers, pieces: readonly string[], options: readonly string[]): Change {
  const added = addTaken(document, pieces);
  if (!added.ok) return { kind: 'impossible', path: document.path, reason: added.reason };
  const { start, end } = include.span;
  const ending = /^[ \t]*(?:\r?\n)?/.exec(document.text.slice(end))?.[0].length ?? 0;
  // The line alone: what stands above it speaks of the file.
  const gone = options.length === 0 ? { span: { start, end: end + ending }, text: '' } : { span: { start, end }, text: options.join(endingNear(document.text, start)) };
  return { kind: 'edit', path: document.path, edits: [gone, ...added.value] };
}
