/** The longest script that is parsed, in UTF-16 units. */
export const MAX_SCRIPT_LENGTH = 1_000_000;

/** The deepest nesting of brackets; hand-written scripts stay below ten. */
export const MAX_NESTING = 100;

/** Here-documents on one script: the parser takes quadratic time in their number. */
const MAX_HEREDOCS = 1_000;

/** Length times nesting: the parser reads a nested script once per level. */
const MAX_WORK = 3_000_000;

/**
 * Why a script is not parsed at all, or null. Nesting is counted without a look at quotes, which can only count too
 * much; it keeps hostile input from costing seconds.
 */
export function refusal(text: string): string | null {
  if (text.length > MAX_SCRIPT_LENGTH) return `a script of more than ${MAX_SCRIPT_LENGTH / 1e6} MB`;
  if (text.split('<<').length > MAX_HEREDOCS) return `more than ${MAX_HEREDOCS} here-documents`;
  const deepest = Math.max(nesting(text, '(', ')'), nesting(text, '{', '}'));
  if (deepest > MAX_NESTING) return `brackets nested deeper than ${MAX_NESTING}`;
  return deepest * text.length > MAX_WORK ? 'a long script with deep nesting' : null;
}

function nesting(text: string, open: string, close: string): number {
  const opening = open.charCodeAt(0);
  const closing = close.charCodeAt(0);
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === opening) depth++;
    else if (code === closing && depth > 0) depth--;
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}
