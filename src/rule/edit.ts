import { moveInstruction, insertInstruction, removeInstruction, type Place as EditPlace } from '#dockerfile/edit-instructions.js';
import { insertPackage } from '#dockerfile/edit-package-words.js';
import { joinRuns, prependCommand } from '#dockerfile/edit-prepend.js';
import { addCommand } from '#dockerfile/edit-run.js';
import { replaceSpan } from '#dockerfile/edit-tokens.js';
import { insertWord, removeCommandWords, replaceCommandWord } from '#dockerfile/edit-words.js';
import { runParts } from '#dockerfile/run.js';
import { renameRequirement, repinRequirement, setExtras } from '#requirements/edit.js';
import { insertOption, insertRequirement } from '#requirements/insert.js';
import { removeEntry } from '#requirements/remove.js';
import { reextraProjectEntry, renameProjectEntry, repinProjectEntry } from '#pyproject/edit/change.js';
import { addBeside } from '#pyproject/edit/insert.js';
import { removeProjectEntries } from '#pyproject/edit/remove.js';
import { joinedInsertions, type TextEdit } from '#text/edits.js';
import { read, unreadable, type Read } from '#text/read.js';
import { changeOf, FOREIGN } from './change.js';
import type { Install, Instruction, SystemInstall } from './dockerfile.js';
import { sourceOfInstall, sourceOfInstruction, sourceOfSystem } from './dockerfile-subject.js';
import type { Requirement } from './requirement.js';
import { takeFromIndex } from './projects/index-edit.js';
import { addWord, removeWord, rewriteWord } from './inline/edit.js';
import { sourceOfWord } from './inline/subjects.js';
import type { InlineWord } from './inline/words.js';
import { askForLocks, sourceOfProject, type ProjectSource } from './projects/project-subject.js';
import { sourceOfRequirement } from './requirement-subject.js';
import { moveToDevelopers } from './move-lines.js';
import { ignoreChange } from './context/ignore-edit.js';
import { swapChange } from './swaps/change.js';
import { splitChanges } from './split/build.js';
import { editsOfSwap } from './health/swap.js';
import { raiseLimit } from './limits/raise.js';
import { copyLater } from './copies/order-change.js';
import { ownAtCopy } from './ownership/change.js';
import { layoutChange } from './stages/layout-change.js';
import { slimChange } from './base/slim-base.js';
import { surplusEdits } from './build-packages/surplus.js';
import { mendStranded } from './stages/stranded.js';
import type { Change, Edit } from './types.js';

/** The edit builders that rules get: every change stands on the document that the subject came from. */
export const edit: Edit = {
  remove(what) {
    if (what.kind === 'instruction') return inDockerfile(what, removeInstruction);
    return inRequirements(what, (source) => removeEntry(source.document, source.entry), ({ document, entry }) => removeProjectEntries(document, [entry]), removeWord);
  },
  rename: (what, to) => inRequirements(what, ({ entry }) => renameRequirement(entry, to), ({ document, entry }) => renameProjectEntry(document, entry, to), (word) => rewriteWord(word, { name: to })),
  swap: (place) => swapChange(edit, place),
  repin: (what, specifiers) => inRequirements(what, ({ entry }) => repinRequirement(entry, specifiers), ({ document, entry }) => repinProjectEntry(document, entry, specifiers), (word) => rewriteWord(word, { specifiers })),
  reextra: (what, extras) => inRequirements(what, ({ entry }) => setExtras(entry, extras), ({ entry }) => reextraProjectEntry(entry, extras), (word) => rewriteWord(word, { extras })),
  addOption(install, option) {
    if (isSystem(install)) return inSystem(install, (parts, command, verb) => insertWord(parts, command, behindFlags(command, verb), option));
    return inInstall(install, (parts, command, { subcommandAt }) => insertWord(parts, command, behindCacheFlag(command, subcommandAt), option));
  },
  replaceWord(what, word, by) {
    if (what.kind === 'instruction') return inDockerfile(what, (_, instruction) => replaceInstructionWord(instruction, word, by));
    return inInstall(what, (parts, command) => {
      const index = command.command.words.findIndex(({ text }) => text === word);
      return index < 0 ? unreadable(`the command has no word ${word}`) : replaceCommandWord(parts, command, index, by);
    });
  },
  insert: (text, where) => beside(where, (document, place) => insertInstruction(document, place, text)),
  moveInstruction(what, where) {
    const source = sourceOfInstruction(what);
    return beside(where, (document, place) => {
      if (!source) return unreadable(FOREIGN);
      if (source.model.document !== document) return unreadable('an instruction moves within its own file');
      return moveInstruction(document, source.instruction, place);
    });
  },
  appendCommand: (run, command) => inDockerfile(run, (document, instruction) => addCommand(document, instruction, command)),
  prependCommand: (run, command) => inDockerfile(run, (document, instruction) => prependCommand(document, instruction, command)),
  joinRuns(first, second) {
    const source = sourceOfInstruction(first);
    return inDockerfile(second, (document, instruction) => {
      if (!source) return unreadable(FOREIGN);
      if (source.model.document !== document) return unreadable('two RUNs of different files');
      return joinRuns(document, source.instruction, instruction);
    });
  },
  addPackages(install, names) {
    return inSystem(install, (parts, command, verb, { model, instruction }) => {
      const words = command.command.words.map(({ value, text }) => (value ?? text).replace(/[=<>~].*$/, ''));
      const listed = words.flatMap((word, index) => (index > verb && install.packages.includes(word) ? [index] : []));
      const last = listed.at(-1);
      if (last === undefined) return unreadable('no package of it stands in the file');
      const ordered = listed.every((index, at) => at === 0 || (words[listed[at - 1] ?? 0] ?? '') <= (words[index] ?? ''));
      const edits: TextEdit[] = [];
      for (const name of names) {
        // Where the list is in order it stays so.
        const next = ordered ? listed.find((index) => (words[index] ?? '') > name) : undefined;
        const place = next === undefined ? ({ side: 'after', index: last } as const) : ({ side: 'before', index: next } as const);
        const inserted = insertPackage(model.document, instruction, parts, command, place, name);
        if (!inserted.ok) return inserted;
        edits.push(...inserted.value);
      }
      return read(joinedInsertions(edits));
    });
  },
  removePackages(install, names) {
    return inSystem(install, (parts, command, verb, { model }) => {
      const words = command.command.words.map(({ value, text }) => (value ?? text).replace(/[=<>~].*$/, ''));
      const listed = words.flatMap((word, index) => (index > verb && install.packages.includes(word) ? [index] : []));
      const gone = listed.filter((index) => names.includes(words[index] ?? ''));
      if (gone.length === 0) return unreadable('none of the packages stands in the file');
      if (gone.length === listed.length) return unreadable('no package would be left in the call');
      return removeCommandWords(model.document, parts, command, gone);
    });
  },
  checkByPython: (swap) => changeOf(swap.at.at.path, editsOfSwap(swap)),
  raiseLimit,
  layout: layoutChange,
  mend: mendStranded,
  slim: slimChange,
  withoutSurplus: (surplus) => changeOf(surplus.at.at.path, surplusEdits(surplus)),
  own: ownAtCopy,
  copyLater,
  addRequirement: (line, near) => inRequirements(near, ({ document, entry }) => insertRequirement(document, line, entry), ({ document, entry }) => addBeside(document, entry, line), (word) => addWord(word, line)),
  moveToDevelopers,
  split: splitChanges,
  addFileOption: (option, near) => inRequirements(near, ({ document }) => insertOption(document, option)),
  takeFromIndex,
  ignore: ignoreChange,
  create: (path, text) => ({ kind: 'create', path, text }),
};

type Edits = Read<readonly TextEdit[]>;

/** `inProject`, `inCall`: the same in the file of a project and of a word of a RUN, where there is such a thing. */
function inRequirements(
  what: Requirement,
  build: (source: NonNullable<ReturnType<typeof sourceOfRequirement>>) => Edits,
  inProject?: (source: ProjectSource) => Edits,
  inCall?: (word: InlineWord) => Change,
): Change {
  const word = sourceOfWord(what);
  if (word) return inCall ? inCall(word) : changeOf(what.at.path, unreadable('words of a RUN cannot be changed this way'));
  const project = sourceOfProject(what);
  if (project) {
    askForLocks(what);
    return changeOf(what.at.path, inProject ? inProject(project) : unreadable('the file of a project cannot be changed this way'));
  }
  const source = sourceOfRequirement(what);
  return changeOf(what.at.path, source ? build(source) : unreadable(FOREIGN));
}

type InstructionEdit = (
  document: NonNullable<ReturnType<typeof sourceOfInstruction>>['model']['document'],
  instruction: NonNullable<ReturnType<typeof sourceOfInstruction>>['instruction'],
) => Edits;

function inDockerfile(what: Instruction, build: InstructionEdit): Change {
  const source = sourceOfInstruction(what);
  return changeOf(what.at.path, source ? build(source.model.document, source.instruction) : unreadable(FOREIGN));
}

type InstallSource = NonNullable<ReturnType<typeof sourceOfInstall>>;

function inInstall(
  what: Install,
  build: (parts: Parameters<typeof insertWord>[0], command: InstallSource['install']['command'], call: InstallSource['install']['call']) => Edits,
): Change {
  const source = sourceOfInstall(what);
  if (!source) return changeOf(what.at.path, unreadable(FOREIGN));
  const parts = runParts(source.model.document, source.instruction);
  return changeOf(what.at.path, parts.ok ? build(parts.value, source.install.command, source.install.call) : parts);
}

function isSystem(install: Install | SystemInstall): install is SystemInstall {
  return 'program' in install;
}

/** The switch that turns a cache off stands first, whichever rule came first. */
function behindCacheFlag({ command }: SystemSource['call']['command'], subcommand: number): number {
  return /^--no-cache(?:-dir)?$/.test(command.words[subcommand + 1]?.text ?? '') ? subcommand + 1 : subcommand;
}

/** The last of the short flags right behind a subcommand (`install -y -q`), which people write first. */
function behindFlags({ command }: SystemSource['call']['command'], verb: number): number {
  let at = verb;
  while (/^-[yqV]+$/.test(command.words[at + 1]?.value ?? '')) at += 1;
  return at;
}

type SystemSource = NonNullable<ReturnType<typeof sourceOfSystem>>;

/** `verb` is the index of `install` among the words as written. */
function inSystem(what: SystemInstall, build: (parts: Parameters<typeof insertWord>[0], command: SystemSource['call']['command'], verb: number, source: SystemSource) => Edits): Change {
  const source = sourceOfSystem(what);
  if (!source) return changeOf(what.at.path, unreadable(FOREIGN));
  const parts = runParts(source.model.document, source.instruction);
  if (!parts.ok) return changeOf(what.at.path, parts);
  const { command } = source.call;
  const values = command.command.words.map(({ value }) => value ?? '');
  const program = values.findIndex((value) => value.slice(value.lastIndexOf('/') + 1) === what.program);
  const verb = values.findIndex((value, index) => index > program && value === what.action);
  if (program < 0 || verb < 0) return changeOf(what.at.path, unreadable(`${what.program} ${what.action} does not stand there as such`));
  return changeOf(what.at.path, build(parts.value, command, verb, source));
}

function beside(
  where: { readonly before: Instruction } | { readonly after: Instruction },
  build: (document: Parameters<InstructionEdit>[0], place: EditPlace) => Edits,
): Change {
  const anchor = 'before' in where ? where.before : where.after;
  const side = 'before' in where ? 'before' : 'after';
  return inDockerfile(anchor, (document, instruction) => build(document, { side, anchor: instruction }));
}

function replaceInstructionWord(instruction: Parameters<InstructionEdit>[1], word: string, by: string): Edits {
  const found = instruction.words.find(({ text }) => text === word);
  return found ? replaceSpan(found.span, by) : unreadable(`${instruction.keyword} has no word ${word}`);
}
