/** A variable as an instruction sees it: its value, null for "not set", undefined for "cannot be told". */
export type Lookup = (name: string) => string | null | undefined;

/**
 * Expands variables and takes quotes and escapes off, as BuildKit's shell lexer does for FROM, ENV,
 * COPY, WORKDIR … (frontend/dockerfile/shell/lex.go). Null where the value cannot be told: an unknown
 * variable (an unset one is empty), or a form (`${X#…}`, `${X/a/b}`) that slimify does not evaluate.
 */
export function expand(text: string, lookup: Lookup, escape: string): string | null {
  let out = '';
  let quote = '';
  for (let at = 0; at < text.length; ) {
    const char = text.charAt(at);
    if (quote === "'") {
      if (char === "'") quote = '';
      else out += char;
      at += 1;
    } else if (char === escape) {
      const next = text.charAt(at + 1);
      const kept = quote === '"' && next !== '"' && next !== '$' && next !== escape;
      out += kept ? char + next : next;
      at += 2;
    } else if (char === '"' || (char === "'" && quote === '')) {
      quote = quote === char ? '' : char;
      at += 1;
    } else if (char === '$') {
      const variable = readVariable(text, at, lookup, escape);
      if (variable === null) return null;
      out += variable.value;
      at = variable.end;
    } else {
      out += char;
      at += 1;
    }
  }
  return quote === '' ? out : null;
}

interface Variable {
  readonly value: string;
  readonly end: number;
}

function readVariable(text: string, at: number, lookup: Lookup, escape: string): Variable | null {
  const plain = /^\$([A-Za-z_][A-Za-z0-9_]*)/.exec(text.slice(at));
  if (plain?.[1] !== undefined) {
    const value = lookup(plain[1]);
    return value === undefined ? null : valueOf(value ?? '', at + plain[0].length);
  }
  if (text.charAt(at + 1) !== '{') return { value: '$', end: at + 1 };
  const end = closingBrace(text, at + 2);
  if (end < 0) return null;
  const body = /^([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-+?])([\s\S]*))?$/.exec(text.slice(at + 2, end));
  const name = body?.[1];
  if (name === undefined) return null;
  const value = lookup(name);
  if (value === undefined) return null;
  const operator = body?.[2] ?? '';
  const word = (): string | null => expand(body?.[3] ?? '', lookup, escape);
  const isSet = value !== null && !(operator.startsWith(':') && value === '');
  switch (operator.slice(-1)) {
    case '-':
      return valueOf(isSet ? value : word(), end + 1);
    case '+':
      return valueOf(isSet ? word() : '', end + 1);
    case '?':
      return isSet ? valueOf(value, end + 1) : null;
    default:
      return valueOf(value ?? '', end + 1);
  }
}

function valueOf(value: string | null, end: number): Variable | null {
  return value === null ? null : { value, end };
}

function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text.startsWith('${', at)) depth += 1;
    else if (text.charAt(at) === '}' && --depth === 0) return at;
  }
  return -1;
}
