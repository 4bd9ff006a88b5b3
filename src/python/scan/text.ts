import { FORMAT, RAW, STRING, type Tokens } from './tokens.js';

/** Bytes of the file as text. */
export function bytesText(bytes: Uint8Array, start: number, end: number): string {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.max(0, end - start));
  return view.toString();
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
  const text = bytesText(bytes, start, end);
  if (raw || !text.includes('\\')) return text;
  return text.replace(ESCAPE, (whole, code: string) => SIMPLE[code] ?? character(whole, code));
}

function character(whole: string, code: string): string {
  const digits = /^[xuU]./.test(code) ? parseInt(code.slice(1), 16) : /^[0-7]/.test(code) ? parseInt(code, 8) : -1;
  return digits < 0 || digits > 0x10ffff ? whole : String.fromCodePoint(digits);
}
