/** Classes of bytes. What is not ASCII counts as a letter. */
export const LETTER = 1;
export const DIGIT = 2;
export const QUOTE = 3;
export const HASH = 4;
export const NEWLINE = 5;
export const OPENING = 6;
export const CLOSING = 7;
export const BACKSLASH = 8;
export const COLON_SIGN = 9;
export const SEMICOLON = 10;
export const SPACE = 11;
export const POINT = 12;
export const COMMA_SIGN = 13;
export const NUL = 14;

export const CLASS = new Uint8Array(256);
/** 1: a letter or digit of a name. */
export const WORD_BYTE = new Uint8Array(256);
/** Letters that may stand before a quote: 1 raw, 2 bytes, 4 format or template, 8 the `u` of Python 2. */
export const PREFIX = new Uint8Array(256);

for (let byte = 0; byte < 256; byte++) {
  const letter = (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte === 95 || byte >= 128;
  const digit = byte >= 48 && byte <= 57;
  CLASS[byte] = letter ? LETTER : digit ? DIGIT : 0;
  WORD_BYTE[byte] = letter || digit ? 1 : 0;
}
put(CLASS, '"\'', QUOTE);
put(CLASS, '#', HASH);
put(CLASS, '\n\r', NEWLINE);
put(CLASS, '([{', OPENING);
put(CLASS, ')]}', CLOSING);
put(CLASS, '\\', BACKSLASH);
put(CLASS, ':', COLON_SIGN);
put(CLASS, ';', SEMICOLON);
put(CLASS, ' \t\f', SPACE);
put(CLASS, '.', POINT);
put(CLASS, ',', COMMA_SIGN);
put(CLASS, '\0', NUL);
put(PREFIX, 'rR', 1);
put(PREFIX, 'bB', 2);
put(PREFIX, 'fFtT', 4);
put(PREFIX, 'uU', 8);

function put(table: Uint8Array, characters: string, value: number): void {
  for (const character of characters) table[character.charCodeAt(0)] = value;
}
