import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { commandsOf } from '#needs/code/command-lines.js';
import { runnersOf } from '#needs/code/runners.js';
import { startedFiles } from '#rule/stages/signs.js';
import { imageFiles } from '#image/files/files.js';
import { escaped } from '#text/escaped.js';

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
  if (written.some(({ keyword, joined }) => /^(?:ENV|RUN|CMD|ENTRYPOINT|HEALTHCHECK)$/.test(keyword) && word.test(joined))) return true;
  const starts = commandsOf(image, runnersOf(snapshot).get(image.build) ?? [], snapshot).starts.map(({ words, at }) => ({ text: words.join(' '), at }));
  if (starts.some(({ text }) => word.test(text))) return true;
  const origins = imageFiles(image).files.map(({ origin }) => origin);
  return [...startedFiles(snapshot, origins, starts)].some((path) => word.test(snapshot.text(path)?.slice(0, 100_000) ?? ''));
}
