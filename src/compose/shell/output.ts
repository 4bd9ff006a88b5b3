import { parseShell } from '#shell/parse.js';
import { folderOf } from '#text/paths.js';
import { inWorkspace } from '#compose/workspace-folder.js';
import { expandWord, type ShellScope } from './text.js';
import { textVariable, unknownVariable, type Variable } from './variables.js';

/** The commands whose output can be told. */
const TELLS_FOLDER = /^\s*(?:cd|pwd|git|dirname|basename|realpath|readlink|echo)\b/;

/** The output of the few commands that tell where a script stands. */
export function outputOf(folder: string | null, script: string, scope: ShellScope): Variable {
  const unknown = unknownVariable(`the output of ${script.trim().split('\n')[0]?.slice(0, 80) ?? ''}`);
  const parsed = script.length > 1_000 || !TELLS_FOLDER.test(script) ? null : parseShell(script);
  if (!parsed?.ok) return unknown;
  const own = parsed.script.commands.filter(({ substituted }) => !substituted);
  const words = own.map((command) => command.words.flatMap(({ text }) => expandWord(text, scope)).map(({ value }) => value));
  const [first, second] = words;
  if (own.some(({ pipe }) => pipe !== 'none')) return unknown;
  if (first?.[0] === 'cd' && second?.length !== undefined && second[0] === 'pwd' && words.length === 2) return folderThere(folder, first) ?? unknown;
  if (words.length !== 1 && !(words.length === 2 && second?.[0] === 'pwd')) return unknown;
  return printed(folder, first ?? []) ?? unknown;
}

function folderThere(folder: string | null, [, ...words]: readonly (string | null)[]): Variable | null {
  const target = words.find((word) => word !== '--' && word !== '-P' && word !== '-L' && word !== '') ?? null;
  if (target === null || target.startsWith('-')) return null;
  return absolutePath(folder, target);
}

function absolutePath(folder: string | null, path: string): Variable | null {
  if (path.startsWith('/')) return textVariable(normal(path));
  return folder === null ? null : textVariable(normal(`${folder}/${path}`));
}

function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function printed(folder: string | null, [name, ...words]: readonly (string | null)[]): Variable | null {
  const last = words.at(-1) ?? null;
  switch (name) {
    case 'pwd':
      return folder === null ? null : textVariable(folder);
    case 'git':
      return words[0] === 'rev-parse' && words[1] === '--show-toplevel' ? textVariable(inWorkspace('')) : null;
    case 'dirname':
      return last === null ? null : textVariable(last.includes('/') ? folderOf(last.replace(/\/+$/, '')) || (last.startsWith('/') ? '/' : '.') : '.');
    case 'basename':
      return words[0] === null || words[0] === undefined ? null : baseOf(words[0], words[1]);
    case 'realpath':
    case 'readlink':
      return last === null ? null : absolutePath(folder, last);
    case 'echo':
      return words.every((word) => word !== null) ? textVariable(words.join(' ')) : null;
    default:
      return null;
  }
}

function baseOf(path: string, suffix: string | null | undefined): Variable | null {
  if (suffix === null) return null;
  const base = path.replace(/\/+$/, '').replace(/^.*\//s, '');
  return textVariable(suffix !== undefined && base.endsWith(suffix) ? base.slice(0, base.length - suffix.length) : base);
}
