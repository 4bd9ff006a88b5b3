import type { DockerfileDocument } from '#dockerfile/types.js';
import { documentAt, type Document, type Snapshot } from '#files/snapshot.js';
import type { RequirementsDocument } from '#requirements/types.js';
import type { Effect } from '#rule/types.js';
import { spanToAfter, type EditMap } from '#text/edits.js';
import type { Span } from '#text/span.js';
import { composeElsewhere } from './compose-breach.js';
import { breach } from './contract.js';
import { projectElsewhere } from './project-breach.js';

/** What was done to one file: its texts by the snapshots, and how one became the other. */
export interface EditedFile {
  readonly path: string;
  readonly maps: readonly EditMap[];
}

/**
 * Whether edited files still read, whether what the edits did not touch reads as before, and whether
 * the fixes did no more than they declare by their effects. The first thing that is wrong, in words, or null.
 */
export function faultOf(before: Snapshot, after: Snapshot, files: readonly EditedFile[], effects: readonly Effect[]): string | null {
  for (const { path, maps } of files) {
    const now = documentAt(after, path);
    if (now === null) continue;
    if (!now.ok) return `${path} could not be read afterwards: ${now.reason}`;
    const was = documentAt(before, path);
    const old = was?.ok ? was.value : null;
    const moved = old === null ? null : changedElsewhere(old, now.value, maps);
    if (moved) return moved;
    const undeclared = breach(old, now.value, effects);
    if (undeclared) return undeclared;
  }
  return null;
}

/** Everything that no edit touched must read as it did. */
function changedElsewhere(before: Document, after: Document, maps: readonly EditMap[]): string | null {
  if (before.kind === 'dockerfile' && after.kind === 'dockerfile') return dockerfileElsewhere(before, after, maps);
  if (before.kind === 'requirements' && after.kind === 'requirements') return requirementsElsewhere(before, after, maps);
  if (before.kind === 'pyproject' && after.kind === 'pyproject') return projectElsewhere(before, after, (span) => move(span, maps));
  if (before.kind === 'compose' && after.kind === 'compose') return composeElsewhere(before, after, (span) => move(span, maps));
  return `${after.path} would be another kind of file`;
}

function dockerfileElsewhere(before: DockerfileDocument, after: DockerfileDocument, maps: readonly EditMap[]): string | null {
  const byStart = new Map(after.instructions.map((instruction) => [instruction.span.start, instruction]));
  for (const { span, joined, keyword, lines } of before.instructions) {
    const moved = move(span, maps);
    if (moved && byStart.get(moved.start)?.joined !== joined) {
      return `${before.path}:${lines.first}: ${keyword} would read otherwise, though no edit touches it`;
    }
  }
  return after.escape === before.escape ? null : `${before.path} would have another escape character`;
}

function requirementsElsewhere(before: RequirementsDocument, after: RequirementsDocument, maps: readonly EditMap[]): string | null {
  const byStart = new Map(after.entries.map((entry) => [entry.span.start, entry]));
  for (const { span, joined, lines } of before.entries) {
    const moved = move(span, maps);
    if (moved && byStart.get(moved.start)?.joined !== joined) {
      return `${before.path}:${lines.first}: the line would read otherwise, though no edit touches it`;
    }
  }
  return null;
}

/** Where a stretch is afterwards; null where an edit touched it, also by adding to its end. */
function move(span: Span, maps: readonly EditMap[]): Span | null {
  let at: Span | null = span;
  for (const map of maps) {
    const end: number = at?.end ?? -1;
    at = map.some(({ before }) => before.start === end && before.end === end) ? null : at && spanToAfter(map, at);
  }
  return at;
}
