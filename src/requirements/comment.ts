import { removeEntry } from './remove.js';
import type { RequirementEntry, RequirementsDocument } from './types.js';

/** The comments that would go with a requirement: what somebody wrote about it; null: nothing. */
export function commentOf(document: RequirementsDocument, entry: RequirementEntry): string | null {
  const edits = removeEntry(document, entry);
  const removed = edits.ok ? edits.value.map(({ span }) => document.text.slice(span.start, span.end)).join('\n') : '';
  const comments = removed.split('\n').flatMap((line) => /(?:^|\s)(#.*)$/.exec(line)?.[1] ?? []);
  return comments.length === 0 ? null : comments.join(' ').trim();
}
