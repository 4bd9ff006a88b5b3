/**
 * A text from a file or a rule as it may stand in one line of a terminal or a commit message:
 * control characters, escape sequences, line ends and bidirectional overrides are written out
 * (`\x1b`, `\n`, `\u202e`), so that nothing a repository holds can steer a terminal or hide text.
 * A tab stays a tab when `keepTabs` is set.
 */
export function visible(text: string, keepTabs = false): string {
  return text.replace(UNSAFE, (character) => (keepTabs && character === '\t' ? character : escaped(character)));
}

/**
 * C0, DEL, C1, separators of lines, lone surrogates; every format character (Cf: bidirectional controls, CVE-2021-42574,
 * zero-width marks, BOM, soft hyphens, tags); letters that are drawn as nothing.
 */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u115f\u1160\u17b4\u17b5\u2028\u2029\u3164\uffa0]|\u034f|\p{Cf}|\p{Cs}/gu;

/** The same but for line ends, which stand between the parts of JSON (in a value they are `\n`): to ask about each of a million takes as long as to write them. */
const UNSAFE_IN_JSON = new RegExp(UNSAFE.source.replace('\\u0000-\\u001f', '\\u0000-\\u0009\\u000b-\\u001f'), UNSAFE.flags);

/**
 * A value as JSON on lines of its own, with a line end at the end. What would steer a terminal is written as `\\u202e` also
 * where JSON lets it stand: who reads it as JSON gets the same value.
 */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`.replace(UNSAFE_IN_JSON, unitsOf);
}

function unitsOf(character: string): string {
  return [...Array(character.length).keys()].map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
}

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  const named = NAMED[character];
  if (named !== undefined) return named;
  const code = character.codePointAt(0) ?? 0;
  if (code > 0xffff) return `\\u{${code.toString(16)}}`;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
