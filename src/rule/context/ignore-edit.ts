import { endingNear } from '#text/lines.js';
import type { Change } from '#rule/types.js';
import type { IgnoreDraft } from './types.js';

/** The lines at the end of the ignore file, where the last one that matches decides; or the file itself. */
export function ignoreChange({ path, text, lines }: IgnoreDraft): Change {
  if (text === null) return { kind: 'create', path, text: `${lines.join('\n')}\n` };
  const ending = endingNear(text, text.length);
  const start = text === '' || text.endsWith('\n') ? '' : ending;
  return { kind: 'edit', path, edits: [{ span: { start: text.length, end: text.length }, text: `${start}${lines.join(ending)}${ending}` }] };
}
