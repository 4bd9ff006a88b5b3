import { readEnvFile } from '#compose/env-file.js';
import { launcherOf, type Launcher, type Names } from '#knowledge/launchers.js';
import { fileOf, holdsModule, openFile, resolveIn, searchFolders } from './image-files.js';
import { follow, moduleOf } from './named.js';
import { optionValue, parseOptions, type Parsed } from './options.js';
import { reads } from './readers.js';
import { addDoubt, addFolder, addSettings, plainWord, written, type Call, type Walk, type Word } from './walk.js';

/** Follows a program of the catalogue, `call.words[0]` being its name; the longest subcommand that the catalogue has counts. */
export function launch(walk: Walk, call: Call, name: string): void {
  const base = entry(name) ?? SUBCOMMANDS_ONLY;
  if (base.inert === true) return;
  const given = base.arguments === undefined ? [] : (call.environment.get(base.arguments) ?? '').split(/\s+/).filter((word) => word !== '').map(plainWord);
  const words = [...given, ...call.words.slice(1)];
  const outer = parseOptions(words, takesValue(base), true);
  const subcommand = outer.arguments[0]?.value ?? null;
  const deeper = subcommand === null ? null : entry(`${name} ${subcommand}`);
  const both: Launcher = deeper === null ? base : { ...deeper, options: { ...base.options, ...deeper.options } };
  const own = deeper === null ? words : [...words.slice(0, outer.first), ...words.slice(outer.first + 1)];
  const parsed = parseOptions(own, takesValue(both), both.rest !== undefined);
  run(walk, call, name, both, parsed, own);
}

/** A program that the catalogue has by its subcommands alone. */
const SUBCOMMANDS_ONLY: Launcher = { distributions: [], source: null, checked: '' };

function entry(name: string): Launcher | null {
  return launcherOf(name).value;
}

function takesValue({ options = {}, valued = [] }: Launcher): (name: string) => boolean {
  return (name) => Object.hasOwn(options, name) || valued.includes(name);
}

function run(walk: Walk, outside: Call, name: string, launcher: Launcher, parsed: Parsed, words: readonly Word[]): void {
  const call = moved(walk, outside, launcher, parsed);
  if (launcher.rest !== undefined) return runRest(walk, call, launcher, parsed, words);
  let named = 0;
  for (const { name: option, value } of parsed.options) {
    const what = launcher.options?.[option];
    if (what === undefined || what === 'chdir' || value === null) continue;
    follow(walk, call, what, value);
    if (SETTINGS.has(what) || what === 'variables') continue;
    if (!LESSER.has(option) && what !== 'folder' && what !== 'config') named += 1;
  }
  named += positional(walk, call, launcher, parsed);
  if (named === 0) named += byVariable(walk, call, launcher);
  if (named === 0 && launcher.defaults !== undefined) named += byDefault(walk, call, launcher.defaults);
  if (launcher.config !== undefined) named += pythonSettings(walk, call, launcher, parsed, named);
  if (named === 0 && launcher.takes !== undefined && launcher.defaults === undefined && !asksOnly(call)) addDoubt(walk, `\`${written(call.words)}\` names no code`, call.at);
  if (launcher.jobs === true) addDoubt(walk, `\`${written(call.words)}\` runs what it is handed at run time`, call.at);
  if (launcher.reads !== undefined) reads(walk, call, launcher.reads, { name, parsed, named });
}

const SETTINGS: ReadonlySet<Names> = new Set(['settings']);
/** Options that name a part of the program, not the application. */
const LESSER: ReadonlySet<string> = new Set(['-k', '--worker-class', '--logger-class', '-S', '--scheduler', '-p', '--preload', '--import', '-P', '--path', '--setup', '-d', '--directory', '--loader', '-w', '--receiver']);

/** With the working folder that `--chdir` gives it, which also comes first on `sys.path`. */
function moved(walk: Walk, call: Call, { options = {} }: Launcher, parsed: Parsed): Call {
  let { folder } = call;
  for (const { name, value } of parsed.options) {
    if (options[name] !== 'chdir') continue;
    folder = value?.value === undefined || value.value === null ? null : resolveIn(folder, value.value);
    if (folder === null) addDoubt(walk, `the folder of \`${written(call.words)}\` cannot be told`, call.at);
    else addFolder(walk, folder, call.at, `${walk.because} starts ${written(call.words)}`);
  }
  return folder === call.folder ? call : { ...call, folder };
}

function runRest(walk: Walk, call: Call, launcher: Launcher, parsed: Parsed, words: readonly Word[]): void {
  for (const { name, value } of parsed.options) {
    const what = launcher.options?.[name];
    if (what !== undefined && value !== null) follow(walk, call, what, value);
  }
  const module = words.slice(0, parsed.first).findIndex(({ value }) => value === '-m' || value === '--module' || value === '-c' || value === '--no_python' || value === '--no-python');
  const start = module >= 0 ? module : parsed.first;
  const rest = words.slice(start).map((word) => (word.value === '--module' ? plainWord('-m') : word));
  if (rest.length === 0) return;
  const other = launcher.rest === 'command' || rest[0]?.value?.startsWith('--no') === true;
  const inner = other ? rest.filter(({ value }, index) => index > 0 || value?.startsWith('--no') !== true) : [plainWord('python'), ...rest];
  walk.run({ ...call, words: inner, depth: call.depth + 1 });
}

/** What the arguments name; how many of them name something. */
function positional(walk: Walk, call: Call, { takes, many, split }: Launcher, parsed: Parsed): number {
  if (takes === undefined) return 0;
  const given = parsed.arguments.flatMap((word) => (split === true && word.value !== null ? word.value.split(',').map(plainWord) : [word]));
  if (many === true) {
    for (const word of given) follow(walk, call, takes, word);
    return given.length;
  }
  const word = chosen(walk, call, takes, given);
  if (word === null) return 0;
  follow(walk, call, takes, word);
  return 1;
}

/**
 * The argument that names code. An option that the catalogue does not have may take the next word, so one that the image
 * holds goes before one that only looks right.
 */
function chosen(walk: Walk, call: Call, takes: Names, given: readonly Word[]): Word | null {
  if (given.length < 2) return given[0] ?? null;
  const places = [...searchFolders(call.folder, call.environment), ...walk.found.folders.map(({ folder }) => folder)];
  const held = given.find(({ value }) => {
    if (value === null) return false;
    if (fileOf(walk.files, resolveIn(call.folder, value)) !== null) return true;
    return (takes === 'module' || takes === 'object') && holdsModule(walk.files, places, moduleOf(value));
  });
  // `gunicorn $OPTIONS shop.wsgi:app`: a variable that nothing sets stands for options.
  const attribute = takes === 'module' ? given.find(({ value }) => /^[A-Za-z_][\w.]*:[A-Za-z_]/.test(value ?? '')) : undefined;
  return held ?? attribute ?? given.find(({ value }) => value === null || !/^\d|^[^:]*\//.test(value)) ?? given[0] ?? null;
}

/** By variables of the container, else by those of the files that it reads them from (`.flaskenv`). */
function byVariable(walk: Walk, call: Call, { variables = {}, environmentFiles = [] }: Launcher): number {
  for (const [name, what] of Object.entries(variables)) {
    const value = call.environment.get(name);
    if (value === undefined || value === '') continue;
    follow(walk, call, what, { value, text: `$${name}` });
    return 1;
  }
  for (const file of environmentFiles.flatMap((name) => openFile(walk.files, call.folder, name) ?? [])) {
    const { values } = readEnvFile(file.text);
    for (const [name, what] of Object.entries(variables)) {
      const value = values.get(name);
      if (value === undefined || value === null || value === '') continue;
      const line = file.text.split('\n').findIndex((one) => one.includes(name)) + 1;
      follow(walk, { ...call, at: { path: file.path, line } }, what, plainWord(value));
      return 1;
    }
  }
  return 0;
}

/** It is asked what it is, and starts nothing. */
function asksOnly(call: Call): boolean {
  return call.words.some(({ value }) => value === '--help' || value === '-h' || value === '--version' || value === '-V');
}

function byDefault(walk: Walk, call: Call, defaults: readonly string[]): number {
  const found = defaults.find((name) => openFile(walk.files, call.folder, name) !== null);
  if (found === undefined) {
    if (!asksOnly(call) && defaults.length > 0) addDoubt(walk, `\`${written(call.words)}\` names no code, and no file of the workspace is known to be its ${defaults.join(', ')}`, call.at);
    return 0;
  }
  follow(walk, call, 'file', plainWord(found));
  return 1;
}

/** gunicorn's own file of settings, which it finds by itself, and the application that such a file may name. */
function pythonSettings(walk: Walk, call: Call, { config = '', application = '' }: Launcher, parsed: Parsed, named: number): number {
  const given = optionValue(parsed, '-c', '--config');
  const name = given === undefined ? `./${config}` : (given?.value ?? '');
  const file = openFile(walk.files, call.folder, name.replace(/^file:/, ''));
  if (file === null) return 0;
  if (given === undefined) {
    addSettings(walk, call.folder, name, call.at);
    follow(walk, call, 'config', plainWord(name));
  }
  if (named > 0) return 0;
  const lines = file.text.split('\n');
  const line = lines.findIndex((one) => one.startsWith(application));
  const value = /=\s*["']([^"']+)["']/.exec(lines[line] ?? '')?.[1];
  if (value === undefined) return 0;
  follow(walk, { ...call, at: { path: file.path, line: line + 1 } }, 'module', plainWord(value));
  return 1;
}
