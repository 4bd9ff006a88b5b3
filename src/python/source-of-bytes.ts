import type { ContextFiles } from '#files/context-files.js';
import type { Read } from '#text/read.js';
import { readPython } from './read.js';
import type { PythonSource } from './source.js';

/** Reads a Python file of the workspace, whichever thread asks. */
export function readSource(files: Pick<ContextFiles, 'bytes'>, path: string): Read<PythonSource> {
  const bytes = files.bytes(path);
  return bytes.ok ? readPython(path, bytes.value) : bytes;
}
