import type { Edge } from './edge-types.js';

const EDGE = /^([^[;]+)(?:\[([^\]]*)\])?(?:; (.+))?$/;
const read = new Map<string, Edge>();

/** An edge as the catalogue writes it, `uvicorn[standard]; python_version < '3.9'`. Equal texts give one object. */
export function readEdge(text: string): Edge {
  const kept = read.get(text);
  if (kept !== undefined) return kept;
  const [, name = text, extras, marker] = EDGE.exec(text) ?? [];
  const edge = { name, extras: extras === undefined ? [] : extras.split(','), marker: marker ?? null };
  read.set(text, edge);
  return edge;
}

/** The text that {@link readEdge} reads. Markers use single quotes, which JSON need not escape. */
export function writeEdge({ name, extras, marker }: Edge): string {
  const brackets = extras.length === 0 ? '' : `[${[...extras].sort().join(',')}]`;
  const quoted = marker === null || marker.includes("'") ? marker : marker.replaceAll('"', "'");
  return `${name}${brackets}${quoted === null ? '' : `; ${quoted}`}`;
}
