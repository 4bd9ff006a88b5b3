import type { Place } from '#answer/answer.js';
import { folderOf, resolvePath } from '#text/paths.js';
import { needsBase, type ComposeDocument } from './file.js';
import { DEFAULT_NAMES, isComposeFile, isDefaultName, isOverrideName, OVERRIDE_NAMES } from './names.js';
import { readEnvFile } from '#compose/env-file.js';
import type { ComposeProject, ReadText } from '#compose/types.js';

/** A command that names the files of a project: `docker compose -f a.yml -f b.yml up`. */
export interface ComposeInvocation {
  /** Workspace paths, in the order of the command. */
  readonly files: readonly string[];
  readonly at: Place;
  readonly text: string;
  /** `--project-directory`, a workspace path; not given: the folder of the first file. */
  readonly projectDirectory?: string;
}

/** Files that make up one project. */
export interface ComposeGroup extends Omit<ComposeProject, 'name'> {
  /** The project directory, that relative paths start from. */
  readonly folder: string;
  /** The command that names the files; null: no command does. */
  readonly command: ComposeInvocation | null;
  /** Where the files are named, if somewhere. */
  readonly namedAt: Place | null;
}

export interface GroupFrom {
  readonly paths: readonly string[];
  readonly readText: ReadText;
  readonly commands: readonly ComposeInvocation[];
  /** The documents of a file, only to look at what its services are like. */
  readonly documents: (path: string) => readonly ComposeDocument[];
}

const UNNAMED = { command: null, namedAt: null } as const;

/**
 * Which files belong together: what compose itself takes in a folder (`COMPOSE_FILE` in its `.env`, else
 * the first default name with its override), what commands name, and every other file that is named
 * like one of compose, alone or over the default file of its folder.
 */
export function composeGroups(from: GroupFrom): readonly ComposeGroup[] {
  const paths = from.paths.filter(isComposeFile);
  const known = new Set(from.paths);
  const groups = new Map<string, ComposeGroup>();
  function add(group: ComposeGroup): void {
    const key = JSON.stringify([group.folder, ...group.files]);
    if (!groups.has(key)) groups.set(key, group);
  }
  const folders = [...new Set([...paths, ...from.paths.filter((path) => path === '.env' || path.endsWith('/.env'))].map(folderOf))].sort();
  const defaults = new Map(folders.flatMap((folder) => [...defaultGroup(folder, known, from)].map((group) => [folder, group] as const)));
  for (const group of defaults.values()) add(group);
  for (const command of from.commands) {
    const [first] = command.files;
    if (first === undefined) continue;
    const folder = command.projectDirectory ?? folderOf(first);
    add({ files: command.files, folder, because: `${command.files.map((file) => `-f ${file}`).join(' ')} in ${command.at.path}:${command.at.line}`, command, namedAt: command.at });
  }
  const placed = new Set([...groups.values()].flatMap(({ files }) => files));
  for (const path of paths) if (!placed.has(path)) add(otherGroup(path, defaults.get(folderOf(path)) ?? null, from));
  return [...groups.values()];
}

/** What `docker compose up` takes in a folder; none where it finds no file. */
function* defaultGroup(folder: string, known: ReadonlySet<string>, from: GroupFrom): Iterable<ComposeGroup> {
  const named = composeFileVariable(folder, from);
  if (named !== null) return yield { files: named, folder: folderOf(named[0] ?? ''), because: `COMPOSE_FILE in ${inFolder(folder, '.env')}`, ...UNNAMED, namedAt: { path: inFolder(folder, '.env'), line: 1 } };
  const base = DEFAULT_NAMES.map((name) => inFolder(folder, name)).find((path) => known.has(path));
  if (base === undefined) return;
  const override = OVERRIDE_NAMES.map((name) => inFolder(folder, name)).find((path) => known.has(path));
  if (override === undefined) yield { files: [base], folder, because: 'the file itself', ...UNNAMED };
  else yield { files: [base, override], folder, because: `${base} with its override`, ...UNNAMED };
}

function composeFileVariable(folder: string, { readText }: GroupFrom): readonly string[] | null {
  const text = readText(inFolder(folder, '.env'));
  if (text === null || !text.includes('COMPOSE_FILE')) return null;
  const { values } = readEnvFile(text);
  const named = values.get('COMPOSE_FILE')?.split(values.get('COMPOSE_PATH_SEPARATOR') ?? ':');
  const paths = named?.filter((name) => name.trim() !== '').map((name) => resolvePath(folder, name.trim()));
  if (paths === undefined || paths.length === 0) return null;
  return paths.every((path) => path !== null) ? paths : null;
}

/** A file that nothing names. Where its services say nothing of their images, they are laid over the default project. */
function otherGroup(path: string, base: ComposeGroup | null, { documents }: GroupFrom): ComposeGroup {
  const folder = folderOf(path);
  const alone = { files: [path], folder, ...UNNAMED };
  if (base === null || base.files.length === 0) return { ...alone, because: 'the file itself' };
  const entries = documents(path).flatMap(({ services }) => [...services]);
  const lacking = entries.find(([, entry]) => needsBase(entry));
  const [first = ''] = base.files;
  if (isOverrideName(path)) return { ...alone, because: `the file itself: compose takes another override beside ${first}` };
  if (lacking) return { files: [first, path], folder: base.folder, because: `${path} over ${first}: its service ${lacking[0]} has neither an image nor a build`, ...UNNAMED };
  if (isDefaultName(path)) return { ...alone, because: `the file itself: compose takes ${first} in this folder` };
  return { ...alone, because: 'the file itself' };
}

function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
