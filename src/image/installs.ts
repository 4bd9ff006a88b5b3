import { runParts, type RunCommand } from '#dockerfile/run.js';
import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';
import { read, unreadable, type Read } from '#text/read.js';
import type { Span } from '#text/span.js';
import { managerCall, optionValues, type ManagerCall } from './calls.js';
import { expandAt, valueOf, type Moment, type StageModel } from './stages.js';
import { absolute } from './transfers.js';
import { trackFolder } from './working-folder.js';

/** One package-manager call in a RUN. */
export interface InstallCall {
  readonly call: ManagerCall;
  readonly command: RunCommand;
  readonly instruction: Instruction;
  readonly stage: number;
  /** The instruction's number in its stage. */
  readonly at: number;
  /** The command's own line, 1-based: a RUN may hold many. */
  readonly line: number;
  /** The folder that the command runs in, after WORKDIR and `cd`; null where it cannot be told. */
  readonly folder: string | null;
  /** `-r` and `-c` files, as paths of the image; null where the word cannot be told. */
  readonly files: readonly NamedFile[];
}

export interface NamedFile {
  readonly kind: 'requirement' | 'constraint';
  readonly written: string;
  readonly imagePath: string | null;
}

/** The calls of a RUN, and what keeps the list from being whole (a command whose name cannot be told). */
export interface Installs {
  readonly calls: readonly InstallCall[];
  readonly doubt: string | null;
}

/** More calls in one instruction are nothing that a person wrote. */
const MAX_CALLS = 100;

const NONE: Installs = { calls: [], doubt: null };

/** The package-manager calls of an instruction, or why they cannot be told. */
export function installsOf(document: DockerfileDocument, models: readonly StageModel[], stage: number, at: number): Read<Installs> {
  const instruction = models[stage]?.stage.instructions[at];
  const moment = models[stage]?.moments[at];
  if (!instruction || !moment || instruction.keyword !== 'RUN') return read(NONE);
  const parts = runParts(document, instruction);
  if (!parts.ok) return unreadable(`line ${instruction.lines.first}: ${parts.reason}`);
  const calls: InstallCall[] = [];
  const { commands } = parts.value;
  const folders = trackFolder(parts.value.part?.text ?? '', moment.workdir);
  let doubt: string | null = null;
  const assigned = new Set(commands.flatMap(({ command }) => assignedNames(command)));
  for (const command of commands) {
    const words = command.command.words.map(({ value, text }) => value ?? expandUnassigned(text, assigned, moment, document.escape));
    const folder = folders.before(command.command, words);
    const call = managerCall(words);
    if (call) {
      if (calls.length === MAX_CALLS) return unreadable(`line ${instruction.lines.first}: more than ${MAX_CALLS} package-manager calls`);
      const line = lineOf(document, instruction, command.wordSpans[call.first] ?? command.span);
      calls.push({ call, command, instruction, stage, at, line, folder, files: namedFiles(call, folder, moment) });
    }
    if ((!call || call.subcommand === 'run') && couldInstall(words, command.command)) {
      doubt ??= `line ${instruction.lines.first}: what "${shorten(command.command.words.map(({ text }) => text).join(' '))}" runs cannot be told`;
    }
  }
  return read({ calls, doubt });
}

function lineOf({ text }: DockerfileDocument, { lines, span }: Instruction, place: Span | null): number {
  let line = lines.first;
  if (place === null) return line;
  for (let at = text.indexOf('\n', span.start); at >= 0 && at < place.start; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

/** Commands that take a script as a word. */
const SCRIPT_RUNNERS = /^(?:ba|da|a|z|k)?sh$|^(?:su|runuser|eval|sg|script)$/;

/** Commands whose words are text to them, whatever they say. */
const NEVER_RUN = /^(?:echo|printf|grep|egrep|sed|awk|which|type|alias|apt|apt-get|apk|yum|dnf|microdnf|npm)$/;

/**
 * Whether a command that is no call itself may run one: `$PIP install x`, known only when it runs;
 * a script in a word (`sh -c "pip install x"`); a command that runs its words (`gosu app pip install x`).
 */
function couldInstall(words: readonly (string | null)[], { words: written }: RunCommand['command']): boolean {
  const [first] = words;
  if (first === undefined) return false;
  if (first === null) return words.slice(1, 4).some((word) => word === 'install' || word === 'sync');
  const name = first.slice(first.lastIndexOf('/') + 1);
  if (NEVER_RUN.test(name)) return false;
  if (SCRIPT_RUNNERS.test(name)) return written.slice(1).some(({ text }) => /\b(?:pip[\d.]*|uv)\b[^&|;]*\b(?:install|sync)\b/.test(text));
  return words.some((_, index) => index > 0 && index <= MAX_WRAPPER_WORDS && /install|sync/.test(managerCall(words.slice(index))?.subcommand ?? ''));
}

/** A call stands near the start of what runs it. */
const MAX_WRAPPER_WORDS = 10;

function namedFiles(call: ManagerCall, folder: string | null, moment: Moment): readonly NamedFile[] {
  if (call.manager !== 'pip' && call.manager !== 'uv') return [];
  const find = (kind: NamedFile['kind'], names: readonly string[]): readonly NamedFile[] =>
    optionValues(call.arguments, names).map((value) => ({
      kind,
      written: value ?? '?',
      imagePath: value === null || value.includes('://') ? null : absolute({ ...moment, workdir: folder }, value),
    }));
  const synced = call.subcommand === 'pip sync' ? call.arguments.filter((word) => word !== null && !word.startsWith('-')) : [];
  return [
    ...find('requirement', ['-r', '--requirement', '--requirements']),
    ...find('constraint', ['-c', '--constraint', '--constraints']),
    ...synced.map((written): NamedFile => ({ kind: 'requirement', written: written ?? '?', imagePath: absolute({ ...moment, workdir: folder }, written ?? '') })),
  ];
}

/** Variables that the script sets itself: their value is not the image's. */
function assignedNames(command: RunCommand['command']): readonly string[] {
  const names = command.assignments.map(({ name }) => name);
  const [first, ...rest] = command.words;
  if (first?.value === 'export' || first?.value === 'read' || first?.value === 'declare' || first?.value === 'local') {
    names.push(...rest.map(({ text }) => text.split('=')[0] ?? ''));
  }
  const loops = command.conditions.flatMap((condition) => ('text' in condition ? (/^for\s+(\w+)/.exec(condition.text)?.[1] ?? []) : []));
  return [...names, ...loops];
}

/** A shell word with variables that ENV and ARG set; null where anything else decides: the script, the base image, the user. */
function expandUnassigned(text: string, assigned: ReadonlySet<string>, moment: Moment, escape: string): string | null {
  if (/[`*?[]|\$\(/.test(text)) return null;
  const names = [...text.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name ?? '');
  if (names.length === 0 || names.some((name) => assigned.has(name) || valueOf(moment.environment, name) === null)) return null;
  const value = expandAt(moment, text, escape);
  return value === null || value === '' || /\s/.test(value) ? null : value;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
