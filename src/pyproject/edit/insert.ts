import type { AST } from 'toml-eslint-parser';
import { normalizeName } from '#pep/name.js';
import { endingNear } from '#text/lines.js';
import { joinedInsertions, type TextEdit } from '#text/edits.js';
import { read, unreadable, type Read } from '#text/read.js';
import type { ProjectDocument } from '../document.js';
import type { ProjectEntry } from './entries.js';
import { indentAt, isBlank, lineFrom, lineTo } from './lines.js';
import type { TomlHeader, TomlPlaces } from './toml-places.js';

/** A text that becomes an element of a list, and the comment (with its `#`) that stands behind it. */
export interface NewElement {
  readonly value: string;
  readonly comment: string | null;
}

/**
 * Puts texts into a list: where the order of names has them in a list that is in order, else at its end. Quotes, indentation and
 * the comma behind the last element are those of the list. Comments find a place only where each element has a line of its own.
 */
export function insertElements({ text, commas }: TomlPlaces, array: AST.TOMLArray, values: readonly NewElement[]): readonly TextEdit[] {
  const { elements, range: [open, close] } = array;
  const last = elements.at(-1);
  const ending = endingNear(text, open);
  if (values.length === 0) return [];
  if (!last) return [intoEmpty(text, { start: open, end: close }, values, ending)];
  const quote = text[elements.find((one) => one.type === 'TOMLValue' && one.kind === 'string')?.range[0] ?? -1] === "'" ? "'" : '"';
  const perLine = elements.every(({ range: [start] }) => isBlank(text.slice(lineFrom(text, start), start)));
  const indent = indentAt(text, last.range[0]);
  const sorted = elements.length > 1 && isInOrder(elements);
  const edits: TextEdit[] = [];
  const atEnd: NewElement[] = [];
  for (const one of values.toSorted((a, b) => (nameIn(a.value) < nameIn(b.value) ? -1 : 1))) {
    const next = sorted ? elements.find((element) => nameOf(element) > nameIn(one.value)) : undefined;
    if (!next) atEnd.push(one);
    else if (perLine) edits.push(insertion(aboveComment(text, lineFrom(text, next.range[0]), open), `${indent}${row(one, quote, ',')}${ending}`));
    else edits.push(insertion(next.range[0], `${quoted(one.value, quote)}, `));
  }
  if (atEnd.length === 0) return joinedInsertions(edits);
  const comma = commas.find((at) => at >= last.range[1] && at < close) ?? null;
  const rows = atEnd.map((one, index) => (perLine ? `${ending}${indent}${row(one, quote, index < atEnd.length - 1 || comma !== null ? ',' : '')}` : ` ${quoted(one.value, quote)}`));
  const behind = (comma ?? last.range[1] - 1) + 1;
  const place = perLine ? endOfLine(text, behind) : behind;
  // A comment would swallow a bracket on its line.
  const closing = perLine && atEnd.at(-1)?.comment != null && !text.slice(place, close).includes('\n') ? ending : '';
  const joined = perLine ? `${rows.join('')}${closing}` : `${rows.join(',')}${comma === null ? '' : ','}`;
  if (comma !== null) return joinedInsertions([...edits, insertion(place, joined)]);
  // Behind a comment at the end of the line the new lines go below it, and the comma stays with the element.
  return joinedInsertions([...edits, ...(place === last.range[1] ? [insertion(place, `,${joined}`)] : [insertion(last.range[1], ','), insertion(place, joined)])]);
}

/** Puts a requirement into the list that holds another one. */
export function addBeside({ places }: ProjectDocument, { place, requirement }: ProjectEntry, value: string): Read<readonly TextEdit[]> {
  if (place.kind === 'key') return unreadable(`beside ${requirement.name} things are said in Poetry's words`, requirement.line);
  return read(insertElements(places, place.array, [{ value, comment: null }]));
}

function row({ value, comment }: NewElement, quote: string, comma: string): string {
  return `${quoted(value, quote)}${comma}${comment === null ? '' : `  ${comment}`}`;
}

function intoEmpty(text: string, { start, end }: { readonly start: number; readonly end: number }, values: readonly NewElement[], ending: string): TextEdit {
  const inner = text.slice(start + 1, end - 1);
  const rows = values.map((one) => `    ${row(one, '"', ',')}${ending}`).join('');
  if (inner.includes('\n')) return insertion(lineFrom(text, end - 1), rows);
  return { span: { start: start + 1, end: end - 1 }, text: `${ending}${rows}` };
}

/** The end of the line behind what follows an element on it: blanks and a comment; the offset itself where more stands there. */
function endOfLine(text: string, from: number): number {
  const rest = /^[ \t]*(?:#[^\n\r]*)?(?=\r?\n|$)/.exec(text.slice(from))?.[0];
  return rest === undefined ? from : from + rest.length;
}

/** Above the comments of an element, so that they stay with it; not above those that open the list. */
function aboveComment(text: string, line: number, open: number): number {
  let at = line;
  while (lineFrom(text, at - 1) > open && /^[ \t]*#/.test(text.slice(lineFrom(text, at - 1), at))) at = lineFrom(text, at - 1);
  return lineFrom(text, at - 1) > open ? at : line;
}

function isInOrder(elements: readonly AST.TOMLContentNode[]): boolean {
  return elements.every((one, index) => index === 0 || nameOf(elements[index - 1]) <= nameOf(one));
}

function nameOf(element: AST.TOMLContentNode | undefined): string {
  return element?.type === 'TOMLValue' && element.kind === 'string' ? nameIn(element.value) : '\uffff';
}

function nameIn(value: string): string {
  return normalizeName(/^\s*([\w.-]+)/.exec(value)?.[1] ?? value);
}

/** A text between these quotes, or the others where it holds them. */
export function quoted(value: string, quote: string): string {
  if (!value.includes(quote) && (quote === "'" || !value.includes('\\'))) return `${quote}${value}${quote}`;
  return value.includes("'") ? JSON.stringify(value) : `'${value}'`;
}

/** Puts `key = value` lines at the end of a table, above the blank lines that end it. */
export function insertPairs({ text }: TomlPlaces, { node }: TomlHeader, lines: readonly string[]): TextEdit {
  const ending = endingNear(text, node.range[0]);
  const at = lineTo(text, node.range[1]);
  return opened(text, at, lines.join(ending), ending);
}

/** Puts a table below those whose header starts with `below`, else at the end of the file; a blank line stands on either side. */
export function insertTable({ text, headers }: TomlPlaces, below: readonly (readonly string[])[], lines: readonly string[]): TextEdit {
  const ending = endingNear(text, 0);
  const near = below.flatMap((way) => headers.findLast(({ keys }) => way.every((key, index) => keys[index] === key)) ?? [])[0];
  const end = near ? lineTo(text, near.node.range[1]) : text.trimEnd().length + (/^[ \t]*\r?\n/.exec(text.slice(text.trimEnd().length))?.[0].length ?? 0);
  return opened(text, end, `${end === 0 ? '' : ending}${lines.join(ending)}`, ending);
}

/** A text put at the start of a line; at the end of a file without a final newline it goes below, and the file stays without. */
function opened(text: string, at: number, lines: string, ending: string): TextEdit {
  const open = at > 0 && text[at - 1] !== '\n';
  return insertion(at, open ? `${ending}${lines}` : `${lines}${ending}`);
}

function insertion(at: number, text: string): TextEdit {
  return { span: { start: at, end: at }, text };
}
