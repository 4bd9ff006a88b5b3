import type { Read } from '#text/read.js';
import { docker } from './docker-command.js';
import { tarReader } from './tar.js';
import type { Engine, ImageFile } from './types.js';

/** Milliseconds; an image of several gigabytes streams in a minute. */
const EXPORT = 600_000;

/** What an engine puts into every container, whether or not the image has it. */
const ENGINE_OWN = /^\/(?:\.dockerenv|dev(?:\/.*)?|proc(?:\/.*)?|sys(?:\/.*)?|etc\/(?:hosts|hostname|resolv\.conf|mtab))$/;

/**
 * The file system of an image as its top layer leaves it, by a container that is never started, so
 * that an image without a shell can be read too. `wanted` names the files whose bytes are to be kept.
 */
export async function filesOf(engine: Engine, image: string, wanted: (path: string, size: number) => boolean = () => false): Promise<Read<readonly ImageFile[]>> {
  // An image without a command needs some word here.
  const created = await docker(engine, ['create', '--label', engine.label, '--network', 'none', image, 'never-started']);
  if (!created.ok) return created;
  const container = created.value.stdout.trim();
  const reader = tarReader(wanted);
  const exported = await docker(engine, ['export', container], { timeout: EXPORT, onOutput: reader.push });
  await docker(engine, ['rm', '--force', '--volumes', container]);
  if (!exported.ok) return exported;
  const files = reader.end();
  return files.ok ? { ok: true, value: files.value.filter(({ path }) => path !== '/' && !ENGINE_OWN.test(path)) } : files;
}
