import type { Argument, Named } from '../source.js';
import { allArguments, literalArguments } from './literals.js';
import { LAST_RESERVED_WORD, nameCount, nameText, WORD } from './names.js';
import { boundIn, type Context } from './scope.js';
import type { Statements } from './statements.js';
import { newStrings, type Strings, takeString } from './strings.js';
import { ASSIGN, CLOSE, COMMA, DOT, FORMAT, FORMAT_END, IMPORT, LINE, NAME, OPEN, STATEMENT, STRING, type Tokens } from './tokens.js';

/** A name that may stand for something imported, with what is behind its dots: the tokens `at` to `end`. */
export interface Reference {
  readonly at: number;
  readonly end: number;
  readonly context: Context;
}

/** A call whose name may still have to be looked up. */
export interface PendingCall {
  /** The last token of the name. */
  readonly token: number;
  readonly reference: Reference | null;
  /** Where `reference` is null. */
  readonly name: string;
  readonly arguments: readonly Argument[];
  readonly context: Context;
}

/** What the expressions of a file hold. */
export interface Expressions {
  readonly references: readonly Reference[];
  readonly attributes: Named[];
  readonly strings: readonly Named[];
  readonly calls: readonly PendingCall[];
  /** Tokens of the name `__path__`. */
  readonly packagePaths: readonly number[];
}

/** Parts of a chain of names that are told apart, as tokens; the rest says nothing more. */
export const LONGEST_CHAIN = 64;

/** By name: the last file whose attribute it was, and the last whose import bound it; so that no table has to be emptied. */
let attributeOf = new Int32Array(1 << 14);
let boundBy = new Int32Array(1 << 14);
let file = 0;

/** Reads every expression of a file once, from its first token to the last. */
export function readExpressions(tokens: Tokens, { bound, starts, contexts }: Statements): Expressions {
  beginFile(bound);
  const { kind, link, line } = tokens;
  const references: Reference[] = [];
  const attributes: Named[] = [];
  const strings: Strings = newStrings();
  const calls: PendingCall[] = [];
  const packagePaths: number[] = [];
  const count = tokens.count;
  let block = 0;
  for (let at = 0; at < count; at++) {
    const is = kind[at] as number;
    if (is === STRING || is === FORMAT) {
      const before = kind[at - 1];
      if (before !== STRING && before !== FORMAT_END) takeString(tokens, at, strings);
      continue;
    }
    if (is === IMPORT) {
      at = (link[at] as number) - 1;
      continue;
    }
    if (is !== NAME) continue;
    const word = link[at] as number;
    const before = kind[at - 1] as number;
    let end = at;
    if (before !== DOT && word <= LAST_RESERVED_WORD) continue;
    while (kind[end + 1] === DOT && kind[end + 2] === NAME) end += 2;
    const imported = before !== DOT && boundBy[word] === file;
    const called = kind[end + 1] === OPEN;
    if (!imported) {
      for (let part = before === DOT ? at : at + 2; part <= end; part += 2) {
        const name = link[part] as number;
        if (attributeOf[name] !== file) {
          attributeOf[name] = file;
          attributes.push({ name: nameText(name), line: line[part] as number });
        }
      }
      if (word === WORD.packagePath && before !== DOT) packagePaths.push(at);
    }
    if (imported || called) {
      while (block + 1 < starts.length && at >= (starts[block + 1] as number)) block++;
      const context = contexts[block] as Context;
      let reference: Reference | null = null;
      if (imported && !(end === at && isBinding(tokens, at, before, context))) {
        reference = { at, end, context };
        references.push(reference);
      }
      if (called && !(before === NAME && isDefinition(link[at - 1] as number))) {
        const special = isSpecial(link[end] as number) || (reference !== null && end === at);
        const given = literalArguments(tokens, end + 1) ?? (special ? allArguments(tokens, end + 1) : null);
        if (given !== null) {
          calls.push({ token: end, reference, name: calledName(tokens, at, end), arguments: given, context });
        }
      }
    }
    at = end;
  }
  return { references, attributes, strings: strings.found, calls, packagePaths };
}

/** The name of a call on what is not imported: `.name` behind a dot. */
function calledName({ kind, link }: Tokens, at: number, end: number): string {
  const last = nameText(link[end] as number);
  return end > at || kind[at - 1] === DOT ? `.${last}` : last;
}

/** Calls that are listed whatever they are given. */
function isSpecial(word: number): boolean {
  return word >= WORD.import_module && word <= WORD.load_source;
}

function beginFile(bound: ReadonlySet<number>): void {
  if (attributeOf.length <= nameCount() + 1) {
    attributeOf = new Int32Array(nameCount() * 2 + 2);
    boundBy = new Int32Array(nameCount() * 2 + 2);
  }
  file++;
  for (const name of bound) boundBy[name] = file;
}

function isDefinition(word: number): boolean {
  return word === WORD.def || word === WORD.class;
}

/**
 * Whether the name at `at` is bound there, not read: then it is a local name in all of its function. Only what is certain
 * counts; a name that is taken for a use of an import does no harm, one that is overlooked does.
 */
function isBinding(tokens: Tokens, at: number, before: number, { scope }: Context): boolean {
  const { kind, link } = tokens;
  const word = link[at] as number;
  const assigned = kind[at + 1] === ASSIGN;
  if (assigned && (before === OPEN || before === COMMA)) return true;
  const begins = before === LINE || before === STATEMENT;
  const bound =
    (assigned && begins) ||
    (before === NAME && (isDefinition(link[at - 1] as number) || (link[at - 1] === WORD.for && isBeginning(kind[at - 2] as number)) || (link[at - 1] === WORD.as && kind[at + 1] !== CLOSE)));
  if (bound && scope.kind === 'function') boundIn(tokens, scope).add(word);
  return bound;
}

function isBeginning(kind: number): boolean {
  return kind === LINE || kind === STATEMENT;
}
