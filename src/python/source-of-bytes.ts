import { hash } from 'node:crypto';
import type { ContextFiles } from '#files/context-files.js';
import type { Stamp } from '#io/types.js';
import type { Read } from '#text/read.js';
import { isNotebook, readPython } from './read.js';
import type { PythonSource } from './source.js';

/** A file of the workspace, read just now. */
export interface FileRead {
  /** What it says; null: its content is among those that were known. */
  readonly source: Read<PythonSource> | null;
  /** As it looked before it was read; null where that cannot be told. */
  readonly stamp: Stamp | null;
  /** What its content is called: files with one name say the same. Null: nobody keeps contents, or it could not be read. */
  readonly content: string | null;
}

/** Reads a Python file of the workspace, whichever thread asks. `known`: contents that are not scanned; null: nobody keeps them. */
export function readSource(files: Pick<ContextFiles, 'file'>, path: string, known: Contents | null = null): FileRead {
  const { bytes, stamp } = files.file(path);
  if (!bytes.ok) return { source: bytes, stamp, content: null };
  const content = known === null ? null : contentOf(path, bytes.value);
  return { source: content !== null && known?.has(content) === true ? null : readPython(path, bytes.value), stamp, content };
}

/** Names of contents. */
export type Contents = Pick<ReadonlySet<string>, 'has'>;

/** 192 bits of SHA-256, no two of anybody's files have the same; a notebook says something else than a module of the same bytes. */
function contentOf(path: string, bytes: Uint8Array): string {
  return (isNotebook(path) ? 'n' : 'p') + hash('sha256', bytes, 'base64').slice(0, 32);
}
