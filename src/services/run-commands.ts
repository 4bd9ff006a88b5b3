import type { Place } from '#answer/answer.js';
import { isMakefile } from '#compose/make/make.js';
import { isScriptFile } from '#compose/shell/scripts.js';
import type { Snapshot } from '#files/snapshot.js';
import { fits, imageName, type ImageName } from './image-names.js';

/** A `docker run` in a script or Makefile, its continued lines joined. */
export interface RunCommandLine {
  readonly text: string;
  readonly at: Place;
}

const known = new WeakMap<Snapshot, readonly RunCommandLine[]>();

/** Every line of scripts and Makefiles that runs an image, in files that speak of devices. */
function runCommands(snapshot: Snapshot): readonly RunCommandLine[] {
  const before = known.get(snapshot);
  if (before) return before;
  const found = snapshot.tree.paths.flatMap((path) => {
    const text = isScriptFile(path) || isMakefile(path) ? snapshot.text(path) : null;
    return text !== null && /--gpus|--runtime|--device|nvidia-docker/.test(text) ? runsOf(path, text) : [];
  });
  known.set(snapshot, found);
  return found;
}

const RUNS = /(?:^|[\s;&|(@])(?:(?:nvidia-)?docker|podman|nerdctl|\$[({]DOCKER[)}])\s+(?:container\s+)?run\s/;

function runsOf(path: string, text: string): readonly RunCommandLine[] {
  const found: RunCommandLine[] = [];
  let joined = '';
  let first = 1;
  for (const [index, line] of text.split('\n').entries()) {
    if (joined === '') first = index + 1;
    joined += line.replace(/\\\s*$/, ' ');
    // A continued line is read on, up to the length of what a person writes.
    if (/\\\s*$/.test(line) && joined.length < 5000) continue;
    if (!/^\s*#/.test(joined) && RUNS.test(joined.slice(0, 5000))) found.push({ text: joined.replace(/\s+/g, ' ').trim().slice(0, 500), at: { path, line: first } });
    joined = '';
  }
  return found;
}

/** The lines that run one of these images. */
export function runsOfImages(snapshot: Snapshot, images: readonly string[]): readonly RunCommandLine[] {
  const names = images.map(imageName).filter((name): name is ImageName => name !== null);
  if (names.length === 0) return [];
  return runCommands(snapshot).filter(({ text }) => {
    const words = text.split(' ').filter((word) => !word.startsWith('-') && !word.includes('=') && /^["']?[\w$]/.test(word));
    return words.some((word) => {
      const run = imageName(word.replace(/^["']|["']$/g, ''));
      return run !== null && names.some((name) => fits(run, name) > 0);
    });
  });
}
