import { insertRequirement } from '#requirements/insert.js';
import { parseRequirements } from '#requirements/parse.js';
import type { RequirementEntry, RequirementsDocument } from '#requirements/types.js';
import type { Change, Fix } from '#rule/types.js';
import { applyEdits, joinedInsertions, sortEdits, toBefore, type TextEdit } from '#text/edits.js';
import { read, unreadable, type Read } from '#text/read.js';
import { editsByPath } from './apply.js';
import type { Refutation } from './state.js';

/**
 * A limit that keeps what comes anyway at its version, when what had kept it there leaves (docs/decisions/006): a line of its own
 * beside the requirement that brings it, or a limit more in the line that asks for it.
 */
export interface Hold {
  readonly name: string;
  /** `<3`, or `==2.9.0` where no limit does it. */
  readonly specifier: string;
  /** The requirements file that it stands in once the fix is applied. */
  readonly path: string;
  /** The requirement of that file that brings it; its own name: the line asks for it already. */
  readonly root: string;
  readonly from: string;
  readonly to: string;
  /** Those that required it and leave; empty: its own line leaves. */
  readonly beside: readonly string[];
}

/** The limits that a fix comes with, and what speaks against it where they cannot be written. */
export interface Holding {
  readonly holds: readonly Hold[];
  readonly otherwise: Refutation;
}

/** A fix with its limits. */
export function heldFix(fix: Fix, holds: readonly Hold[], textOf: (path: string) => string | null): Read<Fix> {
  let changes: readonly Change[] = fix.changes;
  for (const hold of holds) {
    const held = withHold(changes, hold, textOf);
    if (!held.ok) return held;
    changes = held.value;
  }
  const [first, ...rest] = changes;
  if (!first) return unreadable('it changes nothing');
  return read({ ...fix, changes: [first, ...rest], effects: [...fix.effects, { images: 'all', holds: [...new Set(holds.map(({ name }) => name))] }] });
}

/** `python-dateutil<3  # held as it was beside botocore`: a comment of that kind says that the version is meant. */
export function heldLine({ name, specifier, beside }: Pick<Hold, 'name' | 'specifier' | 'beside'>, marker: string | null): string {
  return `${name}${specifier}${marker === null ? '' : ` ; ${marker}`}  ${heldComment(beside)}`;
}

function heldComment(beside: Hold['beside']): string {
  return beside.length === 0 ? '# held as it was' : `# held as it was beside ${beside.slice(0, 3).join(', ')}`;
}

/** Why a limit cannot stand with this requirement; null: it can. */
export function whyNotThere(document: RequirementsDocument | null, root: string, own: boolean): string | null {
  if (document === null || document.origin.kind !== 'hand-written') return 'not a requirements file written by hand';
  if (document.entries.some((entry) => entry.kind === 'requirement' && entry.hashes.length > 0)) return 'a file with hashes';
  if (document.entries.some((entry) => entry.kind === 'option' && entry.options.some(({ name }) => name === '--require-hashes'))) return 'a file with hashes';
  const entry = entryOf(document, root);
  if (!entry) return `${root} is not asked for there`;
  return own && (entry.requirement.url !== null || limitPlace(entry) === null) ? 'its line takes no limit' : null;
}

function withHold(changes: readonly Change[], hold: Hold, textOf: (path: string) => string | null): Read<readonly Change[]> {
  const created = changes.find((change) => change.kind === 'create' && change.path === hold.path);
  if (created?.kind === 'create') {
    const edits = holdEdits(hold, created.text);
    return edits.ok ? read(changes.map((change) => (change === created ? { ...created, text: applyEdits(created.text, edits.value).text } : change))) : edits;
  }
  const before = textOf(hold.path);
  if (before === null) return unreadable(`${hold.path}: not a file that was read`);
  const own = sortEdits(editsByPath(changes).get(hold.path) ?? []);
  const { text, map } = applyEdits(before, own);
  const edits = holdEdits(hold, text);
  if (!edits.ok) return edits;
  let all = own;
  for (const { span, text: line } of edits.value) {
    // Inside what the fix inserts, the line becomes a part of it; else it is an insertion of the earlier text.
    const at = map.findIndex(({ after }) => after.start < span.start && span.start < after.end);
    const [edit, place] = [own[at], map[at]];
    if (edit && place) all = all.map((one) => (one === edit ? { ...edit, text: edit.text.slice(0, span.start - place.after.start) + line + edit.text.slice(span.start - place.after.start) } : one));
    else all = [...all, { span: emptyAt(toBefore(map, span.start).offset), text: line }];
  }
  const others = changes.filter((change) => change.kind !== 'edit' || change.path !== hold.path);
  return read([...others, { kind: 'edit', path: hold.path, edits: all }]);
}

/** Insertions into the text that the fix leaves. */
function holdEdits(hold: Hold, text: string): Read<readonly TextEdit[]> {
  const document = parseRequirements(hold.path, text);
  if (!document.ok) return document;
  const own = hold.root === hold.name;
  const why = whyNotThere(document.value, hold.root, own);
  const root = entryOf(document.value, hold.root);
  if (why !== null || !root) return unreadable(`${hold.path}: ${why ?? ''}`);
  if (!own) return insertRequirement(document.value, heldLine(hold, root.requirement.marker), root);
  const place = limitPlace(root);
  if (place === null) return unreadable(`${hold.path}: its line takes no limit`);
  const limit: TextEdit = { span: emptyAt(place), text: `${root.requirement.specifiers.length > 0 ? ',' : ''}${hold.specifier}` };
  return read(joinedInsertions(root.comment === null ? [limit, { span: emptyAt(root.span.end), text: `  ${heldComment(hold.beside)}` }] : [limit]));
}

/** Behind the version of a line, where it is written in one piece. */
function limitPlace({ requirement, places }: RequirementEntry): number | null {
  if (requirement.specifiers.length > 0) return places.specifiers?.end ?? null;
  return (requirement.extras.length > 0 ? places.extras : places.name)?.end ?? null;
}

function entryOf(document: RequirementsDocument, name: string): RequirementEntry | null {
  return document.entries.find((entry): entry is RequirementEntry => entry.kind === 'requirement' && entry.name === name) ?? null;
}

function emptyAt(offset: number): TextEdit['span'] {
  return { start: offset, end: offset };
}
