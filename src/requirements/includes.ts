import type { Span } from '#text/span.js';
import { linkForm } from './links.js';
import { folderOf, isAbsolutePath, resolvePath } from '#text/paths.js';
import type { RequirementsDocument } from './types.js';

/** A file that a requirements file includes by `-r` or uses by `-c`. */
export interface Include {
  readonly kind: 'requirement' | 'constraint';
  /** `inside`: in the workspace. The others are not followed: `above` leaves it by `..`. */
  readonly where: 'inside' | 'above' | 'absolute' | 'url';
  /** Resolved against the file's folder, POSIX; as written where it is not `inside`. */
  readonly path: string;
  /** The value in the file; null where quotes or a continuation split it. */
  readonly span: Span | null;
  readonly line: number;
}

const included = new WeakMap<RequirementsDocument, readonly Include[]>();

/**
 * The files that a document includes. Of several `-r` on one line pip reads the first, of `-r` and `-c` the `-r`,
 * and none behind a requirement (`_parse_and_recurse` in `req_file.py`).
 */
export function includesOf(document: RequirementsDocument): readonly Include[] {
  const known = included.get(document);
  if (known) return known;
  const found = readIncludes(document);
  included.set(document, found);
  return found;
}

function readIncludes(document: RequirementsDocument): readonly Include[] {
  return document.entries.flatMap((entry) => {
    if (entry.kind !== 'option') return [];
    const option =
      entry.options.find(({ name }) => name === '--requirement') ?? entry.options.find(({ name }) => name === '--constraint');
    if (!option || option.value === null) return [];
    const kind = option.name === '--requirement' ? 'requirement' : 'constraint';
    return [{ kind, ...located(document.path, option.value), span: option.valueSpan, line: entry.lines.first }];
  });
}

function located(from: string, value: string): Pick<Include, 'where' | 'path'> {
  if (linkForm(value) === 'url') return { where: 'url', path: value };
  if (isAbsolutePath(value)) return { where: 'absolute', path: value };
  const path = resolvePath(folderOf(from), value);
  return path === null ? { where: 'above', path: value } : { where: 'inside', path };
}

/** A document that takes part in an install, and how it came in. */
export interface IncludedDocument {
  readonly document: RequirementsDocument;
  /** pip reads requirements below a constraints file as constraints, unless an `-r` stands between. */
  readonly kind: Include['kind'];
}

export interface ResolvedIncludes {
  /** The document itself first, then what it includes in the order in which pip meets it; each once per kind. */
  readonly documents: readonly IncludedDocument[];
  /** Chains that lead back to their first path, at which pip stops with an error. */
  readonly cycles: readonly (readonly string[])[];
  /** Includes of files that are not there or not followed, with the file that names them. */
  readonly missing: readonly { readonly from: string; readonly include: Include }[];
}

const alone = { requirement: new WeakMap<RequirementsDocument, ResolvedIncludes>(), constraint: new WeakMap<RequirementsDocument, ResolvedIncludes>() };

/** Most lists include nothing, and hundreds of images may install the same one. */
function withoutIncludes(document: RequirementsDocument, kind: Include['kind']): ResolvedIncludes {
  const found = alone[kind].get(document) ?? { documents: [{ document, kind }], cycles: [], missing: [] };
  alone[kind].set(document, found);
  return found;
}

/**
 * Follows `-r` and `-c` from a document that is installed, or used as a constraint. Cycles end, a file that is
 * included by two ways is read once. Chains may be as long as they like: there is no recursion.
 */
export function resolveIncludes(
  document: RequirementsDocument,
  get: (path: string) => RequirementsDocument | null,
  start: Include['kind'] = 'requirement',
): ResolvedIncludes {
  if (includesOf(document).length === 0) return withoutIncludes(document, start);
  const documents = new Map<string, IncludedDocument>();
  const cycles: (readonly string[])[] = [];
  const missing: { from: string; include: Include }[] = [];
  const chain: Frame[] = [];

  function enter(next: RequirementsDocument, kind: Include['kind']): void {
    documents.set(`${kind} ${next.path}`, { document: next, kind });
    chain.push({ document: next, todo: includesOf(next).toReversed() });
  }

  enter(document, start);
  for (let frame = chain.at(-1); frame; frame = chain.at(-1)) {
    const include = frame.todo.pop();
    if (include === undefined) {
      chain.pop();
      continue;
    }
    const next = include.where === 'inside' ? get(include.path) : null;
    const back = include.where === 'inside' ? chain.findIndex((one) => one.document.path === include.path) : -1;
    if (back >= 0) cycles.push([...chain.slice(back).map((one) => one.document.path), include.path]);
    else if (!next) missing.push({ from: frame.document.path, include });
    else if (!documents.has(`${include.kind} ${include.path}`)) enter(next, include.kind);
  }
  return { documents: [...documents.values()], cycles, missing };
}

/** A document on the way from the first to the current one, with the includes that are still to be followed, last first. */
interface Frame {
  readonly document: RequirementsDocument;
  readonly todo: Include[];
}
