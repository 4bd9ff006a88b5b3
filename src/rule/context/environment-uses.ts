import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { escaped } from '#text/escaped.js';
import { isStarted } from './started-texts.js';

/** What makes an environment in a build, or takes one over. */
const MAKES = /\buv\s+(?:sync|venv|run)\b|-m\s+(?:venv|virtualenv)\b|\bvirtualenv\b|\b(?:poetry|pdm)\s+(?:install|sync)\b|\bpipenv\s+(?:install|sync)\b/;

/**
 * Whether an image works with an environment of this name (`.venv`) that no step of it makes: then it is the one that lies in the
 * context, whatever one may think of that.
 */
export function worksWith(snapshot: Snapshot, image: ImageModel, name: string): boolean {
  const word = new RegExp(`(?:^|[\\s"'=:/;&|([,])${escaped(name)}/(?:bin|lib)\\b`, 'm');
  const written = [...image.needed].flatMap((index) => image.dockerfile.stages[index]?.stage.instructions ?? []);
  if (written.some(({ keyword, joined }) => (keyword === 'RUN' && MAKES.test(joined)) || (keyword === 'COPY' && /--from=/.test(joined) && /venv\b/.test(joined)))) return false;
  return written.some(({ keyword, joined }) => /^(?:ENV|RUN|CMD|ENTRYPOINT|HEALTHCHECK)$/.test(keyword) && word.test(joined)) || isStarted(snapshot, image, word);
}
