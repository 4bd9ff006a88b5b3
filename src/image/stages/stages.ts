import type { DockerfileDocument, Instruction, Stage } from '#dockerfile/types.js';
import { resolvePath } from '#text/paths.js';
import { NO_ARGS, NO_CONTEXTS, type BuildArgs, type NamedContexts } from '#image/build.js';
import { expand } from './expand.js';
import { contextNamed, readNamedContext } from '#image/files/named-contexts.js';
import { readPairs } from './pairs.js';

/** A Dockerfile's stages walked top to bottom with BuildKit's rules for ARG, ENV, WORKDIR and USER. */
export interface StageModel {
  /** As written; of a stage that a named context stands in for, the FROM alone. */
  readonly stage: Stage;
  readonly base: StageBase;
  /** What holds just before each of the stage's instructions; aligned with `stage.instructions`. */
  readonly moments: readonly Moment[];
  /** What holds at the end of the stage. */
  readonly end: Moment;
}

export type StageBase =
  /** `assumed`: the reference uses an ARG whose default a build may replace, and this one does not. */
  | { readonly kind: 'image'; readonly reference: string; readonly assumed: boolean }
  | { readonly kind: 'stage'; readonly index: number }
  | { readonly kind: 'scratch' }
  /** A named context that is a folder; `written`: its path as the build gives it. */
  | { readonly kind: 'context'; readonly name: string; readonly written: string }
  | { readonly kind: 'unknown'; readonly because: string };

export interface Moment {
  readonly environment: Environment;
  /** Absolute; null where it cannot be told. */
  readonly workdir: string | null;
  readonly user: string | null;
}

/** The settings so far, latest first; null at the start. */
export type Environment = Setting | null;

export interface Setting {
  readonly name: string;
  /** Null: not set (`ARG X`); undefined: set to what cannot be told. */
  readonly value: string | null | undefined;
  readonly by: 'ENV' | 'ARG' | 'base';
  readonly instruction: Instruction | null;
  readonly previous: Environment;
}

/** What a base image sets before the first instruction: variables by name. */
export type BaseEnvironment = (reference: string) => Readonly<Record<string, string>>;

/**
 * The stages of a Dockerfile as a build with these arguments and named contexts sees them. `--build-arg`
 * replaces the default of every ARG of its name, before the first FROM and in stages (dispatchArg and
 * buildMetaArgs in BuildKit's convert.go); one that no ARG declares has no effect.
 */
export function walkStages(
  document: DockerfileDocument,
  baseEnvironment: BaseEnvironment,
  args: BuildArgs = NO_ARGS,
  contexts: NamedContexts = NO_CONTEXTS,
): readonly StageModel[] {
  const walk: Walk = { escape: document.escape, args, contexts, globals: null, baseEnvironment };
  const told: Walk = { ...walk, globals: globalArguments(document, walk) };
  const models: StageModel[] = [];
  for (const stage of document.stages) models.push(walkStage(stage, told, models));
  return models;
}

/** What is the same for every stage. */
interface Walk {
  readonly escape: string;
  readonly args: BuildArgs;
  readonly contexts: NamedContexts;
  /** ARGs before the first FROM. */
  readonly globals: Environment;
  readonly baseEnvironment: BaseEnvironment;
}

/**
 * A variable as an instruction sees it. ENV wins over an ARG above it. An ARG with a value below the ENV wins over
 * it: BuildKit adds it to the same environment (dockerfile2llb/convert.go, dispatchArg), though the image keeps
 * the ENV. An ARG without a value sets nothing.
 */
export function settingOf(environment: Environment, name: string): Setting | null {
  let argument: Setting | null = null;
  for (let at = environment; at; at = at.previous) {
    if (at.name !== name) continue;
    if (at.by === 'ARG') argument = argument === null || argument.value === null ? at : argument;
    else if (argument === null || argument.value === null || argument.value === at.value) return at;
    else return argument;
  }
  return argument;
}

const unset = new WeakMap<Setting, boolean>();

/** Whether an ARG without a value is among the settings: then it matters whether the build's arguments are known. */
export function hasUnsetArgument(environment: Environment): boolean {
  let found = false;
  let at = environment;
  for (; at && !found; at = at.previous) {
    const known = unset.get(at);
    if (known === false) break;
    found = known ?? (at.by === 'ARG' && at.value === null);
  }
  if (environment) unset.set(environment, found);
  return found;
}

/** Text of an instruction's word with the variables that hold at a moment; null where it cannot be told. */
export function expandAt(moment: Moment, text: string, escape: string): string | null {
  return expand(text, (name) => valueOf(moment.environment, name), escape);
}

/** A variable's value: null where it is not set, undefined where it cannot be told. */
export function valueOf(environment: Environment, name: string): string | null | undefined {
  const setting = settingOf(environment, name);
  if (setting) return setting.value;
  return PREDEFINED.has(name) ? undefined : null;
}

/** Set by BuildKit itself once declared, to values of the build machine (Dockerfile reference, "Automatic platform ARGs"). */
const PREDEFINED = new Set(
  'TARGETPLATFORM TARGETSTAGE TARGETOS TARGETARCH TARGETVARIANT BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT HTTP_PROXY HTTPS_PROXY FTP_PROXY NO_PROXY ALL_PROXY http_proxy https_proxy ftp_proxy no_proxy all_proxy'.split(' '),
);

/** ARGs before the first FROM: seen by FROM lines, and by `ARG X` without a default inside a stage. */
function globalArguments(document: DockerfileDocument, walk: Walk): Environment {
  const first = document.stages[0]?.instructions[0]?.index ?? document.instructions.length;
  let environment: Environment = null;
  for (const instruction of document.instructions.slice(0, first)) {
    if (instruction.keyword !== 'ARG') continue;
    environment = applyArgument(environment, instruction, walk);
  }
  return environment;
}

function baseOf(stage: Stage, { globals, escape, args, contexts }: Walk, earlier: readonly StageModel[]): StageBase {
  const written = stage.from.image.text;
  const reference = expandAt({ environment: globals, workdir: null, user: null }, written, escape);
  if (reference === null || reference === '') return { kind: 'unknown', because: `FROM ${written} depends on an ARG without a known value` };
  const parent = earlier.findLastIndex((model) => model.stage.name?.toLowerCase() === reference.toLowerCase());
  if (parent >= 0) return { kind: 'stage', index: parent };
  if (reference === 'scratch') return { kind: 'scratch' };
  const context = contextNamed(contexts, reference);
  if (context !== null) return baseInContext(reference, context);
  const names = [...written.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name ?? '');
  // What no ARG above declares is never set, whatever a build passes; what it passes is no longer a default.
  const replaceable = names.some((name) => settingOf(globals, name) !== null && typeof args.get(name) !== 'string');
  return { kind: 'image', reference, assumed: replaceable };
}

/** What a named context puts in the place of an image or a stage (frontend/dockerui/namedcontext.go). */
function baseInContext(name: string, written: string): StageBase {
  const context = readNamedContext(written);
  if (context.kind === 'folder') return { kind: 'context', name, written };
  if (context.kind === 'image') return context.reference === 'scratch' ? { kind: 'scratch' } : { kind: 'image', reference: context.reference, assumed: false };
  return { kind: 'unknown', because: `the build gives ${name} as ${written}, ${context.because}` };
}

/** `DefaultPathEnvUnix` (BuildKit, util/system/path.go). */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function walkStage(written: Stage, walk: Walk, earlier: readonly StageModel[]): StageModel {
  // A context with the name of a stage is taken instead of the whole stage (buildDispatchStates in convert.go).
  const instead = written.name === null ? null : contextNamed(walk.contexts, written.name);
  const stage = instead === null ? written : { ...written, instructions: written.instructions.slice(0, 1) };
  const base = instead === null ? baseOf(stage, walk, earlier) : baseInContext(written.name ?? '', instead);
  let moment = startOf(base, earlier, walk.baseEnvironment);
  const moments: Moment[] = [];
  for (const instruction of stage.instructions) {
    moments.push(moment);
    moment = after(moment, instruction, walk);
  }
  return { stage, base, moments, end: moment };
}

function startOf(base: StageBase, earlier: readonly StageModel[], baseEnvironment: BaseEnvironment): Moment {
  if (base.kind === 'stage') {
    const parent = earlier[base.index];
    // ARGs go on as well (BuildKit, dispatchState.init).
    if (parent) return parent.end;
  }
  let environment: Environment = null;
  // BuildKit gives every stage without a PATH this one (dockerfile2llb/convert.go, `system.DefaultPathEnv`).
  if (base.kind === 'scratch') environment = { name: 'PATH', value: DEFAULT_PATH, by: 'base', instruction: null, previous: null };
  if (base.kind === 'image') {
    for (const [name, value] of Object.entries(baseEnvironment(base.reference))) {
      environment = { name, value, by: 'base', instruction: null, previous: environment };
    }
  }
  return { environment, workdir: base.kind === 'unknown' ? null : '/', user: null };
}

function after(moment: Moment, instruction: Instruction, walk: Walk): Moment {
  const { escape } = walk;
  switch (instruction.keyword) {
    case 'ARG':
      return { ...moment, environment: applyArgument(moment.environment, instruction, walk) };
    case 'ENV':
      return { ...moment, environment: applyEnv(moment, instruction, escape) };
    case 'WORKDIR':
      return { ...moment, workdir: joinWorkdir(moment.workdir, expandAt(moment, argumentText(instruction), escape)) };
    case 'USER':
      return { ...moment, user: expandAt(moment, argumentText(instruction), escape) };
    default:
      return moment;
  }
}

function applyArgument(environment: Environment, instruction: Instruction, { globals, args, escape }: Walk): Environment {
  let next = environment;
  for (const { text } of instruction.words) {
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    const moment = { environment: next, workdir: null, user: null };
    const written = equals < 0 ? inheritedDefault(globals, name) : (expandAt(moment, text.slice(equals + 1), escape) ?? undefined);
    const given = args.get(name);
    next = { name, value: given === undefined ? written : (given ?? undefined), by: 'ARG', instruction, previous: next };
  }
  return next;
}

function inheritedDefault(globals: Environment, name: string): string | null | undefined {
  if (PREDEFINED.has(name)) return undefined;
  const setting = settingOf(globals, name);
  return setting ? setting.value : null;
}

/** All pairs of one ENV are expanded with what held before it (Dockerfile reference, "Environment replacement"). */
function applyEnv(moment: Moment, instruction: Instruction, escape: string): Environment {
  let next = moment.environment;
  for (const { name, text } of readPairs(instruction)) {
    next = { name, value: expandAt(moment, text, escape) ?? undefined, by: 'ENV', instruction, previous: next };
  }
  return next;
}

function argumentText(instruction: Instruction): string {
  return instruction.joined.slice(instruction.args.start, instruction.args.end);
}

function joinWorkdir(current: string | null, next: string | null): string | null {
  if (next === null || (current === null && !next.startsWith('/'))) return null;
  // `..` at the root stays there, as in Go's path.Join.
  return `/${resolvePath(current ?? '', next) ?? ''}`;
}
