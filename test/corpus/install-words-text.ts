import { heredocs } from './install-words-shell.js';

/** Shell text of one RUN, with its heredocs; `lineAt` gives the line of the Dockerfile (from 1) of an offset. */
export interface ShellText {
  readonly text: string;
  readonly lineAt: (offset: number) => number;
}

interface Piece {
  readonly text: string;
  readonly line: number;
}

/** Instructions that BuildKit reads heredocs for. */
const WITH_HEREDOC = /^\s*(?:onbuild\s+)?(?:run|copy|add)\s/i;
const RUN = /^\s*(?:onbuild\s+)?run\s+(?:--[a-z-]+=\S+\s+)*/i;

/**
 * What a Dockerfile runs while it is built, by plain text: RUN and ONBUILD RUN, continuation lines joined, comment and
 * empty lines left out. It shares no code with the reader it is there to check.
 */
export function shellTexts(dockerfile: string): readonly ShellText[] {
  const lines = dockerfile.split(/\r?\n/);
  const escape = escapeOf(lines);
  const texts: ShellText[] = [];
  for (let at = 0; at < lines.length; ) {
    const { pieces, next } = logicalLine(lines, at, escape);
    const first = pieces.map(({ text }) => text).join('');
    const bodies = WITH_HEREDOC.test(first) ? heredocLines(lines, next, first) : [];
    at = next + bodies.length;
    const run = RUN.exec(first);
    if (run === null || pieces[0] === undefined) continue;
    texts.push(execForm(first.slice(run[0].length), pieces[0].line) ?? joined([...pieces, ...bodies], run[0].length));
  }
  return texts;
}

function escapeOf(lines: readonly string[]): string {
  for (const line of lines) {
    const directive = /^#\s*([a-z]+)\s*=\s*(\S+)\s*$/i.exec(line);
    if (directive === null) return '\\';
    if (directive[1]?.toLowerCase() === 'escape' && directive[2] === '`') return '`';
  }
  return '\\';
}

function logicalLine(lines: readonly string[], start: number, escape: string): { readonly pieces: readonly Piece[]; readonly next: number } {
  const pieces: Piece[] = [];
  for (let at = start; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (/^\s*(?:#|$)/.test(line)) {
      if (pieces.length === 0) return { pieces, next: at + 1 };
      continue;
    }
    const end = line.trimEnd();
    const goesOn = end.endsWith(escape) && !end.endsWith(escape + escape);
    pieces.push({ text: goesOn ? end.slice(0, -1) : line, line: at + 1 });
    if (!goesOn) return { pieces, next: at + 1 };
  }
  return { pieces, next: lines.length };
}

/** The lines of the heredocs that a logical line opens, with their last lines. */
function heredocLines(lines: readonly string[], start: number, first: string): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const { name, tabs } of heredocs(first)) {
    while (start + pieces.length < lines.length) {
      const line = lines[start + pieces.length] ?? '';
      pieces.push({ text: `\n${line}`, line: start + pieces.length + 1 });
      if ((tabs ? line.replace(/^\t+/, '') : line) === name) break;
    }
  }
  return pieces;
}

function joined(pieces: readonly Piece[], skip: number): ShellText {
  const starts: number[] = [];
  let text = '';
  for (const piece of pieces) {
    starts.push(text.length - skip);
    text += piece.text;
  }
  return { text: text.slice(skip), lineAt: (offset) => pieces[lastAtOrBefore(starts, offset)]?.line ?? 0 };
}

function lastAtOrBefore(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low;
}

/** `RUN ["pip", "install", "x"]`, as a shell would take it. */
function execForm(args: string, line: number): ShellText | null {
  if (!args.trimStart().startsWith('[')) return null;
  try {
    const words: unknown = JSON.parse(args);
    if (!Array.isArray(words) || !words.every((word) => typeof word === 'string')) return null;
    return { text: words.map((word) => (/^[\w./=-]+$/.test(word) ? word : `'${word.replaceAll("'", '"')}'`)).join(' '), lineAt: () => line };
  } catch {
    return null;
  }
}
