import type { Argument, Import } from '../source.js';
import { BY_LAST, ONLY_WITHIN } from './dynamic-names.js';
import { WORD } from './names.js';
import type { PendingCall } from './expressions.js';
import { guardsOf } from './scope.js';
import { itemEnd } from './literals.js';
import { ASSIGN, DOT, NAME, type Tokens } from './tokens.js';

const MODULE = /^(\.*)((?:[\p{L}_][\p{L}\p{N}_]*)(?:\.[\p{L}_][\p{L}\p{N}_]*)*)?$/u;

/** The import that a call makes by a literal; null where it makes none, or cannot be told of what. */
export function dynamicImport(tokens: Tokens, call: PendingCall, name: string): Import | null {
  const last = name.slice(name.lastIndexOf('.') + 1);
  const found = BY_LAST.get(name) ?? BY_LAST.get(last);
  if (found === undefined || ONLY_WITHIN.get(last)?.test(name) === false) return null;
  const text = argument(call.arguments, found.argument, found.keyword) ?? (found.argument === 2 ? argument(call.arguments, 0, 'name') : null);
  if (text === null || text.value === null || !text.text || text.value.length > 300) return null;
  const target = found.takes === 'object' ? splitObject(text.value) : { module: text.value, name: null };
  const parts = MODULE.exec(target.module);
  if (parts === null || (parts[2] === undefined && target.name === null && parts[1] === '')) return null;
  const place = packageOf(tokens, call, last, parts[1]?.length ?? 0, parts[2] ?? '');
  if (place === null) return null;
  return { ...place, name: target.name, as: null, line: tokens.line[call.token] as number, by: found.by, guards: guardsOf(call.context) };
}

function argument(given: readonly Argument[], position: number, keyword: string): Argument | null {
  return given.find(({ name }) => name === position) ?? given.find(({ name }) => name === keyword) ?? null;
}

/** `a.b:C`, `a.b.C` */
function splitObject(text: string): { readonly module: string; readonly name: string | null } {
  const colon = text.indexOf(':');
  const cut = colon >= 0 ? colon : text.lastIndexOf('.');
  if (cut <= 0) return { module: text, name: null };
  const name = text.slice(cut + 1).split('.', 1)[0] ?? '';
  return { module: text.slice(0, cut), name: name === '' ? null : name };
}

/** What a name with leading dots is relative to: this package (`__name__`, `__package__`, `level=1`), or one that is named. */
function packageOf(tokens: Tokens, { token, arguments: given }: PendingCall, last: string, dots: number, module: string): { module: string; level: number } | null {
  if (last === '__import__') {
    const level = argument(given, 4, 'level');
    return { module, level: level !== null && level.value !== null && /^[1-9]$/.test(level.value) ? Number(level.value) : 0 };
  }
  if (dots === 0) return { module, level: 0 };
  const named = argument(given, 1, 'package');
  if (named !== null && named.text && named.value !== null) {
    const parts = named.value.split('.');
    if (parts.length < dots) return null;
    const base = parts.slice(0, parts.length - dots + 1).join('.');
    return { module: module === '' ? base : `${base}.${module}`, level: 0 };
  }
  return named === null || isOwnName(tokens, token + 1) ? { module, level: dots } : null;
}

/** Whether the second argument of a call is the name of this module or package. */
function isOwnName(tokens: Tokens, open: number): boolean {
  const { kind, link } = tokens;
  const last = link[open] as number;
  const comma = itemEnd(tokens, open + 1, last);
  let at = comma + 1;
  if (kind[at] === NAME && kind[at + 1] === ASSIGN) at += 2;
  if (kind[at] !== NAME) return false;
  const own = link[at] === WORD.ownName || link[at] === WORD.ownPackage || kind[at + 1] === DOT;
  return own && (kind[at + 1] !== DOT || kind[at + 2] === NAME) && itemEnd(tokens, at, last) - at <= 3 && (link[at] !== WORD.ownName || kind[at + 1] !== DOT);
}
