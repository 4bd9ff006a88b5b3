import { blockOf, endingOf, isSetOff } from '#dockerfile/edit-blocks.js';
import { addFlag, replaceFlag } from '#dockerfile/edit-flags.js';
import { insertInstruction, removeInstruction } from '#dockerfile/edit-instructions.js';
import { cutRun } from '#dockerfile/layout-cut.js';
import { runParts } from '#dockerfile/run.js';
import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';
import { changeOf, FOREIGN } from '#rule/change.js';
import type { Change } from '#rule/types.js';
import { joinedInsertions, type TextEdit } from '#text/edits.js';
import { read, unreadable, type Read } from '#text/read.js';
import { sourceOfOwned, type OwnedSource } from './owned-again.js';
import type { OwnedAgain } from './types.js';

/** The flags on the COPYs, the RUN without what they do, and the commands that make the user above the first of them. */
export function ownAtCopy(again: OwnedAgain): Change {
  const source = sourceOfOwned(again);
  const path = again.at.at.path;
  const edits = source ? editsOf(source) : unreadable(FOREIGN);
  return changeOf(path, edits.ok ? read(joined(edits.value)) : edits);
}

type Edits = Read<readonly TextEdit[]>;

/** Insertions at one place as one. */
function joined(edits: readonly TextEdit[]): readonly TextEdit[] {
  const empty = ({ span }: TextEdit): boolean => span.start === span.end;
  return [...joinedInsertions(edits.filter(empty)), ...edits.filter((edit) => !empty(edit))];
}

function editsOf({ world: { model }, draft }: OwnedSource): Edits {
  const { document } = model;
  const instructions = model.stages[draft.stage]?.stage.instructions ?? [];
  const run = instructions[draft.at];
  if (!run) return unreadable('there is no such RUN');
  const edits: TextEdit[] = [];
  for (const [index, flags] of draft.flags) {
    const copy = instructions[index];
    if (!copy) return unreadable('there is no such COPY');
    for (const { name, value } of flags) {
      const present = copy.flags.find((flag) => flag.name === name);
      if (present?.value === value) continue;
      const edit = present ? replaceFlag(present, value) : addFlag(document, copy, name, value);
      if (!edit.ok) return edit;
      edits.push(...edit.value);
    }
  }
  const first = instructions[Math.min(...draft.flags.keys())];
  const { moved } = draft;
  const parts = runParts(document, run);
  if (!parts.ok) return parts;
  const all = [...parts.value.commands.keys()];
  const inRun = moved !== null && moved.instruction === run ? moved.commands : [];
  const stay = all.filter((index) => draft.commands.get(index) !== '' && !inRun.includes(index));
  if (moved !== null && first) {
    const up = lift(document, moved.instruction, moved.commands, first, moved.instruction === run ? stay.length > 0 : moved.commands.length < moved.of);
    if (!up.ok) return up;
    edits.push(...up.value);
    if (moved.instruction !== run) {
      const others = [...Array(moved.of).keys()].filter((index) => !moved.commands.includes(index));
      const behind = leave(document, moved.instruction, others, new Map(), moved.of, true);
      if (!behind.ok) return behind;
      edits.push(...behind.value);
    }
  }
  const left = leave(document, run, stay, draft.commands, all.length, inRun.length > 0);
  if (!left.ok) return left;
  edits.push(...left.value);
  return read(edits);
}

/** Some commands of a RUN in a RUN of their own above an instruction. Where nothing stays behind, the comments go along. */
function lift(document: DockerfileDocument, run: Instruction, commands: readonly number[], above: Instruction, stays: boolean): Edits {
  const text = cutRun(document, run, commands, []);
  if (!text.ok) return text;
  const comments = run.leading !== null && (!stays || speaksOfUsers(document, run)) ? `${document.text.slice(run.leading.start, run.leading.end).split('\n').map((line) => line.trim()).join('\n')}\n` : '';
  // Where an empty line sets off what comes next, it goes on doing so.
  const gap = isSetOff(document, above) ? '\n' : '';
  const inserted = insertInstruction(document, { side: 'before', anchor: above }, `${comments}${text.value.replace(/\r\n/g, '\n')}\n${gap}`);
  if (!inserted.ok || !stays) return inserted;
  const gone = comments === '' || run.leading === null ? [] : [{ span: { start: blockOf(document, run).start, end: lineStart(document, run.span.start) }, text: '' }];
  if (runIsSplit(document, run, commands)) return read([...inserted.value, ...gone]);
  return inserted;
}

function runIsSplit(document: DockerfileDocument, run: Instruction, commands: readonly number[]): boolean {
  const parts = runParts(document, run);
  return parts.ok && commands.length < parts.value.commands.length;
}

function lineStart({ text }: DockerfileDocument, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function speaksOfUsers({ text }: DockerfileDocument, { leading }: Instruction): boolean {
  return leading !== null && /\b(?:creat|add|mak|set ?up|new|dedicated|system)\w*\b[^\n]*\b(?:user|account)|non-?root|rootless|un-?privileged/i.test(text.slice(leading.start, leading.end));
}

/** The RUN with what is left of it. */
function leave(document: DockerfileDocument, run: Instruction, stay: readonly number[], commands: ReadonlyMap<number, string>, of: number, lifted: boolean): Edits {
  if (stay.length === 0) return removeInstruction(document, run);
  const parts = runParts(document, run);
  if (!parts.ok) return parts;
  const changed = [...commands].filter(([index, text]) => text !== '' && stay.includes(index));
  const words = changed.flatMap(([command, text]) => (parts.value.commands[command]?.wordSpans ?? []).map((_, word) => ({ command, word, by: word === 0 ? text : null })));
  if (stay.length === of && !lifted) {
    const edits: TextEdit[] = [];
    for (const [command, text] of changed) {
      const span = parts.value.commands[command]?.span;
      if (!span) return unreadable('the command cannot be edited');
      if (/^\s*#/m.test(document.text.slice(span.start, span.end))) return unreadable('a comment stands within the command');
      edits.push({ span, text });
    }
    return read(edits);
  }
  const text = cutRun(document, run, stay, words);
  if (!text.ok) return text;
  return read([{ span: run.span, text: text.value.replace(/\r?\n/g, endingOf(document, run)) }]);
}
