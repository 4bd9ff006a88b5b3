import { catalogue } from './catalogue.js';
import type { Sourced } from './catalogue.js';

interface File {
  /** By release: Installed-Size, then names. */
  readonly packages: Readonly<Record<string, Readonly<Record<string, readonly [kilobytes: number, ...needs: readonly string[]]>>>>;
  readonly suites: Readonly<Record<string, Sourced>>;
}

const file = catalogue<File>('apt-needs');

const NOTHING: ReadonlySet<string> = new Set();

/**
 * Installed-Size of some packages of a release with all that they need and a slim Python image lacks, in kB of
 * 1,024 bytes; each counts once. `held`: what the image has besides. Null: one of them is not in the catalogue.
 */
export function togetherOf(names: readonly string[], suite: string, held: ReadonlySet<string> = NOTHING): number | null {
  const seen = new Set<string>();
  const queue = [...names];
  let sum = 0;
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (seen.has(name) || held.has(name)) continue;
    seen.add(name);
    const own = needsOfPackage(name, suite);
    // What is needed and has no row is there already.
    if (own === null && names.includes(name)) return null;
    if (own === null) continue;
    sum += own.kilobytes;
    queue.push(...own.needs);
  }
  return sum;
}

/** Installed-Size and what a package of a release needs that a slim Python image lacks; null: the catalogue does not have it. */
export function needsOfPackage(name: string, suite: string): { readonly kilobytes: number; readonly needs: readonly string[] } | null {
  const own = Object.hasOwn(file().packages, name) ? file().packages[name] : undefined;
  const row = own !== undefined && Object.hasOwn(own, suite) ? own[suite] : undefined;
  if (row === undefined) return null;
  const [kilobytes, ...needs] = row;
  return { kilobytes, needs };
}

/** The releases that a base image may be of: its own, or of a tag that moves both that are current. */
export function suitesMeant(suite: string | null): readonly string[] {
  return suite === null ? ['bookworm', 'trixie'] : [suite];
}

/** All that comes along with packages of a release and a slim Python image lacks, themselves among them; what the catalogue does not have brings nothing that is known. */
export function broughtBy(names: readonly string[], suite: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const queue = [...names];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    queue.push(...(needsOfPackage(name, suite)?.needs ?? []));
  }
  return seen;
}
