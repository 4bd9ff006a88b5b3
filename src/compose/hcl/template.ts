import { lineAt } from '#text/lines.js';
import { deeper, endOfLine, expect, fail, type Scan, skipBlank, take } from './scan.js';
import type { HclExpression } from './syntax.js';

/** Given by the reader of expressions, which reads templates in its turn. */
export type ReadExpression = (scan: Scan) => HclExpression;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** A template in quotes, behind the first of them. */
export function quotedTemplate(scan: Scan, start: number, expression: ReadExpression): HclExpression {
  const parts = templateParts(scan, expression, (at) => scan.text[at] === '"', true);
  expect(scan, '"');
  return template(scan, start, parts);
}

/** A whole text as a template: JSON files of bake have them in their strings. */
export function wholeTemplate(scan: Scan, expression: ReadExpression): HclExpression {
  return template(scan, 0, templateParts(scan, expression, () => false, false));
}

/** `<<EOT` and `<<-EOT`; the latter takes away the indentation that all lines share. */
export function heredoc(scan: Scan, start: number, expression: ReadExpression): HclExpression {
  const opening = /^<<(-?)([\p{L}_][\p{L}\p{N}_-]*)[ \t]*\r?\n/u.exec(scan.text.slice(scan.at, scan.at + 200));
  if (!opening) fail(scan, 'a heredoc without a delimiter');
  const [whole, dash, delimiter = ''] = opening;
  scan.at += whole.length;
  const end = closingLine(scan, delimiter);
  const parts = templateParts(scan, expression, (at) => at >= end, false);
  scan.at = endOfLine(scan.text, end);
  return template(scan, start, dash === '-' ? withoutIndent(parts) : parts);
}

function closingLine(scan: Scan, delimiter: string): number {
  for (let at = scan.at; at < scan.text.length; at = endOfLine(scan.text, at) + 1) {
    if (scan.text.slice(at, endOfLine(scan.text, at)).trim() === delimiter) return at;
  }
  return fail(scan, `a heredoc that ${delimiter} does not close`);
}

function withoutIndent(parts: readonly (string | HclExpression)[]): readonly (string | HclExpression)[] {
  const lines = parts.map((part) => (typeof part === 'string' ? part : '\0')).join('').split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0));
  if (!Number.isFinite(indent)) return parts;
  // A part behind an interpolation begins in the middle of a line.
  const cut = (part: string, index: number) => (index === 0 ? `\n${part}` : part).replaceAll(new RegExp(`\\n[ \\t]{0,${indent}}`, 'g'), '\n').slice(index === 0 ? 1 : 0);
  return parts.map((part, index) => (typeof part === 'string' ? cut(part, index) : part));
}

function templateParts(scan: Scan, expression: ReadExpression, ends: (at: number) => boolean, escapes: boolean): readonly (string | HclExpression)[] {
  const parts: (string | HclExpression)[] = [];
  let text = '';
  while (scan.at < scan.text.length && !ends(scan.at)) {
    const character = scan.text[scan.at] ?? '';
    if (character === '\n' && escapes) fail(scan, 'a text in quotes that goes over the end of its line');
    if (character === '\\' && escapes) text += escaped(scan);
    else if (take(scan, '$${')) text += '${';
    else if (take(scan, '%%{')) text += '%{';
    else if (character === '$' && scan.text[scan.at + 1] === '{') {
      parts.push(text, interpolation(scan, expression));
      text = '';
      if (scan.text[scan.at - 2] === '~') while (/\s/.test(scan.text[scan.at] ?? '')) scan.at++;
    } else if (character === '%' && scan.text[scan.at + 1] === '{') {
      parts.push(text, directive(scan));
      text = '';
    } else {
      text += character;
      scan.at++;
    }
  }
  parts.push(text);
  return parts.filter((part) => part !== '');
}

function interpolation(scan: Scan, expression: ReadExpression): HclExpression {
  return deeper(scan, () => {
    scan.at += 2;
    const { brackets } = scan;
    scan.brackets = brackets + 1;
    take(scan, '~');
    const inner = expression(scan);
    skipBlank(scan);
    take(scan, '~');
    expect(scan, '}');
    scan.brackets = brackets;
    return inner;
  });
}

function directive(scan: Scan): HclExpression {
  const start = scan.at;
  const end = scan.text.indexOf('}', start);
  if (end < 0) fail(scan, 'a template directive that is not closed');
  scan.at = end + 1;
  return { kind: 'other', what: 'a template directive', line: lineAt(scan.lines, start), source: scan.text.slice(start, scan.at) };
}

function escaped(scan: Scan): string {
  const next = scan.text[scan.at + 1] ?? '';
  const length = next === 'u' ? 4 : next === 'U' ? 8 : 0;
  if (length > 0) {
    const digits = scan.text.slice(scan.at + 2, scan.at + 2 + length);
    const code = /^[0-9a-fA-F]+$/.test(digits) && digits.length === length ? Number.parseInt(digits, 16) : Number.POSITIVE_INFINITY;
    if (code > 0x10ffff) fail(scan, 'an escape that names no character');
    scan.at += 2 + length;
    return String.fromCodePoint(code);
  }
  const value = ESCAPES[next];
  if (value === undefined) return fail(scan, `the escape \\${next} is none of HCL`);
  scan.at += 2;
  return value;
}

function template(scan: Scan, start: number, parts: readonly (string | HclExpression)[]): HclExpression {
  const source = scan.text.slice(start, scan.at);
  const line = lineAt(scan.lines, start);
  if (parts.every((part) => typeof part === 'string')) return { kind: 'literal', value: parts.join(''), line, source };
  return { kind: 'template', parts, line, source };
}
