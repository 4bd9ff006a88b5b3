import { read, unreadable, type Read } from '#text/read.js';
import { applyEdits, type TextEdit } from '#text/edits.js';
import type { Span } from '#text/span.js';
import { removeToken } from './edit-tokens.js';
import type { WordChange } from './layout-types.js';
import { runParts, type RunCommand } from './run.js';
import type { DockerfileDocument, Instruction } from './types.js';

/** Commands whose effect is on the shell that goes on: behind a cut they would be missing. */
const STATE: ReadonlySet<string> = new Set('cd set export unset . source eval exec alias trap umask ulimit read shift pushd popd local declare readonly shopt return exit break continue'.split(' '));

/** Whether a command may stand in several parts of a RUN: what it does is asked for in each stage by itself. */
export function isRepeatable({ command }: RunCommand): boolean {
  const values = command.words.map(({ value, text }) => value ?? text);
  const [name = '', first = ''] = values;
  const apt = name === 'apt-get' || name === 'apt';
  if ((command.assignments.length > 0 && !apt) || command.pipe !== 'none' || command.substituted) return false;
  if (name === 'set') return values.slice(1).every((word) => /^[-+][a-z]+$|^pipefail$|^errexit$|^nounset$|^xtrace$/.test(word));
  if (apt) return true;
  return name === 'rm' && first.startsWith('-') && emptiesCaches(values);
}

/** Of the words of an `rm` (null: not told): only what package managers and programs leave behind, whichever stage it is in. */
export function emptiesCaches(words: readonly (string | null)[]): boolean {
  const paths = words.slice(1).filter((word) => !(word ?? '').startsWith('-'));
  return paths.length > 0 && paths.every((path) => path === null || /^(?:\/var\/(?:lib\/apt\/lists|cache\/(?:apt|debconf))|(?:~|\/root|\/home\/[^/]+)\/\.cache|\/tmp|\/var\/tmp)(?:\/|$)/.test(path));
}

/**
 * Whether a RUN can be cut between its commands: they follow each other by `&&` or `;` alone, and nothing that one leaves in the
 * shell (a folder, a variable, an option) reaches another. Null, or the reason why not.
 */
export function cutFault(document: DockerfileDocument, instruction: Instruction): string | null {
  const parts = runParts(document, instruction);
  if (!parts.ok) return parts.reason;
  if (parts.value.form !== 'shell' || instruction.heredocs.length > 0) return 'only a RUN of shell commands can be cut';
  for (const command of parts.value.commands) {
    const { words, assignments, conditions, pipe, substituted } = command.command;
    const [first] = words;
    const text = first?.text ?? assignments[0]?.name ?? '';
    if (command.span === null || pipe !== 'none' || substituted) return `\`${text}\` is part of something larger`;
    if (conditions.some(({ kind }) => kind !== 'and')) return `whether \`${text}\` runs depends on others`;
    if (first === undefined) return `${text} is a variable of the whole RUN`;
    if (STATE.has(first.value ?? '') && !isRepeatable(command)) return `\`${text}\` changes what follows it`;
    if (first.value === null || /[({]/.test(first.text)) return `what \`${text}\` is cannot be told`;
  }
  const gaps = gapsOf(document, parts.value.commands);
  const odd = gaps.find((gap) => !/^(?:[\s\\`]|&&|;|#[^\n]*(?:\n|$))*$/.test(gap));
  return odd === undefined ? null : `\`${odd.trim().slice(0, 20)}\` stands between its commands`;
}

function gapsOf({ text }: DockerfileDocument, commands: readonly RunCommand[]): readonly string[] {
  return commands.slice(1).map(({ span }, at) => text.slice(commands[at]?.span?.end ?? 0, span?.start ?? 0));
}

/**
 * The text of some commands of a RUN, in their own words, with what stood between them and the comments above each. `words` may
 * go or be replaced on the way.
 */
export function cutRun(document: DockerfileDocument, instruction: Instruction, keep: readonly number[], words: readonly WordChange[]): Read<string> {
  const parts = runParts(document, instruction);
  if (!parts.ok) return parts;
  const { commands } = parts.value;
  const all = keep.length === commands.length;
  const reason = all ? null : cutFault(document, instruction);
  if (reason !== null) return unreadable(reason);
  const kept = keep.toSorted((a, b) => a - b);
  const steps: { readonly start: number; readonly edit: (text: string) => Read<readonly TextEdit[]> }[] = [];
  for (const { command, word, by } of words) {
    const span = commands[command]?.wordSpans[word] ?? null;
    if (!kept.includes(command)) continue;
    if (span === null) return unreadable('a word of it cannot be edited');
    steps.push({ start: span.start, edit: (text) => (by === null ? removeWord(document, text, span) : read([{ span, text: by }])) });
  }
  for (const one of all ? [] : cuts(document, instruction, commands, kept)) steps.push({ start: one.span.start, edit: () => read([one]) });
  // From the end to the start, so that each finds the text before it as it was.
  let text = document.text.slice(0, instruction.span.end);
  for (const { edit } of steps.toSorted((a, b) => b.start - a.start)) {
    const edits = edit(text);
    if (!edits.ok) return edits;
    text = applyEdits(text, edits.value).text;
  }
  return read(text.slice(instruction.span.start));
}

/** A word in front of `;` takes the blank before it along, and the continuation where it stands on a line of its own. */
function removeWord(document: DockerfileDocument, text: string, span: Span): Read<readonly TextEdit[]> {
  if (!/^[;&|)]/.test(text.slice(span.end, span.end + 1))) return removeToken({ ...document, text }, span);
  const before = /(?:[ \t]*[\\`]\r?\n)?[ \t]*$/.exec(text.slice(0, span.start))?.[0] ?? '';
  const blanks = before.includes('\n') && !before.trimStart().startsWith(document.escape) ? /[ \t]*$/.exec(before)?.[0].length ?? 0 : before.length;
  return read([{ span: { start: span.start - blanks, end: span.end }, text: '' }]);
}

/** Everything between the commands that stay, but what stood right before the later one. */
function cuts({ text }: DockerfileDocument, { span }: Instruction, commands: readonly RunCommand[], kept: readonly number[]): readonly TextEdit[] {
  const spanOf = (at: number): Span => commands[at]?.span ?? span;
  const found: TextEdit[] = [];
  const [first = 0] = kept;
  const last = kept.at(-1) ?? first;
  if (first > 0) found.push({ span: { start: spanOf(0).start, end: spanOf(first).start }, text: commentsIn(text, spanOf(first - 1).end, spanOf(first).start) });
  for (const [index, at] of kept.entries()) {
    const next = kept[index + 1];
    if (next === undefined || next === at + 1) continue;
    found.push({ span: { start: spanOf(at).end, end: spanOf(next - 1).end }, text: '' });
  }
  if (last < commands.length - 1) found.push({ span: { start: spanOf(last).end, end: span.end }, text: '' });
  return found;
}

/** The comment lines right above the command that comes first now, as continued lines. */
function commentsIn(text: string, start: number, end: number): string {
  const lines = text.slice(start, end).split('\n').filter((line) => /^\s*#/.test(line));
  return lines.length === 0 ? '' : `\\\n${lines.join('\n')}\n    `;
}
