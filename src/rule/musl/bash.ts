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

const searched = new WeakMap<Snapshot['contextFiles'], Map<string, boolean>>();

/** How many files and commands of an image were searched for what Alpine lacks; null: one names it, or not all commands can be told. */
export function withoutBash(snapshot: Snapshot, image: ImageModel): number | null {
  const commands = commandsOf(image, runnersOf(snapshot).get(image.build) ?? [], snapshot);
  if (commands.untold !== null || commands.starts.some(({ words }) => ELSEWHERE.test(words.join(' ')))) return null;
  const { files, more } = imageFiles(image);
  if (more !== null || files.some(({ origin }) => namesIt(snapshot, origin))) return null;
  return files.length + commands.starts.length;
}

/** Scripts and code alone: they never change in a plan, so each is read once. */
function namesIt(snapshot: Snapshot, path: string): boolean {
  const code = path.endsWith('.py');
  if (!code && !/\.(?:sh|conf|ini|service)$|(?:^|\/)Procfile$/.test(path) && baseName(path).includes('.')) return false;
  const seen = searched.get(snapshot.contextFiles) ?? new Map<string, boolean>();
  searched.set(snapshot.contextFiles, seen);
  const before = seen.get(path);
  if (before !== undefined) return before;
  const text = snapshot.text(path)?.slice(0, 300_000) ?? '';
  const found = code ? IN_CODE.test(text) : ELSEWHERE.test(text);
  seen.set(path, found);
  return found;
}
