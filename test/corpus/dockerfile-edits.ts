import {
  addCommand, addFlag, appendToStage, type Edits, insertInstruction, insertWord, moveInstruction, removeCommandWord,
  removeFlag, removeInstruction, replaceCommandWord, replaceFlag, replaceSpan,
} from '#dockerfile/edit.js';
import { runParts } from '#dockerfile/run.js';
import type { DockerfileDocument, Flag, Instruction } from '#dockerfile/types.js';
import type { Random } from './random.js';

/** One edit and what it must lead to: the list of instructions, as signatures, with null for the changed one. */
export interface Trial {
  readonly kind: string;
  readonly edits: Edits;
  readonly expected: readonly (string | null)[];
  /** What is wrong with the changed instruction after the edit, or null. */
  readonly wrong: (after: Instruction, document: DockerfileDocument) => string | null;
}

/** What an instruction means, wherever it stands. */
export function signature({ keyword, flags, joined, args, heredocs, comments }: Instruction, text: string): string {
  return JSON.stringify([
    keyword,
    flags.map(flagText),
    joined.slice(args.start, args.end),
    heredocs.map(({ name, body }) => [name, text.slice(body.start, body.end).replaceAll('\r\n', '\n')]),
    comments.map(({ start, end }) => text.slice(start, end)),
  ]);
}

export function flagText({ name, value }: Flag): string {
  return value === null ? `--${name}` : `--${name}=${value}`;
}

type Maker = (document: DockerfileDocument, target: Instruction, random: Random) => Trial | null;

/** A random edit of a document, or null where none fits. */
export function randomTrial(document: DockerfileDocument, random: Random): Trial | null {
  const inStage = document.stages.flatMap(({ instructions }) => instructions);
  for (let attempt = 0; attempt < 6; attempt++) {
    const target = random.pick(inStage);
    const trial = target && random.pick(MAKERS)?.(document, target, random);
    if (trial) return trial;
  }
  return null;
}

const MAKERS: readonly Maker[] = [
  insertAround, insertAround, removeOne, moveOne, moveOne, append, oneMoreFlag, otherFlag, fewerFlags,
  oneMoreWord, oneMoreWord, otherWord, fewerWords, oneMoreCommand, oneMoreCommand, otherArgument,
];

function signatures({ instructions, text }: DockerfileDocument): string[] {
  return instructions.map((instruction) => signature(instruction, text));
}

function changed(document: DockerfileDocument, target: Instruction): readonly (string | null)[] {
  return signatures(document).with(target.index, null as never);
}

const NEW = ['LABEL slimify.corpus=1', 'RUN one && \\\n    two', '# a comment\nENV SLIMIFY_CORPUS="a b"'];

function insertAround(document: DockerfileDocument, anchor: Instruction, random: Random): Trial {
  const side = anchor.keyword === 'FROM' || random.below(2) ? 'after' : 'before';
  const expected = signatures(document).toSpliced(anchor.index + (side === 'after' ? 1 : 0), 0, null as never);
  const edits = insertInstruction(document, { side, anchor }, newText(document, random));
  return { kind: `insert ${side}`, edits, expected, wrong: isNew };
}

function append(document: DockerfileDocument, target: Instruction, random: Random): Trial | null {
  const stage = document.stages.findLast(({ from }) => from.instruction.index <= target.index);
  const last = stage?.instructions.at(-1);
  if (!stage || !last) return null;
  const expected = signatures(document).toSpliced(last.index + 1, 0, null as never);
  return { kind: 'append to stage', edits: appendToStage(document, stage, newText(document, random)), expected, wrong: isNew };
}

/** A new instruction in the file's own escape character. */
function newText({ escape }: DockerfileDocument, random: Random): string {
  return (random.pick(NEW) ?? '').replace('\\', escape);
}

function isNew({ joined }: Instruction): string | null {
  return /slimify.corpus|one &&/i.test(joined) ? null : 'not the new instruction';
}

function removeOne(document: DockerfileDocument, target: Instruction): Trial | null {
  if (target.keyword === 'FROM') return null;
  const expected = signatures(document).toSpliced(target.index, 1);
  return { kind: 'remove', edits: removeInstruction(document, target), expected, wrong: () => null };
}

function moveOne(document: DockerfileDocument, target: Instruction, random: Random): Trial | null {
  const anchor = random.pick(document.stages.flatMap(({ instructions }) => instructions));
  if (!anchor || anchor === target || target.keyword === 'FROM') return null;
  const side = anchor.keyword === 'FROM' || random.below(2) ? 'after' : 'before';
  const all = signatures(document);
  const moved = all[target.index] ?? '';
  const rest = all.toSpliced(target.index, 1);
  const at = anchor.index + (side === 'after' ? 1 : 0) - (anchor.index >= target.index ? 1 : 0);
  const expected = rest.toSpliced(at, 0, moved);
  return { kind: `move ${side}`, edits: moveInstruction(document, target, { side, anchor }), expected, wrong: () => null };
}

const FLAGS: Readonly<Record<string, readonly [string, string | null]>> = {
  RUN: ['mount', 'type=cache,target=/root/.cache/pip'], COPY: ['link', null], ADD: ['chown', '1000:1000'],
  FROM: ['platform', 'linux/amd64'], HEALTHCHECK: ['retries', '3'],
};

function oneMoreFlag(document: DockerfileDocument, target: Instruction): Trial | null {
  const flag = FLAGS[target.keyword];
  if (!flag || target.words[0]?.text.toUpperCase() === 'NONE') return null;
  const [name, value] = flag;
  const edits = addFlag(document, target, name, value);
  const flags = [...target.flags.map(flagText), flagText({ name, value, span: null, valueSpan: null })];
  return flagTrial(document, target, 'add a flag', edits, flags);
}

function otherFlag(document: DockerfileDocument, target: Instruction, random: Random): Trial | null {
  const flag = random.pick(target.flags);
  if (!flag || target.keyword !== 'COPY' || flag.value === null) return null;
  const value = flag.name === 'link' || flag.name === 'parents' ? 'true' : 'other';
  const flags = target.flags.map((one) => flagText(one === flag ? { ...flag, value } : one));
  return flagTrial(document, target, 'replace a flag', replaceFlag(flag, value), flags);
}

function fewerFlags(document: DockerfileDocument, target: Instruction, random: Random): Trial | null {
  const flag = random.pick(target.flags);
  if (!flag) return null;
  const flags = target.flags.filter((one) => one !== flag).map(flagText);
  return flagTrial(document, target, 'remove a flag', removeFlag(document, flag), flags);
}

function flagTrial(document: DockerfileDocument, target: Instruction, kind: string, edits: Edits, flags: readonly string[]): Trial {
  const args = target.joined.slice(target.args.start, target.args.end);
  function wrong(after: Instruction): string | null {
    if (after.flags.map(flagText).sort().join(' ') !== [...flags].sort().join(' ')) return 'other flags';
    return after.joined.slice(after.args.start, after.args.end).trim() === args ? null : 'other arguments';
  }
  return { kind, edits, expected: changed(document, target), wrong };
}

function oneMoreWord(document: DockerfileDocument, target: Instruction, random: Random): Trial | null {
  return wordTrial(document, target, random, 'insert a word', (words, index) => words.toSpliced(index + 1, 0, 'slimify corpus'));
}

function otherWord(document: DockerfileDocument, target: Instruction, random: Random): Trial | null {
  return wordTrial(document, target, random, 'replace a word', (words, index) => words.with(index, 'slimify corpus'));
}

function fewerWords(document: DockerfileDocument, target: Instruction, random: Random): Trial | null {
  return wordTrial(document, target, random, 'remove a word', (words, index) => words.toSpliced(index, 1));
}

type Change = (words: readonly (string | null)[], index: number) => readonly (string | null)[];

function wordTrial(document: DockerfileDocument, target: Instruction, random: Random, kind: string, change: Change): Trial | null {
  const parts = runParts(document, target);
  if (!parts.ok) return null;
  const commands = parts.value.commands;
  const number = random.below(commands.length);
  const command = commands[number];
  const index = random.below(command?.wordSpans.length ?? 0);
  // Inside double quotes around `$(…)` and in assignments the words of one command are part of another's word.
  if (!command || command.wordSpans.length === 0 || command.command.substituted) return null;
  if (command.command.words[0]?.value === null || command.command.words.some(({ text }) => /^[A-Za-z_]\w*\+?=/.test(text))) return null;
  if (kind !== 'insert a word' && index === 0) return null;
  const edits = kind === 'insert a word'
    ? insertWord(parts.value, command, index, 'slimify corpus')
    : kind === 'replace a word'
      ? replaceCommandWord(parts.value, command, index, 'slimify corpus')
      : removeCommandWord(document, parts.value, command, index);
  const words = change(command.command.words.map(({ value, text }) => value ?? text), index);
  function wrong(after: Instruction, now: DockerfileDocument): string | null {
    const read = runParts(now, after);
    if (!read.ok) return read.reason;
    const found = read.value.commands.map((one) => JSON.stringify(one.command.words.map(({ value, text }) => value ?? text)));
    return found.includes(JSON.stringify(words)) ? null : `no command ${JSON.stringify(words)} in ${found.join(' ')}`;
  }
  return { kind, edits, expected: changed(document, target), wrong };
}

function oneMoreCommand(document: DockerfileDocument, target: Instruction): Trial | null {
  if (target.keyword !== 'RUN') return null;
  const count = commandCount(document, target);
  function wrong(after: Instruction, now: DockerfileDocument): string | null {
    const read = runParts(now, after);
    if (!read.ok) return read.reason;
    if (commandCount(now, after) !== (count ?? 0) + 1) return 'not one command more';
    return read.value.commands.some(({ command }) => command.words[0]?.value === 'slimify-corpus') ? null : 'not the new command';
  }
  return { kind: 'add a command', edits: addCommand(document, target, 'slimify-corpus -a'), expected: changed(document, target), wrong };
}

function commandCount(document: DockerfileDocument, target: Instruction): number | null {
  const parts = runParts(document, target);
  return parts.ok ? parts.value.commands.length : null;
}

function otherArgument(document: DockerfileDocument, target: Instruction, random: Random): Trial | null {
  if (!['FROM', 'COPY', 'ADD', 'EXPOSE'].includes(target.keyword) || target.words.length === 0 || target.heredocs.length > 0) return null;
  const index = target.keyword === 'FROM' ? 0 : random.below(target.words.length);
  const edits = replaceSpan(target.words[index]?.span ?? null, 'slimify:corpus');
  const words = target.words.map(({ text }) => text).with(index, 'slimify:corpus').join(' ');
  function wrong(after: Instruction): string | null {
    return after.words.map(({ text }) => text).join(' ') === words ? null : 'other words';
  }
  return { kind: 'replace an argument', edits, expected: changed(document, target), wrong };
}
