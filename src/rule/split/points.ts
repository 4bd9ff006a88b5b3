import type { Place } from '#answer/answer.js';
import type { Instruction } from '#dockerfile/types.js';
import { requirementsAt, type Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import type { InstallCall } from '#image/installs/installs.js';
import { originOf } from '#image/files/origin.js';
import { includesOf, type Include } from '#requirements/includes.js';
import type { RequirementsDocument } from '#requirements/types.js';
import type { FileUse } from '#services/file-uses.js';
import { baseName, folderOf } from '#text/paths.js';

/** A place that names the shared file, and would name groups instead. */
export type Point =
  | { readonly kind: 'install'; readonly key: string; readonly at: Place; readonly install: InstallCall; readonly image: ImageModel; readonly written: string; readonly wordIndex: number }
  /** `-r ../libs/requirements.txt` in a file that an image installs. */
  | { readonly kind: 'include'; readonly key: string; readonly at: Place; readonly document: RequirementsDocument; readonly include: Include; readonly written: string };

/** One way in which an image takes the shared file. */
export interface Way {
  readonly image: ImageModel;
  readonly point: Point;
  /** Where the shared file lies in the image when it is installed. */
  readonly imagePath: string;
  /** What brings it there from the build context. */
  readonly by: Instruction;
  readonly install: InstallCall;
}

/** A way that cannot be rewritten with certainty. */
export interface Untold {
  readonly image: string;
  readonly at: Place;
  readonly text: string;
}

/** How an install takes the shared file, each time that it does. */
export function waysOf(snapshot: Snapshot, path: string, { install }: FileUse, image: ImageModel): { readonly ways: readonly Way[]; readonly untold: readonly Untold[] } {
  const at = { path: image.dockerfile.document.path, line: install.line };
  const fail = (text: string): { readonly ways: readonly Way[]; readonly untold: readonly Untold[] } => ({ ways: [], untold: [{ image: image.build.id, at, text }] });
  const resolved = image.installs.find((one) => one.install === install);
  if (!resolved) return fail(`how it installs ${path} cannot be told`);
  if (resolved.unresolved !== null) return fail(`what it installs cannot be told: ${resolved.unresolved}`);
  if (resolved.doubt !== null) return fail(resolved.doubt);
  const ways: Way[] = [];
  const inputs = resolved.inputs.flatMap((input) => (input.kind === 'file' ? [input] : []));
  for (const input of inputs) {
    const file = install.files.find(({ written, kind }) => written === input.written && kind === input.role);
    if (input.path === path) {
      if (input.role !== 'requirement') return fail(`it takes ${path} as constraints`);
      if (!file || file.imagePath === null || file.changed !== null || install.script !== null || install.nested) return fail(`its install of ${path} stands in no plain command`);
      const wordIndex = wordOf(install, file.written);
      if (wordIndex === null) return fail(`its install names ${path} in a way that cannot be rewritten`);
      const found = brought(image, install, file.imagePath, path);
      if (found === null) return fail(`what brings ${path} to ${file.imagePath} cannot be told`);
      const key = `${at.path}:${install.line}:${wordIndex}`;
      ways.push({ image, install, imagePath: file.imagePath, by: found, point: { kind: 'install', key, at, install, image, written: file.written, wordIndex } });
      continue;
    }
    const document = requirementsAt(snapshot, input.path);
    const include = document && includesOf(document).find((one) => one.path === path && one.where === 'inside');
    if (!document || !include) continue;
    if (include.kind !== 'requirement' || input.role !== 'requirement') return fail(`it takes ${path} as constraints, through ${input.path}`);
    if (document.origin.kind !== 'hand-written') return fail(`${input.path} is compiled, and includes ${path}`);
    const text = include.span ? document.text.slice(include.span.start, include.span.end) : '';
    if (!include.span || !file || file.imagePath === null || !text.endsWith(baseName(path)) || /[$"'\\]/.test(text)) return fail(`${input.path} includes ${path} in a way that cannot be rewritten`);
    const imagePath = cleaned(`${folderOf(file.imagePath)}/${text}`);
    const found = brought(image, install, imagePath, path);
    if (found === null) return fail(`what brings ${path} to ${imagePath} cannot be told`);
    ways.push({ image, install, imagePath, by: found, point: { kind: 'include', key: `${document.path}:${include.line}`, at: { path: document.path, line: include.line }, document, include, written: text } });
  }
  return ways.length > 0 ? { ways, untold: [] } : fail(`it takes ${path} through another file`);
}

/** The one word of a command that names a file behind `-r`, or with it. */
function wordOf({ command }: InstallCall, written: string): number | null {
  const { words } = command.command;
  const plain = words.map(({ text, value }) => (value !== null && (text === value || text === JSON.stringify(value)) ? value : null));
  const found = plain.flatMap((value, index) => (value === written || value === `-r${written}` || value === `--requirement=${written}` ? [index] : []));
  const [index] = found;
  if (index === undefined || found.length > 1 || !command.wordSpans[index] || !/^[\w./@%+=:,-]+$/.test(written)) return null;
  if (plain[index] !== written) return index;
  return ['-r', '--requirement', '--requirements'].includes(plain[index - 1] ?? '') ? index : null;
}

function brought(image: ImageModel, { stage, at }: InstallCall, imagePath: string, path: string): Instruction | null {
  const origin = originOf(image.copies, stage, at, imagePath);
  return origin.kind === 'workspace' && origin.path === path ? origin.by : null;
}

/** An absolute path without `.` and `..`. */
export function cleaned(path: string): string {
  const names: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') names.pop();
    else if (part !== '' && part !== '.') names.push(part);
  }
  return `/${names.join('/')}`;
}
