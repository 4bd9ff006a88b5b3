import { parseShell } from '#shell/parse.js';
import { subshellsOf } from '#shell/subshells.js';
import type { ShellCommand } from '#shell/types.js';
import { lineAt, lineTable } from '#text/lines.js';
import { choices } from './choices.js';
import { history, keysOf, valuesAt, type Value } from './scope.js';
import { IDLE_BUILTINS, runBuiltin } from './shell-builtins.js';
import { assigned, environmentOf, inputOf, set, unique, valuesOf, type Body, type Frame, type Shell, type Standing } from './shell-state.js';
import { isLeftOut, wordsOf, type Sight } from './shell-words.js';
import { addDoubt, MAX_DEPTH, written, type Call, type ScriptCall, type Walk, type Word } from './walk.js';

/** Follows a shell script: its variables, functions and `cd`, each command with every value that its words may have. */
export function runScript(walk: Walk, call: Call, script: ScriptCall): void {
  const shell: Shell = {
    walk, variables: new Map(), exported: new Set(), folder: history([call.folder]), functions: new Map(), called: new Set(), everything: false,
    read: (inner, text, frame) => runText(shell, inner, text, frame),
  };
  runText(shell, call, script, { arguments: history([script.arguments]), keys: [], open: [], leftOut: new Map() });
  for (const [name, body] of shell.functions) {
    if (!shell.called.has(name)) runBody(shell, body, { arguments: history<readonly Word[]>([[]]), keys: [`call ${name}`], open: [name], leftOut: new Map() });
  }
}

function runText(shell: Shell, call: Call, script: ScriptCall, frame: Frame): void {
  const text = script.text.replace(/\r\n/g, '\n');
  const parsed = parseShell(text);
  if (!parsed.ok) return addDoubt(shell.walk, `${script.path ?? `\`${written(call.words)}\``} cannot be read: ${parsed.reason}`, call.at);
  const table = lineTable(text);
  const opensAt = subshellsOf(text);
  const id = `${script.path ?? 'c'}${call.depth}`;
  const main: Body['commands'][number][] = [];
  const inside = new Map<string, Body['commands'][number][]>();
  for (const command of parsed.script.commands) {
    const at = script.path === null ? call.at : { path: script.path, line: lineAt(table, command.span.start) + script.line - 1 };
    const names = namesIn([...command.words.map((word) => word.text), ...command.assignments.map(({ span }) => script.text.slice(span.start, span.end))]);
    const one = { command, decides: keysOf(id, command, opensAt(command.span.start)), at, names };
    const owner = command.conditions.findLast(({ kind }) => kind === 'function');
    if (owner === undefined || !('text' in owner)) main.push(one);
    else inside.set(owner.text, [...(inside.get(owner.text) ?? []), one]);
  }
  for (const [name, commands] of inside) shell.functions.set(name, { id, call, script, commands });
  runBody(shell, { id, call, script, commands: main }, frame);
}

function runBody(shell: Shell, body: Body, frame: Frame): void {
  for (const { command, decides, at, names: inText } of body.commands) {
    if (shell.walk.budget <= 0) return;
    const keys = decides.length === 0 ? frame.keys : [...frame.keys, ...decides];
    for (const condition of command.conditions) loopVariable(shell, body, frame, condition, keys);
    const texts = command.words.map(({ text }) => text);
    const names = unique([...inText, ...RELEVANT.filter((name) => shell.exported.has(name))]).slice(0, MOST_NAMES);
    const seen = choices({
      variables: new Map(names.map((name) => [name, valuesOf(shell, body.call, name, keys)])),
      folders: valuesAt(shell.folder, keys),
      arguments: usesArguments(texts) || command.assignments.length > 0 ? valuesAt(frame.arguments, keys) : valuesAt(frame.arguments, keys).slice(0, 1),
    });
    const before = new Map(command.assignments.map(({ name }) => [name, [] as Value[]]));
    for (const { values, folder, arguments: given } of seen) {
      const whole: Sight = {
        value: (name) => (values.has(name) ? values.get(name) : valuesOf(shell, body.call, name, keys)[0]),
        arguments: given, name: body.script.name, folder,
      };
      // In a branch that is not taken with these arguments, others would be given.
      const sight: Sight = leftOut(frame, body, command, whole, keys) ? { ...whole, arguments: [] } : whole;
      const own = new Map<string, string | null>();
      for (const assignment of command.assignments) {
        const value = assigned(body.script.text.replace(/\r\n/g, '\n').slice(assignment.span.start, assignment.span.end), assignment.value, sight);
        before.get(assignment.name)?.push(value);
        if (typeof value === 'string' || value === null) own.set(assignment.name, value);
      }
      const words = texts.flatMap((text) => wordsOf(text, sight));
      if (words.length > 0) runCommand({ shell, body, frame, command, keys, at, sight, values }, words, own);
    }
    if (command.words.length > 0 || command.substituted) continue;
    for (const [name, values] of before) set(shell, body.call, name, unique(values), keys);
  }
}

function leftOut({ arguments: given, leftOut: known }: Frame, { id }: Body, { conditions }: ShellCommand, sight: Sight, keys: readonly string[]): boolean {
  return conditions.some((condition) => {
    const key = `${id} ${condition.kind} ${condition.span.start}`;
    const result = known.get(key) ?? valuesAt(given, keys).every((one) => isLeftOut(condition, { ...sight, arguments: one }));
    known.set(key, result);
    return result;
  });
}

function loopVariable(shell: Shell, body: Body, frame: Frame, condition: ShellCommand['conditions'][number], keys: readonly string[]): void {
  const loop = 'loop' in condition ? condition.loop : undefined;
  if (loop === undefined || shell.called.has(`loop ${body.id}:${condition.span.start}`)) return;
  shell.called.add(`loop ${body.id}:${condition.span.start}`);
  const given = valuesAt(frame.arguments, keys)[0] ?? [];
  const sight: Sight = { value: (name) => valuesOf(shell, body.call, name, keys)[0], arguments: given, name: body.script.name, folder: valuesAt(shell.folder, keys)[0] ?? null };
  const items = loop.items === null ? given : loop.items.flatMap(({ text }) => wordsOf(text, sight));
  set(shell, body.call, loop.name, items.map(({ value }) => value), keys.filter((key) => !key.startsWith('loop ')));
}

function runCommand(standing: Standing, words: readonly Word[], own: ReadonlyMap<string, string | null>): void {
  const { shell, body, command, at, sight } = standing;
  const name = words[0]?.value ?? null;
  if (name !== null && shell.functions.has(name)) return callFunction(standing, name, words.slice(1));
  if (name !== null && IDLE_BUILTINS.has(name)) return;
  const environment = environmentOf(standing, own);
  const call: Call = {
    words, folder: sight.folder, environment, own: new Map([...body.call.own, ...own]), at, input: inputOf(command, sight, body.call), depth: body.call.depth + 1, open: body.call.open, project: body.call.project,
  };
  if (name !== null && runBuiltin(standing, call, name)) return;
  shell.walk.run(call);
}

function callFunction({ shell, frame, keys }: Standing, name: string, given: readonly Word[]): void {
  const body = shell.functions.get(name);
  shell.called.add(name);
  if (body === undefined || frame.open.includes(name)) return;
  if (frame.open.length >= MAX_DEPTH) return;
  runBody(shell, body, { arguments: history<readonly Word[]>([given]), keys, open: [...frame.open, name], leftOut: new Map() });
}

/** Variables that launchers read, so that a command sees each value that they may have. */
const RELEVANT: readonly string[] = ['DJANGO_SETTINGS_MODULE', 'FLASK_APP', 'GUNICORN_CMD_ARGS', 'PYTHONPATH', 'QUART_APP', 'LITESTAR_APP'];

/** Variables of one command. */
const MOST_NAMES = 40;

function namesIn(texts: readonly string[]): readonly string[] {
  const found = texts.flatMap((text) => [...text.slice(0, 20_000).matchAll(/\$\{?#?(?:!)?([A-Za-z_]\w*)/g)].map(([, name]) => name ?? ''));
  return unique(found);
}

function usesArguments(texts: readonly string[]): boolean {
  return texts.some((text) => /\$\{?[@*\d#]/.test(text)) || texts[0] === 'shift' || texts[0] === 'set';
}
