import type { Place } from '#answer/answer.js';
import { type Read, read, unreadable } from '#text/read.js';
import type { BuildCommand } from './image-command.js';
import type { Field } from './variables.js';
import type { BuildMention, Circumstance, MentionSource } from '#compose/types.js';
import { shown, type WorkspaceFiles, workspacePath } from '#compose/workspace-folder.js';

/** Where a build command stands and what is known around it. */
export interface CommandPlace {
  readonly source: MentionSource;
  readonly at: Place;
  readonly name: string | null;
  /** The folder that it runs in, absolute; null: cannot be told. */
  readonly folder: string | null;
  readonly files: WorkspaceFiles;
  readonly circumstances: readonly Circumstance[];
}

/** The mention that a build command makes. */
export function mentionOf(command: BuildCommand, place: CommandPlace): BuildMention {
  const context = contextOf(command, place);
  return {
    source: place.source,
    at: place.at,
    name: place.name,
    context,
    dockerfile: dockerfileOf(command, context, place),
    target: targetOf(command),
    args: pairsOf(command.args),
    contexts: new Map([...pairsOf(command.contexts)].flatMap(([name, value]) => (value === null ? [] : [[name, shown(value)]]))),
    images: command.tags.map(written),
    platforms: command.platforms.flatMap((field) => (field.value ?? written(field)).split(',')).filter(Boolean),
    circumstances: [...place.circumstances, ...ownCircumstances(command, place.at)],
  };
}

/** The value, or the word as written without the quotes around it. */
export function written({ value, text }: Field): string {
  return shown(value ?? text.replace(/^(["'])([^]*)\1$/, '$2'));
}

/** Why a word cannot be told, in words for a person. */
export function untold(what: string, field: Field): { readonly ok: false; readonly reason: string } {
  return unreadable(`the ${what} ${shown(field.text)} cannot be told: ${field.reason}`);
}

/** docker/cli cli/command/image/build/context.go: IsArchive, urlutil.IsURL, IsGitURL. */
const REMOTE = /^(?:https?:\/\/|git:\/\/|ssh:\/\/|git@|github\.com\/|oci-layout:|docker-image:|target:|gs:\/\/|s3:\/\/|tar:\/\/)/;

/** A context word as a workspace folder. */
export function contextPath(field: Field, folder: string | null): Read<string> {
  if (field.value === null) return untold('context', field);
  if (field.value === '-') return unreadable('the context comes from standard input');
  if (REMOTE.test(field.value)) return unreadable(`the context is remote: ${field.value}`);
  if (field.value === '') return unreadable('the context is an empty word');
  return workspacePath(folder, field.value);
}

function contextOf({ context, defaults, tool }: BuildCommand, { folder }: CommandPlace): Read<string> {
  if (context) return contextPath(context, folder);
  // podman-build(1): without a context the current folder is it.
  if (defaults.length > 1) return workspacePath(folder, '.');
  return unreadable(`no context is given to ${tool}`);
}

function dockerfileOf(command: BuildCommand, context: Read<string>, { folder, files }: CommandPlace): Read<string> {
  const { file, fileFrom, defaults } = command;
  if (!file) {
    if (!context.ok) return command.context?.value === '-' ? unreadable('the Dockerfile comes from standard input') : context;
    const names = defaults.map((name) => inFolder(context.value, name));
    return read(names.find((path) => files.hasFile(path)) ?? inFolder(context.value, 'Dockerfile'));
  }
  if (file.value === null) return untold('Dockerfile', file);
  if (file.value === '') return unreadable(`the Dockerfile ${file.text} is an empty word`);
  if (file.value === '-') return unreadable('the Dockerfile comes from standard input');
  if (/^https?:\/\//.test(file.value)) return unreadable(`the Dockerfile is remote: ${file.value}`);
  const here = workspacePath(folder, file.value);
  if (fileFrom === 'folder') return context.ok || !isRemote(command) ? here : unreadable('the Dockerfile lies in a remote context');
  const there = context.ok && !file.value.startsWith('/') ? read(inFolder(context.value, file.value)) : here;
  if (fileFrom === 'context') return there;
  return here.ok && files.hasFile(here.value) ? here : there.ok && files.hasFile(plain(there.value)) ? read(plain(there.value)) : here;
}

function isRemote({ context }: BuildCommand): boolean {
  return context?.value !== null && context !== null && REMOTE.test(context.value);
}

function inFolder(folder: string, path: string): string {
  return plain(folder === '' ? path : `${folder}/${path}`);
}

function plain(path: string): string {
  return path.replace(/^(?:\.\/)+/, '').replaceAll(/\/(?:\.?\/)+/g, '/');
}

function targetOf({ target, untold: words }: BuildCommand): Read<string> | null {
  if (target) return target.value === null ? untold('target', target) : target.value === '' ? null : read(target.value);
  const [first] = words;
  return first ? unreadable(`the options in ${first.text} cannot be told: ${first.reason}`) : null;
}

/** `A=b` and `A`; the value is null where the caller's shell gives it or it cannot be told. */
export function pairsOf(fields: readonly Field[]): ReadonlyMap<string, string | null> {
  const pairs = new Map<string, string | null>();
  for (const field of fields) {
    const text = written(field);
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    if (name === '' || (field.value === null && /[$`]/.test(name))) continue;
    pairs.set(name, field.value === null || equals < 0 ? null : text.slice(equals + 1));
  }
  return pairs;
}

function ownCircumstances(command: BuildCommand, at: Place): readonly Circumstance[] {
  const found: Circumstance[] = [];
  if (command.push) found.push({ kind: 'push', text: command.tool, at });
  if (command.load) found.push({ kind: 'load', text: command.tool, at });
  for (const tag of command.tags) found.push({ kind: 'tag', text: written(tag), at });
  if (command.output?.value?.includes('type=local') === true || command.output?.value?.includes('type=tar') === true) {
    found.push({ kind: 'output', text: command.output.value, at });
  }
  return found;
}
