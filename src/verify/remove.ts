import { read, unreadable, type Read } from '#text/read.js';
import { docker } from './docker-command.js';
import type { Engine } from './types.js';

/** Removes a tag, and its image where nothing else names it. */
export async function remove(engine: Engine, image: string): Promise<Read<null>> {
  const removed = await docker(engine, ['image', 'rm', '--force', image]);
  return removed.ok ? read(null) : removed;
}

/**
 * Removes every container and image that bears the engine's label; the count of both. What the user
 * made stays; the build cache stays too, for it cannot be told whose it is.
 */
export async function removeAll(engine: Engine): Promise<Read<number>> {
  const filter = ['--quiet', '--no-trunc', '--filter', `label=${engine.label}`];
  const containers = await docker(engine, ['ps', '--all', ...filter]);
  if (!containers.ok) return containers;
  const images = await docker(engine, ['image', 'ls', '--all', ...filter]);
  if (!images.ok) return images;
  const reasons: string[] = [];
  let count = 0;
  for (const [command, ids] of [[['rm', '--force', '--volumes'], idsIn(containers.value.stdout)], [['image', 'rm', '--force'], idsIn(images.value.stdout)]] as const) {
    for (const id of ids) {
      const removed = await docker(engine, [...command, id]);
      if (removed.ok) count += 1;
      else reasons.push(removed.reason);
    }
  }
  return reasons.length === 0 ? read(count) : unreadable(reasons.join('; '));
}

/** An image with two tags is listed twice. */
function idsIn(text: string): readonly string[] {
  return [...new Set(text.split('\n').filter((line) => line !== ''))];
}
