import type { Specifier } from './types.js';
import { type Read, read, unreadable } from '#text/read.js';
import { PYTHON_SPACE } from './space.js';

const SPACE = `[${PYTHON_SPACE}]*`;
const PRE = '(?:[-_.]?(?:alpha|beta|preview|pre|a|b|c|rc)[-_.]?[0-9]*)?';
const POST = '(?:-[0-9]+|[-_.]?(?:post|rev|r)[-_.]?[0-9]*)?';
const DEV = '(?:[-_.]?dev[-_.]?[0-9]*)?';
const LOCAL = '(?:\\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?';
const EPOCH = 'v?(?:[0-9]+!)?';

/**
 * One version specifier (PEP 440, appendix B): which versions may follow which operator.
 * `===` takes any text up to white space, `,`, `;` or `)`, even none.
 */
const SPECIFIER = [
  `===${SPACE}[^${PYTHON_SPACE};),]*`,
  `(?:==|!=)${SPACE}${EPOCH}[0-9]+(?:\\.[0-9]+)*(?:\\.\\*|${PRE}${POST}${DEV}${LOCAL})`,
  `~=${SPACE}${EPOCH}[0-9]+(?:\\.[0-9]+)+${PRE}${POST}${DEV}`,
  `(?:<=|>=|<|>)${SPACE}${EPOCH}[0-9]+(?:\\.[0-9]+)*${PRE}${POST}${DEV}`,
].join('|');

const AT = new RegExp(SPECIFIER, 'iy');
const WHOLE = new RegExp(`^(?:${SPECIFIER})$`, 'i');
const OPERATOR = /^(?:===|==|~=|!=|<=|>=|<|>)/;
const LOCAL_TRAIL = /\+[a-z0-9]+(?:[-_.][a-z0-9]+)*/y;

/** Whether a text is one version specifier, such as `>=1.0` or `==2.*` (PEP 440). */
export function validSpecifier(text: string): boolean {
  return WHOLE.test(text.trim());
}

/** The specifiers of a list such as `>=1.0,<2`, or why it is not one. An empty text has none. */
export function parseSpecifiers(text: string): Read<readonly Specifier[]> {
  const list = readSpecifiers(text, skipBlanks(text, 0));
  if (!list.ok) return list;
  if (skipBlanks(text, list.value.end) < text.length) {
    return unreadable(`not a version specifier: ${text.slice(list.value.end).trim()}`);
  }
  return read(list.value.specifiers);
}

/** Comma-separated specifiers from `start` on; `end` stands behind the last one and its blanks and comma. */
export function readSpecifiers(text: string, start: number): Read<{ readonly specifiers: readonly Specifier[]; readonly end: number }> {
  const specifiers: Specifier[] = [];
  let at = start;
  for (;;) {
    AT.lastIndex = at;
    const match = AT.exec(text)?.[0];
    if (match === undefined) break;
    const refused = refusedTrail(text, at + match.length);
    if (refused) return unreadable(refused);
    specifiers.push(specifier(match, at));
    at = skipBlanks(text, at + match.length);
    if (text[at] !== ',') break;
    at = skipBlanks(text, at + 1);
  }
  return read({ specifiers, end: at });
}

function specifier(text: string, start: number): Specifier {
  const operator = (OPERATOR.exec(text)?.[0] ?? '==') as Specifier['operator'];
  return { operator, version: text.slice(operator.length).trim(), span: { start, end: start + text.length } };
}

function refusedTrail(text: string, at: number): string | null {
  if (text.startsWith('.*', at)) return '`.*` goes only with `==` or `!=` and a plain release';
  LOCAL_TRAIL.lastIndex = at;
  return LOCAL_TRAIL.test(text) ? 'a local version label goes only with `==` or `!=`' : null;
}

/** Past blanks and tabs: the only white space between the parts of a PEP 508 requirement. */
export function skipBlanks(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}
