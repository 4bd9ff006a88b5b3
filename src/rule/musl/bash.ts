import type { Snapshot } from '#files/snapshot.js';
import { imageFiles } from '#image/files/files.js';
import type { ImageModel } from '#image/image.js';
import { commandsOf } from '#needs/code/command-lines.js';
import { runnersOf } from '#needs/code/runners.js';
import { baseName } from '#text/paths.js';

/** Programs that Alpine does not have, or that take other options there. */
const ELSEWHERE = /(?:^|[\s;&|"'(`/,[])(?:bash|ldconfig|ldd|locale-gen|supervisord|systemctl|service|update-alternatives)(?=$|[\s;&|"')`,\]])/m;

/** A string in code that starts such a program, or loads glibc by its name. */
const IN_CODE = /["'](?:\/bin\/|\/usr\/bin\/)?(?:bash|ldd|ldconfig|systemctl)["'\s]|libc\.so\.6/;

/** No further into a file (characters): nobody writes such a script by hand. */
const LONGEST = 300_000;

const searched = new WeakMap<Snapshot['contextFiles'], Map<string, boolean>>();

/** How many files and commands of an image were searched for what Alpine lacks; null: one names it, or not all commands can be told. */
export function withoutBash(snapshot: Snapshot, image: ImageModel): number | null {
  const commands = commandsOf(image, runnersOf(snapshot).get(image.build) ?? [], snapshot);
  if (commands.untold !== null || commands.starts.some(({ words }) => ELSEWHERE.test(words.join(' ')))) return null;
  const { files, more } = imageFiles(image);
  if (more !== null || files.some(({ origin }) => namesIt(snapshot, origin))) return null;
  return files.length + commands.starts.length;
}

/** What is looked for are plain words, so that bytes do for letters, and no text of every file has to be kept. */
function codeOf({ contextFiles }: Snapshot, path: string): string {
  const bytes = contextFiles.bytes(path);
  return bytes.ok ? Buffer.from(bytes.value.buffer, bytes.value.byteOffset, Math.min(bytes.value.length, LONGEST)).toString('latin1') : '';
}

/** Scripts and code alone: they never change in a plan, so each is read once. */
function namesIt(snapshot: Snapshot, path: string): boolean {
  const code = path.endsWith('.py');
  if (!code && !/\.(?:sh|conf|ini|service)$|(?:^|\/)Procfile$/.test(path) && baseName(path).includes('.')) return false;
  const seen = searched.get(snapshot.contextFiles) ?? new Map<string, boolean>();
  searched.set(snapshot.contextFiles, seen);
  const before = seen.get(path);
  if (before !== undefined) return before;
  const found = code ? IN_CODE.test(codeOf(snapshot, path)) : ELSEWHERE.test(snapshot.text(path)?.slice(0, LONGEST) ?? '');
  seen.set(path, found);
  return found;
}
