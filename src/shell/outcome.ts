import { expandText, expandWord, type Lookup } from './expand-word.js';
import { parseShell } from './parse.js';
import { fitsPattern } from './patterns.js';

/**
 * How a condition comes out: `assumed` for commands that do something and are taken to succeed (a build whose
 * command fails makes no image), `unknown` for tests that only a run can tell.
 */
export type Outcome = 'true' | 'false' | 'assumed' | 'unknown';

/** A longer condition is not evaluated. */
const MAX_CONDITION = 4_000;

/** The outcome of a list of commands (`a && b || c`) as written. */
export function outcomeOf(text: string, lookup: Lookup): Outcome {
  return outcomeAfter('true', text, lookup);
}

/** The same for the rest of a list, which begins with an operator (`&& b`), after what stood before it came out. */
export function outcomeAfter(before: Outcome, text: string, lookup: Lookup): Outcome {
  if (text.length > MAX_CONDITION) return 'unknown';
  let result = before;
  for (const { operator, command } of listOf(text)) {
    const outcome = commandOutcome(command, lookup);
    if (operator === '&&') result = both(result, outcome);
    else if (operator === '||') result = either(result, outcome);
    else result = outcome;
  }
  return result;
}

/** Whether a branch of `case` is taken; null where it cannot be told. */
export function takesBranch(word: string, patterns: readonly string[], earlier: readonly string[], lookup: Lookup): boolean | null {
  const value = expandText(word, lookup);
  if (value === null) return null;
  const fits = (all: readonly string[]): boolean | null => {
    const found = all.map((pattern) => fitsPattern(value, pattern.replace(/^(["'])([^*?]*)\1$/, '$2')));
    return found.includes(true) ? true : found.includes(null) ? null : false;
  };
  const before = fits(earlier);
  if (before === true) return false;
  const own = fits(patterns);
  return own === false ? false : before === null ? null : own;
}

function both(left: Outcome, right: Outcome): Outcome {
  if (left === 'false' || right === 'false') return 'false';
  if (left === 'unknown' || right === 'unknown') return 'unknown';
  return left === 'assumed' || right === 'assumed' ? 'assumed' : 'true';
}

function either(left: Outcome, right: Outcome): Outcome {
  if (left === 'true') return 'true';
  if (left === 'false') return right;
  return left === 'assumed' ? 'assumed' : right === 'true' ? 'true' : 'unknown';
}

interface Part {
  readonly operator: '&&' | '||' | ';';
  readonly command: string;
}

/** The commands of a list with the operator before each; quotes, brackets and `[[ … ]]` are stepped over. */
function listOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  let operator: Part['operator'] = ';';
  let start = 0;
  let depth = 0;
  const close = (at: number, next: Part['operator'], width: number): number => {
    const command = text.slice(start, at).trim();
    if (command !== '') parts.push({ operator, command });
    if (command !== '' || next !== ';') operator = next;
    start = at + width;
    return start;
  };
  for (let at = 0; at < text.length; ) {
    const two = text.slice(at, at + 2);
    const char = text.charAt(at);
    if (char === '\\') at += 2;
    else if (char === "'" || char === '"') at = quoteEnd(text, at);
    else if (two === '[[' || char === '(' || char === '{') {
      depth += 1;
      at += two === '[[' ? 2 : 1;
    } else if (two === ']]' || char === ')' || char === '}') {
      depth -= 1;
      at += two === ']]' ? 2 : 1;
    } else if (depth <= 0 && (two === '&&' || two === '||')) at = close(at, two, 2);
    else if (depth <= 0 && (char === ';' || char === '\n')) at = close(at, ';', 1);
    else at += 1;
  }
  close(text.length, ';', 0);
  return parts;
}

function quoteEnd(text: string, from: number): number {
  const quote = text.charAt(from);
  for (let at = from + 1; at < text.length; at++) {
    if (quote === '"' && text.charAt(at) === '\\') at += 1;
    else if (text.charAt(at) === quote) return at + 1;
  }
  return text.length;
}

/** Commands that only look: whether they succeed is what a script asks them. */
const LOOKS = /^(?:\S*\/)?(?:e?grep|command|which|type|hash|ls|find|dpkg|rpm|diff|cmp|id|getent|stat|file|pgrep|ping|nc|nvidia-smi|arch|uname|read)\b/;

function commandOutcome(written: string, lookup: Lookup): Outcome {
  const negated = /^!\s+/.exec(written)?.[0];
  if (negated !== undefined) {
    const inner = commandOutcome(written.slice(negated.length), lookup);
    return inner === 'true' ? 'false' : inner === 'false' ? 'true' : 'unknown';
  }
  if (/^(?:true|:)(?:\s|$)/.test(written)) return 'true';
  if (/^false(?:\s|$)/.test(written)) return 'false';
  const group = /^(?:\((.*)\)|\{\s(.*);\s*\})$/s.exec(written);
  if (group) return outcomeOf(group[1] ?? group[2] ?? '', lookup);
  const double = /^\[\[\s(.*)\s\]\]$/s.exec(written)?.[1];
  if (double !== undefined) return testOutcome(double, lookup, true);
  const single = /^(?:\[\s(.*)\s\]|test\s(.*))$/s.exec(written);
  if (single) return testOutcome(single[1] ?? single[2] ?? '', lookup, false);
  // find(1) says whether its walk went well, not whether it found anything.
  if (/^(?:\S*\/)?find\s/.test(written) && /\s-(?:delete\b|exec(?:dir)?\s+(?:\S*\/)?rm\s)/.test(written) && !written.includes('|')) return 'assumed';
  return LOOKS.test(written) || /^(?:\[|test\b|\(\()/.test(written) ? 'unknown' : 'assumed';
}

function testOutcome(inside: string, lookup: Lookup, double: boolean): Outcome {
  for (const [text, join] of [['||', either], ['-o', either], ['&&', both], ['-a', both]] as const) {
    const halves = cut(inside, text);
    if (halves) return join(testOutcome(halves[0], lookup, double), testOutcome(halves[1], lookup, double));
  }
  const parsed = parseShell(`: ${inside}`);
  const [command, ...more] = parsed.ok ? parsed.script.commands : [];
  if (!command || more.some(({ substituted }) => !substituted) || command.redirects.length > 0) return 'unknown';
  const words = command.words.slice(1).map(({ text }) => text);
  const operands = words.map((text) => operandOf(text, lookup, double));
  if (words[0] === '!') return commandOutcome(`! ${double ? '[[' : '['} ${words.slice(1).join(' ')} ${double ? ']]' : ']'}`, lookup);
  return told(evaluate(operands));
}

/** `a && b` in a test, cut at the first joining word. */
function cut(inside: string, word: string): readonly [string, string] | null {
  const at = ` ${inside} `.indexOf(` ${word} `);
  const left = inside.slice(0, at);
  // Within quotes it is a text like any other.
  if (at <= 0 || left.split('"').length % 2 === 0 || left.split("'").length % 2 === 0) return null;
  return [inside.slice(0, at).trim(), inside.slice(at + word.length + 1).trim()];
}

/** In `[ … ]` an unquoted variable may vanish or become several words; then the test says something else. */
function operandOf(text: string, lookup: Lookup, double: boolean): string | null {
  if (double) return expandText(text, lookup);
  const fields = expandWord(text, lookup);
  if (fields.length === 0) return '';
  return fields.length === 1 ? (fields[0]?.value ?? fields[0]?.pattern ?? null) : null;
}

function evaluate(operands: readonly (string | null)[]): boolean | null {
  const [left, operator, right] = operands;
  if (operands.length === 1) return left === null || left === undefined ? null : left !== '';
  if (operands.length === 2) {
    if (operator === null || operator === undefined) return null;
    return left === '-n' ? operator !== '' : left === '-z' ? operator === '' : null;
  }
  if (operands.length !== 3 || left === null || left === undefined || right === null || right === undefined) return null;
  return compare(left, operator ?? '', right);
}

function compare(left: string, operator: string, right: string): boolean | null {
  if (operator === '=' || operator === '==') return fitsPattern(left, right);
  if (operator === '!=') {
    const same = fitsPattern(left, right);
    return same === null ? null : !same;
  }
  if (!/^-?\d{1,15}$/.test(left) || !/^-?\d{1,15}$/.test(right)) return null;
  const [a, b] = [Number(left), Number(right)];
  const results: Readonly<Record<string, boolean>> = { '-eq': a === b, '-ne': a !== b, '-gt': a > b, '-ge': a >= b, '-lt': a < b, '-le': a <= b };
  return results[operator] ?? null;
}

function told(result: boolean | null): Outcome {
  return result === null ? 'unknown' : result ? 'true' : 'false';
}
