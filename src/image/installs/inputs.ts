import type { Place } from '#answer/answer.js';
import type { DockerfileDocument } from '#dockerfile/types.js';
import { lineAt } from '#text/lines.js';
import type { InstallCall } from './install-calls.js';
import type { InstallInput } from './resolved-install.js';
import type { StepWord } from '#image/run/step.js';
import { linesOf } from '#image/run/step-lines.js';
import type { Spot } from './whence.js';

/** What a call installs, as far as told; `missing` and `doubts` say what is not, or may be otherwise. */
export interface Inputs {
  readonly inputs: readonly InstallInput[];
  readonly missing: readonly string[];
  readonly doubts: readonly string[];
}

export const NOTHING: Inputs = { inputs: [], missing: [], doubts: [] };

export function found(...inputs: readonly InstallInput[]): Inputs {
  return { inputs, missing: [], doubts: [] };
}

export function missing(because: string): Inputs {
  return { inputs: [], missing: [because], doubts: [] };
}

export function together(all: readonly Inputs[]): Inputs {
  return { inputs: all.flatMap(({ inputs }) => inputs), missing: all.flatMap((one) => one.missing), doubts: all.flatMap(({ doubts }) => doubts) };
}

export function spotOf({ stage, at, order }: InstallCall): Spot {
  return { stage, at, order };
}

/** Where a word of a call stands: its own line, else the call's; for a script the script's line. */
export function placeOf(document: DockerfileDocument, { script, line }: InstallCall, word: StepWord | null): Place {
  if (script) return script;
  if (!word?.span) return { path: document.path, line };
  return { path: document.path, line: lineAt(linesOf(document), word.span.start) };
}
