import type { Hit } from '#answer/answer.js';
import { requirementsAt, type Snapshot } from '#files/snapshot.js';
import { resolveIncludes } from '#requirements/includes.js';
import type { RequirementsDocument } from '#requirements/types.js';

/** What makes the file more than a list of requirements that can be told apart. */
export function unsplittable(snapshot: Snapshot, document: RequirementsDocument): readonly Hit[] {
  const { path } = document;
  const { cycles } = resolveIncludes(document, (other) => requirementsAt(snapshot, other));
  const hits: Hit[] = cycles.map((cycle) => ({ text: `its includes lead back to themselves: ${cycle.join(' -> ')}`, at: { path, line: 1 }, image: null }));
  for (const entry of document.entries) {
    const at = { path, line: entry.lines.first };
    if (entry.kind === 'local') hits.push({ text: `${entry.joined} is no requirement of an index: what it needs of the others cannot be told`, at, image: null });
    if (entry.kind === 'invalid') hits.push({ text: `pip refuses the line: ${entry.reason}`, at, image: null });
    if (entry.kind === 'option' && entry.options.some(({ name }) => name === '--requirement')) hits.push({ text: `${entry.joined}: what it includes would have to be split as well`, at, image: null });
  }
  for (const { kind, line, reason } of document.problems) if (kind !== 'ignored') hits.push({ text: reason, at: { path, line }, image: null });
  return hits;
}

/** The same in several builds of one Dockerfile is said once. */
export function unique(hits: readonly Hit[]): readonly Hit[] {
  return [...new Map(hits.map((hit) => [`${hit.at.path}:${hit.at.line} ${hit.text}`, hit])).values()];
}
