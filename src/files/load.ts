import type { Io } from '#io/types.js';
import { decode, decodeUtf16 } from '#text/decode.js';
import { sha256 } from '#text/sha256.js';
import { includesOf } from '#requirements/includes.js';
import type { RequirementsDocument } from '#requirements/types.js';
import { createContextFiles, MAX_CONTEXT_FILE } from './context-files.js';
import { generatedMark } from './generated.js';
import { kindOf, namesPythons, type DocumentKind } from './kinds.js';
import { isReadOnlyProject, READ_ONLY } from './project-requirements.js';
import { createParser, documentAt, makeSnapshot, type Document, type Snapshot } from './snapshot.js';
import type { FileTree } from './tree.js';

/** A workspace read from disk. */
export interface Loaded {
  readonly snapshot: Snapshot;
  /** SHA-256 (hex) of each file as it was read: writing refuses a file that is another by then. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Files that take no part, each with its reason. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  /** Files that are read for the model but belong to a generator or to test data: never written. */
  readonly untouchable: ReadonlyMap<string, string>;
  readonly options: LoadOptions;
}

/** Folders of a repository whose files are samples or copies: reading them as images would be noise. */
const SAMPLE_FOLDERS = ['testdata', 'test_data', 'test-data', 'fixtures', '__fixtures__', '__snapshots__', 'vendor', 'third_party', 'third-party'];

export interface LoadOptions {
  /** Decides whether a path takes part (`include` and `exclude` of the configuration); null: no opinion. */
  readonly selects: (path: string) => boolean | null;
}

/** Reads and parses every Dockerfile and requirements file of a tree. */
export function loadWorkspace(io: Io, tree: FileTree, options: LoadOptions): Loaded {
  const texts = new Map<string, string>();
  const kinds = new Map<string, DocumentKind>();
  const state: LoadState = {
    io,
    texts,
    kinds,
    hashes: new Map(),
    skipped: [],
    untouchable: new Map(),
    options,
    snapshot: snapshotOf(io, tree, kinds, texts),
  };
  for (const path of tree.paths) {
    const kind = kindOf(path);
    if (kind === null && !isIgnoreFile(path)) continue;
    const selected = options.selects(path);
    if (selected === false) continue;
    if (kind === null) {
      loadIgnoreFile(state, path);
      continue;
    }
    const sample = selected === true ? undefined : sampleFolder(path);
    // Nothing is asked of a project in such a folder; that it is not planned is worth no line.
    if (sample && isReadLate(kind)) continue;
    if (sample) state.skipped.push({ path, reason: `in a folder of samples or copies (${sample}/): name it under "include" to plan it` });
    else loadOne(state, path, kind);
  }
  for (const folder of tree.closed ?? []) state.skipped.push({ path: folder, reason: 'a folder that cannot be looked into' });
  followIncludes(state);
  for (const path of tree.paths) if (isReadOnlyProject(path)) state.untouchable.set(path, READ_ONLY);
  return finish(state);
}

/** Reads more files that others name, whatever they are called: requirements that Dockerfiles install, Dockerfiles that builds name. */
export function loadAlso(io: Io, loaded: Loaded, paths: readonly string[], kind: DocumentKind = 'requirements'): Loaded {
  const fresh = paths.filter((path) => !loaded.hashes.has(path) && loaded.snapshot.tree.has(path) && !isProject(path));
  if (fresh.length === 0) return loaded;
  const texts = new Map(loaded.snapshot.texts);
  const kinds = new Map(loaded.snapshot.kinds);
  const state: LoadState = {
    io,
    texts,
    kinds,
    hashes: new Map(loaded.hashes),
    skipped: loaded.skipped.filter(({ path }) => !fresh.includes(path)),
    untouchable: new Map(loaded.untouchable),
    options: loaded.options,
    snapshot: makeSnapshot({ ...loaded.snapshot, texts, kinds }),
  };
  for (const path of fresh) loadOne(state, path, kind);
  followIncludes(state);
  return finish(state);
}

function snapshotOf(io: Io, tree: FileTree, kinds: ReadonlyMap<string, DocumentKind>, texts: ReadonlyMap<string, string>): Snapshot {
  const contextFiles = createContextFiles(io, tree.root);
  return makeSnapshot({ tree, kinds, texts, hints: readHints(io, tree), contextFiles, removed: new Set(), parser: createParser(), start: null });
}

/** Texts that only tell which Pythons a repository means; what cannot be read tells nothing. */
function readHints(io: Io, tree: FileTree): ReadonlyMap<string, string> {
  const hints = new Map<string, string>();
  for (const path of tree.paths.filter(namesPythons)) {
    const bytes = io.readFile(`${tree.root}/${path}`);
    const decoded = bytes.ok ? decode(bytes.value) : null;
    if (decoded?.ok) hints.set(path, decoded.text);
  }
  return hints;
}

interface LoadState {
  readonly io: Io;
  readonly texts: Map<string, string>;
  readonly kinds: Map<string, DocumentKind>;
  readonly hashes: Map<string, string>;
  skipped: { path: string; reason: string }[];
  readonly untouchable: Map<string, string>;
  readonly options: LoadOptions;
  snapshot: Snapshot;
}

/** Lock files with hashes reach ten thousands; beyond that nobody wrote or compiled it. */
const MAX_REQUIREMENTS_LINES = 50_000;

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** Most projects of a workspace are in no image, and most compose files stay as they are: each is parsed when somebody asks for it. */
function isReadLate(kind: DocumentKind): boolean {
  return kind === 'pyproject' || kind === 'compose';
}

/** Why such a file is read for the model and never written. */
const WIDE = 'in UTF-16, which git and diffs take for no text: save it as UTF-8, then it can be changed';

function loadOne(state: LoadState, path: string, kind: DocumentKind): void {
  const { io, snapshot } = state;
  const bytes = io.readFile(`${snapshot.tree.root}/${path}`);
  // What is wrong with a compose file is told where the services are read.
  if (kind === 'compose' && (!bytes.ok || bytes.value.length > MAX_CONTEXT_FILE || !decode(bytes.value).ok)) return;
  if (!bytes.ok) {
    state.skipped.push({ path, reason: bytes.reason });
    return;
  }
  state.hashes.set(path, sha256(bytes.value));
  // pip reads it (`auto_decode`), so that what it asks for is told.
  const wide = kind === 'requirements' ? decodeUtf16(bytes.value) : null;
  const decoded = wide === null ? decode(bytes.value) : { ok: true as const, text: wide };
  if (!decoded.ok) {
    state.skipped.push({ path, reason: decoded.reason });
    return;
  }
  if (kind === 'requirements' && countLines(decoded.text) > MAX_REQUIREMENTS_LINES) {
    state.skipped.push({ path, reason: `more than ${MAX_REQUIREMENTS_LINES.toLocaleString('en')} lines` });
    return;
  }
  if (isReadLate(kind)) {
    state.texts.set(path, decoded.text);
    state.kinds.set(path, kind);
    const mark = generatedMark(decoded.text);
    if (mark) state.untouchable.set(path, `generated (line ${mark.line}: ${mark.text}): change what it is made from`);
    return;
  }
  const document = snapshot.parser.parse(kind, path, decoded.text);
  if (!document.ok) {
    const place = document.line === undefined ? '' : `line ${document.line}: `;
    state.skipped.push({ path, reason: `${place}${document.reason}` });
    return;
  }
  state.texts.set(path, decoded.text);
  state.kinds.set(path, kind);
  const reason = wide === null ? untouchableSince(document.value) : WIDE;
  if (reason !== null) state.untouchable.set(path, reason);
  if (state.options.selects(path) === false) state.untouchable.set(path, 'left out by "include" or "exclude" of the configuration');
}

/** Ignore files are no documents, but texts that a plan may change: one that cannot be read stays what it is, and so does what it decides. */
function loadIgnoreFile({ io, snapshot, hashes, texts, untouchable }: LoadState, path: string): void {
  const bytes = io.readFile(`${snapshot.tree.root}/${path}`);
  const decoded = bytes.ok && bytes.value.length <= MAX_CONTEXT_FILE ? decode(bytes.value) : null;
  if (!bytes.ok || !decoded?.ok) return;
  hashes.set(path, sha256(bytes.value));
  texts.set(path, decoded.text);
  const mark = generatedMark(decoded.text);
  if (mark) untouchable.set(path, `generated (line ${mark.line}: ${mark.text}): change what it is made from`);
}

function isIgnoreFile(path: string): boolean {
  return path.endsWith('.dockerignore');
}

/** Why a document is read for the model but never written; null where it may be. */
function untouchableSince(document: Document): string | null {
  if (isCompiled(document)) return `compiled from ${document.origin.sources.join(', ') || 'another file'}: change that and compile it again`;
  const mark = generatedMark(document.text);
  if (mark) return `generated (line ${mark.line}: ${mark.text}): change what it is made from`;
  const refused = document.kind === 'requirements' ? document.problems.find(({ kind }) => kind !== 'ignored') : undefined;
  return refused ? `not read with certainty (line ${refused.line}: ${refused.reason})` : null;
}

function isCompiledAt({ snapshot }: LoadState, path: string): boolean {
  const document = documentAt(snapshot, path);
  return document?.ok === true && isCompiled(document.value);
}

function isCompiled(document: Document): document is CompiledDocument {
  return document.kind === 'requirements' && document.origin.kind === 'compiled';
}

type CompiledDocument = RequirementsDocument & { readonly origin: { readonly kind: 'compiled' } };

/** `-r other.txt`: what is included is a requirements file, whatever its name; so is what one is compiled from. */
function followIncludes(state: LoadState): void {
  const todo = [...state.kinds].filter(([, kind]) => kind === 'requirements').map(([path]) => path);
  for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
    const document = documentAt(state.snapshot, path);
    if (!document?.ok || document.value.kind !== 'requirements') continue;
    const included = includesOf(document.value).flatMap((include) => (include.where === 'inside' ? include.path : []));
    const sources = isCompiled(document.value) ? document.value.origin.sources.filter((source) => /\.(?:in|txt)$/.test(source)) : [];
    for (const other of [...included, ...sources]) {
      if (state.hashes.has(other) || !state.snapshot.tree.has(other)) continue;
      loadOne(state, other, 'requirements');
      todo.push(other);
    }
  }
}

function finish(state: LoadState): Loaded {
  // A compiled file is where it should be: its source is planned, so it is not named as skipped. Nor is what nobody would edit.
  const generated = [...state.untouchable].filter(([path]) => !isCompiledAt(state, path) && !isReadOnlyProject(path)).map(([path, reason]) => ({ path, reason }));
  const skipped = [...state.skipped.filter(({ path }) => !state.untouchable.has(path)), ...generated];
  skipped.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { snapshot: state.snapshot, hashes: state.hashes, skipped, untouchable: state.untouchable, options: state.options };
}

/** `uv pip install -r pyproject.toml` takes a project's own file: it is no list of requirements. */
function isProject(path: string): boolean {
  return /\.(?:toml|py|cfg)$/i.test(path);
}

/** The folder of samples or copies that a path lies in; undefined: none. */
export function sampleFolder(path: string): string | undefined {
  return path.split('/').slice(0, -1).find((part) => SAMPLE_FOLDERS.includes(part.toLowerCase()));
}
