/**
 * What Python's `str.isspace` and `\s` take for white space, as the inside of a character class.
 * JavaScript's `\s` lacks U+001C to U+001F and U+0085 and adds U+FEFF.
 */
export const PYTHON_SPACE = '\\t\\n\\v\\f\\r\\x1c-\\x1f \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const SPACE = new RegExp(`^[${PYTHON_SPACE}]$`);

/** Whether Python takes one character for white space. */
export function isPythonSpace(character: string | undefined): boolean {
  return character !== undefined && SPACE.test(character);
}
