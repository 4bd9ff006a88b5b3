import type { BuildMention, InlineDockerfile } from '#compose/types.js';
import type { Snapshot } from '#files/snapshot.js';
import { NO_ARGS, NO_CONTEXTS, type Build, type BuildContext } from '#image/build.js';
import type { DockerfileModel } from '#image/model.js';
import { targetOf } from '#image/stages/target.js';
import { isWithin } from '#text/paths.js';
import type { Read } from '#text/read.js';
import { contextFaults, dockerfileFaults, hasContext } from './build-places.js';
import { dockerfileModelAt } from './dockerfile-models.js';
import { inferContext } from './infer-context.js';

/** A build in the making. */
export interface Draft {
  readonly dockerfile: string;
  readonly inline: InlineDockerfile | null;
  readonly context: BuildContext;
  /** Null as soon as one of its mentions names none. */
  target: string | null;
  /** The stage that is built, the same however it is named; what the target says where that cannot be told. */
  readonly stage: number | string | null;
  readonly args: Build['args'];
  readonly contexts: Build['contexts'];
  readonly mentions: BuildMention[];
  readonly problems: string[];
  sound: boolean;
}

export interface NamedDockerfile {
  readonly path: string;
  readonly inline: InlineDockerfile | null;
}

/** Where the Dockerfile of a mention stands; one inside of another file has that file's path and the service's name. */
export function dockerfileOf({ dockerfile, at, name }: BuildMention): Read<NamedDockerfile> {
  if ('inline' in dockerfile) return { ok: true, value: { path: `${at.path}#${name ?? at.line}`, inline: dockerfile } };
  return dockerfile.ok ? { ok: true, value: { path: dockerfile.value, inline: null } } : { ok: false, reason: dockerfile.reason };
}

/** The build that a mention speaks of, with what is wrong with it. */
export function draftOf(snapshot: Snapshot, mention: BuildMention, { path, inline }: NamedDockerfile): Draft {
  const model = inline === null ? dockerfileModelAt(snapshot, path) : null;
  const problems: string[] = [];
  let sound = inline !== null || model !== null;
  const context = contextOf(snapshot, mention, path, problems);
  // Of a folder that is gone one line is enough.
  const gone = context.kind === 'folder' && !hasContext(snapshot, context.path) && isWithin(path, context.path);
  if (inline === null && !gone) problems.unshift(...dockerfileFaults(snapshot, path));
  if (context.kind === 'unknown' || !hasContext(snapshot, context.path)) sound = false;
  // BuildKit takes an empty one for none.
  const target = (mention.target?.ok ? mention.target.value : null) || null;
  let stageBuilt: Draft['stage'] = target;
  if (mention.target && !mention.target.ok) {
    problems.push(`the target cannot be told: ${mention.target.reason}`);
    sound = false;
  } else if (model) {
    const stage = targetOf(model.stages, target);
    if (!stage.ok) problems.push(stage.reason);
    sound &&= stage.ok;
    if (stage.ok) stageBuilt = stage.value;
  }
  const args = model ? declaredArgs(model, mention.args) : mention.args;
  return { dockerfile: path, inline, context, target, stage: stageBuilt, args, contexts: mention.contexts, mentions: [mention], problems, sound };
}

function contextOf(snapshot: Snapshot, { context, at }: BuildMention, dockerfile: string, problems: string[]): BuildContext {
  if (context.ok) {
    problems.push(...contextFaults(snapshot, context.value));
    return { kind: 'folder', path: context.value, because: `${at.path}:${at.line}`, others: [] };
  }
  problems.push(`the context in ${at.path}:${at.line} cannot be told: ${context.reason}`);
  const model = dockerfileModelAt(snapshot, dockerfile);
  return model ? inferContext(snapshot, model) : { kind: 'unknown', because: context.reason };
}

/** What has the same target and arguments, where there is just one such build: a mention without a context speaks of it. */
export function onlyAlike(drafts: ReadonlyMap<string, Draft>, draft: Draft): Draft | undefined {
  const alike = [...drafts.values()].filter((one) => settingsOf(one) === settingsOf(draft));
  return alike.length === 1 ? alike[0] : undefined;
}

/** Mentions of one key are one build. */
export function keyOf(draft: Draft): string {
  const { context, inline } = draft;
  return JSON.stringify([context.kind === 'folder' ? context.path : null, settingsOf(draft), inline?.inline ?? null]);
}

function settingsOf({ stage, args, contexts, mentions }: Draft): string {
  const unknownTarget = mentions[0]?.target?.ok === false;
  return JSON.stringify([unknownTarget ? [] : stage, sorted(args), sorted(contexts)]);
}

/** Arguments that FROM lines see without an ARG (Dockerfile reference, "Automatic platform ARGs in the global scope"). */
const PLATFORM_ARGS = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$/;

/** The arguments that a Dockerfile heeds: one that no ARG declares changes nothing of the image (Dockerfile reference, ARG). */
function declaredArgs({ document }: DockerfileModel, args: Build['args']): Build['args'] {
  if (args.size === 0) return args;
  const declared = new Set(document.instructions.flatMap(({ keyword, words }) => (keyword === 'ARG' ? words.map(({ text }) => text.split('=')[0] ?? '') : [])));
  return new Map([...args].filter(([name]) => declared.has(name) || PLATFORM_ARGS.test(name)));
}

function sorted(map: ReadonlyMap<string, string | null>): readonly (readonly [string, string | null])[] {
  return [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** The build of a Dockerfile that no mention can build; null where it cannot be read. */
export function infer(snapshot: Snapshot, path: string): Draft | null {
  const model = dockerfileModelAt(snapshot, path);
  if (!model) return null;
  const sound = model.stages.length > 0;
  const problems = sound ? [] : [`${path} has no stage`];
  return { dockerfile: path, inline: null, context: inferContext(snapshot, model), target: null, stage: model.stages.length - 1, args: NO_ARGS, contexts: NO_CONTEXTS, mentions: [], problems, sound };
}
