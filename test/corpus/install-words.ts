/**
 * Counts the calls by which Dockerfiles install Python packages, by their words alone, without any code of slimify.
 * It is the denominator for "installs whose inputs are known".
 *
 *     node --conditions=slimify-source --import tsx test/corpus/install-words.ts DIR…
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { type Command, commands, type Word } from './install-words-shell.js';
import { shellTexts } from './install-words-text.js';

export interface InstallWords {
  /** The line of the Dockerfile where the name of the manager stands, from 1. */
  readonly line: number;
  /** From the manager to its verb: `uv pip install`. */
  readonly words: string;
}

const DOCKERFILE = /^(?:Dockerfile(?:\..+)?|.+\.[Dd]ockerfile|Containerfile)$/;

/** The managers, by the last part of the path of the word, with the verbs that install. */
const MANAGERS: readonly { readonly name: RegExp; readonly verbs: readonly string[] }[] = [
  { name: /^(?:pip(?:[\d.]|\$\{?\w+\}?)*(?:\.exe)?|\$\{?\w*PIP\w*(?::[^}]*)?\}?)$/i, verbs: ['install'] },
  { name: /^(?:uv|\$\{?UV(?:_BIN|_CMD)?\}?)$/, verbs: ['pip install', 'pip sync', 'sync', 'add', 'tool install'] },
  { name: /^poetry$/, verbs: ['install'] },
  { name: /^(?:pipenv|pdm)$/, verbs: ['install', 'sync'] },
  { name: /^(?:conda|mamba|micromamba)$/, verbs: ['install', 'create', 'env create', 'env update'] },
  { name: /^setup\.py$/, verbs: ['install', 'develop'] },
  { name: /^pipx$/, verbs: ['install'] },
];

/** How many words after a manager its verb is looked for. */
const OPTIONS = 20;
/** Words that may stand before the program of a command. */
const BEFORE = /^(?:if|then|else|elif|do|while|until|time|!|\{|sudo|env|exec|command|nohup|\w+=[^]*)$/;
/** Programs that only speak of the words after them. */
const SPEAKS = /^(?:echo|printf|cat|tee|grep|sed|awk|test|\[|\[\[|rm|mkdir|cp|mv|ln|touch|chmod|chown|export|alias|which|type)$/;
/** Programs that do not take their input, or the word after -c, as shell text. */
const NOT_A_SHELL = /^(?:cat|tee|python[\d.]*|\$\{?\w*PYTHON\w*\}?|node|perl|ruby|psql)$/;

/** Every call that installs Python packages while the Dockerfile is built, in the order of the file. */
export function countInstallWords(dockerfile: string): readonly InstallWords[] {
  return shellTexts(dockerfile).flatMap(({ text, lineAt }) =>
    calls(text, 0, text.length, 0).map(({ start, words }) => ({ line: lineAt(start), words })),
  );
}

interface Call {
  readonly start: number;
  readonly words: string;
}

function calls(text: string, start: number, end: number, depth: number): readonly Call[] {
  // Deeper than any real `sh -c` in a heredoc in a heredoc.
  if (depth > 5) return [];
  return commands(text, start, end).flatMap((command) => [
    ...callOf(command),
    ...nested(text, command).flatMap(([from, to]) => calls(text, from, to, depth + 1)),
  ]);
}

function callOf({ words }: Command): readonly Call[] {
  const at = words.findIndex(({ text }) => !BEFORE.test(text));
  const program = words[at];
  if (program === undefined || SPEAKS.test(lastPart(program))) return [];
  if (/^easy_install[\d.-]*$/.test(lastPart(program)) && words.length > at + 1) return [{ start: program.start, words: lastPart(program) }];
  for (const [index, word] of words.entries()) {
    const manager = MANAGERS.find(({ name }) => name.test(lastPart(word)));
    const verb = manager && verbAfter(words.slice(index + 1, index + OPTIONS), manager.verbs);
    if (verb) return [{ start: word.start, words: `${lastPart(word)} ${verb}` }];
  }
  return [];
}

/** The verb after the options of a manager and their values: `pip --cache-dir /c install`. */
function verbAfter(words: readonly Word[], verbs: readonly string[]): string | undefined {
  const plain = words.map(({ text }) => text);
  const verbAt = (at: number): string | undefined => verbs.find((verb) => verb.split(' ').every((part, i) => plain[at + i] === part));
  let at = 0;
  while (/^[-$]/.test(plain[at] ?? '')) {
    at++;
    if (verbAt(at) === undefined && !/^[-$]/.test(plain[at] ?? '-')) at++;
  }
  return verbAt(at);
}

/** Shell text within a command: the bodies of its heredocs, and what stands after `-c` or `eval`. */
function nested(text: string, { words, bodies }: Command): readonly (readonly [number, number])[] {
  if (words.some((word) => NOT_A_SHELL.test(lastPart(word)))) return [];
  const shell = bodies.filter(([from]) => !/^#!.*(?:python|perl|node|ruby)/.test(text.slice(from, from + 80)));
  const quoted = words.flatMap(({ inner }, at) =>
    inner !== null && (/^-[a-z]*c$/.test(words[at - 1]?.text ?? '') || words[0]?.text === 'eval') ? [inner] : [],
  );
  return [...shell, ...quoted];
}

function lastPart({ text }: Word): string {
  return text.slice(text.lastIndexOf('/') + 1);
}

export function dockerfilesOf(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === '.git' || entry.name === 'node_modules' ? [] : dockerfilesOf(path);
      return entry.isFile() && DOCKERFILE.test(entry.name) && !entry.name.endsWith('.dockerignore') ? [path] : [];
    });
}

function table(folder: string): string {
  const files = dockerfilesOf(folder).map((path) => ({ path: relative(folder, path), found: countInstallWords(readFileSync(path, 'utf8')) }));
  const rows = files.flatMap(({ path, found }) => found.map(({ line, words }) => `  ${path}:${line}  ${words}`));
  return [`${basename(folder)}: ${files.length} Dockerfiles, ${rows.length} installs`, ...rows, ''].join('\n');
}

if (process.argv[1] === import.meta.filename) {
  for (const folder of process.argv.slice(2)) process.stdout.write(table(folder));
}
