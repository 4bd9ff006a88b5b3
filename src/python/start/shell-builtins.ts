import { history, record } from './scope.js';
import { openFile, resolveIn } from './image-files.js';
import { assigned, set, type Standing } from './shell-state.js';
import { addDoubt, MAX_DEPTH, written, type Call, type Word } from './walk.js';

/** Follows what the shell does itself; false where the word is a program. */
export function runBuiltin(standing: Standing, call: Call, name: string): boolean {
  const { shell, body, frame, keys, sight } = standing;
  const { words } = call;
  switch (name) {
    case 'cd':
    case 'pushd':
      move(standing, words);
      return true;
    case 'export':
    case 'declare':
    case 'typeset':
    case 'local':
    case 'readonly':
      declare(standing, words, name);
      return true;
    case 'set':
      options(standing, words);
      return true;
    case 'shift':
      record(frame.arguments, [sight.arguments.slice(Number(words[1]?.value ?? 1) || 1)], keys);
      return true;
    case 'read':
    case 'mapfile':
    case 'readarray':
    case 'unset':
      for (const word of words.slice(1)) if (/^[A-Za-z_]\w*$/.test(word.text)) set(shell, body.call, word.text, [name === 'unset' ? undefined : null], keys);
      return true;
    case 'eval':
      evaluate(standing, call);
      return true;
    case '.':
    case 'source':
      source(standing, call);
      return true;
    case 'trap':
      if (words[1]?.value && words.length > 2) walkText(standing, call, words[1].value);
      return true;
    case 'command':
      return words[1]?.value?.startsWith('-') === true;
    default:
      return false;
  }
}

/** What a shell does itself; none of it starts a program, or changes what those that come see. */
export const IDLE_BUILTINS: ReadonlySet<string> = new Set(': [ [[ alias bg bind break builtin caller compgen complete continue dirs disown echo enable exit false fc fg getopts hash help history jobs kill let logout popd printf pwd return select shopt suspend test times true type ulimit umask unalias wait'.split(' '));

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
  shell.read(call, { ...body.script, text, path: null }, { ...frame, keys });
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
  shell.read({ ...call, open: [...call.open, file.imagePath] }, { text: file.text, path: file.path, name: body.script.name, arguments: [], line: 1 }, { arguments: given, keys, open: frame.open, leftOut: new Map() });
}
