import type { ShellCommand, ShellCondition } from '#shell/types.js';
import { type FolderTracker, trackFolder } from '#shell/working-folder.js';
import type { WorkspaceFiles } from '#compose/workspace-folder.js';
import { expandGlob } from './globs.js';
import { type Around, isMove, type KnownScript, type PlacedCommand } from './script.js';
import { applyCommand, expandFor, fieldsOf, setVariable, type ShellState } from './state.js';
import type { Field } from './variables.js';
import { textVariable, unknownVariable } from './variables.js';

/** A script while it is walked, and the bounds of the work. */
export interface Walk {
  readonly script: KnownScript;
  readonly files: WorkspaceFiles;
  /** The script itself, as it begins. */
  readonly start: Start;
  work: number;
  readonly problems: Set<string>;
}

/** Where a function, or the script itself, begins. */
export interface Start {
  readonly inside: Around | null;
  readonly state: ShellState;
  /** The rounds of its loops, told once: by the places of the loops around. */
  readonly rounds: Map<string, readonly Round[]>;
}

/** What the loops around a command bind in one of their rounds: by the place of the loop. */
export type Round = ReadonlyMap<number, Bound>;

interface Bound {
  readonly name: string;
  readonly field: Field;
}

/** More rounds of loops around one command are nothing that a person wrote out. */
export const MAX_ROUNDS = 200;
/** Commands looked at in all rounds of one script. */
const MAX_WORK = 100_000;

export function startAt(inside: Around | null, state: ShellState): Start {
  return { inside, state, rounds: new Map() };
}

/** Whether the work on this script is used up; what is left of it is a problem. */
export function isSpent(walk: Walk): boolean {
  return walk.work > MAX_WORK;
}

/** Runs the commands of a function, or those of the script outside of functions, up to an offset. */
export function runTo(walk: Walk, start: Start, round: Round, until: number, see: (one: PlacedCommand, fields: () => readonly Field[], state: ShellState) => void): ShellState {
  const state: ShellState = { ...start.state, values: new Map(start.state.values) };
  const { script } = walk;
  const folders: FolderTracker | null = script.moves ? trackFolder(script.text, start.state.folder, { bash: true, oneRound: true }) : null;
  const entered = new Set<number>();
  for (const one of script.within(start.inside)) {
    const { command } = one;
    if (command.span.start >= until) break;
    if (++walk.work > MAX_WORK) {
      walk.problems.add('a script with too many rounds of loops and calls: not all of them are read');
      break;
    }
    for (const loop of one.around) if (loop.kind === 'loop' && !entered.has(loop.span.start)) enterLoop(state, loop, round, entered, command.conditions);
    // The words of most commands matter to nobody.
    if (folders) state.folder = folders.before(command, isMove(command) ? fieldsOf(state, command).map(({ value }) => value) : [null]);
    see(one, () => fieldsOf(state, command), state);
    applyCommand(state, command);
  }
  return state;
}

function enterLoop(state: ShellState, { span, loop }: Around, round: Round, entered: Set<number>, conditions: readonly ShellCondition[]): void {
  entered.add(span.start);
  const bound = round.get(span.start);
  const name = bound?.name ?? loop?.name ?? null;
  if (name === null) return;
  const value = bound?.field.value;
  const under = conditions.slice(0, conditions.findIndex((one) => one.kind === 'loop' && one.span.start === span.start) + 1);
  const reason = bound?.field.reason ?? `the loop variable ${name}`;
  state.values.delete(name);
  setVariable(state, name, value === null || value === undefined ? unknownVariable(reason) : textVariable(value), under);
}

/** The rounds of loops inside of each other, seen from where they begin. */
export function roundsOf(walk: Walk, start: Start, loops: readonly Around[]): readonly Round[] {
  const loop = loops.at(-1);
  if (!loop) return [new Map()];
  const key = loops.map(({ span }) => span.start).join(' ');
  const before = start.rounds.get(key);
  if (before) return before;
  const rounds: Round[] = [];
  for (const round of roundsOf(walk, start, loops.slice(0, -1))) {
    if (rounds.length > MAX_ROUNDS) break;
    for (const bound of boundBy(walk, start, round, loop).slice(0, MAX_ROUNDS + 1 - rounds.length)) rounds.push(bound ? new Map([...round, [loop.span.start, bound]]) : round);
  }
  start.rounds.set(key, rounds);
  return rounds;
}

/** `for NAME in words; do`: one value for each word. Anything else is one round that binds nothing. */
function boundBy(walk: Walk, start: Start, round: Round, { loop, span }: Around): readonly (Bound | null)[] {
  if (!loop?.items) return [null];
  const { name, items } = loop;
  const under = [...(start.inside ? [start.inside] : []), ...[...round.keys()].map((at) => ({ kind: 'loop' as const, span: { start: at, end: at }, text: '' }))];
  const plain = items.every(({ value }) => value !== null);
  // Words that are written out need nothing of what ran before.
  const state = plain ? start.state : runTo(walk, start, round, span.start, () => {});
  const here = plain && items.some(({ text }) => text.includes('*')) ? runTo(walk, start, round, span.start, () => {}) : state;
  const fields = items.flatMap(({ text }) => expandFor(here, text, under).flatMap((field) => globbed(field, text, here, walk.files)));
  if (fields.length === 0) return [{ name, field: { value: null, reason: `the loop variable ${name}`, text: name, several: false } }];
  return fields.map((field) => ({ name, field: field.value === null ? { ...field, reason: `the loop variable ${name}: ${field.reason}` } : field }));
}

function globbed(field: Field, word: string, state: ShellState, files: WorkspaceFiles): readonly Field[] {
  if (field.value === null || !field.value.includes('*') || /^'.*'$|^"[^$]*"$/.test(word)) return [field];
  const found = expandGlob(state.folder, field.value, files);
  if (!found || found.length === 0) return [{ ...field, value: null, reason: `what ${field.value} matches` }];
  return found.map((value) => ({ ...field, value }));
}

/** The state in which a call runs the function. */
export function calledState(state: ShellState, fields: readonly Field[]): ShellState {
  return { ...state, values: new Map(state.values), positional: fields.slice(1) };
}

/** Whether a command is one of those that a walk is after. */
export type Wanted = (command: ShellCommand, functions: ReadonlySet<string>) => boolean;
