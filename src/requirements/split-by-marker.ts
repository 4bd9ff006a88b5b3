import { endingNear } from '#text/lines.js';
import { spanToSource } from '#text/source-map.js';
import type { TextEdit } from '#text/edits.js';
import { read, unreadable, type Read } from '#text/read.js';
import { renameRequirement } from './edit.js';
import type { RequirementEntry, RequirementsDocument } from './types.js';

/**
 * One line becomes two: another distribution where `is` holds, and the line as it was where `other` does (PEP 508 markers that
 * exclude each other). `tensorflow==2.16.1` -> `tensorflow-cpu==2.16.1 ; …` and `tensorflow==2.16.1 ; …`.
 */
export function splitByMarker(document: RequirementsDocument, entry: RequirementEntry, to: string, where: { readonly is: string; readonly other: string }): Read<readonly TextEdit[]> {
  const { requirement, options, joined, name, lines } = entry;
  if (requirement.marker !== null) return unreadable(`${name} has a marker already`);
  if (options.length > 0) return unreadable(`${name} has options of its own`);
  const renamed = renameRequirement(entry, to);
  if (!renamed.ok) return renamed;
  const text = joined.trimEnd();
  const last = spanToSource(entry.source, { start: text.length - 1, end: text.length });
  if (!last || lines.first !== lines.last) return unreadable(`${name} is split by a line continuation`, lines.first);
  const feed = document.text.indexOf('\n', last.end);
  const ending = endingNear(document.text, last.end);
  const line = `${text} ; ${where.other}`;
  const second: TextEdit = feed < 0
    ? { span: { start: document.text.length, end: document.text.length }, text: `${ending}${line}` }
    : { span: { start: feed + 1, end: feed + 1 }, text: `${line}${ending}` };
  const marker: TextEdit = { span: { start: last.end, end: last.end }, text: ` ; ${where.is}` };
  return read([...renamed.value, marker, second]);
}
