import { close, expect, fail, origin, type Scan, skipBlank, take, takeName } from './scan.js';
import type { HclExpression } from './syntax.js';
import { heredoc, quotedTemplate } from './template.js';

type ReadExpression = (scan: Scan) => HclExpression;

/** The list behind `[`; `expression` reads what stands in it. */
export function list(scan: Scan, start: number, expression: ReadExpression): HclExpression {
  scan.brackets++;
  if (skipFor(scan, ']', expression)) return { kind: 'other', what: 'a for expression', ...origin(scan, start) };
  const items: HclExpression[] = [];
  for (skipBlank(scan); scan.text[scan.at] !== ']'; skipBlank(scan)) {
    items.push(expression(scan));
    skipBlank(scan);
    if (!take(scan, ',')) break;
  }
  close(scan, ']');
  return { kind: 'list', items, ...origin(scan, start) };
}

/** The object behind `{`. */
export function object(scan: Scan, start: number, expression: ReadExpression): HclExpression {
  scan.brackets++;
  if (skipFor(scan, '}', expression)) return { kind: 'other', what: 'a for expression', ...origin(scan, start) };
  const entries: { key: HclExpression; value: HclExpression }[] = [];
  const brackets = scan.brackets;
  for (skipBlank(scan); scan.text[scan.at] !== '}'; skipBlank(scan)) {
    const from = scan.at;
    const name = takeName(scan);
    const key: HclExpression = name === null ? expression(scan) : { kind: 'literal', value: name, ...origin(scan, from) };
    skipBlank(scan);
    if (!take(scan, '=')) expect(scan, ':');
    // A line end closes an entry, unless brackets inside of it are open.
    skipBlank(scan, true);
    scan.brackets = 0;
    const value = expression(scan);
    skipBlank(scan);
    scan.brackets = brackets;
    entries.push({ key, value });
    if (take(scan, ',') || scan.text[scan.at] === '\n') continue;
    skipBlank(scan);
    if (scan.text[scan.at] !== '}') fail(scan, 'an entry of an object that does not end');
  }
  close(scan, '}');
  return { kind: 'object', entries, ...origin(scan, start) };
}

/** Reads over a `for` expression up to the bracket that closes it; false: there is none. */
function skipFor(scan: Scan, closing: ']' | '}', expression: ReadExpression): boolean {
  skipBlank(scan);
  if (!/^for\s/.test(scan.text.slice(scan.at, scan.at + 4))) return false;
  scan.at += 3;
  const open: string[] = [];
  while (scan.at < scan.text.length) {
    skipBlank(scan, true);
    const character = scan.text[scan.at];
    if (character === '"') {
      const from = scan.at++;
      quotedTemplate(scan, from, expression);
      continue;
    }
    if (/^<<-?[\p{L}_]/u.test(scan.text.slice(scan.at, scan.at + 4))) {
      heredoc(scan, scan.at, expression);
      continue;
    }
    scan.at++;
    if (character === '(' || character === '[' || character === '{') open.push(character);
    else if (character === ')' || character === ']' || character === '}') {
      if (open.length > 0) open.pop();
      else if (character === closing) {
        scan.brackets--;
        return true;
      }
    }
  }
  return fail(scan, 'a for expression that is not closed');
}
