/** A command longer than this is none that a person wrote. */
const LONGEST = 20_000;
const MOST_WORDS = 500;

/**
 * The words of the shell command that goes on at `start`, quotes gone, to where it ends: at a line end that no backslash stands
 * before, `;`, `|`, `&`, `>`, a bracket or a quote that was open before it. Variables stand as written. The text around it may be
 * shell, make or YAML, so it is no script that a parser reads.
 */
export function commandAt(text: string, start: number): readonly string[] {
  const end = Math.min(text.length, start + LONGEST);
  const words: string[] = [];
  let word: string | null = null;
  let at = start;
  while (at < end && words.length < MOST_WORDS) {
    const character = text[at] ?? '';
    if (character === '\\') {
      const blank = /\\\r?\n/y;
      blank.lastIndex = at;
      const joined = blank.exec(text)?.[0].length;
      if (joined !== undefined) {
        if (word !== null) words.push(word);
        word = null;
        at += joined;
        continue;
      }
      word = (word ?? '') + (text[at + 1] ?? '');
      at += 2;
    } else if (character === '"' || character === "'") {
      const closed = closing(text, at, end);
      // A quote that nothing closes was opened before the command.
      if (closed === null || (word !== null && isOutside(text[at + 1]))) break;
      const inner = text.slice(at + 1, closed);
      word = (word ?? '') + (character === '"' ? inner.replaceAll(/\\(["\\$`])/g, '$1').replaceAll(/\\\r?\n/g, '') : inner);
      at = closed + 1;
    } else if (character === '$' && /[({]/.test(text[at + 1] ?? '')) {
      const closed = bracketEnd(text, at + 1, end);
      word = (word ?? '') + text.slice(at, closed);
      at = closed;
    } else if (/[ \t\r]/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
      at += 1;
    } else if (/[\n;|&><)`]/.test(character) || (character === '#' && word === null)) break;
    else {
      word = (word ?? '') + character;
      at += 1;
    }
  }
  if (word !== null) words.push(word);
  return words;
}

/** `"]` and `",` close a text of YAML or JSON around the command. */
function isOutside(next: string | undefined): boolean {
  return next === undefined || next === '\n' || next === ']';
}

function closing(text: string, start: number, end: number): number | null {
  const quote = text[start];
  for (let at = start + 1; at < end; at++) {
    if (text[at] === quote) return at;
    if (text[at] === '\\' && quote === '"') at += 1;
  }
  return null;
}

/** Behind the bracket that closes the one at `start`; the end of the line where none does. */
function bracketEnd(text: string, start: number, end: number): number {
  let open = 0;
  for (let at = start; at < end; at++) {
    const character = text[at] ?? '';
    if (character === '(' || character === '{') open += 1;
    if (character === ')' || character === '}') open -= 1;
    if (open === 0) return at + 1;
    if (character === '\n') return at;
  }
  return end;
}
