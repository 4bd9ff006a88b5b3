import { copySources, mountSources } from '#image/files/context-paths.js';
import type { DockerfileModel } from '#image/model.js';
import { folderOf, foldersUp } from '#text/paths.js';
import type { FileTree } from '#files/tree.js';

/**
 * The folders that may be a Dockerfile's build context, best first: those of its own folder and the
 * ones above in which the most sources of COPY and bind mounts exist. Several where these cannot tell them apart
 * (`COPY . .`).
 */
export function likelyContexts(model: DockerfileModel, tree: FileTree): readonly string[] {
  const cached = known.get(tree) ?? new WeakMap<DockerfileModel, readonly string[]>();
  known.set(tree, cached);
  const found = cached.get(model) ?? findContexts(model, tree);
  cached.set(model, found);
  return found;
}

const known = new WeakMap<FileTree, WeakMap<DockerfileModel, readonly string[]>>();

function findContexts(model: DockerfileModel, tree: FileTree): readonly string[] {
  const candidates = foldersUp(folderOf(model.document.path));
  const scores = candidates.map((context) => [...copySources(model, tree, context), ...mountSources(model, tree, context)].filter(({ exists }) => exists).length);
  const best = Math.max(...scores);
  return candidates.filter((_, index) => scores[index] === best);
}
