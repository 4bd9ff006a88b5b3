import type { FileChange } from '#plan/types.js';
import { unifiedDiff } from '#patch/unified-diff.js';
import { visible } from '#text/visible.js';
import type { Paint } from './paint.js';

/**
 * The unified diff of a change, for reading: control characters written out, tabs kept. A carriage
 * return is shown only where lines differ in it; in a file that has it everywhere it says nothing.
 */
export function diffLines(change: FileChange, paint: Paint): readonly string[] {
  const text = unifiedDiff(change);
  if (text === '') return [];
  const lines = text.slice(0, -1).split('\n');
  const hunks = lines.findIndex((line) => line.startsWith('@@ '));
  const content = lines.filter((line, index) => index > hunks && /^[-+ ]/.test(line));
  const everywhere = hunks >= 0 && content.every((line) => line.endsWith('\r'));
  return lines.map((line, index) => {
    const shown = visible(everywhere && line.endsWith('\r') ? line.slice(0, -1) : line, true);
    return hunks < 0 || index < hunks ? paint('bold', shown.trimEnd()) : painted(shown, paint);
  });
}

function painted(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('green', line);
  if (line.startsWith('-')) return paint('red', line);
  if (line.startsWith('@@')) return paint('cyan', line);
  return line.startsWith('\\') ? paint('dim', line) : line;
}
