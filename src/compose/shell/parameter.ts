import type { Field, ShellScope, Variable } from './variables.js';

type Expand = (word: string) => Field;

/** `NAME`, `NAME[0]`, and an operator with its word. */
const PARAMETER = /^(?<name>[A-Za-z_]\w*|[0-9]+|[@*#?$!-])(?:\[(?<index>[@*]|\d+)\])?(?<operator>:?[-=+?]|%%?|##?|\/\/?|,,|\^\^|)(?<word>[^]*)$/;

/** The value of `${…}`; `expand` works out the word behind an operator (POSIX 2.6.2, and bash's own operators). */
export function parameter(inner: string, scope: ShellScope, expand: Expand): Variable {
  const groups = PARAMETER.exec(inner)?.groups;
  const { name = '', index, operator = '', word = '' } = groups ?? {};
  if (!groups || (operator === '' && word !== '')) return unknownText(`\${${inner}} is not worked out`);
  const value = indexed(scope.variable(name), index, name);
  if (operator === '') return value;
  const empty = value.kind === 'text' && value.text === '';
  // What nothing sets takes its default; what is computed when the script runs does not.
  const unset = value.kind === 'unknown' && value.unset;
  switch (operator) {
    case '-':
    case '=':
      return unset ? asVariable(expand(word)) : value;
    case ':-':
    case ':=':
      return unset || empty ? asVariable(expand(word)) : value;
    case '+':
    case ':+':
      if (value.kind === 'unknown') return value;
      return empty && operator === ':+' ? value : asVariable(expand(word));
    case '?':
    case ':?':
      return value;
    default:
      return value.kind === 'text' ? changed(value.text, operator, word, expand) : value;
  }
}

function indexed(value: Variable, index: string | undefined, name: string): Variable {
  if (index === undefined || value.kind === 'unknown') {
    const first = value.kind === 'list' && name !== '@' && name !== '*' ? value.fields[0] : undefined;
    return first ? asVariable(first) : value;
  }
  if (value.kind === 'text') return value;
  if (index === '@' || index === '*') return value;
  const field = value.fields[Number(index)];
  return field ? asVariable(field) : { kind: 'text', text: '' };
}

function asVariable(field: Field): Variable {
  return field.value === null ? { kind: 'unknown', reason: field.reason, unset: false } : { kind: 'text', text: field.value };
}

function unknownText(reason: string): Variable {
  return { kind: 'unknown', reason, unset: false };
}

function changed(value: string, operator: string, word: string, expand: Expand): Variable {
  if (operator === ',,') return { kind: 'text', text: value.toLowerCase() };
  if (operator === '^^') return { kind: 'text', text: value.toUpperCase() };
  if (operator.startsWith('/')) return replaced(value, operator, word);
  const pattern = expand(word);
  if (pattern.value === null) return unknownText(pattern.reason);
  const matches = globTest(pattern.value);
  if (!matches || value.length > 500) return unknownText(`\${…${operator}${word}} is not worked out`);
  const ends = Array.from({ length: value.length + 1 }, (_, length) => length);
  const suffix = operator.startsWith('%');
  const lengths = operator.length === 1 ? ends : ends.toReversed();
  const cut = lengths.find((length) => matches(suffix ? value.slice(value.length - length) : value.slice(0, length))) ?? 0;
  return { kind: 'text', text: suffix ? value.slice(0, value.length - cut) : value.slice(cut) };
}

/** `${X/a/b}`, `${X//a/b}`, for plain text; a glob in it is not worked out. */
function replaced(value: string, operator: string, word: string): Variable {
  const [from = '', to = ''] = word.split(/(?<!\\)\//);
  const plain = from.replaceAll('\\', '');
  if (plain === '' || /[*?[\]$`'"]/.test(plain) || /[$`'"]/.test(to)) return unknownText(`\${…${operator}${word}} is not worked out`);
  return { kind: 'text', text: operator === '//' ? value.replaceAll(plain, () => to) : value.replace(plain, () => to) };
}

/** A test for a pattern of text, `?` and at most one `*`; null for others. */
function globTest(pattern: string): ((text: string) => boolean) | null {
  const parts = pattern.split('*');
  if (parts.length > 2 || /[?[\]\\]/.test(pattern)) return null;
  const [head = '', tail] = parts;
  if (tail === undefined) return (text) => text === head;
  return (text) => text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail);
}
