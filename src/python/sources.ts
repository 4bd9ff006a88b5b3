import type { ContextFiles } from '#files/context-files.js';
import type { Snapshot } from '#files/snapshot.js';
import type { Read } from '#text/read.js';
import { scannedAhead } from './ahead/ahead.js';
import { readSource } from './source-of-bytes.js';
import type { PythonSource } from './source.js';

const known = new WeakMap<ContextFiles, Map<string, Read<PythonSource>>>();

/** What a Python file of the workspace says; each is read once in a run, since no plan changes Python. */
export function pythonSource({ contextFiles, tree }: Snapshot, path: string): Read<PythonSource> {
  const byPath = known.get(contextFiles) ?? new Map<string, Read<PythonSource>>();
  known.set(contextFiles, byPath);
  const cached = byPath.get(path);
  if (cached) return cached;
  const source = scannedAhead(tree, path, (one, contents) => readSource(contextFiles, one, contents));
  byPath.set(path, source);
  return source;
}
