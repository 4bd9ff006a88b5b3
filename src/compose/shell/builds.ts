import type { Place } from '#answer/answer.js';
import { type FoundBuilds, NOTHING, uniqueBuilds, withTexts } from '#compose/found-builds.js';
import type { BuildMention, Circumstance, ComposeCall, MentionSource } from '#compose/types.js';
import type { WorkspaceFiles } from '#compose/workspace-folder.js';
import { imageCommand, saysOnly } from './build-command.js';
import { mentionOf } from './build-mention.js';
import { bakeCall, composeCall } from './compose-calls.js';
import { firstSign, mayBuild, mayBuildImage } from './may-build.js';
import type { Placeholders } from './placeholders.js';
import { settleBuilds } from './settle.js';
import { type Field, NO_VARIABLES, type Variables } from './variables.js';
import { type ShellStep, walkShell } from './walk.js';

/** A stretch of shell in some file. */
export interface ShellSource {
  readonly source: MentionSource;
  readonly path: string;
  readonly text: string;
  /** The line of the file for an offset of the text. */
  readonly lineOf: (offset: number) => number;
  /** Where an offset stands, for a text that is put together from several files; without it: in `path`. */
  readonly placeOf?: (offset: number) => Place;
  /** The folders that it may start in, absolute, the likelier first; more than one is settled by the files that exist. */
  readonly folders: readonly (string | null)[];
  readonly variables: Variables;
  /** Workspace path of the script, for `$0`; null: it is none. */
  readonly self: string | null;
  readonly files: WorkspaceFiles;
  /** What the file calls the commands; null: the function around them, if any. */
  readonly name: string | null;
  readonly circumstances: readonly Circumstance[];
  /** What stands in the text for a template or a Makefile's variable that cannot be told. */
  readonly placeholders?: Placeholders;
}

/** The builds, compose and bake calls of a stretch of shell. */
export function shellBuilds(source: ShellSource, depth = 0): FoundBuilds {
  if (!mayBuild(source.text, source.variables === NO_VARIABLES)) return NOTHING;
  const found = settleBuilds(source.folders.map((folder) => () => buildsFrom(source, folder, depth)), source.files);
  return source.placeholders ? withTexts(found, source.placeholders.asWritten) : found;
}

function buildsFrom(source: ShellSource, folder: string | null, depth: number): FoundBuilds {
  const { text, variables, self, files } = source;
  const walked = walkShell({ text, folder, variables, self, files }, (command, functions) => mayBuildImage(command, text, functions));
  if (!walked.ok) return { ...NOTHING, problems: [{ at: placeOf(source, firstSign(text)), reason: `a script that cannot be read: ${walked.reason}` }] };
  const { steps, functions, problems } = walked.value;
  const found = steps.map((step) => stepBuilds(source, { ...step, fields: step.fields.map((field) => withoutPlaceholders(field, source)) }, functions, depth));
  return uniqueBuilds([...found, { ...NOTHING, problems: problems.map((reason) => ({ at: placeOf(source, 0), reason })) }]);
}

/** A placeholder in quotes is a text to the shell, and yet nobody knows what will stand there. */
function withoutPlaceholders(field: Field, { placeholders }: ShellSource): Field {
  if (!placeholders) return field;
  const text = placeholders.asWritten(field.text);
  const reason = field.value === null ? null : placeholders.reasonIn(field.value);
  return reason === null ? { ...field, text } : { ...field, text, value: null, reason };
}

function stepBuilds(source: ShellSource, step: ShellStep, functions: ReadonlySet<string>, depth: number): FoundBuilds {
  const at = placeOf(source, step.command.span.start);
  const nested = depth < 2 ? nestedScript(step.fields) : null;
  if (nested !== null) return shellBuilds({ ...source, text: nested, folders: [step.folder], placeOf: () => at }, depth + 1);
  const command = imageCommand(step.fields, functions);
  if (!command || isForwarded(step)) return NOTHING;
  if (command.kind !== 'build') {
    const place = { ...step, at, text: textOf(step, source) };
    const call: ComposeCall = command.kind === 'compose' ? composeCall(command, place) : bakeCall(command, place);
    return { ...NOTHING, calls: [call] };
  }
  const mention: BuildMention = mentionOf(command, { ...source, at, name: source.name ?? step.inside, folder: step.folder, circumstances: source.circumstances });
  const problems = command.untold.map((word) => ({ at, reason: `options of ${command.tool} that cannot be told: ${word.text}: ${word.reason}` }));
  return { ...NOTHING, mentions: [mention], problems };
}

/** `run() { "$@"; }`: the build stands where `run` is called. */
function isForwarded({ command, inside }: ShellStep): boolean {
  return inside !== null && !saysOnly(inside) && /^"?\$(?:[@*]|\{[@*]\})"?$/.test(command.words[0]?.text ?? '');
}

function placeOf(source: ShellSource, offset: number): Place {
  return source.placeOf?.(offset) ?? { path: source.path, line: source.lineOf(offset) };
}

/** `bash -c "…"`, and a word with blanks in it that `eval` gets. */
function nestedScript(fields: readonly Field[]): string | null {
  const name = fields[0]?.value?.replace(/^.*\//s, '');
  if (name === 'eval') return fields.length === 2 && /\s/.test(fields[1]?.value ?? '') ? (fields[1]?.value ?? null) : null;
  if (name !== 'bash' && name !== 'sh' && name !== 'dash') return null;
  const at = fields.findIndex(({ value }) => value !== null && /^-[a-z]*c$/.test(value));
  return at < 0 ? null : (fields[at + 1]?.value ?? null);
}

/** The command on one line, as the file has it. */
function textOf({ command }: ShellStep, { text, placeholders }: ShellSource): string {
  const stretch = text.slice(command.span.start, Math.min(command.span.end, command.span.start + 5_000));
  return (placeholders?.asWritten(stretch) ?? stretch).replaceAll(/\\\n/g, ' ').replaceAll(/\s+/g, ' ').slice(0, 500);
}
