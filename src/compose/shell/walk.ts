import type { ShellCommand } from '#shell/types.js';
import { type Read, read } from '#text/read.js';
import type { WorkspaceFiles } from '#compose/workspace-folder.js';
import { calledState, isSpent, MAX_ROUNDS, roundsOf, runTo, type Start, startAt, type Walk, type Wanted } from './run.js';
import { type Around, type KnownScript, knownScript, type PlacedCommand } from './script.js';
import { type ShellState, variableOf } from './state.js';
import type { Field } from './variables.js';
import { textVariable, unknownVariable, type Variable, type Variables } from './variables.js';

/** A script and what is known around it. */
export interface ShellRun {
  readonly text: string;
  /** The folder it starts in, absolute; null: cannot be told. */
  readonly folder: string | null;
  readonly variables: Variables;
  /** Workspace path of the script, for `$0`; null for a line of a Makefile or a workflow. */
  readonly self: string | null;
  readonly files: WorkspaceFiles;
}

/** One command as it runs once: a loop over words and a function called several times give several. */
export interface ShellStep {
  readonly command: ShellCommand;
  readonly fields: readonly Field[];
  readonly folder: string | null;
  /** The function that it stands in. */
  readonly inside: string | null;
  /** `COMPOSE_FILE` at that moment: it stands for `-f`. */
  readonly composeFile: Variable;
}

/** What a walk through a script finds. */
export interface Walked {
  readonly steps: readonly ShellStep[];
  readonly problems: readonly string[];
  readonly functions: ReadonlySet<string>;
}

const MAX_CALL_DEPTH = 5;

interface Calls extends Walk {
  /** The moments at which each function is called, told once. */
  readonly starts: Map<string, readonly Start[]>;
}

/** Every wanted command of a script, with its words as they are when it runs. */
export function walkShell(run: ShellRun, wanted: Wanted): Read<Walked> {
  const script = knownScript(run.text);
  if (!script.ok) return script;
  const { functions, commands } = script.value;
  const targets = commands.filter(({ command }) => wanted(command, functions));
  const walk: Calls = { script: script.value, files: run.files, start: startAt(null, firstState(run, script.value)), work: 0, problems: new Set(), starts: new Map() };
  const steps = groupsOf(targets).flatMap((group) => groupSteps(walk, group));
  return read({ steps: steps.sort((a, b) => a.command.span.start - b.command.span.start), problems: [...walk.problems], functions });
}

function firstState({ variables, self, folder }: ShellRun, { text }: KnownScript): ShellState {
  return { script: text, outer: variables, self, values: new Map(), positional: null, folder };
}

/** Commands with the same loops and function around them: each group is run with its rounds. */
function groupsOf(targets: readonly PlacedCommand[]): readonly (readonly PlacedCommand[])[] {
  const groups = new Map<string, PlacedCommand[]>();
  for (const one of targets) {
    const key = one.around.map(({ span }) => span.start).join(' ');
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

function groupSteps(walk: Calls, group: readonly PlacedCommand[]): readonly ShellStep[] {
  const [first] = group as readonly [PlacedCommand];
  const { inside, loops } = first;
  const members = new Set(group);
  const end = group.at(-1)?.command.span.end ?? 0;
  const steps: ShellStep[] = [];
  for (const start of inside ? callsOf(walk, inside, []) : [walk.start]) {
    for (const round of roundsOf(walk, start, loops)) {
      if (isSpent(walk)) return steps;
      if (steps.length >= MAX_ROUNDS * group.length) {
        walk.problems.add(`a loop of more than ${MAX_ROUNDS} rounds: the others are left out`);
        return steps;
      }
      runTo(walk, start, round, end, (one, fields, state) => {
        if (members.has(one)) steps.push({ command: one.command, fields: fields(), folder: state.folder, inside: inside?.text ?? null, composeFile: composeFileOf(state, one.command) });
      });
    }
  }
  return steps;
}

function composeFileOf(state: ShellState, command: ShellCommand): Variable {
  const own = command.assignments.find(({ name }) => name === 'COMPOSE_FILE');
  if (own) return own.value === null ? unknownVariable('COMPOSE_FILE') : textVariable(own.value);
  return variableOf(state, 'COMPOSE_FILE', command.conditions);
}

/** The moments at which a function is called; one without arguments that can be told, where none is seen. */
function callsOf(walk: Calls, inside: Around, calling: readonly string[]): readonly Start[] {
  const key = [inside.span.start, ...calling].join(' ');
  const before = walk.starts.get(key);
  if (before) return before;
  const made = startsOf(walk, inside, calling);
  walk.starts.set(key, made);
  return made;
}

function startsOf(walk: Calls, inside: Around, calling: readonly string[]): readonly Start[] {
  const name = inside.text;
  const calls = walk.script.named(name).filter(({ around }) => !around.some(({ span, kind }) => kind === 'function' && span.start === inside.span.start));
  if (calls.length === 0 || calling.includes(name) || calling.length >= MAX_CALL_DEPTH) return [startAt(inside, walk.start.state)];
  const starts: Start[] = [];
  for (const call of calls) {
    const { inside: outer, loops } = call;
    for (const start of outer ? callsOf(walk, outer, [...calling, name]) : [walk.start]) {
      for (const round of roundsOf(walk, start, loops)) {
        if (isSpent(walk) || starts.length > MAX_ROUNDS) return starts;
        runTo(walk, start, round, call.command.span.end, (one, fields, state) => {
          if (one === call) starts.push(startAt(inside, calledState(state, fields())));
        });
      }
    }
  }
  return starts;
}
