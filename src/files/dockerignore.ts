import { cleanPath, trimSpace } from './go-paths.js';
import { compilePattern, type Matcher } from './ignore-pattern.js';
import { NOT_READ } from './regular-expression.js';

/** A `.dockerignore` as BuildKit reads it. */
export interface Dockerignore {
  /** Where it lies in the workspace. */
  readonly path: string;
  readonly text: string;
  /** In their order: the last one that matches decides. */
  readonly patterns: readonly IgnorePattern[];
  readonly problems: readonly IgnoreProblem[];
}

export interface IgnorePattern {
  /** As BuildKit compares it: cleaned, without the `!`. */
  readonly pattern: string;
  /** The line as it stands in the file, blanks at its ends taken off. */
  readonly written: string;
  /** 1-based. */
  readonly line: number;
  /** `!`: what it matches is in the context again. */
  readonly negated: boolean;
  readonly matches: Matcher;
}

/** `refused`: the build fails there, at the latest when a path is compared with it. `unread`: it is a pattern for Docker, what it matches is not known here. */
export interface IgnoreProblem {
  readonly kind: 'refused' | 'unread';
  readonly line: number;
  readonly reason: string;
}

/** Go's bufio.Scanner gives up on a line of this many bytes, and with it BuildKit on the file. */
const MAX_LINE = 65_536;

/** People write dozens; a generated file beyond this is not compared with every path of a repository. */
const MAX_PATTERNS = 2000;

/**
 * Reads a `.dockerignore`: `ignorefile.ReadAll` and `patternmatcher.New` of moby/patternmatcher v0.6.1, as
 * BuildKit calls them (frontend/dockerui/config.go, `dockerIgnorePatterns`). A `#` is a comment only as the very
 * first character of a line.
 */
export function readDockerignore(path: string, text: string): Dockerignore {
  const patterns: IgnorePattern[] = [];
  const problems: IgnoreProblem[] = [];
  const lines = text.replace(/^\ufeff/, '').split('\n');
  for (const [index, content] of lines.entries()) {
    const line = index + 1;
    if (content.length >= MAX_LINE / 4 && Buffer.byteLength(content) >= MAX_LINE) {
      problems.push({ kind: 'refused', line, reason: `Docker refuses a line of ${MAX_LINE.toLocaleString('en')} bytes or more` });
      break;
    }
    const read = content.startsWith('#') ? null : readPattern(content, line);
    if (read && 'reason' in read) problems.push(read);
    else if (read && patterns.length < MAX_PATTERNS) patterns.push(read);
    else if (read) {
      problems.push({ kind: 'unread', line, reason: `not read from here on: more than ${MAX_PATTERNS.toLocaleString('en')} patterns` });
      break;
    }
  }
  return { path, text, patterns, problems };
}

function readPattern(content: string, line: number): IgnorePattern | IgnoreProblem | null {
  const written = trimSpace(content);
  if (written === '') return null;
  const cleaned = cleanPath(trimSpace(normalized(written)));
  // Asked of the cleaned text, as patternmatcher does: `/!a` has become `!a`.
  const negated = cleaned.startsWith('!');
  const pattern = negated ? cleaned.slice(1) : cleaned;
  if (pattern === '') return { kind: 'refused', line, reason: 'Docker refuses a `!` without a pattern' };
  const matches = compilePattern(pattern);
  if (matches.ok) return { pattern, written, line, negated, matches: matches.value };
  if (matches.reason.startsWith(NOT_READ)) return { kind: 'unread', line, reason: `the pattern ${written} is ${matches.reason}` };
  return { kind: 'refused', line, reason: `Docker refuses the pattern ${written}: ${matches.reason}` };
}

/** `ignorefile.ReadAll`: relative to the context, with a `!` kept in front. */
function normalized(written: string): string {
  const inverted = written.startsWith('!');
  const pattern = inverted ? trimSpace(written.slice(1)) : written;
  const clean = pattern === '' ? '' : cleanPath(pattern);
  const relative = clean.length > 1 && clean.startsWith('/') ? clean.slice(1) : clean;
  return inverted ? `!${relative}` : relative;
}

export interface Ignored {
  readonly ignored: boolean;
  /** The pattern that excludes it; null where nothing does. */
  readonly by: IgnorePattern | null;
}

/** What each pattern said of a folder: what is below it inherits that. */
interface FolderState {
  readonly matched: Uint8Array;
  readonly answer: Ignored;
  /** Nothing below can come back, so the walk does not enter it. */
  readonly closed: boolean;
}

function statesOf(ignore: Dockerignore): Map<string, FolderState> {
  const known = folders.get(ignore);
  if (known) return known;
  const made = new Map<string, FolderState>();
  folders.set(ignore, made);
  return made;
}

const IN: Ignored = { ignored: false, by: null };
const folders = new WeakMap<Dockerignore, Map<string, FolderState>>();
const MAX_PATH = 4096;

/**
 * Whether a path of the context (relative to it, a file or a folder) is left out of what is sent to the builder.
 * As the walk of tonistiigi/fsutil asks (filter.go, `MatchesUsingParentResults`): what matched a folder holds for all
 * below it, and a later `!` takes back a part, also below a folder that is left out.
 *
 * The Dockerfile and the ignore file are no exception: BuildKit reads them from a transfer of their own, so they can
 * be excluded from the context and then not be copied (BuildKit's dockerfile_test.go, testDockerignore).
 */
export function isIgnored(ignore: Dockerignore, path: string): Ignored {
  if (path === '' || path.length > MAX_PATH || ignore.patterns.length === 0) return IN;
  const known = statesOf(ignore);
  const last = path.lastIndexOf('/');
  const parent = last < 0 ? null : folderState(ignore, known, path.slice(0, last));
  return parent?.closed ? parent.answer : askPatterns(ignore.patterns, path, parent, null);
}

function folderState(ignore: Dockerignore, known: Map<string, FolderState>, folder: string): FolderState {
  const found = known.get(folder);
  if (found) return found;
  let state: FolderState | null = null;
  for (let end = folder.indexOf('/'); ; end = folder.indexOf('/', end + 1)) {
    const path = end < 0 ? folder : folder.slice(0, end);
    const kept = known.get(path);
    const next: FolderState = kept ?? (state?.closed ? state : stateOf(ignore, path, state));
    if (!kept) known.set(path, next);
    state = next;
    if (end < 0) return next;
  }
}

function stateOf(ignore: Dockerignore, path: string, parent: FolderState | null): FolderState {
  const matched = new Uint8Array(ignore.patterns.length);
  const answer = askPatterns(ignore.patterns, path, parent, matched);
  return { matched, answer, closed: answer.ignored && isClosed(ignore, path) };
}

/** Asks each pattern in turn, and notes in `matched` which of them held. */
function askPatterns(patterns: readonly IgnorePattern[], path: string, parent: FolderState | null, matched: Uint8Array | null): Ignored {
  let by: IgnorePattern | null = null;
  for (let index = 0; index < patterns.length; index++) {
    const pattern = patterns[index];
    if (!pattern) continue;
    const inherited = parent?.matched[index] === 1;
    // Not even asked where it could change nothing; and then nothing below inherits it.
    if (!inherited && (pattern.negated !== (by !== null) || !pattern.matches(path))) continue;
    if (matched) matched[index] = 1;
    by = pattern.negated ? null : pattern;
  }
  return by ? { ignored: true, by } : IN;
}

/** An excluded folder is not walked when every `!` is plain and none lies below it. */
function isClosed({ patterns }: Dockerignore, folder: string): boolean {
  const exceptions = patterns.filter(({ negated }) => negated).map(({ pattern }) => pattern.replace(/\/\*\*$/, '').replace(/\/\*$/, ''));
  return !exceptions.some((exception) => /[*[\]?^\\]/.test(exception)) && !exceptions.some((exception) => `${exception}/`.startsWith(`${folder}/`));
}
