import type { Change, Fix } from '#rule/types.js';
import { applyEdits, overlap, spanToAfter, type EditMap, type TextEdit } from '#text/edits.js';

/** A fix put into texts. */
export type Applied =
  | { readonly ok: true; readonly changed: readonly ChangedText[] }
  | { readonly ok: false; readonly reason: string };

export interface ChangedText {
  readonly path: string;
  /** Null: created. */
  readonly before: string | null;
  readonly after: string;
  readonly map: EditMap;
}

/**
 * Applies a fix to the current texts. Its edits were stated against the texts of `base`; `moved`
 * tells what other fixes have done to a path since.
 */
export function applyFix(
  fix: Fix,
  current: (path: string) => string | null,
  moved: (path: string) => readonly EditMap[],
): Applied {
  const impossible = fix.changes.find((change) => change.kind === 'impossible');
  if (impossible) return { ok: false, reason: `${impossible.path}: ${impossible.reason}` };
  const changed: ChangedText[] = [];
  for (const [path, edits] of editsByPath(fix.changes)) {
    const before = current(path);
    if (before === null) return { ok: false, reason: `${path}: not a file that was read` };
    const rebased = rebase(edits, moved(path));
    if (!rebased) return { ok: false, reason: `${path}: another fix changed the same place` };
    const edited = tryEdits(before, rebased);
    if (!edited) return { ok: false, reason: `${path}: the fix's own edits overlap` };
    if (edited.text !== before) changed.push({ path, before, after: edited.text, map: edited.map });
  }
  for (const change of fix.changes) {
    if (change.kind !== 'create') continue;
    if (current(change.path) !== null) return { ok: false, reason: `${change.path}: exists already` };
    changed.push({ path: change.path, before: null, after: change.text, map: [] });
  }
  if (changed.length === 0) return { ok: false, reason: 'it changes nothing' };
  return { ok: true, changed };
}

/** The fixes of a batch, as far as others may collide with them. */
export interface Batch {
  /** The name of the fix that a fix collides with; null where it joins the batch. */
  join(fix: Fix): string | null;
}

/** Collects fixes that were made independently and can be applied side by side. */
export function createBatch(): Batch {
  const edited = new Map<string, { readonly edits: readonly TextEdit[]; readonly title: string }[]>();
  const created = new Map<string, string>();
  function join(fix: Fix): string | null {
    const paths = createdPaths(fix);
    const twin = paths.find((path) => created.has(path));
    if (twin !== undefined) return created.get(twin) ?? '';
    const own = editsByPath(fix.changes);
    for (const [path, edits] of own) {
      const other = edited.get(path)?.find((one) => overlap(one.edits, edits));
      if (other) return other.title;
    }
    for (const path of paths) created.set(path, fix.title);
    for (const [path, edits] of own) {
      const list = edited.get(path) ?? [];
      list.push({ edits, title: fix.title });
      edited.set(path, list);
    }
    return null;
  }
  return { join };
}

/** The files that a fix touches. */
export function pathsOf(fix: Fix): readonly string[] {
  return [...new Set(fix.changes.map(({ path }) => path))].sort();
}

function createdPaths(fix: Fix): readonly string[] {
  return fix.changes.flatMap((change) => (change.kind === 'create' ? [change.path] : []));
}

/** The edits of each file, those that several changes share once. */
export function editsByPath(changes: readonly Change[]): ReadonlyMap<string, readonly TextEdit[]> {
  const found = new Map<string, TextEdit[]>();
  for (const change of changes) {
    if (change.kind !== 'edit') continue;
    const edits = found.get(change.path) ?? [];
    for (const edit of change.edits) if (!edits.some((known) => same(known, edit))) edits.push(edit);
    found.set(change.path, edits);
  }
  return found;
}

/** Two removals of the same comment, say, are one. Insertions at one place are not. */
function same(a: TextEdit, b: TextEdit): boolean {
  return a.span.start < a.span.end && a.span.start === b.span.start && a.span.end === b.span.end && a.text === b.text;
}

function rebase(edits: readonly TextEdit[], maps: readonly EditMap[]): readonly TextEdit[] | null {
  let rebased = edits;
  for (const map of maps) {
    const next: TextEdit[] = [];
    for (const { span, text } of rebased) {
      const moved = spanToAfter(map, span);
      if (!moved) return null;
      next.push({ span: moved, text });
    }
    rebased = next;
  }
  return rebased;
}

function tryEdits(text: string, edits: readonly TextEdit[]): ReturnType<typeof applyEdits> | null {
  try {
    return applyEdits(text, edits);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
