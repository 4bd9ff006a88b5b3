import type { ProjectDocument } from '#pyproject/document.js';
import { takeFromPoetrySource, takeFromUvIndex } from '#pyproject/edit/explicit-index.js';
import type { ProjectIndex } from '../torch-installs.js';
import type { Change } from '../types.js';
import { sourceOfProject } from './project-subject.js';

const documents = new WeakMap<ProjectIndex, ProjectDocument>();

/** The project that an index is for: the edit builder needs it back. */
export function projectIndex(document: ProjectDocument, fields: Omit<ProjectIndex, 'kind' | 'path'>): ProjectIndex {
  const made: ProjectIndex = { kind: 'project', path: document.path, ...fields };
  documents.set(made, document);
  return made;
}

/** Gives a project an index that is asked for these distributions alone. */
export function takeFromIndex(means: ProjectIndex): Change {
  const document = documents.get(means);
  const { path, tool, index, asked, added } = means;
  if (!document) return { kind: 'impossible', path, reason: 'it was not made by the engine' };
  const entries = asked.flatMap((one) => sourceOfProject(one)?.entry ?? []);
  const take = tool === 'uv' ? takeFromUvIndex : takeFromPoetrySource;
  const edits = take(document, index, { asked: entries, added });
  return edits.ok ? { kind: 'edit', path, edits: edits.value } : { kind: 'impossible', path, reason: edits.reason };
}
