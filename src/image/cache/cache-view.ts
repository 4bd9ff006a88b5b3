import { row, type Evidence } from '#answer/answer.js';
import { runParts, type RunCommand } from '#dockerfile/run.js';
import type { InstallCall } from '#image/installs/installs.js';
import type { DockerfileModel } from '#image/model.js';
import { valueOf, type Moment } from '#image/stages/stages.js';

/** An install with everything around it that may decide about its cache. */
export interface CacheView {
  readonly model: DockerfileModel;
  readonly install: InstallCall;
  readonly moment: Moment;
  readonly commands: readonly RunCommand[];
}

export function cacheView(model: DockerfileModel, install: InstallCall): CacheView {
  const stage = model.stages[install.stage];
  const moment = stage?.moments[install.at] ?? { environment: null, workdir: null, user: null };
  const parts = runParts(model.document, install.instruction);
  return { model, install, moment, commands: parts.ok ? parts.value.commands : [] };
}

/** Proof with its place: the line of the command itself, where no other is given. */
export function seen({ model, install }: CacheView, text: string, line = install.line): readonly Evidence[] {
  return [row('source', text, { path: model.document.path, line })];
}

/** Commands that set variables for what follows. */
const EXPORTS: ReadonlySet<string> = new Set(['export', 'declare', 'typeset', 'readonly', 'local']);

/** Values that the script itself gives a variable before or with the call. */
export function shellValues({ commands, install }: CacheView, name: string): readonly (string | null)[] {
  const found: (string | null)[] = [];
  for (const { command } of commands) {
    if (command.span.start > install.command.command.span.start) break;
    // In front of another command, or as a word of it, it is that command's alone.
    const own = command.span.start === install.command.command.span.start;
    if (!own && command.words.length > 0 && !EXPORTS.has(command.words[0]?.value ?? '')) continue;
    for (const assignment of command.assignments) if (assignment.name === name) found.push(assignment.value);
    for (const { text, value } of command.words) {
      if (!text.startsWith(`${name}=`)) continue;
      found.push(value === null ? null : value.slice(name.length + 1));
    }
  }
  return found;
}

/** A variable as the call sees it: what the script gave it last, else ENV and ARG. */
export function variable(view: CacheView, name: string): string | null {
  return shellValues(view, name).at(-1) ?? valueOf(view.moment.environment, name) ?? null;
}

/** The words of a command, what cannot be told as it is written. */
export function wordsOf({ command }: RunCommand): readonly string[] {
  return command.words.map(({ value, text }) => value ?? text.replaceAll('"', ''));
}
