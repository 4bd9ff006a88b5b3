import { loadAlso, loadWorkspace, type Loaded, type LoadOptions } from '#files/load.js';
import { makeTree } from '#files/tree.js';
import type { DockerfileModel } from '#image/model.js';
import { workspaceModel, type WorkspaceModel } from '#services/workspace-model.js';
import { namedFiles } from '#services/file-uses.js';
import { memoryIo } from './memory-io.js';

export type Files = Readonly<Record<string, string | Uint8Array>>;

const NO_OPINION: LoadOptions = { selects: () => null };

/** A workspace without git whose files are written out in the test, as far as they are read by their names. */
export function load(files: Files, options: LoadOptions = NO_OPINION): Loaded {
  return loadWorkspace(machine(files), makeTree('/workspace', null, Object.keys(files)), options);
}

/** The same with the requirements files that Dockerfiles name, whatever they are called: as a run reads it. */
export function loadAll(files: Files, options: LoadOptions = NO_OPINION): Loaded {
  const loaded = load(files, options);
  return loadAlso(machine(files), loaded, namedFiles(workspaceModel(loaded.snapshot).uses));
}

export function workspace(files: Files): WorkspaceModel {
  return workspaceModel(loadAll(files).snapshot);
}

/** The model of one Dockerfile that lies alone in its workspace; a text that is not read fails the test. */
export function modelOf(text: string): DockerfileModel {
  const loaded = load({ Dockerfile: text });
  const [model] = workspaceModel(loaded.snapshot).models;
  if (!model) throw new Error(`not read: ${loaded.skipped.map(({ reason }) => reason).join()}`);
  return model;
}

function machine(files: Files) {
  return memoryIo(Object.fromEntries(Object.entries(files).map(([path, content]) => [`/workspace/${path}`, content])));
}
