import type { Facts, Text } from '#needs/facts.js';

/** What stands before a text that code takes only where a variable, a setting or an argument says nothing, with its name where it has one. */
const FALLBACKS: readonly RegExp[] = [
  // `os.getenv("DATABASE_URL", "…")`, `config("DATABASE_URL", default="…")`.
  /["'](\w+)["']\s*,\s*(?:default\s*=\s*)?[rbuf]{0,2}["']$/i,
  // `environ.Env(DATABASE_URL=(str, "…"))`.
  /(\w+)\s*=\s*\(\s*\w+\s*,\s*[rbuf]{0,2}["']$/i,
  // A field of a settings class, an argument: `    database_url: str = Field(default="…"`.
  /\n\s+(\w+)\s*:[^=\n]+=\s*(?:\w+\(\s*(?:default\s*=\s*)?)?[rbuf]{0,2}["']$/i,
  // `if not url:` and then `url = "…"`.
  /\bif\s+(?:not\s+)?\(?(\w+)\b[^:\n]*:\s+\1\s*=\s*[rbuf]{0,2}["']$/i,
  // `given or "…"`, `given if given else "…"`.
  /\b(?:or|else)\s+\(?[rbuf]{0,2}["']()$/i,
];

/** A call may be written over as many lines. */
const LINES_BEFORE = 3;

/**
 * Whether an address in code says nothing of the one that containers are given: code falls back on it, and it is one that needs
 * no server (`local`), as developers have it, or the variable before it has a value that only the deployment knows.
 */
export function isStandIn({ text: textOf, variables }: Pick<Facts, 'text' | 'variables'>, { text, at }: Text, local: RegExp | null): boolean {
  const lines = textOf(at.path)?.split('\n') ?? [];
  const line = lines[at.line - 1] ?? '';
  const column = line.indexOf(text.slice(0, text.indexOf('://')));
  if (column < 0) return false;
  const before = `\n${[...lines.slice(Math.max(0, at.line - 1 - LINES_BEFORE), at.line - 1), line.slice(0, column)].join('\n')}`;
  const name = FALLBACKS.map((one) => one.exec(before)?.[1]).find((one) => one !== undefined);
  if (name === undefined) return false;
  return local?.test(text) === true || isUntold(variables, name.toUpperCase());
}

/** A settings class may have a prefix for the names of its fields. */
function isUntold(variables: Facts['variables'], name: string): boolean {
  return name !== '' && [...variables].some(([variable, values]) => (variable.toUpperCase() === name || variable.toUpperCase().endsWith(`_${name}`)) && values.some(({ value }) => value === null));
}
