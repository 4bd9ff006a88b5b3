import { addTaken, takeEntries, textOfTaken } from '#requirements/move.js';
import { baseName, folderOf } from '#text/paths.js';
import { unreadable, type Read } from '#text/read.js';
import type { TextEdit } from '#text/edits.js';
import type { RequirementsDocument } from '#requirements/types.js';
import type { DeveloperFile } from './developer-file.js';
import { moveInProject } from './projects/move-in-project.js';
import type { Requirement, RequirementsFile } from './requirement.js';
import type { DeveloperTarget } from './requirements-list.js';
import { fileOfTarget } from './requirements-list-subject.js';
import { sourceOfRequirement } from './requirement-subject.js';
import type { Change } from './types.js';

/** Takes lines of one file out, and puts those that move into the developers' file, which is made where there is none. */
export function moveToDevelopers(lines: readonly Requirement[], listed: readonly Requirement[], target: DeveloperTarget): readonly [Change, ...Change[]] {
  if ([...lines, ...listed].some(({ file: { origin } }) => origin === 'project')) return [moveInProject(lines, listed)];
  const sources = lines.flatMap((line) => sourceOfRequirement(line) ?? []);
  const gone = listed.flatMap((line) => sourceOfRequirement(line) ?? []);
  const file = fileOfTarget(target);
  const document = [...sources, ...gone][0]?.document;
  if (!document || !file || sources.length + gone.length < lines.length + listed.length) return [impossible(target.path, 'it was not made by the engine')];
  if ([...sources, ...gone].some((source) => source.document !== document)) return [impossible(document.path, 'lines of several files')];
  const taken = takeEntries(document, sources.map(({ entry }) => entry));
  // Taken out together, so that a heading above both goes as well.
  const all = takeEntries(document, [...sources, ...gone].map(({ entry }) => entry));
  if (!taken.ok) return [impossible(document.path, taken.reason)];
  if (!all.ok) return [impossible(document.path, all.reason)];
  const removal: Change = { kind: 'edit', path: document.path, edits: all.value.edits };
  return taken.value.pieces.length === 0 ? [removal] : [removal, arrival(document, file, taken.value.pieces, lines[0]?.file.compiledTo ?? [])];
}

type Compiled = RequirementsFile['compiledTo'];

function impossible(path: string, reason: string): Change {
  return { kind: 'impossible', path, reason };
}

function arrival(from: RequirementsDocument, { path, document, includes }: DeveloperFile, pieces: readonly string[], compiled: Compiled): Change {
  if (document === null) return { kind: 'create', path, text: textOfTaken(opening(from, path, compiled), pieces, from) };
  const added: Read<readonly TextEdit[]> = includes || !hasIndexes(from) ? addTaken(document, pieces) : unreadable(`it does not include ${from.path}, whose options say where packages come from`);
  return added.ok ? { kind: 'edit', path, edits: added.value } : impossible(path, added.reason);
}

/** pip-tools compiles layers one upon the other: the lower one, compiled, is a constraint (its documentation, "layered requirements"). */
function opening(from: RequirementsDocument, path: string, compiledTo: Compiled): readonly string[] {
  const name = baseName(from.path);
  const header = `# For tests and development: slimify (requirements/dev-out) moved these out of ${name}.`;
  const [compiled, second] = compiledTo.map((one) => one.path);
  // Of several, none stands for all of them.
  if (compiled === undefined || second !== undefined) return [header, `-r ${name}`];
  const options = from.entries.flatMap((entry) => (entry.kind === 'option' && entry.options.every(({ name: option }) => INDEXES.has(option)) ? [entry.joined] : []));
  return [header, ...options, `-c ${folderOf(compiled) === folderOf(path) ? baseName(compiled) : compiled}`];
}

const INDEXES: ReadonlySet<string> = new Set(['--index-url', '--extra-index-url', '--find-links', '--no-index', '--trusted-host', '--pre']);

function hasIndexes({ entries }: RequirementsDocument): boolean {
  return entries.some((entry) => entry.kind === 'option' && entry.options.some(({ name }) => INDEXES.has(name)));
}
