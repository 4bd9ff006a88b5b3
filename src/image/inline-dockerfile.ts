import type { DockerfileDocument, Instruction, Stage } from '#dockerfile/types.js';
import type { LineTable } from '#text/lines.js';
import type { InlinePlace } from './build.js';
import { linesOf, setLines } from '#image/run/step-lines.js';

const placed = new WeakMap<DockerfileDocument, Map<string, DockerfileDocument>>();

/**
 * A Dockerfile that stands in another file, with the path and the lines of that file, so that a person can go there.
 * Its spans stay those of its own text. Where the file does not keep its lines, all of it stands at one.
 */
export function inlineDocument(document: DockerfileDocument, inline: InlinePlace): DockerfileDocument {
  const known = placed.get(document) ?? new Map<string, DockerfileDocument>();
  placed.set(document, known);
  const key = `${inline.at.path}:${inline.at.line}:${inline.keepsLines}`;
  const found = known.get(key) ?? place(document, inline);
  known.set(key, found);
  return found;
}

function place(document: DockerfileDocument, { at, keepsLines }: InlinePlace): DockerfileDocument {
  const lineOf = (line: number): number => (keepsLines ? at.line + line - 1 : at.line);
  const moved = new Map<Instruction, Instruction>();
  function move(one: Instruction): Instruction {
    const before = moved.get(one);
    if (before) return before;
    const made = { ...one, lines: { first: lineOf(one.lines.first), last: lineOf(one.lines.last) }, trigger: one.trigger && move(one.trigger) };
    moved.set(one, made);
    return made;
  }
  const instructions = document.instructions.map(move);
  const stages = document.stages.map((stage): Stage => ({ ...stage, instructions: stage.instructions.map(move), from: { ...stage.from, instruction: move(stage.from.instruction) } }));
  const made: DockerfileDocument = { ...document, path: at.path, instructions, stages };
  setLines(made, tableOf(linesOf(document), at.line, keepsLines));
  return made;
}

/** Lines before the first, all of them empty, give those of the text their numbers in the file. */
function tableOf({ starts, length }: LineTable, first: number, keepsLines: boolean): LineTable {
  const before = Array.from({ length: first - 1 }, () => 0);
  return { starts: [...before, ...(keepsLines ? starts : [0])], length };
}
