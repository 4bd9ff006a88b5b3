import type { Snapshot } from '#files/snapshot.js';
import { pathsBelow } from '#files/tree.js';
import type { Entry, Reach } from '#python/graph/types.js';
import { scanCode } from '#python/code.js';
import { isPythonFile } from '#python/read.js';
import type { PythonSource } from '#python/source.js';
import { pythonSource } from '#python/sources.js';
import type { Facts } from '#needs/facts.js';
import type { CodeOfImage } from '#needs/verdict/judged.js';
import { factsOf, type OwnModules } from './facts-of.js';
import { isTestFile } from './test-files.js';

export interface SourceAt {
  readonly path: string;
  readonly source: PythonSource;
}

/** What files say, as far as they can be read. */
export function sourcesOf(snapshot: Snapshot, paths: Iterable<string>): readonly SourceAt[] {
  return [...paths].flatMap((path) => {
    const source = pythonSource(snapshot, path);
    return source.ok ? { path, source: source.value } : [];
  });
}

/** `python -c` and here-documents; their lines count from where they stand. */
export function codeSources(entries: readonly Entry[]): readonly SourceAt[] {
  return entries.flatMap((entry) => (entry.kind === 'code' ? { path: entry.at.path, source: scanCode(entry.text, entry.at.line) } : []));
}

/** What files import, wherever it comes from; first-party names find no distribution. */
export function outsideOf(snapshot: Snapshot, paths: readonly string[]): Reach['outside'] {
  return sourcesOf(snapshot, paths).flatMap(({ path, source }) =>
    source.imports.flatMap((one) => {
      if (one.level > 0) return [];
      const module = one.name !== null && one.name !== '*' ? `${one.module}.${one.name}` : one.module;
      return { module, names: one.name === null ? [] : [one.name], at: { path, line: one.line }, guards: one.guards, by: one.by, shadowedBy: null };
    }),
  );
}

const tests = new WeakMap<Snapshot, Map<string, CodeOfImage['tests']>>();

/** The tests beside a service's code, in the image or not: what only they use is no production need. */
export function testsOf(snapshot: Snapshot, folders: readonly string[], installed: Facts['installed'], own: OwnModules): CodeOfImage['tests'] {
  const start = snapshot.start ?? snapshot;
  const key = folders.join('\n');
  const byFolders = tests.get(start) ?? new Map<string, CodeOfImage['tests']>();
  tests.set(start, byFolders);
  const known = byFolders.get(key);
  if (known) return known;
  const paths = [...new Set(folders.flatMap((folder) => pathsBelow(start.tree, folder)))].filter((path) => isPythonFile(path) && isTestFile(path));
  const facts = factsOf({ from: null, sources: sourcesOf(start, paths), settings: [], variables: new Map(), programs: [], files: [], text: () => null, installed, own });
  const found = { imports: { outside: outsideOf(start, paths) }, facts, files: paths.length };
  byFolders.set(key, found);
  return found;
}
