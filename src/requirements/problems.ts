import type { Entry, Problem } from './types.js';

const CONFLICT = /^(?:<{7}|>{7}|={7}|\|{7})(?: |$)/;
const TEMPLATES = [['{{', '}}'], ['{%', '%}'], ['{#', '#}'], ['<%', '%>']] as const;
const ENCODING = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;

/** What is wrong with a file, by line: see {@link Problem}. */
export function problemsOf(
  text: string,
  entries: readonly Entry[],
  ignored: readonly { readonly line: number; readonly text: string }[],
): readonly Problem[] {
  const problems: Problem[] = [...encodingProblem(text)];
  for (const entry of entries) {
    const problem = entryProblem(entry);
    if (problem) problems.push(problem);
  }
  for (const { line, text: word } of ignored) problems.push({ kind: 'ignored', line, reason: `pip ignores \`${word}\` on this line` });
  return problems.sort((a, b) => a.line - b.line);
}

function entryProblem(entry: Entry): Problem | null {
  const { first: line } = entry.lines;
  if (entry.kind === 'invalid') {
    if (CONFLICT.test(entry.joined)) return { kind: 'conflict', line, reason: 'a merge conflict marker' };
    if (isTemplate(entry.joined)) return { kind: 'template', line, reason: 'a template, not yet filled in' };
    return { kind: 'refused', line, reason: entry.reason };
  }
  if (isTemplate(entry.joined)) return { kind: 'template', line, reason: 'a template, not yet filled in' };
  if (entry.kind === 'option' && entry.options.some(({ name }) => name === '--hash')) {
    return { kind: 'ignored', line, reason: 'pip ignores a hash that stands apart from its requirement; a comment line above it may end the line too soon' };
  }
  const files = entry.kind === 'option' ? entry.options.filter(({ name }) => name === '--requirement' || name === '--constraint') : [];
  if (files.length > 1) return { kind: 'ignored', line, reason: 'pip reads one file of this line and ignores the others' };
  if (entry.kind === 'requirement' && entry.options.some(({ name }) => name !== '--hash' && name !== '--config-settings')) {
    return { kind: 'ignored', line, reason: 'pip ignores this option behind a requirement' };
  }
  return null;
}

/** Whether a line holds a place to be filled in by Jinja, ERB or their kin. */
function isTemplate(text: string): boolean {
  return TEMPLATES.some(([open, close]) => {
    const at = text.indexOf(open);
    return at >= 0 && text.includes(close, at + open.length);
  });
}

/** An encoding comment in the first two lines (PEP 263) that is not UTF-8 matters where a character is not ASCII. */
function encodingProblem(text: string): readonly Problem[] {
  const lines = text.split('\n', 2);
  for (const [index, line] of lines.entries()) {
    const name = line.startsWith('#') ? ENCODING.exec(line)?.[1] : undefined;
    if (name === undefined) continue;
    if (/^utf[-_]?8(?:[-_]sig)?$/i.test(name) || isAscii(text)) return [];
    return [{ kind: 'encoding', line: index + 1, reason: `the file says that it is ${name}; it was read as UTF-8` }];
  }
  return [];
}

function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text);
}
