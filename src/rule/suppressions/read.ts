import { keepsDirectives } from '#dockerfile/edit-blocks.js';
import type { DockerfileDocument } from '#dockerfile/types.js';
import type { Document } from '#files/snapshot.js';
import type { TextEdit } from '#text/edits.js';
import { lineAt, lineEnd, lineStart, lineTable, type LineTable } from '#text/lines.js';
import type { Span } from '#text/span.js';
import type { Suppression } from './types.js';

/** `# slimify-ignore family/name: reason`; `[svc-a, svc-b]` behind the word or the name narrows it. */
const FORM = /#[ \t]*slimify-ignore\b(?<start>[ \t]*\[[^\]\n]*\])?[ \t]*(?<rule>[^\s:[\]]*)[ \t]*(?<end>\[[^\]\n]*\])?[ \t]*(?::(?<reason>.*))?/u;

const known = new WeakMap<Document, readonly Suppression[]>();

/** Every suppression of a document, in its order. */
export function suppressionsOf(document: Document): readonly Suppression[] {
  const found = known.get(document) ?? (document.text.includes('slimify-ignore') ? readAll(document) : []);
  known.set(document, found);
  return found;
}

interface Comment {
  /** From its `#` to its last character. */
  readonly span: Span;
  readonly own: boolean;
}

function readAll(document: Document): readonly Suppression[] {
  const { text, path } = document;
  const table = lineTable(text);
  return commentsOf(document).flatMap((comment): readonly Suppression[] => {
    const match = FORM.exec(text.slice(comment.span.start, comment.span.end));
    if (!match) return [];
    const span = { start: comment.span.start + match.index, end: comment.span.end };
    const { rule = '', reason = '', start, end } = match.groups ?? {};
    const line = lineAt(table, span.start);
    const removal = { span: comment.own && match.index === 0 ? { start: lineStart(table, line), end: lineEnd(table, line) } : withBlanks(text, span), text: '' };
    return [{
      rule,
      services: servicesIn(start ?? end),
      reason: reason.trim(),
      at: { path, line },
      covers: comment.own ? coveredBelow(document, table, comment.span.start) : coveredBy(document, line),
      removal: removable(document, removal) ? removal : null,
    }];
  });
}

function servicesIn(brackets: string | undefined): Suppression['services'] {
  if (brackets === undefined) return null;
  return brackets.trim().slice(1, -1).split(',').map((name) => name.trim()).filter((name) => name !== '');
}

/** The blanks in front of a comment at the end of a line go with it. */
function withBlanks(text: string, { start, end }: Span): Span {
  let from = start;
  while (from > 0 && (text[from - 1] === ' ' || text[from - 1] === '\t')) from--;
  return { start: from, end };
}

/** What BuildKit, pip and TOML take for comments; words in here-documents and strings are none. */
function commentsOf(document: Document): readonly Comment[] {
  const { text } = document;
  switch (document.kind) {
    case 'dockerfile':
      return [...document.comments, ...document.instructions.flatMap(({ comments }) => comments)]
        .flatMap((span) => linesIn(text, span))
        .toSorted((a, b) => a.start - b.start)
        .map((span) => ({ span, own: true }));
    case 'requirements': {
      const inside = (at: number): boolean => document.entries.some(({ span }) => span.start <= at && at < span.end);
      const own = linesIn(text, { start: 0, end: text.length }).filter((span) => text[span.start] === '#' && !inside(span.start));
      const trailing = document.entries.flatMap(({ comment }) => comment ?? []);
      return [...own.map((span) => ({ span, own: true })), ...trailing.map((span) => ({ span, own: false }))].toSorted((a, b) => a.span.start - b.span.start);
    }
    case 'compose':
      return linesIn(text, { start: 0, end: text.length }).flatMap((span): readonly Comment[] => {
        const at = text[span.start] === '#' ? 0 : text.slice(span.start, span.end).search(/(?<=\S[ \t]+)#[ \t]*slimify-ignore\b/);
        return at < 0 ? [] : [{ span: { start: span.start + at, end: span.end }, own: at === 0 }];
      });
    case 'pyproject':
      return linesIn(text, { start: 0, end: text.length }).flatMap((span): readonly Comment[] => {
        const at = text[span.start] === '#' ? 0 : text.slice(span.start, span.end).search(/(?<=["'\],][ \t]*)#[ \t]*slimify-ignore\b/);
        return at < 0 ? [] : [{ span: { start: span.start + at, end: span.end }, own: at === 0 }];
      });
  }
}

/** The lines of a stretch, without indentation and line ends. */
function linesIn(text: string, { start, end }: Span): readonly Span[] {
  const found: Span[] = [];
  for (let at = start; at < end; ) {
    const newline = text.indexOf('\n', at);
    const stop = newline < 0 || newline > end ? end : newline;
    const line = text.slice(at, stop);
    found.push({ start: at + line.length - line.trimStart().length, end: at + line.trimEnd().length });
    at = stop + 1;
  }
  return found;
}

/** What stands right below: in a Dockerfile the instruction whose comment it is, elsewhere only other suppressions may lie between. */
function coveredBelow(document: Document, table: LineTable, at: number): Suppression['covers'] {
  const { text } = document;
  if (document.kind === 'dockerfile') return instructionOf(document, at);
  let below = lineAt(table, at) + 1;
  const lineText = (): string => text.slice(lineStart(table, below), lineEnd(table, below));
  while (below <= table.starts.length && /^\s*#\s*slimify-ignore\b/.test(lineText())) below++;
  if (document.kind === 'requirements') return document.entries.find(({ lines }) => lines.first === below)?.lines ?? null;
  return /^\s*(?:#|$)/.test(lineText()) ? null : { first: below, last: below };
}

function instructionOf({ instructions }: DockerfileDocument, at: number): Suppression['covers'] {
  const holds = (span: Span | null): boolean => span !== null && span.start <= at && at < span.end;
  return instructions.find(({ leading, span }) => holds(span) || holds(leading))?.lines ?? null;
}

function coveredBy(document: Document, line: number): Suppression['covers'] {
  if (document.kind !== 'requirements') return { first: line, last: line };
  return document.entries.find(({ lines }) => lines.first <= line && line <= lines.last)?.lines ?? null;
}

/** A comment that comes to the top of a Dockerfile may turn into a directive. TOML and YAML are not cut by their lines. */
function removable(document: Document, removal: TextEdit): boolean {
  if (document.kind === 'pyproject' || document.kind === 'compose') return false;
  return document.kind === 'requirements' || keepsDirectives(document, [removal]);
}
