import { type LineTable, lineAt, lineTable } from '#text/lines.js';

/** A place in an HCL text, moved along while it is read. */
export interface Scan {
  readonly text: string;
  readonly lines: LineTable;
  at: number;
  /** How many brackets are open: inside of them a line end is a blank. */
  brackets: number;
  depth: number;
  /** Operators and indexes of the value that is being read. */
  links: number;
}

/** What stops the reading of a file: its text is not HCL as far as we read it. */
export class HclError extends Error {
  readonly line: number;
  constructor(reason: string, line: number) {
    super(reason);
    this.line = line;
  }
}

const DEEPEST = 100;
/** Operators and indexes of one value, which stand inside each other once they are read. */
const MOST_LINKS = 2_000;

export function makeScan(text: string): Scan {
  return { text, lines: lineTable(text), at: 0, brackets: 0, depth: 0, links: 0 };
}

export function fail(scan: Scan, reason: string): never {
  throw new HclError(reason, lineAt(scan.lines, Math.min(scan.at, scan.text.length)));
}

/** Runs `inner` one level deeper; texts that nest without end are refused. */
export function deeper<T>(scan: Scan, inner: () => T): T {
  if (++scan.depth > DEEPEST) fail(scan, `more than ${DEEPEST} values inside each other`);
  const value = inner();
  scan.depth--;
  return value;
}

/** Counts an operator or an index. */
export function link(scan: Scan): void {
  if (++scan.links > MOST_LINKS) fail(scan, `more than ${MOST_LINKS} operators and indexes in one value`);
}

/** Where a value that begins at `start` and ends here comes from. */
export function origin(scan: Scan, start: number): { readonly line: number; readonly source: string } {
  return { line: lineAt(scan.lines, start), source: scan.text.slice(start, scan.at).trimEnd() };
}

/** Takes the bracket that closes. */
export function close(scan: Scan, bracket: string): void {
  skipBlank(scan);
  expect(scan, bracket);
  scan.brackets--;
}

/** Moves over blanks and comments, and over line ends where they mean nothing. */
export function skipBlank(scan: Scan, lineEnds = scan.brackets > 0): void {
  const { text } = scan;
  for (;;) {
    const character = text[scan.at];
    if (character === ' ' || character === '\t' || character === '\r' || (lineEnds && character === '\n')) scan.at++;
    else if (character === '#' || text.startsWith('//', scan.at)) scan.at = endOfLine(text, scan.at);
    else if (text.startsWith('/*', scan.at)) {
      const end = text.indexOf('*/', scan.at + 2);
      if (end < 0) fail(scan, 'a comment that is not closed');
      scan.at = end + 2;
    } else return;
  }
}

export function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** Takes `word` if it stands here. */
export function take(scan: Scan, word: string): boolean {
  if (!scan.text.startsWith(word, scan.at)) return false;
  scan.at += word.length;
  return true;
}

export function expect(scan: Scan, word: string): void {
  if (!take(scan, word)) fail(scan, `${JSON.stringify(word)} is missing before ${JSON.stringify(scan.text.slice(scan.at, scan.at + 20))}`);
}

const NAME = /[\p{L}_][\p{L}\p{N}_-]*/uy;

/** The identifier that begins here; null: none. HCL allows dashes in it. */
export function takeName(scan: Scan): string | null {
  NAME.lastIndex = scan.at;
  const name = NAME.exec(scan.text)?.[0] ?? null;
  if (name !== null) scan.at += name.length;
  return name;
}
