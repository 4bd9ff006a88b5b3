import type { Document } from '#files/snapshot.js';
import type { DockerfileDocument } from '#dockerfile/types.js';
import type { RequirementsDocument } from '#requirements/types.js';
import type { Aspect, Effect } from '#rule/types.js';
import { composeBreach } from './compose-breach.js';
import { declarationsOf, type Declared } from './declared.js';
import { namesBreach } from './names-breach.js';
import { projectBreach } from './project-breach.js';

/**
 * The image contract, as far as documents tell it: what a fix does to what is asked for must be what
 * it declares. Returns the first difference that is not declared, in words, or null.
 *
 * It compares documents; once images are modelled whole it compares those, for every image that uses
 * an edited document, and this stays as the cheap first look.
 */
export function breach(before: Document | null, after: Document, effects: readonly Effect[]): string | null {
  const declared = declarationsOf(effects).anywhere;
  if (after.kind === 'requirements') {
    return requirementsBreach(before?.kind === 'requirements' ? before : null, after, declared);
  }
  if (after.kind === 'pyproject') return projectBreach(before?.kind === 'pyproject' ? before : null, after, declared);
  if (after.kind === 'compose') return composeBreach(before?.kind === 'compose' ? before : null, after, declared);
  return before?.kind === 'dockerfile' && after.kind === 'dockerfile' ? dockerfileBreach(before, after, declared) : null;
}

function requirementsBreach(before: RequirementsDocument | null, after: RequirementsDocument, declared: Declared): string | null {
  const other = namesBreach(asked(before), asked(after), after.path, declared);
  if (other !== null) return other;
  if (before && !declared.alters('index') && optionText(before) !== optionText(after)) {
    return `${after.path} would have other options, which the fix does not declare`;
  }
  return null;
}

/** Distributions by name; what is not named (a path, a URL) by its target. */
function asked(document: RequirementsDocument | null): ReadonlySet<string> {
  const names = new Set<string>();
  for (const entry of document?.entries ?? []) {
    if (entry.kind === 'requirement') names.add(entry.name);
    if (entry.kind === 'local') names.add(entry.target);
  }
  return names;
}

function optionText(document: RequirementsDocument): string {
  return document.entries.flatMap((entry) => (entry.kind === 'option' ? [entry.joined] : [])).join('\n');
}

const ASPECTS: readonly (readonly [Aspect, readonly string[]])[] = [
  ['base', ['FROM']],
  ['user', ['USER']],
  ['environment', ['ENV', 'ARG', 'SHELL']],
  ['files', ['COPY', 'ADD', 'WORKDIR', 'VOLUME']],
  ['entry', ['CMD', 'ENTRYPOINT', 'EXPOSE', 'STOPSIGNAL']],
  ['healthcheck', ['HEALTHCHECK']],
];

function dockerfileBreach(before: DockerfileDocument, after: DockerfileDocument, declared: Declared): string | null {
  // Stages that come repeat what holds in others: what an image is then like is told by the images alone.
  if (before.stages.length !== after.stages.length) return null;
  for (const [aspect, keywords] of ASPECTS) {
    if (declared.alters(aspect) || (aspect === 'files' && declared.files())) continue;
    if (instructionText(before, keywords) !== instructionText(after, keywords)) {
      return `${after.path} would have another ${keywords[0]}, and the fix does not declare that it alters the ${aspect}`;
    }
  }
  return null;
}

function instructionText(document: DockerfileDocument, keywords: readonly string[]): string {
  return document.instructions.flatMap((one) => (keywords.includes(one.keyword) ? [one.joined] : [])).join('\n');
}
