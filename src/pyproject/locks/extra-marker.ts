import type { Edge } from '#knowledge/edge-types.js';
import { parseMarker, type Marker, type MarkerOperand } from '#pep/marker-syntax.js';
import { normalizeName } from '#pep/name.js';
import { parsePep508 } from '#pep/pep508.js';

/** Where a requirement of metadata belongs: `requires` in any case, `optional` by extra. */
export interface SplitRequirements {
  readonly requires: readonly Edge[];
  readonly optional: ReadonlyMap<string, readonly Edge[]>;
}

/** A requirement in metadata may name this many extras in its marker; more are taken for input made to fill memory. */
const MOST_EXTRAS = 200;

/** Longer markers than any tool writes are left as they are. */
const LONGEST = 20_000;

/**
 * Sorts requirements of metadata (`Requires-Dist`, PEP 566: `PySocks; extra == "socks"`) by the extras
 * that their markers name, and takes those comparisons out of the markers. What cannot be parsed is
 * left out; `unread` counts it.
 */
export function splitByExtra(texts: readonly string[]): SplitRequirements & { readonly unread: number } {
  const requires: Edge[] = [];
  const optional = new Map<string, Edge[]>();
  let unread = 0;
  for (const text of texts) {
    const parsed = parsePep508(text);
    if (!parsed.ok) {
      unread++;
      continue;
    }
    const { name, extras, marker } = parsed.value;
    const edge = { name: normalizeName(name), extras: extras.map(normalizeName) };
    for (const { extra, marker: rest } of byExtra(marker)) {
      if (extra === null) requires.push({ ...edge, marker: rest });
      else listUnder(optional, extra, { ...edge, marker: rest });
    }
  }
  return { requires, optional, unread };
}

/** Adds an edge to the list of an extra. */
export function listUnder(optional: Map<string, Edge[]>, extra: string, edge: Edge): void {
  const edges = optional.get(extra);
  if (edges === undefined) optional.set(extra, [edge]);
  else edges.push(edge);
}

/**
 * A marker without its `extra == "x"`: one row for each extra that it names, and one with a null extra
 * where it can hold without any. A marker that says nothing of extras is one row, as it is written.
 */
export function byExtra(marker: string | null): readonly { readonly extra: string | null; readonly marker: string | null }[] {
  if (marker === null || marker.length > LONGEST || !marker.includes('extra')) return [{ extra: null, marker }];
  const parsed = parseMarker(marker);
  if (!parsed.ok) return [{ extra: null, marker }];
  const named = new Set<string>();
  collectExtras(parsed.value, named);
  if (named.size === 0 || named.size > MOST_EXTRAS) return [{ extra: null, marker }];
  const without = withExtra(parsed.value, null);
  if (without !== false) return [{ extra: null, marker: without === true ? null : markerText(without) }];
  return [...named].flatMap((extra) => {
    const rest = withExtra(parsed.value, extra);
    return rest === false ? [] : [{ extra, marker: rest === true ? null : markerText(rest) }];
  });
}

function collectExtras(marker: Marker, named: Set<string>): void {
  if (marker.kind !== 'comparison') for (const part of marker.parts) collectExtras(part, named);
  else {
    const extra = comparedExtra(marker);
    if (extra !== null) named.add(extra);
  }
}

/** `x` of `extra == "x"`, either way around. */
function comparedExtra(marker: Extract<Marker, { kind: 'comparison' }>): string | null {
  const { left, operator, right } = marker;
  if (operator !== '==' && operator !== '!=') return null;
  const other = isExtra(left) ? right : isExtra(right) ? left : null;
  return other?.kind === 'text' ? normalizeName(other.text) : null;
}

function isExtra(operand: MarkerOperand): boolean {
  return operand.kind === 'variable' && operand.name === 'extra';
}

/** The marker where one extra is asked for (null: none): decided, or what is left of it. */
function withExtra(marker: Marker, extra: string | null): Marker | boolean {
  if (marker.kind === 'comparison') {
    const compared = comparedExtra(marker);
    return compared === null ? marker : (compared === extra) === (marker.operator === '==');
  }
  const decisive = marker.kind === 'or';
  const parts: Marker[] = [];
  for (const part of marker.parts) {
    const rest = withExtra(part, extra);
    if (rest === decisive) return decisive;
    if (typeof rest !== 'boolean') parts.push(rest);
  }
  const [only] = parts;
  if (only === undefined) return !decisive;
  return parts.length === 1 ? only : { kind: marker.kind, parts };
}

function markerText(marker: Marker): string {
  if (marker.kind === 'comparison') return `${operandText(marker.left)} ${marker.operator} ${operandText(marker.right)}`;
  const parts = marker.parts.map((part) => (part.kind === 'or' && marker.kind === 'and' ? `(${markerText(part)})` : markerText(part)));
  return parts.join(` ${marker.kind} `);
}

function operandText(operand: MarkerOperand): string {
  if (operand.kind === 'variable') return operand.name;
  return operand.text.includes("'") ? `"${operand.text}"` : `'${operand.text}'`;
}
