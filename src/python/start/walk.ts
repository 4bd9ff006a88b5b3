import type { Place } from '#answer/answer.js';
import type { Doubt, Entry } from '#python/graph/types.js';
import { shorten } from '#text/shorten.js';
import { fileOf, resolveIn } from './image-files.js';
import type { CommandFiles, Program, SettingsFile, Started } from './types.js';

/** One word of a command line as the program gets it. */
export interface Word {
  /** Null: it cannot be told. */
  readonly value: string | null;
  /** As written, variables filled in as far as they are known. */
  readonly text: string;
}

/** A command line on its way down. */
export interface Call {
  readonly words: readonly Word[];
  readonly folder: string | null;
  readonly environment: ReadonlyMap<string, string | null>;
  /** Variables set for it alone. */
  readonly own: ReadonlyMap<string, string | null>;
  readonly at: Place;
  /** What it reads from its standard input, where a here-document says so; `unknown`: the output of another command. */
  readonly input: { readonly kind: 'none' | 'unknown' } | { readonly kind: 'text'; readonly text: string };
  readonly depth: number;
  /** Scripts and programs that it stands in, outermost first. */
  readonly open: readonly string[];
  /** The manager of a `pipenv run` and the like around it, which knows scripts of the project by name. */
  readonly project: string | null;
}

/** What has been found so far, and the ways into the rest of the work. */
export interface Walk {
  readonly files: CommandFiles;
  readonly because: string;
  /** Where the command line itself starts; its folder is on `sys.path` in any case. */
  readonly folder: string | null;
  readonly found: {
    readonly entries: Entry[];
    readonly folders: { folder: string; at: Place; because: string }[];
    readonly programs: Program[];
    readonly doubts: Doubt[];
    readonly settings: SettingsFile[];
  };
  /** What is in `found` already. */
  readonly keys: Set<string>;
  /** Commands that may still be looked at. */
  budget: number;
  /** Follows a command line. */
  run(call: Call): void;
  /** Follows a shell script. */
  script(call: Call, script: ScriptCall): void;
}

/** A shell script to follow. */
export interface ScriptCall {
  readonly text: string;
  /** Its workspace path; null: it stands in a word of the command line. */
  readonly path: string | null;
  /** `$0`. */
  readonly name: string | null;
  readonly arguments: readonly Word[];
  /** The line of the file where the text begins. */
  readonly line: number;
}

/** More commands than this are nothing that a person wrote. */
export const MAX_COMMANDS = 5_000;
export const MAX_DEPTH = 40;
/** Findings of one kind; a script that makes more says no more. */
const MAX_FOUND = 2_000;

/** A word whose value is known. */
export function plainWord(value: string): Word {
  return { value, text: value };
}

/** How a command line reads in a message. */
export function written(words: readonly Word[]): string {
  return shorten(words.slice(0, 40).map(({ text }) => text).join(' ').replace(/\s+/g, ' '));
}

export function addEntry(walk: Walk, entry: Entry): void {
  const what = entry.kind === 'module' ? `${entry.module} ${entry.main}` : entry.kind === 'file' ? entry.path : entry.text;
  if (isNew(walk, 'entry', `${entry.kind} ${what}`, walk.found.entries)) walk.found.entries.push(entry);
}

export function addDoubt(walk: Walk, text: string, at: Place, hides: Doubt['hides'] = 'modules'): void {
  if (isNew(walk, 'doubt', `${text} ${at.path}:${at.line}`, walk.found.doubts)) walk.found.doubts.push({ text, at, hides });
}

export function addFolder(walk: Walk, folder: string, at: Place, because: string): void {
  if (isNew(walk, 'folder', folder, walk.found.folders)) walk.found.folders.push({ folder, at, because });
}

/** The working folder of a program that imports from it, where a script or a supervisor has changed it. */
export function addWorkingFolder(walk: Walk, call: Call): void {
  if (call.folder === walk.folder) return;
  if (call.folder === null) addDoubt(walk, `the folder that \`${written(call.words)}\` starts in cannot be told`, call.at);
  else addFolder(walk, call.folder, call.at, `working folder of \`${written(call.words)}\``);
}

export function addProgram(walk: Walk, call: Call, name: string, module: boolean): void {
  const words = call.words.slice(0, 500).map(({ value, text }) => value ?? text);
  const key = `${name} ${module} ${words.join('\0')} ${[...call.own].join('\0')} ${call.at.path}:${call.at.line}`;
  if (isNew(walk, 'program', key, walk.found.programs)) walk.found.programs.push({ name, module, words, environment: call.own, at: call.at });
}

/** Notes a file of settings; true where its text is at hand. */
export function addSettings(walk: Walk, folder: string | null, file: string, at: Place): boolean {
  const imagePath = resolveIn(folder, file);
  if (imagePath === null) return false;
  if (isNew(walk, 'settings', imagePath, walk.found.settings)) walk.found.settings.push({ path: imagePath, at });
  return fileOf(walk.files, imagePath) !== null;
}

/** Whether something was not found before, and there is still room for it. */
function isNew(walk: Walk, kind: string, key: string, found: readonly unknown[]): boolean {
  const whole = `${kind} ${key}`;
  if (walk.keys.has(whole) || found.length >= MAX_FOUND) return false;
  walk.keys.add(whole);
  return true;
}

export function startedOf({ found }: Walk): Started {
  return found;
}
