import { remembered } from '#text/remembered.js';
import { parse } from 'unbash';
import { collectCommands } from './collect.js';
import { refusal } from './limits.js';
import type { ParsedShell } from './types.js';

/** Scripts that are kept at most. */
const MOST_KEPT = 1000;

/** Images of one repository start and check themselves with the same words, and a parse takes a quarter of a millisecond. */
const parsedOnce = remembered(parsedAnew, MOST_KEPT);

/**
 * Parses a POSIX or Bash script into its simple commands. Anything that bash would reject, also in a nested script,
 * comes back as a reason. unbash is the parser behind it (the only one without false rejects on 234,498 public RUN
 * bodies); `src/shell` is the only folder that knows it.
 */
export function parseShell(text: string): ParsedShell {
  return parsedOnce(text);
}

function parsedAnew(text: string): ParsedShell {
  const reason = refusal(text);
  if (reason !== null) return { ok: false, reason };
  const collected = collectCommands(text, parse(text));
  if (!collected.ok) return collected;
  return { ok: true, script: { text, commands: collected.value } };
}
