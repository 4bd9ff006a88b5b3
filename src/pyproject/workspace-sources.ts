import { readToml, tomlAt } from './toml.js';
import { sourcesByName } from './tool-requirement.js';
import type { RequirementSource } from './types.js';

/**
 * What the root of a uv workspace says of where distributions come from, by their names; null: the file is no such root. It holds for all
 * members that say nothing of their own: https://docs.astral.sh/uv/concepts/projects/workspaces/#workspace-sources
 */
export function workspaceSources(text: string): ReadonlyMap<string, readonly RequirementSource[]> | null {
  if (!text.includes('workspace')) return null;
  const document = readToml(text);
  if (!document.ok || tomlAt(document.value, 'tool', 'uv', 'workspace') === null) return null;
  return sourcesByName(tomlAt(document.value, 'tool', 'uv', 'sources'));
}
