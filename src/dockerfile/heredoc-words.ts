import type { Read } from '#text/read.js';
import { read, unreadable } from '#text/read.js';
import { isSpace } from './space.js';

/** The text cannot be split: an open quote or an expansion that BuildKit does not know. */
class LexError extends Error {}

/** How quotes and escapes come out of {@link processWords}. */
export interface WordOptions {
  readonly rawQuotes: boolean;
  readonly rawEscapes: boolean;
}

/** `${a:-${b:-…` nested deeper than this is not read (BuildKit has no such limit). */
const MAX_DEPTH = 100;

class TooDeep extends Error {}

const NAME = /\p{Nd}+|[@*#?\-$!]|(?:\p{L}|_)(?:\p{L}|\p{Nd}|_)*/uy;

/**
 * The words of a line as BuildKit's shell lexer splits them when it looks for here-documents
 * (frontend/dockerfile/shell/lex.go, ProcessWords with SkipUnsetEnv and an empty environment); none where the
 * lexer fails. `<<` keeps the blanks behind it, so that `<< EOF` is one word.
 */
export function processWords(text: string, options: WordOptions): Read<readonly string[] | null> {
  // Go's text/scanner drops a byte order mark at the start.
  const lexer = { text, at: text.startsWith('\ufeff') ? 1 : 0, word: '', depth: 0, rawQuotes: options.rawQuotes };
  try {
    return read(stopOn(lexer, '', options.rawEscapes).words);
  } catch (error) {
    if (error instanceof LexError) return read(null);
    if (error instanceof TooDeep) return unreadable(`expansions nested deeper than ${MAX_DEPTH}`);
    throw error;
  }
}

interface Lexer {
  readonly text: string;
  readonly rawQuotes: boolean;
  at: number;
  depth: number;
  /** The word being built. BuildKit shares it with nested `${…}`, which empty it: so do we. */
  word: string;
}

function stopOn(lexer: Lexer, stop: string, rawEscapes: boolean): { readonly result: string; readonly words: readonly string[] } {
  const words: string[] = [];
  let result = '';
  let inWord = false;
  lexer.word = '';
  if (lexer.depth++ > MAX_DEPTH) throw new TooDeep();

  function flush(): void {
    if (lexer.word !== '') words.push(lexer.word);
    lexer.word = '';
  }
  function addRaw(text: string): void {
    lexer.word += text;
    inWord = true;
  }
  function addChar(char: string): void {
    if (!isSpace(char.charCodeAt(0))) return addRaw(char);
    if (!inWord || lexer.word === '') return;
    flush();
    inWord = false;
  }

  while (lexer.at < lexer.text.length) {
    const char = lexer.text.charAt(lexer.at);
    if (stop !== '' && char === stop) {
      lexer.at++;
      flush();
      lexer.depth--;
      return { result, words };
    }
    if (char === '$') {
      const text = dollar(lexer);
      result += text;
      for (let i = 0; i < text.length; i++) addChar(text.charAt(i));
    } else if (char === "'" || char === '"' || char === '<') {
      const text = char === "'" ? singleQuote(lexer) : char === '"' ? doubleQuote(lexer, rawEscapes) : lessThan(lexer);
      result += text;
      addRaw(text);
    } else if (char === '\\') {
      if (rawEscapes) {
        addRaw(char);
        result += char;
      }
      if (++lexer.at >= lexer.text.length) break;
      addRaw(lexer.text.charAt(lexer.at));
      result += lexer.text.charAt(lexer.at++);
    } else {
      lexer.at++;
      addChar(char);
      result += char;
    }
  }
  if (stop !== '') throw new LexError(`no closing ${stop}`);
  flush();
  return { result, words };
}

function singleQuote(lexer: Lexer): string {
  const close = lexer.text.indexOf("'", lexer.at + 1);
  if (close < 0) throw new LexError("no closing '");
  const text = lexer.rawQuotes ? lexer.text.slice(lexer.at, close + 1) : lexer.text.slice(lexer.at + 1, close);
  lexer.at = close + 1;
  return text;
}

function doubleQuote(lexer: Lexer, rawEscapes: boolean): string {
  const quote = lexer.rawQuotes ? '"' : '';
  let text = quote;
  lexer.at++;
  while (lexer.at < lexer.text.length) {
    let char = lexer.text.charAt(lexer.at);
    if (char === '"') {
      lexer.at++;
      return text + quote;
    }
    if (char === '$') {
      text += dollar(lexer);
      continue;
    }
    lexer.at++;
    if (char === '\\') {
      if (rawEscapes) text += char;
      const next = lexer.text.charAt(lexer.at);
      if (next === '') continue;
      if (next === '"' || next === '$' || next === '\\') {
        char = next;
        lexer.at++;
      }
    }
    text += char;
  }
  throw new LexError('no closing "');
}

function lessThan(lexer: Lexer): string {
  lexer.at++;
  if (lexer.text.charAt(lexer.at) !== '<') return '<';
  const start = ++lexer.at;
  while (/[\t\r ]/.test(lexer.text.charAt(lexer.at))) lexer.at++;
  return '<<' + lexer.text.slice(start, lexer.at);
}

function dollar(lexer: Lexer): string {
  lexer.at++;
  if (lexer.text.charAt(lexer.at) !== '{') return '$' + name(lexer);
  const first = lexer.text.charAt(++lexer.at);
  if (first === '' || first === '{' || first === '}' || first === ':') throw new LexError('bad substitution');
  const variable = name(lexer);
  let operator = lexer.text.charAt(lexer.at++);
  if (operator === '}') return '${' + variable + '}';
  if (operator === '/') {
    if (lexer.text.charAt(lexer.at) === '/') lexer.at++;
    const pattern = stopOn(lexer, '/', true).result;
    return '${' + variable + '/' + pattern + '/' + stopOn(lexer, '}', true).result + '}';
  }
  const modifier = operator === ':' ? lexer.text.charAt(lexer.at++) : operator;
  const raw = modifier === '#' || modifier === '%';
  if (operator === ':') {
    if (raw) throw new LexError('unsupported modifier');
    operator += modifier;
  } else if (!raw && !/[-+?]/.test(modifier)) {
    throw new LexError('unsupported modifier');
  }
  return '${' + variable + operator + stopOn(lexer, '}', raw).result + '}';
}

function name(lexer: Lexer): string {
  NAME.lastIndex = lexer.at;
  const match = NAME.exec(lexer.text)?.[0] ?? '';
  lexer.at += match.length;
  return match;
}
