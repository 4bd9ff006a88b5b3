/**
 * For an offset of a script: where the parentheses stand that are open there, outermost first. Asked
 * with rising offsets, so that a script is read once. Quotes, escapes and comments are stepped over.
 */
export function subshellsOf(script: string): (offset: number) => readonly number[] {
  const open: number[] = [];
  let at = 0;
  function until(offset: number): readonly number[] {
    while (at < offset) at = step(script, at, open);
    return [...open];
  }
  return script.includes('(') ? until : () => [];
}

function step(script: string, at: number, open: number[]): number {
  const char = script.charAt(at);
  switch (char) {
    case '\\':
      return at + 2;
    case "'":
      return behind(script, "'", at + 1);
    case '"':
      return behindDoubleQuote(script, at + 1);
    case '#':
      return at === 0 || /[\s;&|()]/.test(script.charAt(at - 1)) ? behind(script, '\n', at) : at + 1;
    case '(':
      open.push(at);
      return at + 1;
    case ')':
      // A pattern of `case` closes nothing; nor does anything else that is out of balance.
      open.pop();
      return at + 1;
    default:
      return at + 1;
  }
}

function behind(script: string, char: string, from: number): number {
  const found = script.indexOf(char, from);
  return found < 0 ? script.length : found + 1;
}

function behindDoubleQuote(script: string, from: number): number {
  for (let at = from; at < script.length; at++) {
    if (script.charAt(at) === '\\') at += 1;
    else if (script.charAt(at) === '"') return at + 1;
  }
  return script.length;
}
