import type { DockerfileDocument } from '#dockerfile/types.js';
import { read, type Read } from '#text/read.js';
import { OLDER } from './calls.js';
import type { InstallCall } from './install-calls.js';
import { runFactsOf } from '#image/run/run-facts.js';
import type { StageModel } from '#image/stages/stages.js';

export type { InstallCall, NamedFile } from './install-calls.js';

/** The calls of a RUN, and what keeps the list from being whole (a command whose name cannot be told). */
export interface Installs {
  readonly calls: readonly InstallCall[];
  readonly doubt: string | null;
}

/** The package-manager calls of an instruction, or why they cannot be told. */
export function installsOf(document: DockerfileDocument, models: readonly StageModel[], stage: number, at: number): Read<Installs> {
  const facts = runFactsOf(document, models, stage, at);
  if (!facts.ok) return facts;
  const { calls, doubt } = facts.value;
  return read({ calls: calls.filter(({ call }) => !OLDER.has(call.subcommand)), doubt });
}
