import type { Heft } from '#sizes/packages/types.js';
import type { Bytes } from '#sizes/types.js';

const UNITS = [
  { name: 'GB', bytes: 1e9 },
  { name: 'MB', bytes: 1e6 },
  { name: 'kB', bytes: 1e3 },
] as const;

/** Ends of a range that differ by less than this share are one figure. */
const ALIKE = 0.06;

/**
 * `= 1.18 GB` where it was measured, `1.18 GB` where an index told it, `~1.2 GB` and `~1.1-1.3 GB` where a catalogue or
 * a factor did. Decimal units; an end of a range is never rounded to nothing.
 */
export function bytesText({ low, high, basis }: Bytes): string {
  const mark = basis === 'measured' ? '= ' : basis === 'resolved' ? '' : '~';
  const unit = UNITS.find(({ bytes }) => high >= bytes * 0.9995) ?? UNITS[2];
  const digits = basis === 'measured' || basis === 'resolved' ? 3 : 2;
  if (high - low <= high * ALIKE) return `${mark}${figure((low + high) / 2, unit.bytes, digits)} ${unit.name}`;
  const places = placesOf(high / unit.bytes, digits);
  const to = (high / unit.bytes).toFixed(places);
  const from = (low / unit.bytes).toFixed(places);
  if (low === 0) return `up to ${to} ${unit.name}`;
  // An end that is not nothing does not look like it.
  return `${mark}${Number(from) === 0 ? figure(low, unit.bytes, 1) : from}-${to} ${unit.name}`;
}

/** `~190 MB`, `~190 MB +` where the sizes of some are not known, `not known` where those of all are not; `-` for nothing. */
export function heftText({ bytes, unknown }: Heft): string {
  if (bytes === null) return unknown.length === 0 ? '-' : 'not known';
  return `${bytesText(bytes)}${unknown.length === 0 ? '' : ' +'}`;
}

/** Significant digits, without those that say nothing: `6.9`, `118`, `0.04`. */
function figure(bytes: number, unit: number, digits: number): string {
  const value = bytes / unit;
  return value === 0 ? '0' : value.toFixed(placesOf(value, digits));
}

/** 118.4 MB with two digits is 118, not 120: what stands before the point is never rounded away. */
function placesOf(value: number, digits: number): number {
  return Math.max(0, Math.min(3, digits - 1 - Math.floor(Math.log10(value))));
}
