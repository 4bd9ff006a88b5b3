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

/** Whether two fixes, made independently, cannot both be applied. */
export function collide(left: Fix, right: Fix): boolean {
  const created = createdPaths(left);
  if (createdPaths(right).some((path) => created.includes(path))) return true;
  const others = editsByPath(right.changes);
  return [...editsByPath(left.changes)].some(([path, edits]) => overlap(edits, others.get(path) ?? []));
}

/** The files that a fix touches. */
export function pathsOf(fix: Fix): readonly string[] {
  return [...new Set(fix.changes.map(({ path }) => path))].sort();
}

function createdPaths(fix: Fix): readonly string[] {
  return fix.changes.flatMap((change) => (change.kind === 'create' ? [change.path] : []));
}

function editsByPath(changes: readonly Change[]): ReadonlyMap<string, readonly TextEdit[]> {
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
