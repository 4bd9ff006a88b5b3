import type { Place } from '#answer/answer.js';
import { type Read, read } from '#text/read.js';
import { asBuild, asNamed, unique } from './merge.js';
import { type ComposeText, type ComposeTree, entryOf, known, textAt, textsAt, valueAt } from './tree.js';
import { dockerfileIn, pathFrom } from '#compose/context-path.js';
import type { Lookup } from '#compose/interpolate.js';
import type { BuildMention, Circumstance, ComposeProject, ComposeValue } from '#compose/types.js';

/** What of a service and its project a build takes part in. */
export interface ServiceOf {
  readonly name: string;
  readonly tree: ComposeTree;
  readonly project: ComposeProject;
  /** The project directory. */
  readonly folder: string;
  readonly lookup: Lookup;
  readonly profiles: readonly ComposeText[];
}

/** `build:` of a service in any of its forms (the compose build specification); null: it builds nothing. */
export function composeBuild(service: ServiceOf): BuildMention | null {
  const entry = entryOf(service.tree, 'build');
  if (!entry || (entry.value.kind === 'text' && entry.value.empty)) return null;
  const build = asBuild(entry.value);
  // The context of a build that names none is the project directory (loader/normalize.go in compose-go).
  const context = pathOf(textAt(build, 'context'), service.folder);
  const target = textAt(build, 'target');
  const tags = textsAt(build, 'tags');
  const image = textAt(service.tree, 'image');
  const platforms = textsAt(build, 'platforms');
  const platform = textAt(service.tree, 'platform');
  return {
    source: 'compose',
    at: entry.at,
    name: service.name,
    context,
    dockerfile: dockerfileOf(build, context, service.tree),
    target: target && target.text !== '' ? known(target) : null,
    args: new Map([...namedValues(valueAt(build, 'args'), service.lookup)].map(([name, { value }]) => [name, value])),
    contexts: contextsOf(valueAt(build, 'additional_contexts')),
    images: [...new Set([...(image ? [image] : []), ...tags].map(({ text }) => text))],
    platforms: (platforms.length > 0 || platform === null ? platforms : [platform]).map(({ text }) => text),
    circumstances: circumstancesOf(service, { at: entry.at, target, image, tags }),
  };
}

function pathOf(text: ComposeText | null, folder: string): Read<string> {
  if (text === null) return read(folder);
  const named = known(text);
  return named.ok ? pathFrom(text.folder, named.value) : named;
}

function dockerfileOf(build: ComposeTree, context: Read<string>, service: ComposeTree): BuildMention['dockerfile'] {
  const inline = textAt(build, 'dockerfile_inline');
  if (inline !== null) {
    const text = known(inline);
    const { at, blockLine } = inline;
    return text.ok ? { inline: text.value, at: { path: at.path, line: blockLine ?? at.line }, keepsLines: blockLine !== null } : text;
  }
  // The first format of compose had it beside `build`.
  const text = textAt(build, 'dockerfile') ?? textAt(service, 'dockerfile');
  const named = text === null ? read('Dockerfile') : known(text);
  return named.ok ? dockerfileIn(context, named.value === '' ? 'Dockerfile' : named.value) : named;
}

function contextsOf(tree: ComposeTree | null): ReadonlyMap<string, string> {
  if (tree === null) return new Map();
  return new Map([...asNamed(tree).entries].map(([name, { value }]) => [name, value.kind === 'text' ? value.text : '']));
}

interface Named {
  readonly at: Place;
  readonly target: ComposeText | null;
  readonly image: ComposeText | null;
  readonly tags: readonly ComposeText[];
}

function circumstancesOf(service: ServiceOf, { at, target, image, tags }: Named): readonly Circumstance[] {
  return [
    ...service.project.files.map((path) => ({ kind: 'file', text: path, at: path === at.path ? at : { path, line: 1 } })),
    ...service.profiles.map((text) => ({ kind: 'profile', text: text.text, at: text.at })),
    ...(target ? [{ kind: 'target', text: target.text, at: target.at }] : []),
    ...unique([...(image ? [image] : []), ...tags], (tag) => (tag.kind === 'text' ? tag.text : null)).flatMap((tag) =>
      tag.kind === 'text' ? [{ kind: 'tag', text: tag.text, at: tag.at }] : [],
    ),
  ];
}

/**
 * `environment` and `args`, as map or list. A name without a value takes it from `.env`, where that has
 * it, else from the shell that runs compose: null.
 */
export function namedValues(tree: ComposeTree | null, lookup: Lookup): ReadonlyMap<string, ComposeValue> {
  const values = new Map<string, ComposeValue>();
  if (tree === null) return values;
  for (const [name, { at, value }] of asNamed(tree).entries) {
    if (value.kind !== 'text' || value.unset.length > 0) values.set(name, { value: null, at });
    else values.set(name, { value: value.empty ? (lookup(name) ?? null) : value.asText, at });
  }
  return values;
}
