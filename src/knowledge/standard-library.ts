import { catalogue } from './catalogue.js';
import type { Sourced } from './catalogue.js';

interface File {
  /** By top-level module: the Pythons that have it, `2.7 3.6-3.11`, `3.9-` (and later). */
  readonly modules: Readonly<Record<string, string>>;
  readonly pythons: Readonly<Record<string, Sourced>>;
}

const file = catalogue<File>('standard-library');

/**
 * Whether a Python (`3.11`, `3.11.4`, `3`, `2.7`) has a top-level module in its standard library, on any
 * platform. Null: which Python is unknown; then, as for `3`, every Python 3 is asked, and `some`
 * means that it depends. A Python that the catalogue does not have is taken for the nearest one.
 */
export function isStandardModule(top: string, python: string | null): 'yes' | 'no' | 'some' {
  if (!Object.hasOwn(file().modules, top)) return 'no';
  const key = `${top} ${python}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const found = looked(top, python);
  if (known.size < MOST_KEPT) known.set(key, found);
  return found;
}

/** Every import of every file asks, and the catalogue does not change in a run. */
const known = new Map<string, 'yes' | 'no' | 'some'>();
/** Answers that are kept at most. */
const MOST_KEPT = 20_000;

function looked(top: string, python: string | null): 'yes' | 'no' | 'some' {
  const { modules, pythons } = file();
  const text = Object.hasOwn(modules, top) ? modules[top] : undefined;
  if (text === undefined) return 'no';
  const ranges = text.split(' ');
  const asked = minorOf(python);
  const three = Object.keys(pythons).filter((one) => one !== '2.7').map((one) => Number(one.slice(2)));
  if (asked === '2.7') return ranges.includes('2.7') ? 'yes' : 'no';
  const minors = asked === null ? three : [Math.min(Math.max(asked, Math.min(...three)), Math.max(...three))];
  const having = minors.filter((minor) => ranges.some((range) => holds(range, minor))).length;
  if (having === minors.length) return 'yes';
  // Old code on an unknown Python may well run on Python 2, which alone has `urllib2`.
  return having > 0 || (python === null && ranges.includes('2.7')) ? 'some' : 'no';
}

/** Python 2 is 2.7; null: some Python 3. */
function minorOf(python: string | null): number | '2.7' | null {
  const [, major, minor] = /^(\d+)(?:\.(\d+))?/u.exec(python ?? '') ?? [];
  if (major === '2') return '2.7';
  return major !== '3' || minor === undefined ? null : Number(minor);
}

function holds(range: string, minor: number): boolean {
  const [, first, dash, last] = /^3\.(\d+)(-)?(?:3\.(\d+))?$/u.exec(range) ?? [];
  if (first === undefined) return false;
  if (dash === undefined) return minor === Number(first);
  return minor >= Number(first) && (last === undefined || minor <= Number(last));
}
