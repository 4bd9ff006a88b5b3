import type { Problem } from './cutter.js';
import { nameText, trimNames } from './names.js';
import { tokenize } from './tokenize.js';
import { ASSIGN, COMMA, DOT, LINE, NAME, newTokens, OPEN, STATEMENT, type Tokens } from './tokens.js';

/** One place where a name of a file stands, with what is taken out of it: `stats.zscore` in line 8. */
export interface NameUse {
  readonly name: string;
  /** Behind the name, dot by dot. */
  readonly behind: readonly string[];
  readonly line: number;
}

/** More than any file has that a person wrote. */
const MOST_USES = 20_000;

/**
 * Every place where one of these names is read or bound, in the order of the text; import statements, comments, texts and
 * keywords of calls (`f(stats=1)`) are no such places. The scanner itself keeps the first place of each name alone.
 */
export function everyUse(text: string, names: ReadonlySet<string>): readonly NameUse[] {
  const bytes = new TextEncoder().encode(text);
  trimNames();
  const tokens = newTokens();
  if (tokens.bytes.length < bytes.length + 16) tokens.bytes = new Uint8Array(bytes.length + 16);
  tokens.bytes.set(bytes);
  const problems: Problem[] = [];
  tokenize(tokens, bytes.length, problems);
  const uses: NameUse[] = [];
  let inImport = false;
  for (let at = 0; at < tokens.count && uses.length < MOST_USES; at++) {
    const kind = tokens.kind[at];
    if (kind === LINE || kind === STATEMENT) inImport = false;
    if (kind !== NAME) continue;
    const name = textAt(tokens, at);
    const before = tokens.kind[at - 1];
    if ((name === 'import' || name === 'from') && (before === LINE || before === STATEMENT)) inImport = true;
    if (inImport || before === DOT || !names.has(name)) continue;
    if (tokens.kind[at + 1] === ASSIGN && (before === OPEN || before === COMMA)) continue;
    const behind: string[] = [];
    for (let part = at + 1; tokens.kind[part] === DOT && tokens.kind[part + 1] === NAME && part < tokens.count; part += 2) behind.push(textAt(tokens, part + 1));
    uses.push({ name, behind, line: tokens.line[at] ?? 0 });
  }
  return uses;
}

function textAt(tokens: Tokens, at: number): string {
  return nameText(tokens.link[at] ?? 0);
}
