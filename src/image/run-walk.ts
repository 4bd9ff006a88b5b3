import type { Place } from '#answer/answer.js';
import { runParts, type RunCommand } from '#dockerfile/run.js';
import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';
import { expandWord, type Field, type Lookup } from '#shell/expand-word.js';
import { parseShell } from '#shell/parse.js';
import { subshellsOf } from '#shell/subshells.js';
import type { ShellCommand, ShellRedirect } from '#shell/types.js';
import { trackFolder } from '#shell/working-folder.js';
import { read, unreadable, type Read } from '#text/read.js';
import type { Span } from '#text/span.js';
import type { Runs } from './resolved-install.js';
import { also, runsOf } from './run-conditions.js';
import { lookupAt, openScope, writtenOf, type Scope, type Standing } from './run-scope.js';
import { isShell, scriptPath, scriptText } from './run-scripts.js';
import { activate, assignAll, declare, setsVariables, withPrefix } from './run-variables.js';
import { settingOf, type Environment, type Moment } from './stages.js';
import { absolute } from './transfers.js';
import { unwrap } from './wrappers.js';

/** A word of a command as the shell hands it over. */
export interface StepWord extends Field {
  /** As written. */
  readonly text: string;
  /** Where it stands in the Dockerfile; null where it cannot be edited. */
  readonly span: Span | null;
  /** Index of the written word that it comes from. */
  readonly word: number;
}

/** One command of a RUN, or of a script that it runs, with all that decides about it. */
export interface Step {
  /** Position among the steps of its RUN. */
  readonly order: number;
  /** For a nested script the outer command, with words of its own and no spans. */
  readonly command: RunCommand;
  /** Wrappers (`sudo`, `gosu app`, `env`) taken off. Several rounds: a loop over known words. */
  readonly rounds: readonly (readonly StepWord[])[];
  /** Index in `command.command.words` at which the unwrapped command starts. */
  readonly first: number;
  readonly folder: string | null;
  readonly runs: Runs;
  /** Line in the Dockerfile, 1-based. */
  readonly line: number;
  /** Where it stands if that is another file: a script that the RUN calls. */
  readonly script: Place | null;
  /** It stands in a script within a word (`sh -c "…"`) or in another file: nobody can edit it by span. */
  readonly nested: boolean;
  /** The user that a wrapper runs it as; null: the one of USER. */
  readonly user: string | null;
  /** The conda environment that `conda run -n` names; null: none. */
  readonly condaEnvironment: string | null;
  readonly lookup: Lookup;
  readonly redirects: readonly ShellRedirect[];
  /** The step whose output it reads. */
  readonly input: Step | null;
  /** It runs a script of its own, whose commands follow as steps. */
  readonly followed: boolean;
}

/** Text of a script that a RUN calls, by its path in the image; null: it is not one of the workspace. */
export type ScriptSource = (imagePath: string) => { readonly path: string; readonly text: string } | null;

export interface WalkOptions {
  readonly scripts?: ScriptSource | undefined;
  /** An ARG without a value stays unset: the build is known, and does not give it. */
  readonly argumentsTold?: boolean | undefined;
}

/** More steps in one RUN are nothing that a person wrote. */
const MAX_STEPS = 20_000;
const MAX_ROUNDS = 50;
const MAX_DEPTH = 3;

interface Walk {
  readonly document: DockerfileDocument;
  readonly instruction: Instruction;
  readonly options: WalkOptions;
  readonly steps: Step[];
  readonly scriptsOpen: readonly string[];
  readonly depth: number;
  error: string | null;
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

/** Every command that a RUN runs, in order, with its variables filled in as far as the Dockerfile tells them. */
export function walkRun(document: DockerfileDocument, instruction: Instruction, moment: Moment, options: WalkOptions = {}): Read<readonly Step[]> {
  const parts = runParts(document, instruction);
  if (!parts.ok) return unreadable(`line ${instruction.lines.first}: ${parts.reason}`);
  const walk: Walk = { document, instruction, options, steps: [], scriptsOpen: [], depth: 0, error: null };
  const outer = environmentLookup(moment.environment, options.argumentsTold === true);
  walkScript(walk, {
    commands: parts.value.commands, text: parts.value.part?.text ?? '', scope: openScope(outer), folder: moment.workdir,
    runs: { kind: 'always' }, user: null, condaEnvironment: shellEnvironment(document, instruction), outer: null, line: null, path: null,
  });
  return walk.error === null ? read(walk.steps) : unreadable(`line ${instruction.lines.first}: ${walk.error}`);
}

/** `SHELL ["conda", "run", "-n", "env", "/bin/bash", "-c"]`. */
function shellEnvironment({ instructions, stages }: DockerfileDocument, instruction: Instruction): string | null {
  const stage = stages.findLast(({ from }) => from.instruction.index <= instruction.index);
  const shell = instructions.findLast(({ keyword, index }) => keyword === 'SHELL' && index < instruction.index && index > (stage?.from.instruction.index ?? -1));
  return /"conda",\s*"run".*?"-(?:n|-name)",\s*"([^"]+)"/.exec(shell?.joined ?? '')?.[1] ?? null;
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
  const folders = trackFolder(script.text, script.folder);
  const subshellsAt = subshellsOf(script.text);
  const called = new Set(script.commands.map(({ command }) => command.words[0]?.text ?? ''));
  const pipelines = new Map<number, Step>();
  for (const command of script.commands) {
    if (walk.steps.length >= MAX_STEPS) walk.error ??= `more than ${MAX_STEPS.toLocaleString('en-US')} commands`;
    if (walk.error !== null) return;
    const standing: Standing = { conditions: command.command.conditions, opens: subshellsAt(command.command.span.start) };
    const rounds = roundsOf(script.commands, command.command, scope, standing);
    const inRounds = rounds.map((round) => {
      const lookup = lookupAt(scope, standing, round);
      return { lookup, runs: also(script.runs, runsOf(script.text, command.command.conditions, lookup, called, rounds.length)) };
    });
    if (command.command.words.length === 0) {
      const several = rounds.length > 1;
      for (const round of rounds) {
        const lookup = lookupAt(scope, standing, round);
        const runs = also(script.runs, runsOf(script.text, command.command.conditions, lookup, called, rounds.length));
        assignAll(scope, command.command, script.text, standing, lookup, runs, several);
      }
      continue;
    }
    const running = inRounds.filter(({ runs }) => runs.kind !== 'never');
    const lookups = (running.length > 0 ? running : inRounds).map(({ lookup }) => lookup);
    const lookup = lookups[0] ?? lookupAt(scope, standing, new Map());
    const runs = running.find((round) => round.runs.kind === 'always')?.runs ?? running[0]?.runs ?? inRounds[0]?.runs ?? script.runs;
    const words = lookups.map((one) => wordsOf(command, withPrefix(one, command.command, script.text), script.outer !== null));
    const own = words[0] ?? [];
    const folder = folders.before(command.command, own.map(({ value }) => value));
    if (setsVariables(own)) declare(scope, own, standing, lookup, runs);
    activate(scope, own, standing, folder, runs);
    const at: At = { walk, script, command, folder, runs, lookup: withPrefix(lookup, command.command, script.text), pipelines };
    const step = stepOf(at, words);
    walk.steps.push(step);
    if (follow(at, step, standing)) walk.steps[step.order] = { ...step, followed: true };
  }
}

interface At {
  readonly walk: Walk;
  readonly script: Script;
  readonly command: RunCommand;
  readonly folder: string | null;
  readonly runs: Runs;
  readonly lookup: Lookup;
  readonly pipelines: Map<number, Step>;
}

function stepOf({ walk, script, command, folder, runs, lookup, pipelines }: At, words: readonly (readonly StepWord[])[]): Step {
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
    script: script.path === null ? null : { path: script.path, line: lineIn(script.text, command.command.span.start) },
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

/** The words of a command in one round; a command of a nested script has no place of its own in the file. */
function wordsOf({ command, wordSpans }: RunCommand, lookup: Lookup, nested: boolean): readonly StepWord[] {
  return command.words.flatMap((word, index) => {
    // The words of the exec form are values already: no shell reads them.
    const fields = word.value === null ? expandWord(word.text, lookup) : [{ value: word.value, pattern: word.value }];
    const span = nested || fields.length !== 1 ? null : (wordSpans[index] ?? null);
    return fields.map((field): StepWord => ({ ...field, text: word.text, span, word: index }));
  });
}

/** What a loop around a command stands at, round by round; one round where there is none, or its words cannot be told. */
function roundsOf(commands: readonly RunCommand[], command: ShellCommand, scope: Scope, standing: Standing): readonly ReadonlyMap<string, string | null>[] {
  let rounds: readonly ReadonlyMap<string, string | null>[] = [new Map()];
  for (const condition of command.conditions) {
    if (condition.kind !== 'loop' || !condition.loop || commands.length === 0) continue;
    const { name, items } = condition.loop;
    rounds = rounds.flatMap((round) => {
      const fields = items?.flatMap(({ text }) => expandWord(text, lookupAt(scope, standing, round))) ?? [];
      const known = fields.length > 0 && fields.length <= MAX_ROUNDS && fields.every(({ value }) => value !== null);
      const written = items?.length === 1 ? (items[0]?.text ?? null) : null;
      return known ? fields.map(({ value }) => new Map([...round, [name, value]])) : [new Map([...round, [name, null], [writtenOf(name), written]])];
    });
    if (rounds.length > MAX_ROUNDS) return [new Map([[name, null]])];
  }
  return rounds;
}

/** Goes into what a command runs that is a script itself: a word of `sh -c`, a here-document, a file of the workspace. */
function follow(at: At, step: Step, standing: Standing): boolean {
  const { walk, script, command, lookup } = at;
  const words = step.rounds[0] ?? [];
  const name = words[0]?.value?.split('/').at(-1) ?? '';
  const text = scriptText(words, name, command);
  if (text !== null) return enter(at, step, text, { path: script.path, scope: openScope(lookup) });
  const path = scriptPath(words, name);
  const imagePath = path === null ? null : absolute({ environment: null, workdir: at.folder, user: null }, path.file);
  const found = imagePath === null ? null : walk.options.scripts?.(imagePath);
  if (!found || !path || walk.scriptsOpen.includes(found.path) || !isShell(found.text)) return false;
  const scope = openScope(lookup, path.arguments);
  const inner: Walk = { ...walk, scriptsOpen: [...walk.scriptsOpen, found.path] };
  const entered = enter({ ...at, walk: inner }, step, found.text, { path: found.path, scope });
  walk.error ??= inner.error;
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
  return true;
}

function lineOf({ text }: DockerfileDocument, { lines, span }: Instruction, place: Span | null): number {
  let line = lines.first;
  if (place === null) return line;
  for (let at = text.indexOf('\n', span.start); at >= 0 && at < place.start; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

function lineIn(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
