import type { Place } from '#answer/answer.js';
import { compilePattern } from '#files/ignore-pattern.js';
import { pathNames } from '#image/files/copy-sources.js';
import { transfersOf } from '#image/files/context-paths.js';
import type { ImageModel } from '#image/image.js';
import { isWithin } from '#text/paths.js';

/**
 * Where a COPY, an ADD or a bind mount names one of these paths of the context, something below it, or a pattern that may mean it;
 * a folder above it is no name of it. Null: nowhere. Paths are as the Dockerfile has them, relative to the context.
 */
export function namedBy(images: readonly ImageModel[], means: (path: string) => boolean): Place | null {
  for (const { dockerfile: model } of images) {
    const { copies, mounts } = transfersOf(model);
    for (const { sources, by } of [...copies, ...mounts]) {
      if (sources.some((source) => source !== null && namesIt(source, means))) return { path: model.document.path, line: by.lines.first };
    }
  }
  return null;
}

function namesIt(source: string, means: (path: string) => boolean): boolean {
  const names = pathNames(source);
  return names.some((_, at) => means(names.slice(0, at + 1).join('/')));
}

/** Whether a path, or the pattern that stands for several, is this one. */
export function meansPath(written: string, path: string): boolean {
  if (!/[*?[]/.test(written)) return isWithin(written, path);
  if (/^[*?]+$/.test(written.slice(written.lastIndexOf('/') + 1))) return false;
  const pattern = compilePattern(written);
  return !pattern.ok || pattern.value(path);
}
