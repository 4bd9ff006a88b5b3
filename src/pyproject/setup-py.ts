import { normalizeName } from '#pep/name.js';
import { read, unreadable, type Read } from '#text/read.js';
import { pythonTokens, readLiteral, type Literal, type PythonToken } from './python-literals.js';
import { collect, type Collected } from './requirement.js';
import type { PythonProject, Written } from './types.js';

/**
 * Reads a setup.py without running it: the arguments of its one call of `setup(…)` that are literals, or names that the
 * file gives one literal and never anything else. What is put together by code is a problem with its line.
 */
export function readSetupPy(path: string, text: string): Read<PythonProject> {
  const words = pythonTokens(text);
  if (!words.ok) return words;
  const tokens = words.value;
  const calls = [...tokens.keys()].filter((at) => isSetupCall(tokens, at));
  const [call] = calls;
  if (call === undefined) return unreadable('no call of setup() is written out in it');
  if (calls.length > 1) return unreadable('more than one call of setup()', tokens[calls[1] ?? call]?.line);
  const keywords = argumentsOf(tokens, call + 1);
  const found: Collected = { requirements: [], problems: [] };
  if (keywords.has('**')) found.problems.push({ line: lineOf(tokens, keywords.get('**')), reason: 'setup() takes more arguments from a dict: they are not known' });
  collect(found, texts(valueOf(tokens, keywords, 'install_requires', found)), null);
  const extras = valueOf(tokens, keywords, 'extras_require', found);
  const named = extras?.kind === 'dict' ? extras.entries : [];
  for (const { key, value } of named) collect(found, texts(value), { kind: 'extra', name: extraName(key) });
  const build: Collected = { requirements: [], problems: found.problems };
  collect(build, texts(valueOf(tokens, keywords, 'setup_requires', found)), null);
  return read({
    path,
    kind: 'setup.py',
    name: single(valueOf(tokens, keywords, 'name', null)),
    requiresPython: single(valueOf(tokens, keywords, 'python_requires', null)),
    requirements: found.requirements,
    buildSystem: build.requirements.length === 0 ? null : { backend: null, requires: build.requirements },
    extras: named.map(({ key }) => extraName(key)),
    groups: [],
    defaultGroups: null,
    includes: [],
    indexes: [],
    workspace: null,
    isPackage: true,
    scripts: scriptsOf(valueOf(tokens, keywords, 'entry_points', null)),
    tools: [],
    problems: found.problems,
  });
}

/** `extras_require={"dev:python_version<'3.9'": […]}`. */
function extraName(key: string): string {
  return normalizeName(key.split(':')[0] ?? key);
}

/** `setup(` as a call: not `def setup(`, not another object's. */
function isSetupCall(tokens: readonly PythonToken[], at: number): boolean {
  if (tokens[at]?.kind !== 'name' || tokens[at]?.text !== 'setup' || tokens[at + 1]?.text !== '(') return false;
  const before = tokens[at - 1]?.text;
  return before !== 'def' && (before !== '.' || ['setuptools', 'core'].includes(tokens[at - 2]?.text ?? ''));
}

/** Where the value of each keyword starts; `**` where a dict is spread. */
function argumentsOf(tokens: readonly PythonToken[], open: number): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind === 'open') depth += 1;
    if (token?.kind === 'close') depth -= 1;
    if (depth === 0) break;
    const startsArgument = tokens[at - 1]?.text === ',' || at === open + 1;
    if (depth !== 1 || !startsArgument) continue;
    if (token?.kind === 'name' && tokens[at + 1]?.text === '=' && tokens[at + 2]?.text !== '=') found.set(token.text ?? '', at + 2);
    if (token?.text === '*' && tokens[at + 1]?.text === '*') found.set('**', at);
  }
  return found;
}

/** The value of a keyword; null where there is none, or (told to `problems`) where code makes it. */
function valueOf(tokens: readonly PythonToken[], keywords: ReadonlyMap<string, number>, keyword: string, problems: Collected | null): Literal | null {
  const at = keywords.get(keyword);
  if (at === undefined) return null;
  const value = readLiteral(tokens, at);
  const named = value.ok ? value : readNamed(tokens, at, value);
  if (named.ok) return named.value.value;
  problems?.problems.push({ line: named.line ?? lineOf(tokens, at), reason: `${keyword} is not written out: ${named.reason}` });
  return null;
}

/** `install_requires=requirements`, where the file says `requirements = […]` once at its left edge and touches it nowhere else. */
function readNamed(tokens: readonly PythonToken[], at: number, otherwise: ReturnType<typeof readLiteral>): ReturnType<typeof readLiteral> {
  const name = tokens[at];
  const isAlone = [',', ')'].includes(tokens[at + 1]?.text ?? '');
  if (name?.kind !== 'name' || !isAlone) return otherwise;
  const uses = tokens.flatMap((token, index) => (token.kind === 'name' && token.text === name.text && index !== at ? index : []));
  const [only] = uses;
  const isAssignment = only !== undefined && uses.length === 1 && tokens[only]?.leads && tokens[only + 1]?.text === '=';
  return isAssignment ? readLiteral(tokens, only + 2) : otherwise;
}

function lineOf(tokens: readonly PythonToken[], at: number | undefined): number {
  return tokens[at ?? 0]?.line ?? 1;
}

/** The strings of a list, or of a text with one requirement a line. */
function texts(value: Literal | null): readonly Written[] {
  if (value?.kind === 'string') return value.text.split('\n').flatMap((text) => (text.trim() === '' || text.trim().startsWith('#') ? [] : { text: text.trim(), line: value.line }));
  if (value?.kind !== 'list') return [];
  return value.items.flatMap((item) => (item.kind === 'string' && item.text.trim() !== '' ? { text: item.text, line: item.line } : []));
}

function single(value: Literal | null): Written | null {
  return value?.kind === 'string' ? { text: value.text, line: value.line } : null;
}

function scriptsOf(value: Literal | null): PythonProject['scripts'] {
  const scripts = value?.kind === 'dict' ? value.entries.find(({ key }) => key === 'console_scripts')?.value : undefined;
  return texts(scripts ?? null).flatMap(({ text, line }) => {
    const [name, target] = text.split('=').map((part) => part.trim());
    return name && target ? [{ name, target, line }] : [];
  });
}
