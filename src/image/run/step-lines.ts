import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';
import { lineAt, lineTable, type LineTable } from '#text/lines.js';
import type { Span } from '#text/span.js';

const tables = new WeakMap<DockerfileDocument, LineTable>();

/** Where the lines of a document begin; worked out once. */
export function linesOf(document: DockerfileDocument): LineTable {
  const known = tables.get(document);
  if (known) return known;
  const table = lineTable(document.text);
  tables.set(document, table);
  return table;
}

/** Gives a document that stands in another file the lines of that file. */
export function setLines(document: DockerfileDocument, table: LineTable): void {
  tables.set(document, table);
}

/** The line of the Dockerfile, 1-based, that a place in an instruction stands in; its first line where there is none. */
export function lineOf(document: DockerfileDocument, { lines }: Instruction, place: Span | null): number {
  return place === null ? lines.first : Math.max(lines.first, lineAt(linesOf(document), place.start));
}

/** Tells the line of a script, 1-based, that an offset stands in; the script is counted through once. */
export function lineCounter(text: string): (offset: number) => number {
  let table: LineTable | null = null;
  return (offset) => lineAt((table ??= lineTable(text)), offset);
}
