import { type Cutter, makeRoom } from './cutter.js';
import { linesPassed, textEnd } from './string-ends.js';
import { CLOSE, FIELD, FORMAT, FORMAT_END } from './tokens.js';

/** Begins an f-string or t-string whose text begins at `cutter.at`, and reads on to its first field or its end. */
export function beginFormat(cutter: Cutter, quote: number, triple: boolean, raw: boolean): void {
  const { kind, start, line } = cutter.tokens;
  const token = cutter.count++;
  kind[token] = FORMAT;
  start[token] = cutter.at;
  line[token] = cutter.row;
  cutter.formats.push({ token, depth: cutter.depth, quote, triple, raw });
  readText(cutter);
  const { kind: kinds, start: starts, end: ends } = cutter.tokens;
  ends[token] = kinds[token + 1] === FIELD ? (starts[token + 1] as number) : (ends[token + 1] as number);
}

/**
 * Reads on in the text of the innermost f-string, or in the specification of one of its fields (behind a `:`), as far as the
 * next field begins or the string ends (PEP 701).
 */
export function readText(cutter: Cutter): void {
  const { bytes } = cutter.tokens;
  for (;;) {
    makeRoom(cutter);
    const format = cutter.formats.at(-1);
    if (format === undefined) return;
    const { kind, start, line, link } = cutter.tokens;
    const at = textEnd(bytes, cutter.at, cutter.length, format, cutter.depth > format.depth);
    cutter.at = at;
    cutter.row += linesPassed();
    const byte = at < cutter.length ? bytes[at] : 0;
    if (byte === 123) {
      kind[cutter.count] = FIELD;
      start[cutter.count] = at;
      line[cutter.count] = cutter.row;
      cutter.brackets[cutter.depth++] = cutter.count++;
      cutter.at++;
      return;
    }
    if (byte !== 125) return endFormat(cutter, byte === format.quote);
    cutter.depth--;
    kind[cutter.count] = CLOSE;
    start[cutter.count] = at;
    line[cutter.count] = cutter.row;
    link[cutter.brackets[cutter.depth] as number] = cutter.count++;
    cutter.at++;
  }
}

function endFormat(cutter: Cutter, complete: boolean): void {
  const { kind, start, end, line, link } = cutter.tokens;
  const format = cutter.formats.pop();
  if (format === undefined) return;
  if (!complete) cutter.problems.push({ line: line[format.token] as number, reason: 'a string without an end' });
  while (cutter.depth > format.depth) link[cutter.brackets[--cutter.depth] as number] = cutter.count;
  kind[cutter.count] = FORMAT_END;
  start[cutter.count] = cutter.at;
  end[cutter.count] = cutter.at;
  line[cutter.count] = cutter.row;
  link[format.token] = cutter.count++;
  if (complete) cutter.at += format.triple ? 3 : 1;
}
