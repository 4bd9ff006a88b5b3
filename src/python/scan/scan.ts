import type { Call, Import, Named, PythonSource } from '../source.js';
import { dynamicImport } from './dynamic.js';
import { utf8 } from './encoding.js';
import { type Expressions, LONGEST_CHAIN, type PendingCall, readExpressions } from './expressions.js';
import { nameText, trimNames } from './names.js';
import { child, forgetQualified, qualifiedCount, qualifiedText } from './qualified.js';
import { guardsOf, lookUp } from './scope.js';
import { readSearchPaths } from './search-paths.js';
import { readStatements, type Statements } from './statements.js';
import { sourceText } from './text.js';
import type { Problem } from './cutter.js';
import { tokenize } from './tokenize.js';
import { newTokens, oversized, type Tokens } from './tokens.js';

/** Larger files are data, not code. */
export const LARGEST_FILE = 20_000_000;
const MOST_PROBLEMS = 20;
const MOST_QUALIFIED = 400_000;

/** Used again for every file: a scan is synchronous. */
let shared: Tokens = newTokens();

/**
 * Reads a Python file of any version from 2.7 to 3.15, also a broken one, and never throws: what may have been overlooked is
 * among its `problems`. Time and memory grow with its size alone.
 */
export function scanPython(source: Uint8Array): PythonSource {
  const problems: Problem[] = [];
  if (source.length > LARGEST_FILE) return nothing(`larger than ${LARGEST_FILE / 1e6} MB`);
  if (trimNames() || qualifiedCount() > MOST_QUALIFIED) forgetQualified();
  const tokens = shared;
  const bytes = utf8(source, problems);
  if (tokens.bytes.length < bytes.length + 16) tokens.bytes = new Uint8Array(bytes.length * 2 + 16);
  tokens.bytes.set(bytes);
  tokens.bytes.fill(0, bytes.length, bytes.length + 16);
  tokenize(tokens, bytes.length, problems);
  const statements = readStatements(tokens);
  const expressions = readExpressions(tokens, statements);
  const found = assemble(tokens, statements, expressions, problems);
  if (oversized(tokens)) shared = newTokens();
  return found;
}

function nothing(reason: string): PythonSource {
  return { imports: [], symbols: [], attributes: [], strings: [], calls: [], searchPaths: [], main: null, problems: [{ line: 1, reason }] };
}

function assemble(tokens: Tokens, statements: Statements, expressions: Expressions, problems: readonly Problem[]): PythonSource {
  const imports = statements.imports.map(({ module, level, name, as, line, context }): Import => {
    return { module, level, name, as, line, by: 'statement', guards: guardsOf(context) };
  });
  const calls: Call[] = [];
  for (const call of expressions.calls) {
    for (const name of calledNames(tokens, call)) {
      const made = dynamicImport(tokens, call, name);
      if (made !== null) imports.push(made);
      if (isListed(call, name)) calls.push({ name, line: tokens.line[call.token] as number, arguments: call.arguments });
    }
  }
  const symbols = symbolsOf(tokens, statements, expressions);
  return {
    imports, symbols, attributes: expressions.attributes, strings: expressions.strings, calls,
    searchPaths: mayChangePath(statements, expressions) ? readSearchPaths(tokens, { of: namesBetween(tokens, expressions) }, expressions) : [],
    main: statements.main,
    problems: problems.slice(0, MOST_PROBLEMS),
  };
}

const ALWAYS_LISTED: ReadonlySet<string> = new Set(['import_module', '__import__', 'exec', 'eval', 'spec_from_file_location', 'SourceFileLoader', 'run_path', 'load_source']);

/** A bare call of something imported was taken along in case it is `import_module` by another name. */
function isListed({ arguments: given }: PendingCall, name: string): boolean {
  return given.some(({ value, text }) => value !== null || text) || ALWAYS_LISTED.has(name.slice(name.lastIndexOf('.') + 1));
}

/** What a call may be of: an import in a `try` and one in its handler may both bind a name. */
function calledNames(tokens: Tokens, { reference, name, token }: PendingCall): readonly string[] {
  if (reference === null) return [name];
  const targets = lookUp(tokens, reference.context.scope, tokens.link[reference.at] as number);
  if (targets.length === 0) return [reference.end > reference.at ? `.${nameText(tokens.link[token] as number)}` : nameText(tokens.link[token] as number)];
  return targets.map((target) => qualifiedText(follow(tokens, target, reference.at, reference.end)));
}

/** Only a file that imports `sys` or `site`, or names `__path__`, can change where modules are looked for. */
function mayChangePath({ imports }: Statements, { packagePaths }: Expressions): boolean {
  return packagePaths.length > 0 || imports.some(({ module }) => module === 'sys' || module === 'site');
}

/** The qualified names of a chain of names that is imported, or the chain as it is written. */
function namesBetween(tokens: Tokens, { references }: Expressions): (at: number, end: number) => readonly string[] {
  const contexts = new Map(references.map(({ at, context }) => [at, context]));
  return (at, end) => {
    const context = contexts.get(at);
    const targets = context === undefined ? [] : lookUp(tokens, context.scope, tokens.link[at] as number);
    return targets.length > 0 ? targets.map((target) => qualifiedText(follow(tokens, target, at, end))) : [sourceText(tokens, at, end + 1, 200)];
  };
}

function follow({ link }: Tokens, target: number, at: number, end: number): number {
  let node = target;
  for (let part = at + 2; part <= end && part - at <= LONGEST_CHAIN; part += 2) node = child(node, link[part] as number);
  return node;
}

/** Names imported with `from`, and every use of what is imported, each once. */
function symbolsOf(tokens: Tokens, { imports }: Statements, { references, attributes }: Expressions): readonly Named[] {
  const seen = new Set<number>();
  const known = new Set(attributes.map(({ name }) => name));
  const symbols: Named[] = [];
  for (const { target, line, name } of imports) {
    if (name === null || target === 0 || seen.has(target)) continue;
    seen.add(target);
    symbols.push({ name: qualifiedText(target), line });
  }
  for (const { at, end, context } of references) {
    const line = tokens.line[at] as number;
    const targets = lookUp(tokens, context.scope, tokens.link[at] as number);
    for (const target of targets) {
      const node = follow(tokens, target, at, end);
      if (seen.has(node)) continue;
      seen.add(node);
      symbols.push({ name: qualifiedText(node), line });
    }
    if (targets.length > 0) continue;
    for (let part = at + 2; part <= end; part += 2) {
      const name = nameText(tokens.link[part] as number);
      if (known.has(name)) continue;
      known.add(name);
      attributes.push({ name, line });
    }
  }
  return symbols;
}
