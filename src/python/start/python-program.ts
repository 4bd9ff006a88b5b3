import { launcherOfModule } from '#knowledge/launchers.js';
import { below, fileOf, resolveIn } from './image-files.js';
import { launch } from './launch.js';
import { followFile } from './image-program.js';
import { addDoubt, addEntry, addProgram, addWorkingFolder, plainWord, written, type Call, type Walk, type Word } from './walk.js';

/** `python`, `python3.11`, `pypy3`, `python3.13t`. */
export function isPython(name: string): boolean {
  return /^(?:python|pypy)\d*(?:\.\d+)*(?:-dbg|-venv|t|w)?$/.test(name);
}

/** Options of the interpreter whose value may be the next word (`Python/getopt.c` of CPython). */
const VALUED = 'WXQ';
const LONG_VALUED = '--check-hash-based-pycs';

type Source = { readonly kind: 'code' | 'module' | 'file' | 'input' | 'none'; readonly word: Word; readonly rest: readonly Word[] };

/** What an interpreter's command line runs: it reads options until `-c`, `-m`, `-` or the first argument. */
function sourceOf(words: readonly Word[]): Source {
  const nothing = plainWord('');
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? nothing;
    const text = word.value;
    if (text === '-') return { kind: 'input', word, rest: words.slice(at + 1) };
    if (text === null || !text.startsWith('-')) return { kind: 'file', word, rest: words.slice(at + 1) };
    if (text.startsWith('--')) {
      if (text === LONG_VALUED) at += 1;
      continue;
    }
    const found = /^-[^cmWXQ]*([cmWXQ])(.*)$/s.exec(text);
    const [, letter = '', behind = ''] = found ?? [];
    if (letter === '') continue;
    const value = behind === '' ? (words[at + 1] ?? nothing) : plainWord(behind);
    const next = behind === '' ? at + 2 : at + 1;
    if (VALUED.includes(letter)) at = next - 1;
    else return { kind: letter === 'c' ? 'code' : 'module', word: value, rest: words.slice(next) };
  }
  return { kind: 'none', word: nothing, rest: [] };
}

/** Follows a command line of the interpreter; `name`: what it is called there. */
export function runPython(walk: Walk, call: Call, name: string): void {
  runSource(walk, call, name, sourceOf(call.words.slice(1)));
}

function runSource(walk: Walk, call: Call, name: string, source: Source): void {
  if (source.kind === 'module') return runModule(walk, call, source);
  addProgram(walk, call, name, false);
  const because = `${walk.because} runs ${written(call.words)}`;
  const { value } = source.word;
  if (source.kind !== 'file' && source.kind !== 'none') addWorkingFolder(walk, call);
  switch (source.kind) {
    case 'code':
      if (value === null) addDoubt(walk, `the code of \`${written(call.words)}\` cannot be told`, call.at);
      else addEntry(walk, { kind: 'code', text: value, because, at: call.at });
      return;
    case 'file':
      return runFile(walk, call, source, because);
    default:
      if (call.input.kind === 'text') addEntry(walk, { kind: 'code', text: call.input.text, because, at: call.at });
      else if (call.input.kind === 'unknown' || source.kind === 'input' || call.depth === 0) addDoubt(walk, `\`${written(call.words)}\` runs code that it is given at run time`, call.at);
  }
}

function runModule(walk: Walk, call: Call, { word, rest }: Source): void {
  if (word.value === null || word.value === '') {
    addProgram(walk, call, 'python', false);
    return addDoubt(walk, `the module of \`${written(call.words)}\` cannot be told`, call.at);
  }
  const module = word.value;
  const because = `${walk.because} runs ${written(call.words)}`;
  addWorkingFolder(walk, call);
  addEntry(walk, { kind: 'module', module, main: true, because, at: call.at });
  const known = launcherNamed(module);
  const inner: Call = { ...call, words: [plainWord(known ?? module), ...rest] };
  addProgram(walk, { ...call, words: [plainWord(module), ...rest] }, known ?? module, true);
  // `python -m` puts the working folder first on sys.path, whatever the program itself does.
  if (known !== null) launch(walk, inner, known);
}

const launchers = new Map<string, string | null>();
/** Modules that are kept at most. */
const MOST_KEPT = 20_000;

/** The program that `python -m MODULE` is; each is looked up once. */
function launcherNamed(module: string): string | null {
  const known = launchers.get(module);
  if (known !== undefined) return known;
  const { value } = launcherOfModule(module);
  if (launchers.size < MOST_KEPT) launchers.set(module, value);
  return value;
}

function runFile(walk: Walk, call: Call, { word, rest }: Source, because: string): void {
  const { value } = word;
  // `python $OPTIONS main.py`: what is named behind it runs in any case.
  const next = value === null ? (rest[0]?.value ?? null) : null;
  const behind = next?.endsWith('.py') === true ? fileOf(walk.files, resolveIn(call.folder, next)) : null;
  if (behind !== null) addEntry(walk, { kind: 'file', path: behind, because, at: call.at });
  if (value === null) return addDoubt(walk, `the file of \`${written(call.words)}\` cannot be told`, call.at);
  const imagePath = resolveIn(call.folder, value);
  const path = fileOf(walk.files, imagePath) ?? (imagePath === null ? null : fileOf(walk.files, below(imagePath, '__main__.py')));
  if (path !== null) {
    addEntry(walk, { kind: 'file', path, because, at: call.at });
    settingsModule(walk, call, value, rest, because);
    return;
  }
  if (imagePath === null) return addDoubt(walk, `\`${written(call.words)}\` runs a file of a folder that cannot be told`, call.at);
  const inner: Call = { ...call, words: [plainWord(value), ...rest] };
  const base = value.slice(value.lastIndexOf('/') + 1);
  if (/\/s?bin\/[^/]+$/.test(imagePath)) return followFile(walk, inner, base);
  addDoubt(walk, `\`${written(call.words)}\` runs ${imagePath}, which no file of the workspace is known to be`, call.at, 'distributions');
}

/** `manage.py --settings=x`, or DJANGO_SETTINGS_MODULE: the module that Django imports before anything else. */
function settingsModule(walk: Walk, call: Call, file: string, rest: readonly Word[], because: string): void {
  if (!/(?:^|\/)manage\w*\.py$/.test(file)) return;
  const texts = rest.map(({ value }) => value);
  const next = texts.indexOf('--settings');
  const given = next >= 0 ? texts[next + 1] : texts.find((one) => one?.startsWith('--settings='))?.slice('--settings='.length);
  const module = given ?? call.environment.get('DJANGO_SETTINGS_MODULE');
  if (module === null) addDoubt(walk, `the settings module of \`${written(call.words)}\` cannot be told`, call.at);
  else if (module !== undefined && module !== '') addEntry(walk, { kind: 'module', module, main: false, because, at: call.at });
}
