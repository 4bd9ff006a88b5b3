import type { Snapshot } from '#files/snapshot.js';
import { imageFiles } from '#image/files/files.js';
import type { ImageModel } from '#image/image.js';
import { commandsOf } from '#needs/code/command-lines.js';
import { runnersOf } from '#needs/code/runners.js';
import { startedFiles } from '#rule/stages/signs.js';

/** Of a script no more is read: no person wrote it. */
const LONGEST = 100_000;

/** What starts in the containers of an image, as its Dockerfile and compose say, and the scripts that it starts in turn; scripts are read as they are asked for. */
function* startedTexts(snapshot: Snapshot, image: ImageModel): Iterable<string> {
  const starts = commandsOf(image, runnersOf(snapshot).get(image.build) ?? [], snapshot).starts.map(({ words, at }) => ({ text: words.join(' '), at }));
  for (const { text } of starts) yield text;
  const origins = imageFiles(image).files.map(({ origin }) => origin);
  for (const path of startedFiles(snapshot, origins, starts)) yield snapshot.text(path)?.slice(0, LONGEST) ?? '';
}

/** Whether one of these texts has what the pattern finds. */
export function isStarted(snapshot: Snapshot, image: ImageModel, pattern: RegExp): boolean {
  for (const text of startedTexts(snapshot, image)) if (pattern.test(text)) return true;
  return false;
}
