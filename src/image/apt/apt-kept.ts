import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';
import { partsFrom } from './apt-heirs.js';
import { aptUses, runFacts, stepOfCall } from './apt-uses.js';
import type { DockerfileModel } from '#image/model.js';
import type { SystemCall } from '#image/run/system-calls.js';

/** A comment of a Dockerfile. */
export interface CommentLine {
  readonly text: string;
  /** 1-based. */
  readonly line: number;
}

/** Words of somebody who wants the lists to stay. */
const KEEPS = /\b(?:keep|keeps|kept|keeping|preserve|retain|leave|leaves|need|needs|needed)\b.*\b(?:lists?|apt|index|indexes|cache)\b|\b(?:lists?|apt|index|cache)\b.*\b(?:keep|kept|stay|stays|remain|preserved?|retained|needed|left)\b|\b(?:do not|don'?t|never)\s+(?:remove|delete|clean|purge|rm)\b|\b(?:at|during|in)\s+run[- ]?time\b|\brunning container\b|\bat start(?:-?up)?\b/i;

/** Beside an update that serves no install, less is enough. */
const SPEAKS = /\b(?:lists?|keep|kept|index|cache|run[- ]?time|install\w*|tools?|later|leave|stay|support|staff|debug\w*|interactive\w*|shell|users?|developers?|need\w*|so that|allow\w*|container)\b/i;

/** A comment above a RUN, or inside of it, that speaks of keeping the lists that its update brings; null: none. */
export function keptOnPurpose(model: DockerfileModel, stage: number, at: number, call: SystemCall): CommentLine | null {
  const instruction = model.stages[stage]?.stage.instructions[at];
  if (!instruction) return null;
  const pattern = oddPlace(model, stage, at, call) === null ? KEEPS : new RegExp(`${KEEPS.source}|${SPEAKS.source}`, 'i');
  return commentsOf(model.document, instruction).find(({ text }) => pattern.test(text)) ?? null;
}

/**
 * Why an update stands where nobody needs it for the build; null where an install follows. Nobody writes one behind
 * a removal, or behind the last install, without a purpose.
 */
export function oddPlace(model: DockerfileModel, stage: number, at: number, call: SystemCall): string | null {
  const read = runFacts(model, stage, at);
  const step = read?.ok ? stepOfCall(read.value, call) : null;
  const order = step?.order ?? 0;
  const own = aptUses(model, stage, at);
  if (own.some((use) => use.kind === 'needs' && use.order > order)) return null;
  if (own.some((use) => use.kind === 'removes' && use.order < order) || before(model, stage, at)) return 'the update follows a removal of the lists';
  return asksLater(model, stage, at) ? null : 'no install follows the update';
}

/** Whether the stage, or one that it builds on, took lists away before. */
function before(model: DockerfileModel, stage: number, end: number): boolean {
  let at: number | null = stage;
  let stop = end;
  while (at !== null) {
    for (let index = 0; index < stop; index++) if (aptUses(model, at, index).some(({ kind }) => kind === 'removes')) return true;
    const base: { readonly kind: string; readonly index?: number } | undefined = model.stages[at]?.base;
    at = base?.kind === 'stage' && base.index !== undefined && base.index < at ? base.index : null;
    stop = at === null ? 0 : (model.stages[at]?.stage.instructions.length ?? 0);
  }
  return false;
}

/** Whether anything asks apt behind an instruction, with an update of its own or without. */
function asksLater(model: DockerfileModel, stage: number, at: number): boolean {
  for (const next of partsFrom(model, stage, at + 1)) {
    const length = model.stages[next.stage]?.stage.instructions.length ?? 0;
    for (let index = next.from; index < length; index++) if (aptUses(model, next.stage, index).some(({ kind }) => kind === 'needs')) return true;
  }
  return false;
}

/** The comment lines that belong to an instruction: above it, over one blank line too, between its lines and at their ends. */
function commentsOf(document: DockerfileDocument, instruction: Instruction): readonly CommentLine[] {
  const { text, instructions } = document;
  const lines = text.split('\n');
  const last = instructions[instruction.index - 1]?.lines.last ?? 0;
  const found: CommentLine[] = [];
  let blank = 0;
  for (let line = instruction.lines.first - 1; line > last; line--) {
    const written = lines[line - 1] ?? '';
    if (written.trim() === '' && ++blank > 1) break;
    if (/^\s*#/.test(written)) found.unshift({ text: written.trim(), line });
  }
  for (let line = instruction.lines.first; line <= instruction.lines.last; line++) {
    const comment = /(?:^|\s)(#\s.*)$/.exec((lines[line - 1] ?? '').slice(0, 2000))?.[1];
    if (comment !== undefined) found.push({ text: comment.trim(), line });
  }
  return found;
}
