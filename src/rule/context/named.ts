import type { Place } from '#answer/answer.js';
import { compilePattern } from '#files/ignore-pattern.js';
import { pathNames } from '#image/files/copy-sources.js';
import { transfersOf } from '#image/files/context-paths.js';
import type { ImageModel } from '#image/image.js';
import type { DockerfileModel } from '#image/model.js';
import { isWithin } from '#text/paths.js';

/**
 * Where a COPY, an ADD or a bind mount names one of these paths of the context, something below it, or a pattern that may mean it;
 * a folder above it is no name of it. Null: nowhere. Paths are as the Dockerfile has them, relative to the context.
 */
export function namedBy(images: readonly ImageModel[], means: (path: string) => boolean): Place | null {
  for (const { dockerfile: model } of images) {
    for (const { path, line } of sourcePaths(model)) if (means(path)) return { path: model.document.path, line };
  }
  return null;
}

const known = new WeakMap<DockerfileModel, readonly Place[]>();

/** The paths of the context that a Dockerfile names, with those above them; a line for each. Asked for once for each thing that may be named. */
function sourcePaths(model: DockerfileModel): readonly Place[] {
  const before = known.get(model);
  if (before) return before;
  const { copies, mounts } = transfersOf(model);
  const found = [...copies, ...mounts].flatMap(({ sources, by }) => sources.flatMap((source) => pathsTo(source ?? '').map((path) => ({ path, line: by.lines.first }))));
  known.set(model, found);
  return found;
}

/** `['libs', 'libs/common']` of `./libs/common`. */
function pathsTo(source: string): readonly string[] {
  const names = pathNames(source);
  return names.map((_, at) => names.slice(0, at + 1).join('/'));
}

/** Whether a path, or the pattern that stands for several, is this one. */
export function meansPath(written: string, path: string): boolean {
  if (!/[*?[]/.test(written)) return isWithin(written, path);
  if (/^[*?]+$/.test(written.slice(written.lastIndexOf('/') + 1))) return false;
  const pattern = compilePattern(written);
  return !pattern.ok || pattern.value(path);
}
