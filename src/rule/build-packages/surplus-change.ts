import type { Change } from '#rule/types.js';
import { surplusEdits } from './surplus.js';
import type { SurplusPackages } from './types.js';

/** The edits that take packages out of what ships. */
export function surplusChange(surplus: SurplusPackages): Change {
  const { path } = surplus.at.at;
  const edits = surplusEdits(surplus);
  if (edits === null) return { kind: 'impossible', path, reason: 'it was not made by the engine' };
  return edits.ok ? { kind: 'edit', path, edits: edits.value } : { kind: 'impossible', path, reason: edits.reason };
}
