import { applied } from './functions.js';
import { type Evaluated, known, member, same, textOf, truthy, unknown } from './values.js';

export { type Evaluated, type GithubValue, known, member, textOf, truthy, unknown } from './values.js';

/** Looks up `matrix`, `env`, `inputs` …: the value of a context by its path of keys. */
export type GithubContexts = (path: readonly string[]) => Evaluated;

const MAX_LENGTH = 5_000;
const MAX_TOKENS = 1_000;

/**
 * Evaluates what stands inside `${{ … }}`: literals, contexts, operators and the functions that need no run
 * (docs.github.com: "Evaluate expressions in workflows and actions").
 */
export function evaluate(text: string, contexts: GithubContexts): Evaluated {
  const untold = unknown(`\${{ ${text.trim().slice(0, 120)} }}, which only the run can tell`);
  const tokens = text.length > MAX_LENGTH ? null : tokensOf(text);
  if (!tokens || tokens.length > MAX_TOKENS) return untold;
  const parser: Parser = { tokens, at: 0, contexts, depth: 0 };
  const found = either(parser);
  return found === null || parser.at < tokens.length ? untold : found;
}

interface Parser {
  readonly tokens: readonly string[];
  at: number;
  readonly contexts: GithubContexts;
  depth: number;
}

const TOKEN = /\s*('(?:[^']|'')*'|[A-Za-z_][\w-]*|-?(?:0x[0-9a-fA-F]+|\d+(?:\.\d+)?)|\|\||&&|==|!=|<=|>=|[<>!()[\].,*])/y;

function tokensOf(text: string): readonly string[] | null {
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  const trimmed = text.trimEnd();
  while (TOKEN.lastIndex < trimmed.length) {
    const match = TOKEN.exec(trimmed);
    if (!match) return null;
    found.push(match[1] ?? '');
  }
  return found;
}

function take(parser: Parser, token: string): boolean {
  if (parser.tokens[parser.at] !== token) return false;
  parser.at += 1;
  return true;
}

function either(parser: Parser): Evaluated | null {
  if (++parser.depth > 50) return null;
  let left = both(parser);
  while (left && take(parser, '||')) {
    const right = both(parser);
    if (!right) return null;
    if (left.value !== undefined) left = truthy(left.value) ? left : right;
  }
  parser.depth -= 1;
  return left;
}

function both(parser: Parser): Evaluated | null {
  let left = compared(parser);
  while (left && take(parser, '&&')) {
    const right = compared(parser);
    if (!right) return null;
    if (left.value !== undefined) left = truthy(left.value) ? right : left;
  }
  return left;
}

function compared(parser: Parser): Evaluated | null {
  const left = unary(parser);
  const operator = parser.tokens[parser.at] ?? '';
  if (!left || !['==', '!=', '<', '>', '<=', '>='].includes(operator)) return left;
  parser.at += 1;
  const right = unary(parser);
  if (!right) return null;
  if (left.value === undefined) return left;
  if (right.value === undefined) return right;
  if (operator === '==' || operator === '!=') return known(same(left.value, right.value) === (operator === '=='));
  const [one, two] = [Number(left.value), Number(right.value)];
  return known(operator === '<' ? one < two : operator === '>' ? one > two : operator === '<=' ? one <= two : one >= two);
}

function unary(parser: Parser): Evaluated | null {
  if (!take(parser, '!')) return primary(parser);
  if (++parser.depth > 50) return null;
  const operand = unary(parser);
  parser.depth -= 1;
  return operand && operand.value !== undefined ? known(!truthy(operand.value)) : operand;
}

function primary(parser: Parser): Evaluated | null {
  const token = parser.tokens[parser.at];
  if (token === undefined) return null;
  parser.at += 1;
  if (token === '(') {
    const inner = either(parser);
    return take(parser, ')') && inner ? accessed(parser, inner) : null;
  }
  if (token.startsWith("'")) return known(token.slice(1, -1).replaceAll("''", "'"));
  if (/^-?\d/.test(token)) return known(Number(token));
  if (token === 'true' || token === 'false') return known(token === 'true');
  if (token === 'null') return known(null);
  if (!/^[A-Za-z_]/.test(token)) return null;
  if (take(parser, '(')) {
    const result = call(parser, token);
    return result && accessed(parser, result);
  }
  return context(parser, token);
}

function context(parser: Parser, name: string): Evaluated | null {
  const path = [name];
  for (;;) {
    if (take(parser, '.')) {
      path.push(parser.tokens[parser.at++] ?? '');
    } else if (take(parser, '[')) {
      const key = either(parser);
      if (!key || !take(parser, ']')) return null;
      if (key.value === undefined) return key;
      path.push(textOf(key.value));
    } else {
      return parser.contexts(path);
    }
  }
}

/** `fromJSON(…).key` */
function accessed(parser: Parser, from: Evaluated): Evaluated | null {
  let at = from;
  for (;;) {
    let key: Evaluated | null = null;
    if (take(parser, '.')) key = known(parser.tokens[parser.at++] ?? '');
    else if (take(parser, '[')) {
      key = either(parser);
      if (!key || !take(parser, ']')) return null;
    }
    if (!key) return at;
    at = at.value === undefined ? at : key.value === undefined ? key : known(member(at.value, textOf(key.value)));
  }
}

function call(parser: Parser, name: string): Evaluated | null {
  const given: Evaluated[] = [];
  if (!take(parser, ')')) {
    do {
      const one = either(parser);
      if (!one) return null;
      given.push(one);
    } while (take(parser, ','));
    if (!take(parser, ')')) return null;
  }
  const missing = given.find(({ value }) => value === undefined);
  if (missing) return missing;
  return applied(name.toLowerCase(), given.map(({ value }) => value ?? null)) ?? unknown(`${name}(…), which only the run can tell`);
}
