import type { Place } from '#answer/answer.js';
import { parseShell } from '#shell/parse.js';
import { subshellsOf } from '#shell/subshells.js';
import type { ShellCommand } from '#shell/types.js';
import { lineAt, lineTable } from '#text/lines.js';
import { openFile, resolveIn } from './image-files.js';
import { choices } from './choices.js';
import { history, keysOf, record, valuesAt, type History, type Value } from './scope.js';
import { leftOut, listOf, textOf, wordsOf, type Sight } from './shell-words.js';
import { addDoubt, MAX_DEPTH, plainWord, written, type Call, type ScriptCall, type Walk, type Word } from './walk.js';

/** A shell while its script is followed. Every branch is taken: what may run, runs. */
interface Shell {
  readonly walk: Walk;
  readonly variables: Map<string, History<Value>>;
  readonly exported: Set<string>;
  readonly folder: History<string | null>;
  readonly functions: Map<string, Body>;
  readonly called: Set<string>;
  everything: boolean;
}

/** Part of a script: its own commands, or those of a function. */
interface Body {
  readonly id: string;
  readonly call: Call;
  readonly script: ScriptCall;
  readonly commands: readonly { readonly command: ShellCommand; readonly opens: readonly number[]; readonly at: Place }[];
}

/** What a part of a script is run with. */
interface Frame {
  readonly arguments: History<readonly Word[]>;
  /** What decides about the call itself. */
  readonly keys: readonly string[];
  readonly open: readonly string[];
}

/** Follows a shell script: its variables, functions and `cd`, each command with every value that its words may have. */
export function runScript(walk: Walk, call: Call, script: ScriptCall): void {
  const shell: Shell = {
    walk, variables: new Map(), exported: new Set(), folder: history([call.folder]), functions: new Map(), called: new Set(), everything: false,
  };
  runText(shell, call, script, { arguments: history([script.arguments]), keys: [], open: [] });
  for (const [name, body] of shell.functions) {
    if (!shell.called.has(name)) runBody(shell, body, { arguments: history<readonly Word[]>([[]]), keys: [`call ${name}`], open: [name] });
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
    const one = { command, opens: [...opensAt(command.span.start)], at };
    const owner = command.conditions.findLast(({ kind }) => kind === 'function');
    if (owner === undefined || !('text' in owner)) main.push(one);
    else inside.set(owner.text, [...(inside.get(owner.text) ?? []), one]);
  }
  for (const [name, commands] of inside) shell.functions.set(name, { id, call, script, commands });
  runBody(shell, { id, call, script, commands: main }, frame);
}

function runBody(shell: Shell, body: Body, frame: Frame): void {
  for (const { command, opens, at } of body.commands) {
    if (shell.walk.budget <= 0) return;
    const keys = [...frame.keys, ...keysOf(body.id, command, opens)];
    for (const condition of command.conditions) loopVariable(shell, body, frame, condition, keys);
    const texts = command.words.map(({ text }) => text);
    const names = namesIn([...texts, ...command.assignments.map(({ span }) => body.script.text.slice(span.start, span.end)), ...RELEVANT.filter((name) => shell.exported.has(name)).map((name) => `$${name}`)]);
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
      const sight: Sight = leftOut(command, whole) ? { ...whole, arguments: [] } : whole;
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

/** Variables that launchers read, so that a command sees each value that they may have. */
const RELEVANT: readonly string[] = ['DJANGO_SETTINGS_MODULE', 'FLASK_APP', 'GUNICORN_CMD_ARGS', 'PYTHONPATH', 'QUART_APP', 'LITESTAR_APP'];

function namesIn(texts: readonly string[]): readonly string[] {
  const found = texts.flatMap((text) => [...text.slice(0, 20_000).matchAll(/\$\{?#?(?:!)?([A-Za-z_]\w*)/g)].map(([, name]) => name ?? ''));
  return [...new Set(found)].slice(0, 40);
}

function usesArguments(texts: readonly string[]): boolean {
  return texts.some((text) => /\$\{?[@*\d#]/.test(text)) || texts[0] === 'shift' || texts[0] === 'set';
}

function valuesOf(shell: Shell, call: Call, name: string, keys: readonly string[]): readonly Value[] {
  const own = shell.variables.get(name);
  if (own === undefined) return [call.environment.get(name)];
  const values = valuesAt(own, keys);
  // A script that sets it on some ways only means it to be set where it is used.
  const told = values.filter((value) => value !== undefined);
  return told.length > 0 ? told : values;
}

function set(shell: Shell, call: Call, name: string, values: readonly Value[], keys: readonly string[]): void {
  const known = shell.variables.get(name) ?? history<Value>([call.environment.get(name)]);
  shell.variables.set(name, known);
  record(known, values, keys);
  if (shell.everything || call.environment.has(name)) shell.exported.add(name);
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}

/** The value behind `NAME=`; `+=` adds to what is there. */
function assigned(text: string, value: string | null, sight: Sight): Value {
  const [, name = '', plus = '', behind = ''] = /^(\w+)(\+?)=(.*)$/s.exec(text) ?? [];
  if (name === '') return value;
  const own = behind.startsWith('(') ? listOf(behind, sight) : textOf(behind, sight);
  if (plus === '') return own;
  const before = sight.value(name);
  if (Array.isArray(own)) return [...(Array.isArray(before) ? (before as readonly Word[]) : typeof before === 'string' ? [plainWord(before)] : []), ...(own as readonly Word[])];
  return typeof own === 'string' && (typeof before === 'string' || before === undefined) ? `${before ?? ''}${own}` : null;
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

interface Standing {
  readonly shell: Shell;
  readonly body: Body;
  readonly frame: Frame;
  readonly command: ShellCommand;
  readonly keys: readonly string[];
  readonly at: Place;
  readonly sight: Sight;
  readonly values: ReadonlyMap<string, Value>;
}

function runCommand(standing: Standing, words: readonly Word[], own: ReadonlyMap<string, string | null>): void {
  const { shell, body, frame, command, keys, at, sight } = standing;
  const name = words[0]?.value ?? null;
  if (name !== null && shell.functions.has(name)) return callFunction(standing, name, words.slice(1));
  const environment = environmentOf(standing, own);
  const call: Call = {
    words, folder: sight.folder, environment, own: new Map([...body.call.own, ...own]), at, input: inputOf(command, sight, body.call), depth: body.call.depth + 1, open: body.call.open, project: body.call.project,
  };
  switch (name) {
    case 'cd':
    case 'pushd':
      return move(standing, words);
    case 'export':
    case 'declare':
    case 'typeset':
    case 'local':
    case 'readonly':
      return declare(standing, words, name);
    case 'set':
      return options(standing, words);
    case 'shift':
      return record(frame.arguments, [sight.arguments.slice(Number(words[1]?.value ?? 1) || 1)], keys);
    case 'read':
    case 'mapfile':
    case 'readarray':
    case 'unset':
      for (const word of words.slice(1)) if (/^[A-Za-z_]\w*$/.test(word.text)) set(shell, body.call, word.text, [name === 'unset' ? undefined : null], keys);
      return;
    case 'eval':
      return evaluate(standing, call);
    case '.':
    case 'source':
      return source(standing, call);
    case 'trap':
      return words[1]?.value && words.length > 2 ? walkText(standing, call, words[1].value) : undefined;
    case 'command':
      return words[1]?.value?.startsWith('-') === true ? undefined : shell.walk.run(call);
    default:
      if (name !== null && BUILTINS.has(name)) return;
      shell.walk.run(call);
  }
}

/** What a shell does itself; none of it starts a program. */
const BUILTINS: ReadonlySet<string> = new Set(': [ [[ alias bg bind break builtin caller compgen complete continue dirs disown echo enable exit false fc fg getopts hash help history jobs kill let logout popd printf pwd return select shopt suspend test times true type ulimit umask unalias wait'.split(' '));

function inputOf(command: ShellCommand, sight: Sight, outer: Call): Call['input'] {
  const body = command.redirects.find((redirect) => redirect.body)?.body;
  if (body) {
    const filled = body.expands ? textOf(`"${body.text.replace(/(["\\])/g, '\\$1')}"`, sight) : null;
    return { kind: 'text', text: filled ?? body.text };
  }
  if (command.redirects.some(({ operator }) => operator.includes('<'))) return { kind: 'unknown' };
  return command.pipe === 'middle' || command.pipe === 'last' ? { kind: 'unknown' } : outer.input.kind === 'text' ? { kind: 'none' } : outer.input;
}

/** What a program sees: the variables that are exported, and those set for it alone. */
function environmentOf({ shell, body, keys, values }: Standing, own: ReadonlyMap<string, string | null>): ReadonlyMap<string, string | null> {
  if (shell.exported.size === 0 && own.size === 0) return body.call.environment;
  const environment = new Map(body.call.environment);
  for (const name of shell.exported) {
    const all = values.has(name) ? [values.get(name)] : valuesOf(shell, body.call, name, keys);
    const [first] = all;
    if (all.length > 1) environment.set(name, null);
    else if (typeof first === 'string' || first === null) environment.set(name, first);
  }
  for (const [name, value] of own) environment.set(name, value);
  return environment;
}

function callFunction({ shell, frame, keys }: Standing, name: string, given: readonly Word[]): void {
  const body = shell.functions.get(name);
  shell.called.add(name);
  if (body === undefined || frame.open.includes(name)) return;
  if (frame.open.length >= MAX_DEPTH) return;
  runBody(shell, body, { arguments: history<readonly Word[]>([given]), keys, open: [...frame.open, name] });
}

function move({ shell, command, keys, sight }: Standing, words: readonly Word[]): void {
  if (command.pipe !== 'none' || command.substituted) return;
  const target = words.slice(1).find(({ value }) => value === null || !/^-[LPe@]*$|^--$/.test(value));
  const path = target === undefined ? '/root' : target.value;
  record(shell.folder, [path === null || path === '-' ? null : resolveIn(sight.folder, path)], keys);
}

function declare({ shell, body, command, keys, sight }: Standing, words: readonly Word[], name: string): void {
  const flags = words.slice(1).flatMap(({ value }) => (value?.startsWith('-') === true ? [value] : []));
  const exports = name === 'export' || flags.some((flag) => flag.includes('x'));
  for (const { text } of command.words.slice(1)) {
    const [, variable = '', value] = /^([A-Za-z_]\w*)(?:\+?=(.*))?$/s.exec(text) ?? [];
    if (variable === '') continue;
    if (value !== undefined) set(shell, body.call, variable, [assigned(text, null, sight)], keys);
    if (exports && !flags.includes('-n')) shell.exported.add(variable);
  }
  // `export $(cat .env | xargs)`: what it sets cannot be told; nothing that is known depends on it.
}

/** `set -- python app.py "$@"` gives the script other arguments; `set -a` exports what is set from there on. */
function options({ shell, frame, keys }: Standing, words: readonly Word[]): void {
  const values = words.slice(1).map(({ value }) => value);
  const dashes = values.indexOf('--');
  if (values.some((value) => value !== null && /^-[a-z]*a[a-z]*$/.test(value)) || values.includes('allexport')) shell.everything = true;
  if (dashes >= 0) record(frame.arguments, [words.slice(dashes + 2)], keys);
  else if (values.length > 0 && values[0]?.startsWith('-') === false && values[0]?.startsWith('+') === false) record(frame.arguments, [words.slice(1)], keys);
}

function walkText({ shell, body, frame, keys }: Standing, call: Call, text: string): void {
  if (call.depth > MAX_DEPTH) return;
  runText(shell, call, { ...body.script, text, path: null }, { ...frame, keys });
}

function evaluate(standing: Standing, call: Call): void {
  const words = call.words.slice(1);
  const written = words.map(({ text }) => text).join(' ');
  // Hooks of version managers and agents: they set variables and functions of their own.
  if (/\$\(\s*(?:\S*\/)?(?:conda|mamba|micromamba|ssh-agent|pyenv|direnv|brew|dircolors|starship|zoxide|fnm|rbenv|poetry env)\b/.test(written)) return;
  if (words.some(({ value }) => value === null)) return addDoubt(standing.shell.walk, `\`eval\` runs what cannot be told: ${written.slice(0, 60)}`, call.at);
  walkText(standing, call, words.map(({ value }) => value).join(' '));
}

/** Files that set up a shell and start nothing. */
const SETS_UP = /(?:^|\/)(?:activate|conda\.sh|mamba\.sh|micromamba\.sh|nvm\.sh|\.bashrc|\.profile|\.bash_profile|\.zshrc|\.venv|\.env(?:\.\w+)?|[\w-]+\.env|envvars|os-release|env|cargo\/env)$|^\/etc\//;

function source(standing: Standing, call: Call): void {
  const { shell, frame, keys, body } = standing;
  const word = call.words[1];
  if (word === undefined) return;
  if (word.value === null) {
    if (!/activate|\.env|\.bashrc|\/etc\//.test(word.text)) addDoubt(shell.walk, `\`${written(call.words)}\` reads a script that cannot be told`, call.at);
    return;
  }
  const file = openFile(shell.walk.files, call.folder, word.value);
  if (file === null) {
    if (!SETS_UP.test(word.value)) addDoubt(shell.walk, `\`${written(call.words)}\` reads ${resolveIn(call.folder, word.value) ?? word.value}, which no file of the workspace is known to be`, call.at);
    return;
  }
  if (call.depth > MAX_DEPTH || call.open.includes(file.imagePath)) return;
  const given = call.words.length > 2 ? history<readonly Word[]>([call.words.slice(2)]) : frame.arguments;
  runText(shell, { ...call, open: [...call.open, file.imagePath] }, { text: file.text, path: file.path, name: body.script.name, arguments: [], line: 1 }, { arguments: given, keys, open: frame.open });
}
