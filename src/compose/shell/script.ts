import { parseShell } from '#shell/parse.js';
import type { ShellCommand, ShellCondition } from '#shell/types.js';
import { type Read, read, unreadable } from '#text/read.js';
import { remembered } from '#text/remembered.js';

/** A loop or a function around a command. */
export type Around = Extract<ShellCondition, { text: string }>;

/** A command with what stands around it. */
export interface PlacedCommand {
  readonly command: ShellCommand;
  /** Loops and functions, the outermost first. */
  readonly around: readonly Around[];
  /** The innermost function; null: it runs with the script. */
  readonly inside: Around | null;
  /** The loops inside of that function. */
  readonly loops: readonly Around[];
}

/** A parsed script, its commands sorted by the function that they stand in. */
export interface KnownScript {
  readonly text: string;
  readonly commands: readonly PlacedCommand[];
  /** The names of the functions that it defines. */
  readonly functions: ReadonlySet<string>;
  /** Whether any command changes the folder. */
  readonly moves: boolean;
  /** The commands right inside of a function, or those outside of all. */
  within(inside: Around | null): readonly PlacedCommand[];
  /** The commands that this name is the program of. */
  named(name: string): readonly PlacedCommand[];
}

const MOVES = new Set(['cd', 'pushd', 'popd']);

/** Whether a command changes the current folder. */
export function isMove({ words }: ShellCommand): boolean {
  return MOVES.has(words[0]?.value ?? '');
}

/** Scripts that are kept; a repository has one or two at a time. */
const MOST_KEPT = 30;

/** The script of a text, or why a shell would not read it. */
export const knownScript: (text: string) => Read<KnownScript> = remembered(readKnownScript, MOST_KEPT);

function readKnownScript(text: string): Read<KnownScript> {
  const parsed = parseShell(text);
  if (!parsed.ok) return unreadable(parsed.reason);
  const commands = parsed.script.commands.map(placed);
  const groups = groupedBy(commands, ({ inside }) => inside?.span.start ?? -1);
  const names = groupedBy(commands, ({ command }) => command.words[0]?.value ?? '');
  return read({
    text,
    commands,
    functions: new Set(commands.flatMap(({ around }) => around.flatMap((one) => (one.kind === 'function' ? [one.text] : [])))),
    moves: commands.some(({ command }) => isMove(command)),
    within: (inside) => groups.get(inside?.span.start ?? -1) ?? [],
    named: (name) => names.get(name) ?? [],
  });
}

function placed(command: ShellCommand): PlacedCommand {
  const around = command.conditions.filter((one): one is Around => one.kind === 'loop' || one.kind === 'function');
  const depth = around.findLastIndex(({ kind }) => kind === 'function');
  return { command, around, inside: around[depth] ?? null, loops: around.slice(depth + 1) };
}

function groupedBy<K>(commands: readonly PlacedCommand[], keyOf: (one: PlacedCommand) => K): ReadonlyMap<K, readonly PlacedCommand[]> {
  const groups = new Map<K, PlacedCommand[]>();
  for (const one of commands) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}
