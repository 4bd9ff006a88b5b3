import { resolvePath } from '#text/paths.js';
import { expandGlob } from '#compose/shell/globs.js';
import { inWorkspace, type WorkspaceFiles, workspacePath } from '#compose/workspace-folder.js';

/** Where a function is called. */
export interface Scene {
  /** The folder that make runs in, absolute. */
  readonly folder: string;
  readonly files: WorkspaceFiles;
  /** A text with its variables filled in; `more`: those that hold in it alone. */
  expand(text: string, more?: ReadonlyMap<string, string>): string;
  /** The value of a variable with `$(1)` and on given; null: it cannot be told. */
  macro(name: string, given: ReadonlyMap<string, string>): string | null;
}

/** Words of a list that `foreach` goes through. */
const MAX_WORDS = 200;

export function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter(Boolean);
}

/** A word of `$(patsubst from,to,…)`: `%` stands for any text (GNU make manual, 8.2). */
export function patsubst(word: string, from: string, to: string): string {
  const stem = stemOf(word, from);
  return stem === null ? word : to.replace('%', () => stem);
}

/** What `%` of a pattern stands for in a word; '' for a pattern without one that is the word; null: it does not match. */
export function stemOf(word: string, pattern: string): string | null {
  const [head = '', tail = ''] = pattern.split('%');
  if (!pattern.includes('%')) return word === pattern ? '' : null;
  if (word.length < head.length + tail.length || !word.startsWith(head) || !word.endsWith(tail)) return null;
  return word.slice(head.length, word.length - tail.length);
}

/** The functions that Makefiles build paths and names with; null: another, or one that only make can tell. */
export function callFunction(scene: Scene, name: string, rest: string): string | null {
  if (name === 'foreach') return forEach(scene, splitArguments(rest));
  if (name === 'shell') return shellOutput(scene, scene.expand(rest));
  const given = splitArguments(rest).map((one) => scene.expand(one));
  if (name === 'call') return macro(scene, given);
  if (given.some((one) => one.includes('${'))) return null;
  return name === 'wildcard' ? wildcard(scene, given.join(',')) : plainFunction(scene, name, given);
}

function plainFunction({ folder }: Scene, name: string, [first = '', second = '', third = '']: readonly string[]): string | null {
  switch (name) {
    case 'strip':
      return wordsOf(first).join(' ');
    case 'sort':
      return [...new Set(wordsOf(first))].sort().join(' ');
    case 'subst':
      return first === '' ? third : third.replaceAll(first, () => second);
    case 'patsubst':
      return wordsOf(third).map((word) => patsubst(word, first.trim(), second.trim())).join(' ');
    case 'filter':
    case 'filter-out':
      return filtered(wordsOf(first), wordsOf(second), name === 'filter');
    case 'addprefix':
      return wordsOf(second).map((word) => first.trim() + word).join(' ');
    case 'addsuffix':
      return wordsOf(second).map((word) => word + first.trim()).join(' ');
    case 'dir':
      return wordsOf(first).map((word) => (word.includes('/') ? word.slice(0, word.lastIndexOf('/') + 1) : './')).join(' ');
    case 'notdir':
      return wordsOf(first).map((word) => word.slice(word.lastIndexOf('/') + 1)).join(' ');
    case 'basename':
      return wordsOf(first).map((word) => word.replace(/\.[^./]*$/, '')).join(' ');
    case 'abspath':
    case 'realpath':
      return wordsOf(first).map((word) => `/${resolvePath(folder, word) ?? ''}`).join(' ');
    case 'firstword':
      return wordsOf(first)[0] ?? '';
    case 'lastword':
      return wordsOf(first).at(-1) ?? '';
    default:
      return null;
  }
}

function filtered(patterns: readonly string[], words: readonly string[], keep: boolean): string | null {
  if (patterns.length * words.length > MAX_WORDS * MAX_WORDS) return null;
  return words.filter((word) => patterns.some((pattern) => stemOf(word, pattern) !== null) === keep).join(' ');
}

/** What is there in the workspace; a file that only a build makes is not. */
function wildcard({ folder, files }: Scene, patterns: string): string | null {
  const found = wordsOf(patterns).map((pattern) => (pattern.includes('*') ? expandGlob(folder, pattern, files) : /[?[\]{}~]/.test(pattern) ? null : existing(folder, pattern, files)));
  return found.every((one) => one !== null) ? found.flat().join(' ') : null;
}

function existing(folder: string, word: string, files: WorkspaceFiles): readonly string[] {
  const path = workspacePath(folder, word);
  return path.ok && (files.hasFile(path.value) || files.hasFolder(path.value)) ? [word] : [];
}

/** Arguments at the commas that stand in no bracket. */
function splitArguments(text: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '(' || char === '{') depth += 1;
    else if (char === ')' || char === '}') depth -= 1;
    else if (char === ',' && depth === 0) {
      found.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...found, text.slice(from)];
}

function forEach(scene: Scene, [name = '', list = '', ...body]: readonly string[]): string | null {
  const words = wordsOf(scene.expand(list));
  if (words.length > MAX_WORDS || words.some((word) => word.includes('${'))) return null;
  return words.map((word) => scene.expand(body.join(',').trimStart(), new Map([[name.trim(), word]]))).join(' ');
}

function macro(scene: Scene, [name = '', ...given]: readonly string[]): string | null {
  return scene.macro(name.trim(), new Map(given.map((one, index) => [String(index + 1), one.trim()])));
}

function shellOutput({ folder }: Scene, script: string): string | null {
  if (/^\s*pwd\s*$/.test(script)) return folder;
  if (/^\s*git rev-parse --show-toplevel\s*$/.test(script)) return inWorkspace('');
  const echoed = /^\s*echo\s+([\w./-]+)\s*$/.exec(script);
  return echoed?.[1] ?? null;
}
