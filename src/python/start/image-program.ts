import { launcherOf, runsNoPython } from '#knowledge/launchers.js';
import { below, fileOf, openFile, resolveIn } from './image-files.js';
import { addDoubt, addEntry, addProgram, MAX_DEPTH, plainWord, written, type Call, type Walk } from './walk.js';

/** Where a bare name is looked for when nothing sets PATH. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The image path of a workspace file that a command's name means; null where none is known. */
export function programAt(walk: Walk, call: Call, word: string): string | null {
  if (word.includes('/')) {
    const imagePath = resolveIn(call.folder, word);
    return fileOf(walk.files, imagePath) === null ? null : imagePath;
  }
  const folders = (call.environment.get('PATH') ?? PATH).split(':').filter((folder) => folder.startsWith('/'));
  return folders.map((folder) => below(folder.replace(/\/$/, ''), word)).find((path) => walk.files.fileAt(path) !== null) ?? null;
}

/** Follows a program that is a file of the workspace: by its first line, else by its name, else as the shell does. */
export function runImageFile(walk: Walk, call: Call, imagePath: string): void {
  const file = openFile(walk.files, null, imagePath);
  const name = imagePath.slice(imagePath.lastIndexOf('/') + 1);
  if (file === null) {
    addProgram(walk, call, name, false);
    return;
  }
  const interpreter = interpreterOf(file.text);
  if (interpreter === null && /\0/.test(file.text.slice(0, 4_096))) return addProgram(walk, call, name, false);
  if (interpreter !== null && !isShellName(interpreter.at(-1) ?? '') ) {
    return walk.run({ ...call, words: [...interpreter.map(plainWord), plainWord(imagePath), ...call.words.slice(1)], depth: call.depth + 1 });
  }
  if (interpreter === null && /\.pyw?$/.test(name)) {
    addProgram(walk, call, name, false);
    return addEntry(walk, { kind: 'file', path: file.path, because: `${walk.because} runs ${written(call.words)}`, at: call.at });
  }
  addProgram(walk, call, name, false);
  runShellFile(walk, call, imagePath);
}

/** Follows a shell script of the workspace. Its own calls of itself are not followed again with the same words. */
export function runShellFile(walk: Walk, call: Call, imagePath: string): void {
  const file = openFile(walk.files, null, imagePath);
  if (file === null) return addDoubt(walk, `${imagePath} cannot be read`, call.at);
  const key = [imagePath, ...call.words.slice(1).map(({ text }) => text)].join(' ');
  if (call.open.includes(key)) return;
  if (call.depth >= MAX_DEPTH) return addDoubt(walk, `${imagePath} stands too deep in other scripts`, call.at);
  walk.script(
    { ...call, depth: call.depth + 1, open: [...call.open, key] },
    { text: file.text, path: file.path, name: imagePath, arguments: call.words.slice(1), line: 1 },
  );
}

/** The words of a `#!` line, `env` left out; null without one. */
function interpreterOf(text: string): readonly string[] | null {
  const line = /^#!\s*([^\r\n]{1,200})/.exec(text)?.[1];
  if (line === undefined) return null;
  const words = line.trim().split(/\s+/);
  const [first = ''] = words;
  if (first.endsWith('/env')) return words.slice(1).filter((word) => word !== '-S' && !/^\w+=/.test(word));
  if (first.endsWith('/with-contenv') || first.endsWith('/execlineb')) return words.slice(1).filter((word) => !word.startsWith('-'));
  return isShellName(first) ? [first] : words;
}

export function isShellName(name: string): boolean {
  return /^(?:ba|da|a|z|k|mk)?sh$/.test(name.slice(name.lastIndexOf('/') + 1));
}

/** What a program that is no workspace file starts, as far as its name tells: a launcher, a server, or something unknown. */
export function followFile(walk: Walk, call: Call, name: string): void {
  const launcher = launcherOf(name).value;
  if (launcher !== null) return walk.run({ ...call, words: [plainWord(name), ...call.words.slice(1)], depth: call.depth + 1 });
  addProgram(walk, call, name, false);
  if (runsNoPython(name).value) return;
  nameless(walk, call, name);
}

/** A program that nothing is known of: what its words plainly name is taken to run, and a doubt says that there may be more. */
function nameless(walk: Walk, call: Call, name: string): void {
  for (const { value } of call.words.slice(1, 30)) {
    const path = value !== null && value.endsWith('.py') ? fileOf(walk.files, resolveIn(call.folder, value)) : null;
    if (path !== null) addEntry(walk, { kind: 'file', path, because: `${walk.because} gives it to ${name}`, at: call.at });
    const module = value === null ? null : (/^((?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*):[A-Za-z_][\w.()]*$/.exec(value)?.[1] ?? null);
    const folder = call.folder;
    if (module !== null && folder !== null) {
      const base = below(folder, module.replaceAll('.', '/'));
      if (walk.files.fileAt(`${base}.py`) !== null || walk.files.fileAt(`${base}/__init__.py`) !== null) {
        addEntry(walk, { kind: 'module', module, main: false, because: `${walk.because} gives it to ${name}`, at: call.at });
      }
    }
  }
  // A script of the base image hands its words on, as all those of official images do.
  if (/\.sh$|entrypoint/.test(name) && call.words.length > 1 && call.depth < MAX_DEPTH) {
    walk.run({ ...call, words: call.words.slice(1), depth: call.depth + 1 });
  }
  const first = call.words[0]?.value ?? name;
  const where = first.includes('/') ? (resolveIn(call.folder, first) ?? first) : name;
  addDoubt(walk, `what ${where} starts is not known (\`${written(call.words)}\`)`, call.at);
}

