import type { Place } from '#answer/answer.js';
import { type Read, read, unreadable } from '#text/read.js';
import type { BakeAttribute, BakeTarget } from './targets.js';
import { asText, type BakeValue, isList, isObject, isUntold } from './values.js';
import { dockerfileIn, pathFrom } from '#compose/context-path.js';
import type { BuildMention, Circumstance } from '#compose/types.js';

/** Where bake runs, which its contexts start from, and what tells of it. */
export interface BakeRun {
  readonly files: readonly string[];
  readonly folder: string;
  readonly circumstances: readonly Circumstance[];
}

type Problem = (at: Place, reason: string) => void;

/** A bake target as a build; what of it cannot be told is a problem where the mention has no room for it. */
export function bakeMention(target: BakeTarget, run: BakeRun, problem: Problem): BuildMention {
  const at = (name: string) => target.attributes.get(name) ?? null;
  const folder = textOf(at('context'));
  const context = folder === null ? read(run.folder) : folder.ok ? contextFrom(run.folder, folder.value) : folder;
  const stage = textOf(at('target'));
  const images = textsOf(target, 'tags', problem);
  return {
    source: 'bake',
    at: target.at,
    name: target.name,
    context,
    dockerfile: dockerfileOf(at('dockerfile-inline'), at('dockerfile'), context),
    target: stage?.ok && stage.value === '' ? null : stage,
    args: new Map(entriesOf(target, 'args', problem).map(([name, value]) => [name, asText(value)])),
    contexts: new Map(entriesOf(target, 'contexts', problem).map(([name, value]) => [name, asText(value) ?? (isUntold(value) ? value.written : '')])),
    images,
    platforms: textsOf(target, 'platforms', problem),
    circumstances: [
      ...run.files.map((path) => ({ kind: 'file', text: path, at: { path, line: path === target.at.path ? target.at.line : 1 } })),
      { kind: 'target', text: target.name, at: target.at },
      ...(stage?.ok && stage.value !== '' ? [{ kind: 'target', text: stage.value, at: at('target')?.at ?? target.at }] : []),
      ...target.groups.map((text) => ({ kind: 'group', text, at: target.at })),
      ...images.map((text) => ({ kind: 'tag', text, at: at('tags')?.at ?? target.at })),
      ...outputsOf(target),
      ...run.circumstances,
    ],
  };
}

/** `cwd://` is the folder that bake runs in (docker/docs, bake reference, "context"). */
function contextFrom(folder: string, text: string): Read<string> {
  return pathFrom(folder, text.replace(/^cwd:\/\//, ''));
}

function dockerfileOf(inline: BakeAttribute | null, dockerfile: BakeAttribute | null, context: Read<string>): BuildMention['dockerfile'] {
  const text = textOf(inline);
  if (inline && text !== null) {
    const { at, heredoc } = inline;
    return text.ok ? { inline: text.value, at: { path: at.path, line: heredoc ? at.line + 1 : at.line }, keepsLines: heredoc } : text;
  }
  const named = textOf(dockerfile) ?? read('Dockerfile');
  if (!named.ok) return named;
  return named.value.startsWith('cwd://') ? pathFrom('', named.value.slice('cwd://'.length)) : dockerfileIn(context, named.value === '' ? 'Dockerfile' : named.value);
}

function textOf(attribute: BakeAttribute | null): Read<string> | null {
  if (attribute === null) return null;
  const text = asText(attribute.value);
  if (text !== null) return read(text);
  return unreadable(isUntold(attribute.value) ? attribute.value.reason : 'a text is wanted here', attribute.at.line);
}

/** A list of texts, each as written where it cannot be told. */
function textsOf(target: BakeTarget, name: string, problem: Problem): readonly string[] {
  const attribute = target.attributes.get(name);
  if (!attribute) return [];
  if (isList(attribute.value)) return attribute.value.flatMap((item) => asText(item) ?? (isUntold(item) ? item.written : []));
  problem(attribute.at, `${name} cannot be told${isUntold(attribute.value) ? `: ${attribute.value.reason}` : ''}`);
  return [];
}

function entriesOf(target: BakeTarget, name: string, problem: Problem): readonly (readonly [string, BakeValue])[] {
  const attribute = target.attributes.get(name);
  if (!attribute) return [];
  if (isObject(attribute.value)) return [...attribute.value].filter(([, value]) => value !== null);
  problem(attribute.at, `${name} cannot be told${isUntold(attribute.value) ? `: ${attribute.value.reason}` : ''}`);
  return [];
}

function outputsOf(target: BakeTarget): readonly Circumstance[] {
  const output = target.attributes.get('output');
  if (!output) return [];
  const texts = (isList(output.value) ? output.value : [output.value]).flatMap((item) => asText(item) ?? []);
  const kinds = texts.flatMap((text) => (/type=registry|push=true/.test(text) ? [{ kind: 'push', text }] : /type=docker/.test(text) ? [{ kind: 'load', text }] : []));
  return kinds.map(({ kind, text }) => ({ kind, text, at: output.at }));
}
