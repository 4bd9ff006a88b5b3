import type { Hit } from '#answer/answer.js';
import { compareVersions } from '#pep/versions.js';
import type { Requirement } from '#rule/requirement.js';
import { requirementsAt, type Snapshot } from '#files/snapshot.js';
import { resolveIncludes } from '#requirements/includes.js';
import type { RequirementsDocument } from '#requirements/types.js';
import type { Consumer } from './consumers.js';

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

/** Lines that an install of the file asks for in another version as well: pip refuses that, whatever becomes of the file. */
export function conflicts(snapshot: Snapshot, path: string, lines: readonly Requirement[], consumers: readonly Consumer[]): readonly Hit[] {
  const pins = new Map(lines.map((line) => [line.name, line]));
  return consumers.flatMap(({ ways }) =>
    ways.flatMap(({ image, install }): readonly Hit[] => {
      const inputs = image.installs.find((one) => one.install === install)?.inputs ?? [];
      const others = inputs.flatMap((input) => (input.kind === 'file' && input.role === 'requirement' && input.path !== path ? (requirementsAt(snapshot, input.path) ?? []) : []));
      return others.flatMap((document) => document.entries.flatMap((entry) => {
        const line = entry.kind === 'requirement' ? pins.get(entry.name) : undefined;
        if (entry.kind !== 'requirement' || !line || !pinsOtherwise(entry.joined, line.written)) return [];
        return [{ text: `asks for ${entry.joined}, and ${path} for ${line.written}: pip refuses the two in one install`, at: { path: document.path, line: entry.lines.first }, image: image.build.id }];
      }));
    }),
  );
}

/** Whether both are held at one version, and not at the same. Lines for certain systems may never meet. */
function pinsOtherwise(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => /^[^;#]*?===?\s*([\w.+!-]+)\s*$/.exec(text)?.[1]);
  return a !== undefined && b !== undefined && (compareVersions(a, b) ?? 0) !== 0;
}
