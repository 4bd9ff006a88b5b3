import { imageFiles } from '#image/files/files.js';
import type { ImageModel } from '#image/image.js';
import { baseImageUnheard } from '#knowledge/base-image.js';
import { isStandardModule } from '#knowledge/standard-library.js';

/** The official Python image that an image stands on; null: another, or it cannot be told. */
export function officialPython({ base }: ImageModel): { readonly python: string | null } | null {
  if (base.kind !== 'image' || base.reference === null || base.assumed) return null;
  const found = baseImageUnheard(base.reference).value;
  return found?.family === 'python' && found.implementation === 'cpython' && found.major === 3 && found.variant !== 'windows' ? { python: found.python } : null;
}

/**
 * Whether `python -c` in the container may find a module of the image in the place of one of the standard library: it looks into the
 * working folder and PYTHONPATH first (`-I` does not; docs.python.org/3/using/cmdline.html).
 */
export function mayShadow(image: ImageModel, python: string | null): boolean {
  const path = image.environment.get('PYTHONPATH');
  const folders = [image.end.workdir ?? '/', ...(path ?? '').split(':')].filter((folder) => folder !== '').map((folder) => folder.replace(/\/+$/, ''));
  const { files, more } = imageFiles(image);
  if (more !== null || path === null) return true;
  return files.some(({ path: file }) => folders.some((folder) => {
    const [, top] = file.startsWith(`${folder}/`) ? (/^([A-Za-z_]\w*)(?:\.py$|\/)/.exec(file.slice(folder.length + 1)) ?? []) : [];
    return top !== undefined && isStandardModule(top, python) !== 'no';
  }));
}
