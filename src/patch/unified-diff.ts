import { formatPatch, structuredPatch } from 'diff';
import type { FileChange } from '#plan/types.js';

/** As many lines around a change as git shows. */
const CONTEXT = 3;

/**
 * One file's change as git writes it: `a/` and `b/` names quoted where git quotes them, `/dev/null`
 * for a file that is created or deleted, `\ No newline at end of file`, line endings untouched.
 * `git apply` takes it, and `git apply -R` takes it back. Empty where nothing changes.
 *
 * @param prefix the workspace relative to the git root, with a slash at the end, or ''.
 */
export function unifiedDiff(change: FileChange, prefix = ''): string {
  const { before, after } = change;
  if (before === after) return '';
  const name = prefix + change.path;
  const patch = structuredPatch(
    before === null ? '/dev/null' : `a/${name}`,
    after === null ? '/dev/null' : `b/${name}`,
    before ?? '',
    after ?? '',
    undefined,
    undefined,
    { context: CONTEXT },
  );
  return withNameEnds(formatPatch({ ...patch, isGit: true, isCreate: before === null, isDelete: after === null }));
}

/**
 * git and GNU patch end a file name that holds a space with a tab, for else GNU patch reads what
 * follows the space as a date. The headers stand before the first hunk.
 */
function withNameEnds(text: string): string {
  const hunks = text.indexOf('\n@@ ');
  if (hunks < 0) return text;
  const head = text.slice(0, hunks).replace(/^((?:---|\+\+\+) [^\n]* [^\n]*)$/gm, '$1\t');
  return head + text.slice(hunks);
}
