import { read, type Read } from '#text/read.js';
import { projectEntries, type ProjectEntry } from './edit/entries.js';
import { tomlPlaces, type TomlPlaces } from './edit/toml-places.js';
import { readPyproject } from './pyproject.js';
import type { PythonProject } from './types.js';

/** A pyproject.toml that can be edited without loss. */
export interface ProjectDocument {
  readonly kind: 'pyproject';
  readonly path: string;
  readonly text: string;
  readonly project: PythonProject;
  readonly places: TomlPlaces;
  /** Every requirement that stands in it as something which can be edited, in the order of the text. */
  readonly entries: readonly ProjectEntry[];
}

/** Reads a pyproject.toml with the places of all that it asks for. */
export function parsePyproject(path: string, text: string): Read<ProjectDocument> {
  const project = readPyproject(path, text);
  if (!project.ok) return project;
  const places = tomlPlaces(text);
  if (!places.ok) return places;
  return read({ kind: 'pyproject', path, text, project: project.value, places: places.value, entries: projectEntries(places.value, project.value) });
}
