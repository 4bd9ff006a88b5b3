import { type Read, read, unreadable } from '#text/read.js';

export interface CommandWords {
  readonly words: readonly string[];
  /** What stands behind the first `;`, `&`, `|`, `<` or `>` outside of quotes, which compose drops; null: nothing. */
  readonly dropped: string | null;
}

const OPERATORS = ';&|<>';

/**
 * The words of a command that compose runs without a shell: `Parse` of github.com/mattn/go-shellwords,
 * which compose-go uses for `command` and `entrypoint`. A backslash keeps the next character, in double
 * quotes too, and reading stops at a shell operator.
 */
export function commandWords(text: string): Read<CommandWords> {
  const words: string[] = [];
  let word = '';
  let started = false;
  let quote: '"' | "'" | '`' | ')' | null = null;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '\\' && quote !== "'") {
      if (++at >= text.length) return unreadable('a command that ends in a backslash');
      word += text[at];
      started = true;
    } else if (quote === null && /[ \t\r\n]/.test(character)) {
      if (started) words.push(word);
      word = '';
      started = false;
    } else if (quote === '"' || quote === "'") {
      if (character === quote) quote = null;
      else word += character;
      started = true;
    } else if (quote === null && (character === '"' || character === "'")) {
      quote = character;
    } else if (quote === null && OPERATORS.includes(character)) {
      if (character === '>' && /^\d/.test(word)) started = false;
      return read({ words: started ? [...words, word] : words, dropped: text.slice(at) });
    } else if (quote === null && character === '(' && !word.endsWith('$')) {
      return unreadable('a command with a bracket outside of quotes, which compose refuses');
    } else {
      if (character === '`') quote = quote === '`' ? null : '`';
      else if (character === '(' && quote === null) quote = ')';
      else if (character === ')' && quote !== '`') {
        if (quote === null) return unreadable('a command with a bracket outside of quotes, which compose refuses');
        quote = null;
      }
      word += character;
      started = true;
    }
  }
  if (quote !== null) return unreadable('a command with a quote that is not closed');
  return read({ words: started ? [...words, word] : words, dropped: null });
}
