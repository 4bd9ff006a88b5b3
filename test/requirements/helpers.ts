import { parseRequirements } from '#requirements/parse.js';
import type { Entry, RequirementEntry, RequirementsDocument } from '#requirements/types.js';
import { applyEdits, type TextEdit } from '#text/edits.js';
import type { Read } from '#text/read.js';

export function documentOf(text: string, path = 'requirements.txt'): RequirementsDocument {
  return valueOf(parseRequirements(path, text));
}

export function entryOf(document: RequirementsDocument, name: string): RequirementEntry {
  const entry = document.entries.find((one) => one.kind === 'requirement' && one.name === name);
  if (entry?.kind !== 'requirement') throw new Error(`no requirement ${name}`);
  return entry;
}

export function valueOf<T>(result: Read<T>): T {
  if (!result.ok) throw new Error(result.reason);
  return result.value;
}

export function edited(document: RequirementsDocument, edits: Read<readonly TextEdit[]>): string {
  return applyEdits(document.text, valueOf(edits)).text;
}

export function joinedLines(text: string): readonly string[] {
  return documentOf(text).entries.map((entry: Entry) => entry.joined);
}
