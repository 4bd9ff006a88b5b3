import type { Read } from '#text/read.js';
import { read, unreadable } from '#text/read.js';
import { spanToSource, toSource } from '#text/source-map.js';
import type { Span } from '#text/span.js';
import { parseShell } from '#shell/parse.js';
import type { ShellCommand, ShellScript, ShellWord } from '#shell/types.js';
import { foreignShell } from './default-shell.js';
import { healthcheckCommand } from './instruction.js';
import { jsonForm } from './json-form.js';
import { shellPart } from './shell-part.js';
import type { DockerfileDocument, Instruction, ShellPart } from './types.js';

/** What a RUN, CMD, ENTRYPOINT or HEALTHCHECK CMD runs. */
export interface RunParts {
  /** `none`: there is nothing to run (an empty RUN, HEALTHCHECK NONE). */
  readonly form: 'shell' | 'exec' | 'none';
  readonly commands: readonly RunCommand[];
  /** The shell's text with its way back to the file; null for the exec form. */
  readonly part: ShellPart | null;
}

export interface RunCommand {
  /** Spans are offsets into the shell's text; for the exec form, into the instruction's joined text. */
  readonly command: ShellCommand;
  /** One per word: where it stands in the file (with its quotes), null where it cannot be edited. */
  readonly wordSpans: readonly (Span | null)[];
  /** From the first to the last character in the file; null where it cannot be told. */
  readonly span: Span | null;
}

const RUNS: ReadonlySet<string> = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK']);
const known = new WeakMap<Instruction, Read<RunParts>>();

/**
 * The commands of an instruction, or why they cannot be told: a shell that is not POSIX, a script in another
 * language, text that a shell would refuse. For `ONBUILD RUN` pass the trigger.
 */
export function runParts(document: DockerfileDocument, instruction: Instruction): Read<RunParts> {
  let parts = known.get(instruction);
  if (!parts) {
    parts = readParts(document, instruction);
    known.set(instruction, parts);
  }
  return parts;
}

function readParts(document: DockerfileDocument, instruction: Instruction): Read<RunParts> {
  const { keyword, words, json } = instruction;
  const line = instruction.lines.first;
  if (!RUNS.has(keyword)) return unreadable(`${keyword} runs nothing`, line);
  if (keyword === 'HEALTHCHECK' && words[0]?.text.toUpperCase() === 'NONE') return read(NOTHING);
  if (json) return read(execForm(instruction));
  const reason = foreignShell(document, instruction);
  if (reason !== null) return unreadable(reason, line);
  const part = shellPart(document.text, instruction);
  if (!part.ok) return part;
  if (part.value.text.trim() === '') return read(NOTHING);
  const parsed = parseShell(part.value.text);
  if (!parsed.ok) return unreadable(parsed.reason, line);
  return read({ form: 'shell', commands: runCommands(parsed.script, part.value), part: part.value });
}

const NOTHING: RunParts = { form: 'none', commands: [], part: null };

function runCommands({ commands }: ShellScript, { source }: ShellPart): readonly RunCommand[] {
  return commands.map((command) => ({
    command,
    wordSpans: command.words.map((word) => (word.exact ? spanToSource(source, word.span) : null)),
    span: covering(source, command.span),
  }));
}

function covering(source: ShellPart['source'], { start, end }: Span): Span | null {
  const first = toSource(source, start);
  const last = toSource(source, Math.max(start, end - 1));
  return first === null || last === null ? null : { start: first, end: last + 1 };
}

/** The exec form as one command; each word's value is the decoded string. */
function execForm({ keyword, joined, args, json, source }: Instruction): RunParts {
  const start = keyword === 'HEALTHCHECK' ? healthcheckCommand(joined, args) : args.start;
  const strings = jsonForm(joined, start, args.end);
  const words: readonly ShellWord[] = strings.ok
    ? (strings.value ?? []).map(({ value, span }) => ({ span, value, text: joined.slice(span.start, span.end), exact: true }))
    : [];
  const span = { start, end: args.end };
  const command: ShellCommand = {
    span, words, assignments: [], redirects: [], conditions: [], pipe: 'none', substituted: false,
  };
  const wordSpans = (json ?? []).map((word) => word.span);
  return { form: 'exec', commands: [{ command, wordSpans, span: covering(source, span) }], part: null };
}
