import type { ProjectDocument } from '#pyproject/document.js';
import type { Span } from '#text/span.js';
import type { Declared } from './declared.js';
import { namesBreach } from './names-breach.js';

/** What a fix does to a project's file beside what it declares: names that go or come, other indexes. Null: nothing. */
export function projectBreach(before: ProjectDocument | null, after: ProjectDocument, declared: Declared): string | null {
  const other = namesBreach(namesOf(before), namesOf(after), after.path, declared);
  if (other !== null) return other;
  if (before && !declared.alters('index') && indexesOf(before) !== indexesOf(after)) return `${after.path} would have other indexes, which the fix does not declare`;
  return null;
}

function namesOf(document: ProjectDocument | null): ReadonlySet<string> {
  return new Set(document?.project.requirements.map(({ name }) => name) ?? []);
}

function indexesOf({ project }: ProjectDocument): string {
  return JSON.stringify(project.indexes.map(({ name, url, isDefault, explicit }) => [name, url, isDefault, explicit]));
}

/**
 * The first key of a project's file that reads otherwise though no edit touches it; null: none. `move`: where a stretch is
 * afterwards, null where an edit touched it. The numbers that tables of an array have are no part of a key's name.
 */
export function projectElsewhere(before: ProjectDocument, after: ProjectDocument, move: (span: Span) => Span | null): string | null {
  const byStart = new Map(after.places.pairs.map((pair) => [pair.node.range[0], pair]));
  const touched = touchedKeys(before, move);
  for (const { keys, node } of before.places.pairs) {
    const [start, end] = node.range;
    const moved = move({ start, end });
    if (!moved) continue;
    const now = byStart.get(moved.start);
    const same = now !== undefined && isWay(keys, now.keys, touched) && after.text.slice(...now.node.range) === before.text.slice(start, end);
    if (!same) return `${before.path}:${node.loc.start.line}: ${wayOf(keys)} would read otherwise, though no edit touches it`;
  }
  return null;
}

/** Keys whose own words an edit touched, by their way: what stands inside goes by another name then. */
function touchedKeys({ places }: ProjectDocument, move: (span: Span) => Span | null): ReadonlySet<string> {
  const all = [...places.pairs.map(({ keys, node }) => ({ keys, words: node.key.range })), ...places.headers.map(({ keys, node }) => ({ keys, words: node.key.range }))];
  return new Set(all.flatMap(({ keys, words: [start, end] }) => (move({ start, end }) === null ? [wayOf(keys)] : [])));
}

/** Whether a key is the one that it was, but for names above it that an edit gave. */
function isWay(before: readonly (string | number)[], now: readonly (string | number)[], touched: ReadonlySet<string>): boolean {
  if (wayOf(now) === wayOf(before)) return true;
  return before.length === now.length && before.every((key, index) => key === now[index] || (index < before.length - 1 && touched.has(wayOf(before.slice(0, index + 1)))));
}

function wayOf(keys: readonly (string | number)[]): string {
  return keys.filter((key) => typeof key === 'string').join('.');
}
