import type { HclExpression } from '#compose/hcl/syntax.js';

/** What an expression of a bake file comes to. */
export type BakeValue = string | number | boolean | null | readonly BakeValue[] | BakeObject | Untold;

export type BakeObject = ReadonlyMap<string, BakeValue>;

/** A value that cannot be told without running bake. */
export interface Untold {
  readonly reason: string;
  /** As it is written, what is known filled in. */
  readonly written: string;
}

/** The variables that an expression sees; undefined: there is none of that name. */
export type Names = (name: string) => BakeValue | undefined;

const MOST_PARTS = 10_000;
const LONGEST_TEXT = 100_000;

export function isUntold(value: BakeValue): value is Untold {
  return typeof value === 'object' && value !== null && 'reason' in value;
}

export function isList(value: BakeValue): value is readonly BakeValue[] {
  return Array.isArray(value);
}

export function isObject(value: BakeValue): value is BakeObject {
  return value instanceof Map;
}

/** Evaluates literals, templates, lists, objects, members, conditions and operators; functions and `for` cannot be told. */
export function evaluate(expression: HclExpression, names: Names): BakeValue {
  const { source } = expression;
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'template':
      return template(expression.parts, names);
    case 'list':
      return expression.items.length > MOST_PARTS ? untold('a list that is too long', source) : expression.items.map((item) => evaluate(item, names));
    case 'object':
      return object(expression, names);
    case 'name':
      return names(expression.name) ?? untold(`${expression.name} is no variable of the file`, source);
    case 'member':
      return member(evaluate(expression.of, names), evaluate(expression.key, names), source);
    case 'condition': {
      const test = evaluate(expression.test, names);
      if (isUntold(test)) return untold(test.reason, source);
      return evaluate(isTrue(test) ? expression.yes : expression.no, names);
    }
    case 'operation':
      return operation(expression.operator, expression.of.map((one) => evaluate(one, names)), source);
    case 'call':
      return untold(`the function ${expression.name} is not evaluated`, source);
    case 'other':
      return untold(`${expression.what} is not evaluated`, source);
  }
}

export function untold(reason: string, written: string): Untold {
  return { reason, written };
}

/** A value as bake puts it into a text; null where it has none. */
export function asText(value: BakeValue): string | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

function template(parts: readonly (string | HclExpression)[], names: Names): BakeValue {
  // A template that is one value alone is that value (hclsyntax/spec.md, "Template Interpolation Unwrapping").
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && typeof only !== 'string') return evaluateForText(only, names, true);
  let text = '';
  let reason: string | null = null;
  for (const part of parts) {
    const value = typeof part === 'string' ? part : evaluateForText(part, names, false);
    const shown = asText(value);
    if (shown === null) {
      reason ??= isUntold(value) ? value.reason : 'a list or an object inside of a text';
      text += isUntold(value) ? value.written : typeof part === 'string' ? part : `\${${part.source}}`;
    } else text += shown;
    if (text.length > LONGEST_TEXT) return untold('a text that grows too long', text.slice(0, 100));
  }
  return reason === null ? text : untold(reason, text);
}

function evaluateForText(part: HclExpression, names: Names, alone: boolean): BakeValue {
  const value = evaluate(part, names);
  if (isUntold(value)) return untold(value.reason, part.kind === 'other' ? part.source : `\${${part.source}}`);
  return value === null && !alone ? '' : value;
}

function object({ entries }: HclExpression & { readonly kind: 'object' }, names: Names): BakeValue {
  const made = new Map<string, BakeValue>();
  for (const { key, value } of entries) {
    const name = asText(evaluate(key, names));
    if (name === null) return untold('a key that cannot be told', key.source);
    made.set(name, evaluate(value, names));
  }
  return made;
}

function member(of: BakeValue, key: BakeValue, source: string): BakeValue {
  if (isUntold(of)) return untold(of.reason, source);
  if (isUntold(key)) return untold(key.reason, source);
  const name = asText(key) ?? '';
  const found = isObject(of) ? of.get(name) : isList(of) ? of[Number(name)] : undefined;
  return found ?? untold(`${source} names nothing`, source);
}

function operation(operator: string, of: readonly BakeValue[], source: string): BakeValue {
  const [left = null, right = null] = of;
  const unclear = of.find(isUntold);
  if (unclear) return untold(unclear.reason, source);
  const [a, b] = [Number(asText(left)), Number(asText(right))];
  const compared: Readonly<Record<string, BakeValue>> = {
    '!': !isTrue(left),
    '&&': isTrue(left) && isTrue(right),
    '||': isTrue(left) || isTrue(right),
    '==': isSame(left, right),
    '!=': !isSame(left, right),
    '<': a < b,
    '>': a > b,
    '<=': a <= b,
    '>=': a >= b,
    '+': a + b,
    '-': of.length === 1 ? -a : a - b,
    '*': a * b,
    '/': a / b,
    '%': a % b,
  };
  const value = compared[operator] ?? null;
  return typeof value === 'number' && !Number.isFinite(value) ? untold('a sum that has no result', source) : value;
}

function isTrue(value: BakeValue): boolean {
  return value === true || value === 'true';
}

/** HCL compares without converting: a number is never equal to a text. */
function isSame(left: BakeValue, right: BakeValue): boolean {
  if (isList(left) && isList(right)) return left.length === right.length && left.every((value, index) => isSame(value, right[index] ?? null));
  return left === right;
}
