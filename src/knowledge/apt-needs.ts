import { catalogue } from './catalogue.js';
import type { Sourced } from './catalogue.js';

interface File {
  /** By release: Installed-Size, then names. */
  readonly packages: Readonly<Record<string, Readonly<Record<string, readonly [kilobytes: number, ...needs: readonly string[]]>>>>;
  readonly suites: Readonly<Record<string, Sourced>>;
}

const file = catalogue<File>('apt-needs');

/**
 * Installed-Size of some packages of a release with all that they need and a slim Python image lacks, in kB of
 * 1,024 bytes; each counts once. Null: one of them is not in the catalogue.
 */
export function togetherOf(names: readonly string[], suite: string): number | null {
  const { packages } = file();
  const seen = new Set<string>();
  const queue = [...names];
  let sum = 0;
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const own = Object.hasOwn(packages, name) ? packages[name] : undefined;
    const row = own !== undefined && Object.hasOwn(own, suite) ? own[suite] : undefined;
    // What is needed and has no row is there already.
    if (row === undefined && names.includes(name)) return null;
    if (row === undefined) continue;
    const [kilobytes, ...needs] = row;
    sum += kilobytes;
    queue.push(...needs);
  }
  return sum;
}

/** The releases that a base image may be of: its own, or of a tag that moves both that are current. */
export function suitesMeant(suite: string | null): readonly string[] {
  return suite === null ? ['bookworm', 'trixie'] : [suite];
}

/** All that comes along with packages of a release and a slim Python image lacks, themselves among them; what the catalogue does not have brings nothing that is known. */
export function broughtBy(names: readonly string[], suite: string): ReadonlySet<string> {
  const { packages } = file();
  const seen = new Set<string>();
  const queue = [...names];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const own = Object.hasOwn(packages, name) ? packages[name] : undefined;
    const [, ...needs] = (own !== undefined && Object.hasOwn(own, suite) ? own[suite] : undefined) ?? [0];
    queue.push(...needs);
  }
  return seen;
}
