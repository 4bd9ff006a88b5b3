import { launcherOf } from '#knowledge/launchers.js';
import { resolveIn } from './image-files.js';
import { followFile, isShellName, programAt, runImageFile, runShellFile } from './image-program.js';
import { launch } from './launch.js';
import { projectScript } from './project-scripts.js';
import { isPython, runPython } from './python-program.js';
import { addDoubt, addEntry, addFolder, addProgram, MAX_DEPTH, plainWord, written, type Call, type Walk } from './walk.js';
import { runWrapper } from './wrapped.js';

/** Follows one command line: through what stands before the program, into a shell, the interpreter, a launcher, a file. */
export function runWords(walk: Walk, call: Call): void {
  const [first] = call.words;
  if (first === undefined || walk.budget <= 0) return;
  walk.budget -= 1;
  if (walk.budget === 0) return addDoubt(walk, 'it starts more commands than can be followed', call.at);
  if (call.depth > MAX_DEPTH) return addDoubt(walk, `\`${written(call.words)}\` stands too deep in other commands`, call.at);
  if (first.value === null) return addDoubt(walk, `the program of \`${written(call.words)}\` cannot be told`, call.at);
  if (first.value === '') return runWords(walk, { ...call, words: call.words.slice(1) });
  const name = first.value.slice(first.value.lastIndexOf('/') + 1);
  searchPath(walk, call);
  const own = programAt(walk, call, first.value);
  if (own !== null) return runImageFile(walk, call, own);
  if (isShellName(name)) return runShell(walk, call, name);
  if (isPython(name)) return runPython(walk, call, name);
  if (runWrapper(walk, call, name)) return;
  runNamed(walk, call, name, first.value);
}

/** `PYTHONPATH=x cmd`: folders that the image's own variables do not have. */
function searchPath(walk: Walk, call: Call): void {
  const value = call.own.get('PYTHONPATH');
  if (value === undefined) return;
  if (value === null) return addDoubt(walk, `PYTHONPATH of \`${written(call.words)}\` cannot be told`, call.at);
  for (const one of value.split(':')) {
    const folder = one === '' ? null : resolveIn(call.folder, one);
    if (folder !== null) addFolder(walk, folder, call.at, `PYTHONPATH of \`${written(call.words)}\``);
  }
}

function runNamed(walk: Walk, call: Call, name: string, word: string): void {
  const script = walk.files.scripts.get(name);
  if (script !== undefined && !isSystemProgram(word)) {
    addProgram(walk, call, name, false);
    const module = script.target.split(':', 1)[0]?.trim() ?? '';
    return addEntry(walk, { kind: 'module', module, main: false, because: `${walk.because} starts ${written(call.words)}, a script of the project`, at: call.at });
  }
  const second = call.words[1]?.value ?? '';
  const found = launcherOf(name).value ?? launcherOf(`${name} ${second}`).value;
  if (found !== null) {
    addProgram(walk, call, name, false);
    return launch(walk, call, name);
  }
  if (call.project !== null && projectScript(walk, call, name)) return;
  followFile(walk, call, name);
}

function isSystemProgram(word: string): boolean {
  return /^\/(?:usr\/)?s?bin\//.test(word);
}

/** `sh file`, `sh -c text`, a here-document; a login shell without a word waits for a person. */
function runShell(walk: Walk, call: Call, name: string): void {
  addProgram(walk, call, name, false);
  const words = call.words.slice(1);
  let at = 0;
  let command = false;
  for (; at < words.length; at++) {
    const text = words[at]?.value ?? null;
    if (text === null || !/^[-+]/.test(text) || text === '-') break;
    if (text === '--') {
      at += 1;
      break;
    }
    if (/^-[a-z]*c[a-z]*$/i.test(text)) command = true;
    if (/^[-+][a-z]*[oO]$/.test(text) || text === '--rcfile' || text === '--init-file') at += 1;
  }
  const word = words[at];
  if (word === undefined) {
    if (call.input.kind === 'text') return walk.script({ ...call, depth: call.depth + 1, input: { kind: 'none' } }, { text: call.input.text, path: null, name, arguments: [], line: 1 });
    if (call.input.kind === 'unknown') addDoubt(walk, `\`${written(call.words)}\` runs a script that it is given at run time`, call.at);
    return;
  }
  if (word.value === null) return addDoubt(walk, `the script of \`${written(call.words)}\` cannot be told`, call.at);
  const given = words.slice(at + 1);
  if (command) {
    return walk.script({ ...call, depth: call.depth + 1 }, { text: word.value, path: null, name: given[0]?.value ?? name, arguments: given.slice(1), line: 1 });
  }
  const imagePath = resolveIn(call.folder, word.value);
  if (imagePath !== null && walk.files.fileAt(imagePath) !== null) return runShellFile(walk, { ...call, words: [plainWord(imagePath), ...given] }, imagePath);
  const base = word.value.slice(word.value.lastIndexOf('/') + 1);
  followFile(walk, { ...call, words: words.slice(at) }, base);
}
