import { intern, nameText } from './names.js';
import { FORMAT, RAW, STRING, type Tokens } from './tokens.js';

let view: Buffer = Buffer.alloc(0);

/** Bytes of the file as text. Files are read into the same array one after the other, so one view of it serves for all. */
export function bytesText(bytes: Uint8Array, start: number, end: number): string {
  if (view.buffer !== bytes.buffer || view.byteOffset !== bytes.byteOffset || view.length !== bytes.length) {
    view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }
  return view.toString(undefined, start, Math.max(start, end));
}

/** Source between two tokens, white space and comments aside, shortened to `longest` characters. */
export function sourceText(tokens: Tokens, from: number, to: number, longest: number): string {
  const { bytes, start } = tokens;
  let begin = start[from] as number;
  if (tokens.kind[from] === STRING || tokens.kind[from] === FORMAT) while (bytes[begin - 1] === 34 || bytes[begin - 1] === 39) begin--;
  const until = Math.min(start[to] as number, begin + longest * 8);
  const text = bytesText(bytes, begin, until).replace(/#[^\n]*\n/g, ' ').replace(/\\\r?\n/g, ' ').replace(/\s+/g, ' ').replace(/[\s:;]+$/, '');
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

const ESCAPE = /\\(\r\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/g;
const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', f: '\f', v: '\v', '\\': '\\', "'": "'", '"': '"', '\n': '', '\r': '', '\r\n': '',
};

/** What a string token means, escapes resolved (Language Reference 2.4.1). */
export function stringText({ bytes, start, end, link }: Tokens, at: number): string {
  return literalText(bytes, start[at] as number, end[at] as number, ((link[at] as number) & RAW) !== 0);
}

export function literalText(bytes: Uint8Array, start: number, end: number, raw: boolean): string {
  if (end - start <= LONGEST_WORD) {
    const word = wordText(bytes, start, end);
    if (word !== null) return word;
  }
  const text = bytesText(bytes, start, end);
  if (raw || !text.includes('\\')) return text;
  return text.replace(ESCAPE, (whole, code: string) => SIMPLE[code] ?? character(whole, code));
}

/** Literals up to here that are plain words are kept among the names: most stand in many places. */
const LONGEST_WORD = 48;

/** A text of printable ASCII without blanks and backslashes, made once per process; null for any other. */
function wordText(bytes: Uint8Array, start: number, end: number): string | null {
  if (end <= start) return '';
  let hash = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte <= 32 || byte >= 127 || byte === 92) return null;
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return nameText(intern(bytes, start, end, hash));
}

function character(whole: string, code: string): string {
  const digits = /^[xuU]./.test(code) ? parseInt(code.slice(1), 16) : /^[0-7]/.test(code) ? parseInt(code, 8) : -1;
  return digits < 0 || digits > 0x10ffff ? whole : String.fromCodePoint(digits);
}
