import { parseComposeFile, type ComposeFile } from '#compose/document.js';
import { parseDockerfile } from '#dockerfile/parse.js';
import type { DockerfileDocument } from '#dockerfile/types.js';
import { parsePyproject, type ProjectDocument } from '#pyproject/document.js';
import { parseRequirements } from '#requirements/parse.js';
import type { RequirementsDocument } from '#requirements/types.js';
import type { Read } from '#text/read.js';
import type { ContextFiles } from './context-files.js';
import type { DocumentKind } from './kinds.js';
import type { FileTree } from './tree.js';

/** The documents of a workspace at one moment of a plan. Never changes; an edit makes the next one. */
export interface Snapshot {
  readonly tree: FileTree;
  readonly kinds: ReadonlyMap<string, DocumentKind>;
  readonly texts: ReadonlyMap<string, string>;
  /** Texts that only tell which Pythons a repository means (tox, CI, packaging): read, never edited. */
  readonly hints: ReadonlyMap<string, string>;
  /** Every other file that speaks of builds or images (compose, workflows, ignore files): read when it is asked for. */
  readonly contextFiles: ContextFiles;
  /** Files that this moment of a plan has taken away, though they are still on disk. */
  readonly removed: ReadonlySet<string>;
  readonly parser: Parser;
  /** The first moment of the plan, which decides what is built; null for that one itself. */
  readonly start: Snapshot | null;
  /** What a file of the workspace says at this moment of the plan; null where there is none, or it cannot be read as text. */
  text(path: string): string | null;
}

/** A snapshot of these parts. */
export function makeSnapshot(parts: Omit<Snapshot, 'text'>): Snapshot {
  const { texts, removed, contextFiles } = parts;
  return { ...parts, text: (path) => texts.get(path) ?? (removed.has(path) ? null : contextFiles.text(path)) };
}

export type Document = DockerfileDocument | RequirementsDocument | ProjectDocument | ComposeFile;

/** Reads each text once: the same path and text give the same document object, so models can be kept by it. */
export interface Parser {
  parse(kind: DocumentKind, path: string, text: string): Read<Document>;
  /** How many texts were really parsed. */
  count(): number;
}

const READERS: Readonly<Record<DocumentKind, (path: string, text: string) => Read<Document>>> = {
  dockerfile: parseDockerfile,
  requirements: parseRequirements,
  pyproject: parsePyproject,
  compose: parseComposeFile,
};

interface Parsed {
  readonly kind: DocumentKind;
  readonly document: Read<Document>;
}

export function createParser(): Parser {
  // By path, then by text. Two kinds of one path and text: the one asked for last is kept.
  const seen = new Map<string, Map<string, Parsed>>();
  let count = 0;
  function parse(kind: DocumentKind, path: string, text: string): Read<Document> {
    const versions = seen.get(path) ?? new Map<string, Parsed>();
    const known = versions.get(text);
    if (known?.kind === kind) return known.document;
    count += 1;
    const document = READERS[kind](path, text);
    seen.set(path, versions.set(text, { kind, document }));
    return document;
  }
  return { parse, count: () => count };
}

/** The document at a path, or why it cannot be read; null where there is none. */
export function documentAt(snapshot: Snapshot, path: string): Read<Document> | null {
  const text = snapshot.texts.get(path);
  const kind = snapshot.kinds.get(path);
  return text === undefined || kind === undefined ? null : snapshot.parser.parse(kind, path, text);
}

export function dockerfileAt(snapshot: Snapshot, path: string): DockerfileDocument | null {
  const document = documentAt(snapshot, path);
  return document?.ok && document.value.kind === 'dockerfile' ? document.value : null;
}

export function requirementsAt(snapshot: Snapshot, path: string): RequirementsDocument | null {
  const document = documentAt(snapshot, path);
  return document?.ok && document.value.kind === 'requirements' ? document.value : null;
}

export function projectAt(snapshot: Snapshot, path: string): ProjectDocument | null {
  const document = documentAt(snapshot, path);
  return document?.ok && document.value.kind === 'pyproject' ? document.value : null;
}

/** Every readable document of a kind, by path. */
export function dockerfilesOf(snapshot: Snapshot): readonly DockerfileDocument[] {
  return pathsOf(snapshot, 'dockerfile').flatMap((path) => dockerfileAt(snapshot, path) ?? []);
}

export function requirementsOf(snapshot: Snapshot): readonly RequirementsDocument[] {
  return pathsOf(snapshot, 'requirements').flatMap((path) => requirementsAt(snapshot, path) ?? []);
}

function pathsOf(snapshot: Snapshot, kind: DocumentKind): readonly string[] {
  return [...snapshot.kinds].filter(([, is]) => is === kind).map(([path]) => path).sort();
}

/** The next moment: some texts replaced, created (with the kind of their name) or, by null, gone. */
export function withTexts(
  snapshot: Snapshot,
  changed: ReadonlyMap<string, string | null>,
  kindOf: (path: string) => DocumentKind | null,
): Snapshot {
  const texts = new Map(snapshot.texts);
  const start = snapshot.start ?? snapshot;
  // Most moments of a plan are attempts at files that are there: of these only the texts are others.
  const edited = [...changed].flatMap(([path, text]): readonly [string, string][] => (text !== null && snapshot.kinds.has(path) && !snapshot.removed.has(path) ? [[path, text]] : []));
  if (edited.length === changed.size) {
    for (const [path, text] of edited) texts.set(path, text);
    return makeSnapshot({ ...snapshot, texts, start });
  }
  const kinds = new Map(snapshot.kinds);
  const removed = new Set(snapshot.removed);
  for (const [path, text] of changed) {
    if (text === null) {
      texts.delete(path);
      kinds.delete(path);
      removed.add(path);
      continue;
    }
    texts.set(path, text);
    removed.delete(path);
    const kind = kinds.get(path) ?? kindOf(path);
    if (kind) kinds.set(path, kind);
  }
  return makeSnapshot({ ...snapshot, texts, kinds, removed, start });
}
