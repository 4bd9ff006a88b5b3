import { list, object } from './collection.js';
import { close, deeper, endOfLine, expect, fail, link, origin, type Scan, skipBlank, take, takeName } from './scan.js';
import { heredoc, quotedTemplate } from './template.js';
import type { HclExpression } from './syntax.js';

// From the loosest to the tightest (hclsyntax/spec.md, "Binary operators").
const OPERATORS: readonly (readonly string[])[] = [['||'], ['&&'], ['==', '!='], ['<=', '>=', '<', '>'], ['+', '-'], ['*', '/', '%']];

/** Reads the expression that begins here. */
export function expression(scan: Scan): HclExpression {
  if (scan.depth === 0) scan.links = 0;
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
    link(scan);
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
      link(scan);
      const from = scan.at;
      const name = takeName(scan) ?? takeDigits(scan);
      if (name === null) {
        expect(scan, '*');
        of = { kind: 'other', what: 'a splat', ...origin(scan, start) };
      } else of = { kind: 'member', of, key: { kind: 'literal', value: name, ...origin(scan, from) }, ...origin(scan, start) };
    } else if (take(scan, '[')) {
      link(scan);
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
  if (take(scan, '[')) return list(scan, start, expression);
  if (take(scan, '{')) return object(scan, start, expression);
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
