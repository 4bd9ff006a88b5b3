import { blockOf, endingOf, isOpen, isSetOff, keepsDirectives } from '#dockerfile/edit-blocks.js';
import { removeInstruction } from '#dockerfile/edit-instructions.js';
import { FOREIGN } from '#rule/change.js';
import { sourceOfInstruction } from '#rule/dockerfile-subject.js';
import type { Change } from '#rule/types.js';
import type { TextEdit } from '#text/edits.js';
import type { EarlyCopy } from './order-types.js';

/** The lists in the place of the first COPY, and the COPYs with their comments behind the install. */
export function copyLater({ copies: [first, ...others], install, text }: EarlyCopy): Change {
  const { path } = first.at;
  const impossible = (reason: string): Change => ({ kind: 'impossible', path, reason });
  const source = sourceOfInstruction(first);
  const anchor = sourceOfInstruction(install)?.instruction;
  if (!source || !anchor) return impossible(FOREIGN);
  const { document } = source.model;
  if (isOpen(document, anchor)) return impossible('the file ends with a line continuation');
  const ending = endingOf(document, anchor);
  const edits: TextEdit[] = [];
  const moved: string[] = [];
  for (const [index, copy] of [first, ...others].entries()) {
    const instruction = sourceOfInstruction(copy)?.instruction;
    if (!instruction) return impossible(FOREIGN);
    const block = blockOf(document, instruction);
    moved.push(document.text.slice(block.start, block.end));
    if (index === 0 && text !== '') {
      edits.push({ span: { start: block.start, end: block.end }, text: text.replaceAll('\n', ending) });
      continue;
    }
    const gone = removeInstruction(document, instruction);
    if (!gone.ok) return impossible(gone.reason);
    edits.push(...gone.value);
  }
  const { end } = blockOf(document, anchor);
  // What an empty line set off stays set off.
  const gap = isSetOff(document, source.instruction) ? ending : '';
  edits.push({ span: { start: end, end }, text: `${ending}${gap}${moved.join(ending)}` });
  return keepsDirectives(document, edits) ? { kind: 'edit', path, edits } : impossible('a comment would become a parser directive');
}
