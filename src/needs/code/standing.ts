import type { Place } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { imageUsers } from '#services/image-users.js';

/** Images of the workspace that are made from this one, or copy from it. */
export function standingOn(image: ImageModel, snapshot: Snapshot): readonly { readonly text: string; readonly at: Place }[] {
  return imageUsers(snapshot, image.build.dockerfile).flatMap(({ text, at, how }) => (how === 'named' ? { text, at } : []));
}
