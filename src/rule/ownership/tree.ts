import { pathNames } from '#image/files/copy-sources.js';
import { copyCall, type CopyCall } from '#image/files/copy-step.js';
import { nodeAt } from '#image/files/file-nodes.js';
import { sourcesIn } from '#image/files/copy-sources.js';
import { stageFiles } from '#image/files/stage-files.js';
import type { ImageModel } from '#image/image.js';
import { chainOf } from '#image/stages/target.js';
import type { Instruction } from '#dockerfile/types.js';
import { isWithin } from '#text/paths.js';
import { touchesOf } from '#rule/copies/touches.js';
import { asksForOwner } from './asks-for-owner.js';

/** A COPY or ADD of the same stage whose files all lie in a folder. */
export interface CopiedHere {
  /** Its number in the stage. */
  readonly at: number;
  readonly instruction: Instruction;
  readonly call: CopyCall;
  /** It brings a folder, or something of another stage: more than a file or two. */
  readonly large: boolean;
}

/** What lies in a folder of a stage before a command of it, by who put it there. Paths are without the first slash. */
export interface TreeOf {
  readonly copies: readonly CopiedHere[];
  /** Folders that WORKDIR and `mkdir` made. */
  readonly folders: readonly string[];
  readonly files: readonly string[];
  /** What commands put there: nobody knows which files. */
  readonly trees: readonly string[];
  /** Homes with their skeleton files, and whose they are. */
  readonly homes: readonly { readonly path: string; readonly user: string | null; readonly group: string | null }[];
  /** Why it cannot be told, with lines. */
  readonly against: readonly { readonly text: string; readonly line: number }[];
  readonly assumed: readonly string[];
}

/** Everything that lies in a folder just before command `order` of instruction `at`, through the stages below. */
export function treeOf(image: ImageModel, stage: number, at: number, order: number, folder: string): TreeOf {
  const { stages, document: { escape } } = image.dockerfile;
  const copies: CopiedHere[] = [];
  const folders = new Set<string>();
  const files = new Set<string>();
  const trees = new Set<string>();
  const homes: TreeOf['homes'][number][] = [];
  const against: { text: string; line: number }[] = [];
  const assumed: string[] = [];
  for (const index of chainOf(stages, stage)) {
    const model = stages[index];
    if (!model) continue;
    for (const [number, instruction] of model.stage.instructions.entries()) {
      if (index === stage && number > at) break;
      const line = instruction.lines.first;
      const moment = model.moments[number];
      if (!moment) continue;
      if (instruction.keyword === 'WORKDIR') {
        const path = (model.moments[number + 1] ?? model.end).workdir;
        if (path === null) against.push({ text: 'which folder WORKDIR makes cannot be told', line });
        else if (isWithin(path.slice(1), folder)) addFolders(folders, path.slice(1), folder);
      } else if (instruction.keyword === 'VOLUME') {
        if (instruction.joined.includes(`/${folder}`)) against.push({ text: `VOLUME stands before it: the classic builder drops what is changed behind it`, line });
      } else if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') {
        const call = copyCall(instruction, moment, escape);
        const found = call && (index === stage ? copiedInto(image, stage, number, call, folder) : reaches(image, index, number, call, folder));
        if (found === 'unclear') against.push({ text: `which files below /${folder} line ${line} brings cannot be told`, line });
        else if (found === 'above') against.push({ text: `line ${line} brings files to /${folder} and elsewhere at once`, line });
        else if (found && typeof found === 'object') copies.push(found);
        else if (found === 'inside') against.push({ text: `line ${line} brings files there in a stage of its own`, line });
      } else if (instruction.keyword === 'RUN') {
        const facts = image.copies.facts?.(index, number);
        if (!facts?.ok) {
          against.push({ text: `what line ${line} does cannot be told: ${facts?.reason ?? 'it cannot be read'}`, line });
          continue;
        }
        for (const step of facts.value.steps) {
          if (index === stage && number === at && step.order >= order) break;
          const besides = copies.length === 0 ? null : asksForOwner(step, folder);
          if (besides !== null) against.push({ text: besides, line: step.line });
          const touched = touchesOf({ image, stage: index, at: number, facts: facts.value }, step, folder);
          if (touched.assumed !== null) assumed.push(touched.assumed);
          for (const touch of touched.touches) {
            switch (touch.kind) {
              case 'unknown':
                against.push({ text: touch.because, line: step.line });
                break;
              case 'home':
                homes.push(touch);
                break;
              case 'gone':
                if (isWithin(folder, touch.path)) against.push({ text: `line ${step.line} takes /${folder} away`, line: step.line });
                for (const set of [folders, files, trees]) for (const path of set) if (isWithin(path, touch.path)) set.delete(path);
                break;
              default:
                if (!isWithin(touch.path, folder)) against.push({ text: `line ${step.line} puts files to /${touch.path}, with those below /${folder} among them`, line: step.line });
                else if (touch.kind === 'folder') addFolders(folders, touch.path, folder);
                else if (touch.kind === 'file') files.add(touch.path);
                else trees.add(touch.path);
            }
          }
        }
      }
    }
  }
  return { copies, folders: [...folders], files: [...files], trees: [...trees], homes, against, assumed };
}

/** A folder with those between it and the one that is asked about. */
function addFolders(folders: Set<string>, path: string, folder: string): void {
  for (let at = path; isWithin(at, folder); at = at.slice(0, at.lastIndexOf('/'))) {
    folders.add(at);
    if (!at.includes('/')) break;
  }
}

type Reach = CopiedHere | 'unclear' | 'above' | 'inside' | null;

/** What a COPY of a stage below brings there. */
function reaches(image: ImageModel, stage: number, at: number, call: CopyCall, folder: string): Reach {
  const found = copiedInto(image, stage, at, call, folder);
  return found !== null && typeof found === 'object' ? 'inside' : found;
}

function copiedInto(image: ImageModel, stage: number, at: number, call: CopyCall, folder: string): Reach {
  if (call.destination === null) return 'unclear';
  const destination = pathNames(call.destination).join('/');
  const { instruction } = call;
  if (isWithin(destination, folder)) {
    if (call.sources.some(({ kind }) => kind !== 'path' && kind !== 'heredoc')) return 'unclear';
    const files = stageFiles(image.copies);
    const from = files.from(stage, at, call.from);
    const large = call.from !== null || call.parents || call.sources.some(({ kind, value }) => kind === 'path' && (from.kind === 'unknown' || sourcesIn(from.root, value).some(({ node }) => node.kind !== 'file')));
    return { at, instruction, call, large };
  }
  if (!isWithin(folder, destination)) return null;
  // It goes to a folder above: a file by its name, a folder by what it holds.
  const rest = folder.slice(destination === '' ? 0 : destination.length + 1).split('/');
  const from = stageFiles(image.copies).from(stage, at, call.from);
  for (const { kind, value } of call.sources) {
    if (kind === 'heredoc') continue;
    if (kind !== 'path' || from.kind === 'unknown' || call.parents) return 'unclear';
    for (const { name, node } of sourcesIn(from.root, value)) {
      if (node.kind === 'file' ? name === rest[0] : node.kind !== 'folder' || nodeAt(node, rest) !== null) return 'above';
    }
  }
  return null;
}
