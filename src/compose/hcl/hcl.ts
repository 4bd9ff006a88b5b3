import { lineAt } from '#text/lines.js';
import { type Read, read, unreadable } from '#text/read.js';
import { expression } from './expression.js';
import { deeper, expect, fail, HclError, makeScan, type Scan, skipBlank, take, takeName } from './scan.js';
import type { HclAttribute, HclBlock, HclBody, HclExpression } from './syntax.js';
import { quotedTemplate, wholeTemplate } from './template.js';

const LONGEST = 1_000_000;

/** Reads an HCL file: attributes and blocks with their lines. What is not HCL is unreadable, with its line. */
export function readHcl(text: string): Read<HclBody> {
  if (text.length > LONGEST) return unreadable(`the file has more than ${LONGEST} characters`);
  return guarded(() => body(makeScan(text.replace(/^\uFEFF/, ' ')), true));
}

/** A string of a JSON bake file, which is a template as in HCL. */
export function readTemplate(text: string): Read<HclExpression> {
  return guarded(() => wholeTemplate(makeScan(text), expression));
}

function guarded<T>(make: () => T): Read<T> {
  try {
    return read(make());
  } catch (error) {
    if (error instanceof HclError) return unreadable(error.message, error.line);
    throw error;
  }
}

function body(scan: Scan, whole: boolean): HclBody {
  const attributes: HclAttribute[] = [];
  const blocks: HclBlock[] = [];
  for (;;) {
    skipBlank(scan, true);
    if (scan.at >= scan.text.length) {
      if (!whole) fail(scan, 'a block that is not closed');
      return { attributes, blocks };
    }
    if (!whole && take(scan, '}')) return { attributes, blocks };
    const start = scan.at;
    const line = lineAt(scan.lines, start);
    const name = takeName(scan);
    if (name === null) fail(scan, `the name of an attribute or block is missing before ${JSON.stringify(scan.text.slice(scan.at, scan.at + 20))}`);
    skipBlank(scan);
    if (scan.text[scan.at] === '=' && scan.text[scan.at + 1] !== '=') {
      scan.at++;
      attributes.push({ name, line, value: expression(scan) });
    } else blocks.push(block(scan, name, line));
    endOfItem(scan);
  }
}

function block(scan: Scan, type: string, line: number): HclBlock {
  const labels: string[] = [];
  for (skipBlank(scan); scan.text[scan.at] !== '{'; skipBlank(scan)) {
    const from = scan.at;
    if (take(scan, '"')) {
      const label = quotedTemplate(scan, from, expression);
      labels.push(label.kind === 'literal' ? String(label.value) : label.source);
    } else labels.push(takeName(scan) ?? fail(scan, `a block ${type} that does not begin`));
  }
  expect(scan, '{');
  return { type, labels, line, body: deeper(scan, () => body(scan, false)) };
}

function endOfItem(scan: Scan): void {
  skipBlank(scan);
  const next = scan.text[scan.at];
  if (next !== undefined && next !== '\n' && next !== '}') fail(scan, `a new line is missing before ${JSON.stringify(scan.text.slice(scan.at, scan.at + 20))}`);
}
