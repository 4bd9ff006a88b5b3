import type { Place } from '#answer/answer.js';
import { type Read } from '#text/read.js';
import type { ComposeCall } from '#compose/types.js';
import { workspacePath } from '#compose/workspace-folder.js';
import { contextPath, untold, written } from './build-mention.js';
import { type BakeLine, type ComposeLine, word } from './image-command.js';
import type { Field, Variable } from './variables.js';

/** Where a call stands, and what is known of the shell that runs it. */
export interface CallPlace {
  readonly at: Place;
  /** The command as written, on one line. */
  readonly text: string;
  /** The folder that it runs in, absolute; null: cannot be told. */
  readonly folder: string | null;
  /** `COMPOSE_FILE` at that moment: it stands for `-f`. */
  readonly composeFile: Variable;
}

export function composeCall(line: ComposeLine, { at, text, folder, composeFile }: CallPlace): ComposeCall {
  const listed = line.files.length === 0 && composeFile.kind === 'text' ? composeFile.text.split(':').filter(Boolean).map(word) : line.files;
  return {
    kind: 'compose',
    at,
    text,
    files: listed.map((field) => pathOf(field, folder)),
    folder: line.folder ? contextPath(line.folder, folder) : workspacePath(folder, '.'),
    profiles: line.profiles.map(written),
    command: line.command,
    // Behind the service of `run` and `exec` stands its command.
    names: (line.command === 'run' || line.command === 'exec' ? line.services.slice(0, 1) : line.services).map(written),
  };
}

export function bakeCall(line: BakeLine, { at, text, folder }: CallPlace): ComposeCall {
  return { kind: 'bake', at, text, files: line.files.map((field) => pathOf(field, folder)), folder: workspacePath(folder, '.'), profiles: [], command: null, names: line.targets.map(written) };
}

function pathOf(field: Field, folder: string | null): Read<string> {
  return field.value === null ? untold('file', field) : workspacePath(folder, field.value);
}
