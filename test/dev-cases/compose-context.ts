import { folderOf, resolvePath } from '#text/paths.js';

/**
 * The build context that a compose file gives a service, relative to the repository's root; null where it names none.
 * Reads the block form alone, which is what the file of the case has.
 */
export function composeContext(path: string, text: string | null, service: string): string | null {
  const lines = (text ?? '').split(/\r?\n/);
  const start = lines.findIndex((line) => new RegExp(`^\\s+${service}:\\s*$`).test(line));
  if (start < 0) return null;
  const depth = indentOf(lines[start] ?? '');
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.trim() !== '' && !line.trim().startsWith('#') && indentOf(line) <= depth);
  const block = end < 0 ? rest : rest.slice(0, end);
  const context = block.map((line) => /^\s+(?:context|build):\s*(["']?)([^\s#"']+)\1\s*(?:#.*)?$/.exec(line)?.[2]).find((value) => value !== undefined);
  return context === undefined ? null : resolvePath(folderOf(path), context);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
