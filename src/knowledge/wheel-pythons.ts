import { compareVersions } from '#pep/versions.js';
import { catalogue } from './catalogue.js';

interface File {
  /** By `owner/repository@commit:path` of a public lock file, or the page of the index that lists the files. */
  readonly sources: Readonly<Record<string, { readonly checked: string; readonly wheels: Readonly<Record<string, string>> }>>;
}

/** One version of a compiled distribution with the Pythons that lock files list a wheel for glibc on x86_64 for. */
export interface WheelPythons {
  readonly version: string;
  /** Minor versions of Python 3. */
  readonly minors: ReadonlySet<number>;
  /** The first minor version of a wheel for the stable ABI, which later ones take as well; null: none. */
  readonly stable: number | null;
}

const file = catalogue<File>('wheel-pythons');
let indexed: ReadonlyMap<string, readonly WheelPythons[]> | undefined;

/** The versions of a distribution (normalised name) whose wheels are on record, oldest first. Absence says nothing. */
export function wheelPythons(name: string): readonly WheelPythons[] {
  indexed ??= indexOf(file());
  return indexed.get(name) ?? [];
}

/** Whether one version has a wheel that a Python (`3.11`) takes. */
export function hasWheelFor({ minors, stable }: WheelPythons, python: string): boolean {
  const minor = Number(/^3\.(\d+)$/.exec(python)?.[1] ?? Number.NaN);
  return minors.has(minor) || (stable !== null && minor >= stable);
}

function indexOf({ sources }: File): ReadonlyMap<string, readonly WheelPythons[]> {
  const versions = new Map<string, Map<string, { minors: Set<number>; stable: number | null }>>();
  for (const { wheels } of Object.values(sources)) {
    for (const [key, pythons] of Object.entries(wheels)) {
      const at = key.indexOf('==');
      const [name, version] = [key.slice(0, at), key.slice(at + 2)];
      const byVersion = versions.get(name) ?? new Map<string, { minors: Set<number>; stable: number | null }>();
      versions.set(name, byVersion);
      const one = byVersion.get(version) ?? { minors: new Set<number>(), stable: null };
      byVersion.set(version, one);
      for (const python of pythons.split(' ')) {
        const minor = Number(python.replace(/^3\.|\+$/g, ''));
        if (python.endsWith('+')) one.stable = Math.min(one.stable ?? minor, minor);
        else one.minors.add(minor);
      }
    }
  }
  return new Map([...versions].map(([name, own]) => [name, [...own].map(([version, one]) => ({ version, ...one })).toSorted((a, b) => compareVersions(a.version, b.version) ?? 0)]));
}
