import { developerGroup, intoDeveloperGroup } from '#pyproject/edit/developer-group.js';
import { removeProjectEntries } from '#pyproject/edit/remove.js';
import { joinedInsertions } from '#text/edits.js';
import type { Requirement } from '../requirement.js';
import type { Change } from '../types.js';
import { askForLocks, sourceOfProject } from './project-subject.js';

/** Requirements of a project into its part for developers, as they are written; those that it lists already only go. */
export function moveInProject(lines: readonly Requirement[], listed: readonly Requirement[]): Change {
  const all = [...lines, ...listed];
  const sources = all.flatMap((line) => sourceOfProject(line) ?? []);
  const path = all[0]?.at.path ?? '';
  const [first] = sources;
  if (!first || sources.length < all.length || sources.some(({ document }) => document !== first.document)) return { kind: 'impossible', path, reason: 'the lines stand in several files' };
  if (all[0]) askForLocks(all[0]);
  const { document } = first;
  const removed = removeProjectEntries(document, sources.map(({ entry }) => entry), lines.map(({ name }) => name));
  if (!removed.ok) return { kind: 'impossible', path, reason: removed.reason };
  const added = intoDeveloperGroup(document, developerGroup(document), lines.flatMap((line) => sourceOfProject(line)?.entry ?? []));
  if (!added.ok) return { kind: 'impossible', path, reason: added.reason };
  return { kind: 'edit', path, edits: [...removed.value, ...joinedInsertions(added.value)] };
}
