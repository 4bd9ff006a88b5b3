import type { Snapshot } from '#files/snapshot.js';
import type { FileTree } from '#files/tree.js';
import type { BuildContext } from '#image/build.js';
import { copySources, mountSources } from '#image/files/context-paths.js';
import type { DockerfileModel } from '#image/model.js';
import { originOf } from '#image/files/origin.js';
import { baseName } from '#text/paths.js';
import { likelyContexts } from './contexts.js';

/**
 * The context of a Dockerfile that nothing names: where what it copies and mounts exists; among folders that
 * hold them equally (`COPY . .`), where the files that its RUN lines install from are found.
 */
export function inferContext({ tree }: Snapshot, model: DockerfileModel): BuildContext {
  const cached = known.get(tree) ?? new WeakMap<DockerfileModel, BuildContext>();
  known.set(tree, cached);
  const found = cached.get(model) ?? findContext(tree, model);
  cached.set(model, found);
  return found;
}

const known = new WeakMap<FileTree, WeakMap<DockerfileModel, BuildContext>>();

function findContext(tree: FileTree, model: DockerfileModel): BuildContext {
  const candidates = byInstalledFiles(tree, model, likelyContexts(model, tree));
  const [path, ...others] = candidates;
  if (path === undefined) return { kind: 'unknown', because: 'no folder could be its context' };
  const mounts = mountSources(model, tree, path);
  const sources = [...copySources(model, tree, path), ...mounts];
  const there = sources.filter(({ exists }) => exists).length;
  const where = path === '' ? 'the root' : path;
  const because = sources.length === 0 ? `inferred: it copies nothing, so ${where} will do` : `inferred: ${there} of ${sources.length} ${mounts.length === 0 ? 'COPY sources' : 'sources of COPY and bind mounts'} exist in ${where}`;
  const missing = sources.length - there;
  return { kind: 'folder', path, because, others, ...(missing > 0 ? { missing } : {}) };
}

/** Folders that hold Dockerfiles and what belongs to them; a context is rather the folder around it. */
export const DOCKER_FOLDERS: ReadonlySet<string> = new Set([
  'docker', '.docker', 'dockerfiles', 'dockerfile', 'container', 'containers', 'compose', '.devcontainer', 'build', 'deploy', 'deployment', 'ci', '.ci',
]);

function byInstalledFiles(tree: FileTree, model: DockerfileModel, candidates: readonly string[]): readonly string[] {
  if (candidates.length < 2) return candidates;
  const files = model.installs.flat().flatMap((installs) => (installs.ok ? installs.value.calls : [])).flatMap(({ stage, at, files: named }) => named.map(({ imagePath }) => ({ stage, at, imagePath })));
  const scored = candidates.map((context) => {
    const view = { models: model.stages, tree, context, escape: model.document.escape };
    const found = files.filter(({ stage, at, imagePath }) => {
      if (imagePath === null) return false;
      const origin = originOf(view, stage, at, imagePath);
      return origin.kind === 'workspace' && tree.has(origin.path);
    });
    return { context, found: found.length, beside: context !== '' && DOCKER_FOLDERS.has(baseName(context)) };
  });
  const best = Math.max(...scored.map(({ found }) => found));
  // A stable sort: what is nearer to the Dockerfile stays first.
  return scored.filter(({ found }) => found === best).toSorted((a, b) => Number(a.beside) - Number(b.beside)).map(({ context }) => context);
}
