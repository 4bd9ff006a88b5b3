import { nameText, WORD } from './names.js';
import { child, relative } from './qualified.js';
import { bindImport, type Context } from './scope.js';
import { COMMA, DOT, IMPORT, NAME, OPEN, STAR, type Tokens } from './tokens.js';

/** One name that an import statement brings in, with what stands around it. */
export interface Found {
  readonly module: string;
  readonly level: number;
  readonly name: string | null;
  readonly as: string | null;
  readonly line: number;
  readonly context: Context;
  /** The qualified name of `module.name`; 0 where there is none. */
  readonly target: number;
}

/** What import statements are collected into. */
export interface Collected {
  readonly found: Found[];
  /** Numbers of names that an import binds anywhere in the file. */
  readonly bound: Set<number>;
}

/** Modules that Cython brings itself (Cython/Includes): nothing is imported when the code runs. */
const CYTHON_OWN: readonly string[] = ['libc', 'libcpp', 'cpython', 'cython', 'posix', 'openmp'];

let next = 0;
let module = 0;
let moduleText = '';
let firstName = 0;

/** Reads `import a.b as c, d` from the word `import` on; gives the token behind it, and marks the statement as read. */
export function readImport(tokens: Tokens, at: number, context: Context, to: Collected): number {
  const { kind, link } = tokens;
  const line = tokens.line[at] as number;
  const own = link[at] === WORD.cimport;
  next = at + 1;
  while (readModule(tokens, 0)) {
    const target = module;
    const text = moduleText;
    const first = firstName;
    const as = readAs(tokens);
    if (!own || !isCythonOwn(text)) to.found.push({ module: text, level: 0, name: null, as: as === 0 ? null : nameText(as), line, context, target });
    if (as === 0) bind(to, context, first, child(0, first));
    else bind(to, context, as, target);
    if (kind[next] !== COMMA) break;
    next++;
  }
  return read(tokens, at);
}

/** Reads `from ..a.b import c as d, e` from the word `from` on. */
export function readFrom(tokens: Tokens, at: number, context: Context, to: Collected): number {
  const { kind, link } = tokens;
  const line = tokens.line[at] as number;
  let level = 0;
  next = at + 1;
  for (; kind[next] === DOT; next++) level++;
  const named = isImport(tokens, next) ? false : readModule(tokens, level);
  if (!isImport(tokens, next) || (level === 0 && !named)) return at + 1;
  const target = named ? module : relative(level);
  const text = named ? moduleText : '';
  const ignored = link[next] === WORD.cimport && level === 0 && isCythonOwn(text);
  next++;
  if (kind[next] === STAR) {
    if (!ignored) to.found.push({ module: text, level, name: '*', as: null, line, context, target: 0 });
    next++;
    return read(tokens, at);
  }
  if (kind[next] === OPEN) next++;
  while (kind[next] === NAME) {
    const name = link[next++] as number;
    const as = readAs(tokens);
    const whole = child(target, name);
    if (!ignored) to.found.push({ module: text, level, name: nameText(name), as: as === 0 ? null : nameText(as), line, context, target: whole });
    bind(to, context, as === 0 ? name : as, whole);
    if (kind[next] !== COMMA) break;
    next++;
  }
  return read(tokens, at);
}

function isImport({ kind, link }: Tokens, at: number): boolean {
  return kind[at] === NAME && (link[at] === WORD.import || link[at] === WORD.cimport);
}

/** Reads a dotted name at `next`. */
function readModule({ kind, link }: Tokens, level: number): boolean {
  if (kind[next] !== NAME) return false;
  firstName = link[next] as number;
  module = child(relative(level), firstName);
  moduleText = nameText(firstName);
  const parts = [moduleText];
  next++;
  while (kind[next] === DOT && kind[next + 1] === NAME) {
    const name = link[next + 1] as number;
    module = child(module, name);
    parts.push(nameText(name));
    next += 2;
  }
  if (parts.length > 1) moduleText = parts.join('.');
  return true;
}

/** The name behind `as` at `next`; 0 without. */
function readAs({ kind, link }: Tokens): number {
  if (kind[next] !== NAME || link[next] !== WORD.as || kind[next + 1] !== NAME) return 0;
  next += 2;
  return link[next - 1] as number;
}

function bind(to: Collected, context: Context, name: number, target: number): void {
  to.bound.add(name);
  bindImport(context.scope, name, target);
}

function read(tokens: Tokens, at: number): number {
  tokens.kind[at] = IMPORT;
  tokens.link[at] = next;
  return next;
}

function isCythonOwn(module: string): boolean {
  return CYTHON_OWN.includes(module.split('.', 1)[0] ?? '');
}
