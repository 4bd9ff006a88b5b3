import { lineAt } from '#text/lines.js';
import { deeper, endOfLine, expect, fail, type Scan, skipBlank, take, takeName } from './scan.js';
import { heredoc, quotedTemplate } from './template.js';
import type { HclExpression } from './syntax.js';

// From the loosest to the tightest (hclsyntax/spec.md, "Binary operators").
const OPERATORS: readonly (readonly string[])[] = [['||'], ['&&'], ['==', '!='], ['<=', '>=', '<', '>'], ['+', '-'], ['*', '/', '%']];

/** Reads the expression that begins here. */
export function expression(scan: Scan): HclExpression {
  return deeper(scan, () => {
    const start = begin(scan);
    const test = binary(scan, 0);
    skipBlank(scan);
    if (!take(scan, '?')) return test;
    const yes = expression(scan);
    skipBlank(scan);
    expect(scan, ':');
    const no = expression(scan);
    return { kind: 'condition', test, yes, no, ...origin(scan, start) };
  });
}

function begin(scan: Scan): number {
  skipBlank(scan);
  return scan.at;
}

function origin(scan: Scan, start: number): { readonly line: number; readonly source: string } {
  return { line: lineAt(scan.lines, start), source: scan.text.slice(start, scan.at).trimEnd() };
}

function binary(scan: Scan, level: number): HclExpression {
  const operators = OPERATORS[level];
  if (!operators) return unary(scan);
  const start = begin(scan);
  let left = binary(scan, level + 1);
  for (;;) {
    skipBlank(scan);
    const operator = operators.find((one) => scan.text.startsWith(one, scan.at) && !isComment(scan, one));
    if (operator === undefined) return left;
    scan.at += operator.length;
    const right = binary(scan, level + 1);
    left = { kind: 'operation', operator, of: [left, right], ...origin(scan, start) };
  }
}

function isComment(scan: Scan, operator: string): boolean {
  return operator === '/' && /^\/[/*]/.test(scan.text.slice(scan.at, scan.at + 2));
}

function unary(scan: Scan): HclExpression {
  return deeper(scan, () => {
    const start = begin(scan);
    const operator = ['!', '-'].find((one) => take(scan, one));
    if (operator === undefined) return members(scan, start, term(scan, start));
    const of = [unary(scan)];
    return { kind: 'operation', operator, of, ...origin(scan, start) };
  });
}

function members(scan: Scan, start: number, first: HclExpression): HclExpression {
  let of = first;
  for (;;) {
    const before = scan.at;
    skipBlank(scan);
    if (scan.text.startsWith('...', scan.at)) {
      scan.at = before;
      return of;
    }
    if (take(scan, '.')) {
      const from = scan.at;
      const name = takeName(scan) ?? takeDigits(scan);
      if (name === null) {
        expect(scan, '*');
        of = { kind: 'other', what: 'a splat', ...origin(scan, start) };
      } else of = { kind: 'member', of, key: { kind: 'literal', value: name, ...origin(scan, from) }, ...origin(scan, start) };
    } else if (take(scan, '[')) {
      scan.brackets++;
      skipBlank(scan);
      const splat = take(scan, '*');
      const key = splat ? null : expression(scan);
      close(scan, ']');
      of = key === null ? { kind: 'other', what: 'a splat', ...origin(scan, start) } : { kind: 'member', of, key, ...origin(scan, start) };
    } else {
      scan.at = before;
      return of;
    }
  }
}

function close(scan: Scan, bracket: string): void {
  skipBlank(scan);
  expect(scan, bracket);
  scan.brackets--;
}

function takeDigits(scan: Scan): string | null {
  const digits = /^\d+/.exec(scan.text.slice(scan.at, scan.at + 20))?.[0] ?? null;
  if (digits !== null) scan.at += digits.length;
  return digits;
}

function term(scan: Scan, start: number): HclExpression {
  if (take(scan, '"')) return quotedTemplate(scan, start, expression);
  if (scan.text.startsWith('<<', scan.at)) return heredoc(scan, start, expression);
  const number = /^\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/.exec(scan.text.slice(scan.at, scan.at + 60))?.[0];
  if (number !== undefined) {
    scan.at += number.length;
    return { kind: 'literal', value: Number(number), ...origin(scan, start) };
  }
  if (take(scan, '(')) {
    scan.brackets++;
    const inner = expression(scan);
    close(scan, ')');
    return inner;
  }
  if (take(scan, '[')) return list(scan, start);
  if (take(scan, '{')) return object(scan, start);
  return named(scan, start);
}

function named(scan: Scan, start: number): HclExpression {
  const name = takeName(scan);
  if (name === null) fail(scan, `a value is missing before ${JSON.stringify(scan.text.slice(scan.at, Math.min(scan.at + 20, endOfLine(scan.text, scan.at))))}`);
  if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true', ...origin(scan, start) };
  if (name === 'null') return { kind: 'literal', value: null, ...origin(scan, start) };
  if (!take(scan, '(')) return { kind: 'name', name, ...origin(scan, start) };
  scan.brackets++;
  for (skipBlank(scan); scan.text[scan.at] !== ')'; skipBlank(scan)) {
    expression(scan);
    skipBlank(scan);
    take(scan, '...');
    skipBlank(scan);
    if (!take(scan, ',')) break;
  }
  close(scan, ')');
  return { kind: 'call', name, ...origin(scan, start) };
}

function list(scan: Scan, start: number): HclExpression {
  scan.brackets++;
  if (skipFor(scan, ']')) return { kind: 'other', what: 'a for expression', ...origin(scan, start) };
  const items: HclExpression[] = [];
  for (skipBlank(scan); scan.text[scan.at] !== ']'; skipBlank(scan)) {
    items.push(expression(scan));
    skipBlank(scan);
    if (!take(scan, ',')) break;
  }
  close(scan, ']');
  return { kind: 'list', items, ...origin(scan, start) };
}

function object(scan: Scan, start: number): HclExpression {
  scan.brackets++;
  if (skipFor(scan, '}')) return { kind: 'other', what: 'a for expression', ...origin(scan, start) };
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
function skipFor(scan: Scan, closing: ']' | '}'): boolean {
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
