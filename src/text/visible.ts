/**
 * A text from a file or a rule as it may stand in one line of a terminal or a commit message:
 * control characters, escape sequences, line ends and bidirectional overrides are written out
 * (`\x1b`, `\n`, `\u202e`), so that nothing a repository holds can steer a terminal or hide text.
 * A tab stays a tab when `keepTabs` is set.
 */
export function visible(text: string, keepTabs = false): string {
  return text.replace(UNSAFE, (character) => (keepTabs && character === '\t' ? character : escaped(character)));
}

/** C0, DEL, C1, separators of lines, bidirectional controls (CVE-2021-42574), zero-width marks, BOM, lone surrogates. */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Cs}/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  const named = NAMED[character];
  if (named !== undefined) return named;
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
