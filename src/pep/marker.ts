import { type Read, read, unreadable } from '#text/read.js';
import { type Marker, type MarkerOperand, type MarkerOperator, parseMarker } from './marker-syntax.js';
import { normalizeName } from './name.js';
import { parseSpecifiers, validSpecifier } from './specifiers.js';
import type { MarkerEnvironment } from './types.js';
import { satisfies } from './versions.js';

/** True, false, or unknown where the environment does not say (Kleene's three-valued logic). */
export type Truth = boolean | 'unknown';

/** The variables that compare as versions; the others are texts (packaging 26, `MARKERS_REQUIRING_VERSION`). */
const VERSIONS = new Set(['implementation_version', 'platform_release', 'python_full_version', 'python_version']);

/** Lists in lock files, never in requirements: always unknown here. */
const SETS = new Set(['extras', 'dependency_groups']);

/**
 * Whether an environment marker holds (PEP 508). A variable that the environment lacks makes its comparison unknown.
 *
 * Texts have no order: pip 26 answers `platform_machine < "x"` with false, earlier versions compared the letters,
 * so such a comparison is unknown as well. A comparison that pip refuses (two quoted strings, `~=` between
 * texts) is not readable.
 */
export function evaluateMarker(marker: string, env: MarkerEnvironment): Read<Truth> {
  const parsed = parseMarker(marker);
  return parsed.ok ? evaluate(parsed.value, env) : parsed;
}

function evaluate(marker: Marker, env: MarkerEnvironment): Read<Truth> {
  if (marker.kind === 'comparison') return comparison(marker.left, marker.operator, marker.right, env);
  const decisive = marker.kind === 'or';
  let result: Truth = !decisive;
  for (const part of marker.parts) {
    const value = evaluate(part, env);
    if (!value.ok) return value;
    if (result === decisive) continue;
    if (value.value !== !decisive) result = value.value;
  }
  return read(result);
}

function comparison(left: MarkerOperand, operator: MarkerOperator, right: MarkerOperand, env: MarkerEnvironment): Read<Truth> {
  if (left.kind === 'text' && right.kind === 'text') return unreadable(`a marker that compares two texts: '${left.text}'`);
  if (left.kind === 'variable' && right.kind === 'variable') return read('unknown');
  const key = left.kind === 'variable' ? left.name : right.kind === 'variable' ? right.name : '';
  const a = valueOf(left, env);
  const b = valueOf(right, env);
  if (a === null || b === null || SETS.has(key)) return read('unknown');
  if (VERSIONS.has(key) && validSpecifier(operator + b)) {
    const specifiers = parseSpecifiers(operator + b);
    if (specifiers.ok) return read(satisfies(key === 'python_full_version' ? tagged(a) : a, specifiers.value));
  }
  if (key === 'extra') return compareTexts(normalizeName(a), operator, normalizeName(b));
  return compareTexts(a, operator, b);
}

function valueOf(operand: MarkerOperand, env: MarkerEnvironment): string | null {
  if (operand.kind === 'text') return operand.text;
  const known: Readonly<Record<string, string | undefined>> = env;
  return Object.hasOwn(env, operand.name) ? (known[operand.name] ?? null) : null;
}

/** Untagged builds of Python call themselves `3.13.0+`, which is no version (packaging repairs it the same way). */
function tagged(version: string): string {
  return version.endsWith('+') ? `${version}local` : version;
}

function compareTexts(a: string, operator: MarkerOperator, b: string): Read<Truth> {
  switch (operator) {
    case '==':
      return read(a === b);
    case '!=':
      return read(a !== b);
    case 'in':
      return read(b.includes(a));
    case 'not in':
      return read(!b.includes(a));
    case '~=':
    case '===':
      return unreadable(`a marker that compares texts with ${operator}: '${a}' and '${b}'`);
    default:
      return read('unknown');
  }
}
