import { isAscii, isUtf8 } from 'node:buffer';
import type { Problem } from './cutter.js';

/** The declaration, in a comment of the first two lines (PEP 263). */
const DECLARED = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const ONLY_COMMENT = /^[ \t\f]*(?:#.*)?$/;
const SINGLE_BYTE = 'latin1';

/** The bytes of a file in UTF-8, whatever it is written in. Lines stay where they are. */
export function utf8(bytes: Uint8Array, problems: Problem[]): Uint8Array {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    problems.push({ line: 1, reason: 'written in UTF-16, which Python does not read' });
    return Buffer.from(new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes));
  }
  const ascii = isAscii(bytes);
  if (ascii && !mayDeclare(bytes)) return bytes;
  const declared = declaredEncoding(bytes);
  if (ascii && (declared === null || keepsAscii(declared.name))) return bytes;
  const label = declared === null ? 'utf-8' : standardLabel(declared.name);
  if (label === 'utf-8') {
    if (!isUtf8(bytes)) problems.push({ line: firstBadLine(bytes), reason: 'text that is not UTF-8' });
    return bytes;
  }
  if (ascii) {
    problems.push({ line: declared?.line ?? 1, reason: `text in the encoding ${declared?.name.slice(0, 40)} is not read` });
    return bytes;
  }
  if (label === SINGLE_BYTE) return Buffer.from(Buffer.from(bytes).toString('latin1'));
  try {
    return Buffer.from(new TextDecoder(label).decode(bytes));
  } catch {
    problems.push({ line: declared?.line ?? 1, reason: `the encoding ${declared?.name.slice(0, 40)} is not known` });
    return bytes;
  }
}

/** Whether the first lines may hold a declaration: most files have none, and are not looked at twice. */
function mayDeclare(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1000)).includes('coding');
}

/** Whether text of ASCII alone means itself in a codec: not where letters are written by escapes (utf-7, unicode_escape, iso-2022). */
function keepsAscii(codec: string): boolean {
  const label = standardLabel(codec);
  if (/^(?:utf-?7|utf-?16|utf-?32|(?:raw-)?unicode-escape|hz|iso-?2022|punycode|idna)/.test(label)) return false;
  try {
    return label === SINGLE_BYTE || new TextDecoder(label).encoding !== 'replacement';
  } catch {
    return false;
  }
}

function declaredEncoding(bytes: Uint8Array): { readonly name: string; readonly line: number } | null {
  const lines = Buffer.from(bytes.subarray(0, 1000)).toString('latin1').replace(/^\xef\xbb\xbf/, '').split(/\r\n|\r|\n/, 2);
  for (const [index, line] of lines.entries()) {
    const name = DECLARED.exec(line)?.[1];
    if (name !== undefined) return { name, line: index + 1 };
    if (!ONLY_COMMENT.test(line)) return null;
  }
  return null;
}

/** The label of the WHATWG Encoding Standard for a codec of Python (Lib/encodings/aliases.py). */
function standardLabel(codec: string): string {
  const name = codec.toLowerCase().replaceAll('_', '-');
  if (/^utf-?8(?:-sig|-.*)?$/.test(name)) return 'utf-8';
  if (/^(?:latin-?1|l1|iso-?8859-?1|cp819|(?:us-)?ascii|646)$/.test(name)) return SINGLE_BYTE;
  const windows = /^(?:cp|windows-?)(125\d|874)$/.exec(name)?.[1];
  if (windows !== undefined) return `windows-${windows}`;
  const iso = /^iso-?8859-?(\d+)$/.exec(name)?.[1];
  if (iso !== undefined) return `iso-8859-${iso}`;
  const latin = /^(?:latin|l)-?([2-9]|10)$/.exec(name)?.[1];
  if (latin !== undefined) return latin === '9' ? 'iso-8859-15' : `latin${latin}`;
  return OTHER.get(name) ?? name;
}

const OTHER: ReadonlyMap<string, string> = new Map([
  ['cp932', 'shift_jis'], ['ms932', 'shift_jis'], ['sjis', 'shift_jis'], ['shift-jis', 'shift_jis'], ['cp936', 'gbk'], ['cp949', 'euc-kr'],
  ['uhc', 'euc-kr'], ['cp950', 'big5'], ['eucjp', 'euc-jp'], ['ujis', 'euc-jp'], ['euckr', 'euc-kr'], ['euccn', 'gb2312'],
  ['iso2022-jp', 'iso-2022-jp'], ['cp866', 'ibm866'], ['koi8-r', 'koi8-r'],
]);

function firstBadLine(bytes: Uint8Array): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const newline = bytes.indexOf(10, from);
    const to = newline < 0 ? bytes.length : newline + 1;
    if (!isUtf8(bytes.subarray(from, to))) return line;
    from = to;
  }
  return line;
}
