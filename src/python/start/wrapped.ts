import { wrapperOf, type Wrapper } from '#knowledge/launchers.js';
import { resolveIn } from './image-files.js';
import { parseOptions } from './options.js';
import { projectScript } from './project-scripts.js';
import { addDoubt, addEntry, addProgram, plainWord, written, type Call, type Walk, type Word } from './walk.js';

/** Goes past a wrapper; false where the word is none. */
export function runWrapper(walk: Walk, call: Call, name: string): boolean {
  const second = call.words[1]?.value ?? '';
  const third = call.words[2]?.value ?? '';
  for (const [key, words] of [[`${name} ${second} ${third}`, 3], [`${name} ${second}`, 2], [name, 1]] as const) {
    const wrapper = wrapperOf(key).value;
    if (wrapper === null) continue;
    if (!BUILTIN.has(name)) addProgram(walk, call, name, false);
    pass(walk, call, key, wrapper, call.words.slice(words));
    return true;
  }
  // Options may stand between a program and its subcommand: `uv --offline run x`, `poetry -C dir run x`.
  const run = call.words.findIndex(({ value }, index) => index > 1 && index < 8 && value === 'run');
  const project = run > 0 && second.startsWith('-') ? wrapperOf(`${name} run`).value : null;
  if (project === null) return false;
  addProgram(walk, call, name, false);
  pass(walk, call, `${name} run`, project, [...call.words.slice(1, run), ...call.words.slice(run + 1)]);
  return true;
}

/** Wrappers that are the shell's own. */
const BUILTIN: ReadonlySet<string> = new Set(['exec', 'command', 'builtin']);

function pass(walk: Walk, call: Call, key: string, wrapper: Wrapper, words: readonly Word[]): void {
  const depth = call.depth + 1;
  const valued = (name: string): boolean => wrapper.valued?.includes(name) === true;
  const parsed = parseOptions(words, valued, true);
  const shell = (text: string): void => walk.run({ ...call, words: ['/bin/sh', '-c', text].map(plainWord), depth });
  let said = false;
  for (const { name, value } of parseOptions(words, valued, wrapper.commands === undefined).options) {
    if (wrapper.commands?.includes(name) !== true || value === null) continue;
    said = true;
    if (value.value === null) addDoubt(walk, `the command of \`${written(call.words)}\` cannot be told`, call.at);
    else shell(value.value);
  }
  if (said) return;
  if (wrapper.first === 'shell') return parsed.arguments.forEach((word) => given(walk, call, word, shell));
  const separator = wrapper.separator === undefined ? -1 : words.findIndex(({ value }) => value === wrapper.separator);
  if (wrapper.separator !== undefined && separator < 0 && key.startsWith('wait')) return afterWait(walk, call, parsed.arguments);
  let first = separator >= 0 ? separator + 1 : behind(words, parsed.first + (wrapper.words ?? 0));
  const environment = new Map(call.environment);
  const own = new Map(call.own);
  while (wrapper.assignments === true && first < words.length) {
    const word = words[first];
    const [, variable, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word?.value ?? word?.text ?? '') ?? [];
    if (variable === undefined) break;
    own.set(variable, word?.value === null ? null : value);
    environment.set(variable, word?.value === null ? null : value);
    first += 1;
  }
  const rest = words.slice(first);
  const inner: Call = { ...call, words: rest, folder: movedTo(call, key, parsed), environment, own, depth, project: wrapper.project === true ? (key.split(' ', 1)[0] ?? key) : call.project };
  if (rest.length === 0) {
    // `xargs`, `env -S "x y"`.
    const string = key === 'env' ? parsed.options.find(({ name }) => name.startsWith('-S'))?.name.slice(2) : undefined;
    if (string) shell(string);
    return;
  }
  if (wrapper.shell === true) return shell(rest.map(({ value, text }) => value ?? text).join(' '));
  if (wrapper.tasks === true) {
    if (!projectScript(walk, inner, rest[0]?.value ?? '')) addDoubt(walk, `the task of \`${written(call.words)}\` cannot be told`, call.at);
    return;
  }
  walk.run(wrapper.python === true ? asPython(inner, words, parsed.first) : inner);
}

/** `--` may stand before the command. */
function behind(words: readonly Word[], at: number): number {
  return words[at]?.value === '--' ? at + 1 : at;
}

/** `wait-for-it host:port`, in forks that take the command without `--`: what stands behind the addresses. */
function afterWait(walk: Walk, call: Call, words: readonly Word[]): void {
  const first = words.findIndex(({ value }) => value !== null && !/:|^\d+$/.test(value));
  if (first > 0) walk.run({ ...call, words: words.slice(first), depth: call.depth + 1 });
}

function movedTo(call: Call, key: string, parsed: ReturnType<typeof parseOptions>): string | null {
  const names = key === 'env' ? ['-C', '--chdir'] : /^(?:uv|conda|mamba|micromamba)/.test(key) ? ['--directory', '--cwd'] : key.startsWith('poetry') ? ['-C', '--directory'] : [];
  const option = parsed.options.findLast(({ name }) => names.includes(name));
  if (option === undefined) return call.folder;
  return option.value?.value === undefined || option.value.value === null ? null : resolveIn(call.folder, option.value.value);
}

/** `uv run x.py`, `uv run -m x`: the interpreter runs it. */
function asPython(call: Call, words: readonly Word[], first: number): Call {
  const module = words.slice(0, first + 1).findIndex(({ value }) => value === '-m' || value === '--module');
  if (module >= 0) return { ...call, words: [plainWord('python'), plainWord('-m'), ...words.slice(module + 1)] };
  const [file] = call.words;
  const script = words.slice(0, first).some(({ value }) => value === '--script' || value === '-s');
  return script || file?.value?.endsWith('.py') === true ? { ...call, words: [plainWord('python'), ...call.words] } : call;
}

/** One word that is a command line of its own, or a dotted function (`watchfiles app.main.run`), or a folder to watch. */
function given(walk: Walk, call: Call, word: Word, shell: (text: string) => void): void {
  const { value } = word;
  if (value === null) return addDoubt(walk, `the command of \`${written(call.words)}\` cannot be told`, call.at);
  if (/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/.test(value)) {
    const module = value.slice(0, value.lastIndexOf('.'));
    return addEntry(walk, { kind: 'module', module, main: false, because: `${walk.because} starts ${written(call.words)}`, at: call.at });
  }
  const imagePath = resolveIn(call.folder, value);
  if (/\s/.test(value) || (imagePath !== null && walk.files.fileAt(imagePath) !== null)) shell(value);
}
