import { runParts, type RunCommand } from '#dockerfile/run.js';
import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';
import type { Lookup } from '#shell/expand-word.js';
import { parseShell } from '#shell/parse.js';
import { subshellsOf } from '#shell/subshells.js';
import { trackFolder } from '#shell/working-folder.js';
import { read, unreadable, type Read } from '#text/read.js';
import { roundsOf, type Round } from './loop-rounds.js';
import type { Runs } from '#image/installs/resolved-install.js';
import { also, runsOf, type Decider } from './run-conditions.js';
import { lookupAt, openScope, type Scope, type Standing } from './run-scope.js';
import { isShell, scriptPath, scriptText } from './run-scripts.js';
import { activate, assignAll, declare, setsVariables, withPrefix } from './run-variables.js';
import { shellEnvironment } from './shell-environment.js';
import { settingOf, type Environment, type Moment } from '#image/stages/stages.js';
import type { Step, StepWord } from './step.js';
import { lineCounter, lineOf } from './step-lines.js';
import { wordsOf } from './step-words.js';
import { absolute } from '#image/files/transfers.js';
import { unwrap } from './wrappers.js';

export type { Step, StepWord } from './step.js';

/** Text of a script that a RUN calls, by its path in the image; null: it is not one of the workspace. */
export type ScriptSource = (imagePath: string) => { readonly path: string; readonly text: string } | null;

export interface WalkOptions {
  readonly scripts?: ScriptSource | undefined;
  /** An ARG without a value stays unset: the build is known, and does not give it. */
  readonly argumentsTold?: boolean | undefined;
}

/** More steps in one RUN are nothing that a person wrote. */
const MAX_STEPS = 20_000;
const MAX_DEPTH = 3;

interface Walk {
  readonly document: DockerfileDocument;
  readonly instruction: Instruction;
  readonly options: WalkOptions;
  readonly steps: Step[];
  readonly scriptsOpen: readonly string[];
  readonly depth: number;
  error: string | null;
  /** A script of the image was asked for: what is found depends on the files that lie there. */
  looked: boolean;
}

/** A script to walk: the RUN's own, or one inside it. */
interface Script {
  readonly commands: readonly RunCommand[];
  readonly text: string;
  readonly scope: Scope;
  readonly folder: string | null;
  readonly runs: Runs;
  readonly user: string | null;
  readonly condaEnvironment: string | null;
  /** The outer command of a nested script. */
  readonly outer: RunCommand | null;
  readonly line: number | null;
  readonly path: string | null;
}

/** What a RUN runs. */
export interface WalkedRun {
  readonly steps: Read<readonly Step[]>;
  /** No file of the image was asked for: the same is found whatever lies there. */
  readonly alone: boolean;
}

/** Every command that a RUN runs, in order, with its variables filled in as far as the Dockerfile tells them. */
export function walkRun(document: DockerfileDocument, instruction: Instruction, moment: Moment, options: WalkOptions = {}): WalkedRun {
  const parts = runParts(document, instruction);
  if (!parts.ok) return { steps: unreadable(`line ${instruction.lines.first}: ${parts.reason}`), alone: true };
  const walk: Walk = { document, instruction, options, steps: [], scriptsOpen: [], depth: 0, error: null, looked: false };
  const outer = environmentLookup(moment.environment, options.argumentsTold === true);
  walkScript(walk, {
    commands: parts.value.commands, text: parts.value.part?.text ?? '', scope: openScope(outer), folder: moment.workdir,
    runs: { kind: 'always' }, user: null, condaEnvironment: shellEnvironment(document, instruction), outer: null, line: null, path: null,
  });
  const steps = walk.error === null ? read(walk.steps) : unreadable(`line ${instruction.lines.first}: ${walk.error}`);
  return { steps, alone: !walk.looked };
}

/** A name that nothing here sets may come from the base image: it cannot be told. */
function environmentLookup(environment: Environment, argumentsTold: boolean): Lookup {
  return (name) => {
    const setting = settingOf(environment, name);
    if (setting === null) return undefined;
    return setting.value === null && !(argumentsTold && setting.by === 'ARG') ? undefined : setting.value;
  };
}

function walkScript(walk: Walk, script: Script): void {
  const { scope } = script;
  const subshellsAt = subshellsOf(script.text);
  const decider: Decider = { text: script.text, called: new Set(script.commands.map(({ command }) => command.words[0]?.text ?? '')), chains: new Map() };
  const tools: Tools = { folders: trackFolder(script.text, script.folder), lineAt: lineCounter(script.text), pipelines: new Map() };
  for (const command of script.commands) {
    if (walk.steps.length >= MAX_STEPS) walk.error ??= `more than ${MAX_STEPS.toLocaleString('en-US')} commands`;
    if (walk.error !== null) return;
    const standing: Standing = { conditions: command.command.conditions, opens: subshellsAt(command.command.span.start) };
    const rounds = roundsOf(script.commands, command.command, scope, standing);
    const inRound = (round: Round): InRound => {
      const lookup = lookupAt(scope, standing, round);
      return { lookup, runs: also(script.runs, runsOf(decider, command.command.conditions, lookup, { number: rounds.length, known: round.size > 0 })) };
    };
    if (command.command.words.length > 0) walkCommand({ walk, script, command, tools, standing }, rounds.map(inRound));
    else for (const { lookup, runs } of rounds.map(inRound)) assignAll(scope, command.command, script.text, standing, lookup, runs, rounds.length > 1);
  }
}

/** What a command sees in one round of the loops around it, and whether it runs there. */
interface InRound {
  readonly lookup: Lookup;
  readonly runs: Runs;
}

/** What is kept from command to command of a script. */
interface Tools {
  readonly folders: ReturnType<typeof trackFolder>;
  readonly lineAt: (offset: number) => number;
  readonly pipelines: Map<number, Step>;
}

interface Place {
  readonly walk: Walk;
  readonly script: Script;
  readonly command: RunCommand;
  readonly tools: Tools;
  readonly standing: Standing;
}

function walkCommand(place: Place, inRounds: readonly InRound[]): void {
  const { walk, script, command, tools, standing } = place;
  const { scope } = script;
  const running = inRounds.filter(({ runs }) => runs.kind !== 'never');
  const lookups = (running.length > 0 ? running : inRounds).map(({ lookup }) => lookup);
  const lookup = lookups[0] ?? lookupAt(scope, standing, new Map());
  const runs = running.find((round) => round.runs.kind === 'always')?.runs ?? running[0]?.runs ?? inRounds[0]?.runs ?? script.runs;
  const words = lookups.map((one) => wordsOf(command, withPrefix(one, command.command, script.text), script.outer !== null));
  const own = words[0] ?? [];
  const folder = tools.folders.before(command.command, own.map(({ value }) => value));
  if (setsVariables(own)) declare(scope, own, standing, lookup, runs);
  activate(scope, own, standing, folder, runs);
  const at: At = { ...place, folder, runs, lookup: withPrefix(lookup, command.command, script.text) };
  const step = stepOf(at, words);
  walk.steps.push(step);
  if (follow(at, step)) walk.steps[step.order] = { ...step, followed: true };
}

interface At extends Place {
  readonly folder: string | null;
  readonly runs: Runs;
  readonly lookup: Lookup;
}

function stepOf({ walk, script, command, folder, runs, lookup, tools: { pipelines, lineAt } }: At, words: readonly (readonly StepWord[])[]): Step {
  const [own = []] = words;
  const { document, instruction } = walk;
  const unwrapped = unwrap(own);
  const rounds = words.map((round) => round.slice(unwrap(round).first));
  const outer = script.outer ?? command;
  const line = script.line ?? lineOf(document, instruction, command.wordSpans[own[unwrapped.first]?.word ?? 0] ?? command.span);
  const pipeline = command.command.pipeline?.start;
  const input = pipeline === undefined ? null : (pipelines.get(pipeline) ?? null);
  const step: Step = {
    order: walk.steps.length,
    command: script.outer === null ? command : nestedCommand(outer, command),
    rounds, first: own[unwrapped.first]?.word ?? 0, folder, runs, line,
    script: script.path === null ? null : { path: script.path, line: lineAt(command.command.span.start) },
    nested: script.outer !== null,
    user: unwrapped.user ?? script.user,
    condaEnvironment: unwrapped.condaEnvironment ?? script.condaEnvironment,
    lookup, redirects: command.command.redirects,
    input: command.command.pipe === 'first' ? null : input,
    followed: false,
  };
  if (pipeline !== undefined) pipelines.set(pipeline, step);
  return step;
}

/** A command of a nested script in place of the outer one: its own words, none of which can be edited. */
function nestedCommand(outer: RunCommand, { command }: RunCommand): RunCommand {
  return { command: { ...command, span: outer.command.span }, wordSpans: command.words.map(() => null), span: null };
}

/** Goes into what a command runs that is a script itself: a word of `sh -c`, a here-document, a file of the workspace. */
function follow(at: At, step: Step): boolean {
  const { walk, script, command, lookup, standing } = at;
  const words = step.rounds[0] ?? [];
  const name = words[0]?.value?.split('/').at(-1) ?? '';
  const text = scriptText(words, name, command);
  if (text !== null) return enter(at, step, text, { path: script.path, scope: openScope(lookup) });
  const path = scriptPath(words, name);
  const imagePath = path === null ? null : absolute({ environment: null, workdir: at.folder, user: null }, path.file);
  if (imagePath !== null) walk.looked = true;
  const found = imagePath === null ? null : walk.options.scripts?.(imagePath);
  if (!found || !path || walk.scriptsOpen.includes(found.path) || !isShell(found.text)) return false;
  const scope = openScope(lookup, path.arguments);
  const inner: Walk = { ...walk, scriptsOpen: [...walk.scriptsOpen, found.path] };
  const entered = enter({ ...at, walk: inner }, step, found.text, { path: found.path, scope });
  walk.error ??= inner.error;
  walk.looked ||= inner.looked;
  // What a sourced file sets is set for all that follows.
  if (path.sourced) for (const [name, value] of scope.assigned) script.scope.assigned.set(name, { ...value, under: [], opens: standing.opens });
  return entered;
}

function enter(at: At, step: Step, text: string, inner: { readonly path: string | null; readonly scope: Scope }): boolean {
  const { walk, script, command } = at;
  if (walk.depth >= MAX_DEPTH) return false;
  const parsed = parseShell(text.replace(/\r\n/g, '\n'));
  if (!parsed.ok) return false;
  const deeper: Walk = { ...walk, depth: walk.depth + 1 };
  walkScript(deeper, {
    commands: parsed.script.commands.map((one) => ({ command: one, wordSpans: one.words.map(() => null), span: null })),
    text: parsed.script.text, scope: inner.scope, folder: at.folder, runs: at.runs, user: step.user, condaEnvironment: step.condaEnvironment,
    outer: script.outer ?? command, line: step.line, path: inner.path,
  });
  walk.error ??= deeper.error;
  walk.looked ||= deeper.looked;
  return true;
}
