import type { TextEdit } from '#text/edits.js';
import type { Read } from '#text/read.js';
import type { Change } from './types.js';

/** Why a subject cannot be changed that a rule put together itself. */
export const FOREIGN = 'it was not made by the engine';

/** Edits of a file as a change, or why there are none. */
export function changeOf(path: string, edits: Read<readonly TextEdit[]>): Change {
  return edits.ok ? { kind: 'edit', path, edits: edits.value } : { kind: 'impossible', path, reason: edits.reason };
}
