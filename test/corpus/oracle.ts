import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { healthcheckCommand } from '#dockerfile/instruction.js';
import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';
import { flagText } from './dockerfile-edits.js';

/** What the oracle prints for one file: BuildKit's own parser, as one JSON record per line. */
interface OracleRecord {
  readonly ok: boolean;
  readonly err?: string;
  readonly escape?: string;
  readonly instructions?: readonly OracleInstruction[];
  readonly stages?: readonly { name?: string; base: string; platform?: string; start: number; end: number; commands: number }[];
}

interface OracleInstruction {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly flags?: readonly string[];
  readonly args?: readonly string[];
  readonly jsonForm?: boolean;
  readonly heredocs?: readonly { name: string; expand: boolean; chomp?: boolean; bytes: number }[];
}

/** One text to compare: a file on disk, or a text of our own. */
export interface OracleCase {
  readonly path: string;
  /** Null: the file itself. */
  readonly text: string | null;
  /** Null: we did not read it. */
  readonly document: DockerfileDocument | null;
  readonly skipped: string | null;
}

export interface OracleResult {
  readonly failures: readonly string[];
  /** What BuildKit reads and we do not, with our reason. */
  readonly onlyBuildKit: readonly { readonly path: string; readonly reason: string }[];
}

/** Runs the oracle once over many texts and compares. */
export function askOracle(oracle: string, cases: readonly OracleCase[]): OracleResult {
  const folder = mkdtempSync(join(tmpdir(), 'slimify-corpus-'));
  try {
    const paths = cases.map(({ path, text }, index) => (text === null ? path : write(join(folder, String(index)), text)));
    const { stdout, status } = spawnSync(oracle, ['-ndjson', '-list', '-'], {
      input: paths.join('\n') + '\n', encoding: 'utf8', maxBuffer: 2 ** 31 - 1,
    });
    const records = stdout.trim().split('\n');
    if ((status !== 0 && status !== 1) || records.length !== cases.length) throw new Error(`the oracle ended with ${status}`);
    return compareAll(cases, records);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function write(path: string, text: string): string {
  writeFileSync(path, text);
  return path;
}

function compareAll(cases: readonly OracleCase[], records: readonly string[]): OracleResult {
  const failures: string[] = [];
  const onlyBuildKit: { path: string; reason: string }[] = [];
  for (const [index, { path, text, document, skipped }] of cases.entries()) {
    const record = JSON.parse(records[index] ?? '') as OracleRecord;
    const place = text === null || path.endsWith(')') ? path : `${path} (edited)`;
    if (skipped !== null && record.ok) onlyBuildKit.push({ path, reason: skipped });
    if (!document) continue;
    const difference = record.ok ? compare(document, record) : `BuildKit refuses it: ${record.err}`;
    if (difference !== null) failures.push(`${place}: ${difference}`);
  }
  return { failures, onlyBuildKit };
}

function compare(document: DockerfileDocument, record: OracleRecord): string | null {
  if (record.escape !== document.escape) return `escape ${record.escape}`;
  const theirs = record.instructions ?? [];
  if (theirs.length !== document.instructions.length) return `${theirs.length} instructions`;
  for (const [index, instruction] of document.instructions.entries()) {
    const ours = JSON.stringify(described(instruction, document.text));
    const their = JSON.stringify(normalised(theirs[index]));
    if (ours !== their) return `line ${instruction.lines.first}: ${ours} is ${their} to BuildKit`;
  }
  const stages = JSON.stringify(document.stages.map(({ name, from, instructions }) => [
    name?.toLowerCase() ?? '', from.image.text, from.platform ?? '', from.instruction.lines.first,
    instructions.at(-1)?.lines.last, instructions.length - 1,
  ]));
  const theirStages = JSON.stringify(record.stages?.map((one) => {
    return [one.name ?? '', one.base, one.platform ?? '', one.start, one.end, one.commands];
  }));
  return stages === theirStages ? null : `stages ${stages} are ${theirStages} to BuildKit`;
}

function normalised(theirs: OracleInstruction | undefined): unknown {
  if (!theirs) return null;
  const { name, start, end, flags, args, jsonForm, heredocs } = theirs;
  const documents = heredocs?.map((one) => [one.name, one.expand, one.chomp ?? false, one.bytes]) ?? [];
  // BuildKit sorts the ports of EXPOSE in place.
  const words = name === 'EXPOSE' ? args?.toSorted() : args;
  return [name, start, end, flags ?? [], words ?? [], jsonForm ?? false, documents];
}

/** An instruction as BuildKit's tree has it. */
function described(instruction: Instruction, text: string): unknown {
  const { keyword, lines, flags, json, heredocs, trigger } = instruction;
  const bodies = heredocs.map(({ name, body }) => `<<${name}\n${text.slice(body.start, body.end)}`);
  const values = trigger
    ? ['', trigger.joined.slice(...wordRange(trigger)), ...trigger.flags.map(flagText), ...nodeValues(trigger)]
    : nodeValues(instruction);
  return [
    keyword, lines.first, lines.last, flags.map(flagText),
    [...(keyword === 'EXPOSE' ? values.toSorted() : values), ...bodies],
    json !== null,
    heredocs.map(({ name, expand, chomp, body }) => [name, expand, chomp, Buffer.byteLength(text.slice(body.start, body.end))]),
  ];
}

/** The keyword of a trigger as it is written, in the joined text. */
function wordRange({ joined, args, flags, keyword }: Instruction): [number, number] {
  const before = joined.slice(0, flags.length > 0 ? joined.indexOf('--') : args.start);
  const start = before.toUpperCase().lastIndexOf(keyword);
  return [start, start + keyword.length];
}

function nodeValues({ keyword, joined, args, json, words }: Instruction): readonly string[] {
  const rest = joined.slice(args.start, args.end);
  const values = json?.map(({ value }) => value);
  if (keyword === 'HEALTHCHECK') {
    const [kind] = words;
    if (!kind) return [];
    const command = joined.slice(healthcheckCommand(joined, args), args.end);
    return [kind.text, ...(values ?? (command === '' ? [] : [command]))];
  }
  if (values) return values;
  if (keyword === 'ENV' || keyword === 'LABEL') return words.flatMap(({ text }) => pair(text, words.length === 1 && isLegacy(rest, text)));
  if (words.length > 0) return words.map(({ text }) => text);
  return rest === '' ? [] : [rest];
}

function pair(text: string, legacy: boolean): readonly string[] {
  const equals = text.indexOf('=');
  return [text.slice(0, equals), text.slice(equals + 1), legacy ? '' : '='];
}

function isLegacy(rest: string, text: string): boolean {
  return !rest.startsWith(text);
}
