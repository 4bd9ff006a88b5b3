import type { FileChange } from '#plan/types.js';
import { unifiedDiff } from '#patch/unified-diff.js';
import { visible } from '#text/visible.js';
import type { Paint } from './paint.js';

/**
 * The unified diff of a change as git takes it, with control characters written out and tabs kept.
 * A carriage return at the end of a line stays: it moves nothing on a terminal, and without it a
 * printed diff of a file with Windows line ends would not apply.
 */
export function diffLines(change: FileChange, paint: Paint): readonly string[] {
  const text = unifiedDiff(change);
  if (text === '') return [];
  const lines = text.slice(0, -1).split('\n');
  const hunks = lines.findIndex((line) => line.startsWith('@@ '));
  return lines.map((line, index) => {
    const returns = line.endsWith('\r');
    const shown = visible(returns ? line.slice(0, -1) : line, true) + (returns ? '\r' : '');
    return hunks < 0 || index < hunks ? paint('bold', shown.trimEnd()) : painted(shown, paint);
  });
}

function painted(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('green', line);
  if (line.startsWith('-')) return paint('red', line);
  if (line.startsWith('@@')) return paint('cyan', line);
  return line.startsWith('\\') ? paint('dim', line) : line;
}
