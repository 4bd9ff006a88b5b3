import { unheard } from '#answer/ledger.js';
import type { ImageModel } from '#image/image.js';
import { baseImage } from '#knowledge/index.js';

/** Folders that belong to the system and its packages (Filesystem Hierarchy Standard 3.0). */
const SYSTEM: ReadonlySet<string> = new Set('bin boot dev etc lib lib32 lib64 libx32 proc root run sbin sys tmp usr var'.split(' '));

/** Folders that are there in every image, with nothing in them but what somebody puts there. */
const EMPTY: ReadonlySet<string> = new Set('home media mnt opt srv usr/src var/www'.split(' '));

/** Whether a folder holds only what this Dockerfile puts there: no package of the system writes below it. */
export function isOwnPlace(path: string): boolean {
  if (path === '' || (EMPTY.has(path) && path !== 'srv')) return false;
  if (/^(?:usr\/src|var\/www)\/./.test(path)) return true;
  return !SYSTEM.has(path.split('/')[0] ?? '');
}

/** A folder that may be there without anybody making it. */
export function isStandard(path: string): boolean {
  return EMPTY.has(path) || SYSTEM.has(path);
}

/** Official images whose Dockerfiles put nothing below folders of ours (docker-library; astral-sh/uv's stand on them). */
const CLEAN: ReadonlySet<string> = new Set('alpine astral-uv buildpack-deps debian python ubuntu'.split(' '));

/** Why the base image may hold something below a folder of ours. `sure`: it is known to, or nobody can tell. Null: it holds nothing there. */
export function baseDoubt({ base }: ImageModel): { readonly because: string; readonly sure: boolean } | null {
  if (base.kind === 'scratch') return null;
  if (base.kind !== 'image') return { because: 'what the base image holds cannot be told', sure: true };
  const family = unheard(() => baseImage(base.reference)).value?.family ?? null;
  if (family !== null && !CLEAN.has(family)) return { because: `${base.reference} may hold files there that the command changes as well`, sure: true };
  if (base.assumed) return { because: `an argument names the base image; ${base.reference} is taken for it`, sure: false };
  return family === null ? { because: `${base.reference} is taken to hold nothing there`, sure: false } : null;
}
