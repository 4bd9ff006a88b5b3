import type { Place } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import { isWorkflowFile } from '#compose/github/github.js';
import type { ProjectDocument } from '#pyproject/document.js';
import { folderOf } from '#text/paths.js';

/**
 * Why people outside of the repository may install a project, so that what its own images need is not all: classifiers for an
 * index, or a workflow that uploads it. Null: nothing looks like it.
 */
export function published(snapshot: Snapshot, { path, project, places, text }: ProjectDocument): { readonly text: string; readonly at: Place } | null {
  if (project.isPackage === false) return null;
  const classifiers = places.pairs.find(({ keys }) => keys.at(-1) === 'classifiers' && keys.length <= 3);
  if (classifiers && !/Private\s*::/.test(text.slice(...classifiers.node.range)) && /::/.test(text.slice(...classifiers.node.range))) {
    return { text: `${path} has classifiers for an index: people outside may install it`, at: { path, line: classifiers.node.loc.start.line } };
  }
  if (project.buildSystem === null) return null;
  return uploads(snapshot, folderOf(path), project.name?.text ?? null);
}

const UPLOAD = /\b(?:uv|poetry|hatch|flit|pdm)\s+publish\b|\btwine\s+upload\b|gh-action-pypi-publish/;

/** A workflow that uploads wheels: that of the root's project, or one that names this one. */
function uploads(snapshot: Snapshot, folder: string, name: string | null): ReturnType<typeof published> {
  for (const path of snapshot.tree.paths) {
    if (!isWorkflowFile(path)) continue;
    const text = snapshot.text(path) ?? '';
    const found = UPLOAD.exec(text);
    if (!found) continue;
    const names = folder === '' || text.includes(folder) || (name !== null && text.includes(name));
    if (names) return { text: `${path} uploads packages to an index: people outside may install them`, at: { path, line: text.slice(0, found.index).split('\n').length } };
  }
  return null;
}
