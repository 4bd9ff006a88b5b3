import { removeChained } from '#dockerfile/edit-chain.js';
import { removeInstruction } from '#dockerfile/edit-instructions.js';
import { insertPackage } from '#dockerfile/edit-package-words.js';
import { replaceSpan } from '#dockerfile/edit-tokens.js';
import { removeCommandWords, replaceCommandWord } from '#dockerfile/edit-words.js';
import { runParts, type RunCommand, type RunParts } from '#dockerfile/run.js';
import { parsePep508 } from '#pep/pep508.js';
import type { TextEdit } from '#text/edits.js';
import { unreadable, type Read } from '#text/read.js';
import { changeOf, FOREIGN } from '../change.js';
import { sourceOfInstall, type InstallSource } from '../dockerfile-subject.js';
import type { Change } from '../types.js';
import type { InlineWord } from './words.js';

interface Spot {
  readonly source: InstallSource;
  readonly parts: RunParts;
  readonly command: RunCommand;
  /** Of the word among those of its command. */
  readonly index: number;
}

/** Takes a word out of its call; with the last one the call, and with the last call the RUN. */
export function removeWord(word: InlineWord): Change {
  return inCall(word, ({ source: { model: { document }, instruction }, parts, command, index }) => {
    if (!word.alone) return removeCommandWords(document, parts, command, [index]);
    if (parts.commands.length === 1) return removeInstruction(document, instruction);
    const removed = removeChained(document, instruction, parts, command);
    return removed.ok ? removed : unreadable(`it is all that ${word.install.call} installs there, and the call stays: ${removed.reason}`);
  });
}

/** The word with another name, with other extras or with other versions. */
export function rewriteWord(word: InlineWord, to: { readonly name?: string; readonly extras?: readonly string[]; readonly specifiers?: string }): Change {
  const name = to.name ?? /^[\w.-]+/.exec(word.written)?.[0] ?? word.name;
  const extras = to.extras ?? word.extras;
  const text = `${name}${extras.length > 0 ? `[${extras.join(',')}]` : ''}${to.specifiers ?? word.specifiers}`;
  if (!parsePep508(text).ok) return changeOf(word.install.at.path, unreadable(`${text} is no requirement`));
  const [quote] = /^["']/.exec(word.word) ?? [];
  // Nothing of a requirement without a marker means anything to a shell within quotes.
  return inCall(word, ({ parts, command, index }) => (quote ? replaceSpan(command.wordSpans[index] ?? null, `${quote}${text}${quote}`) : replaceCommandWord(parts, command, index, text)));
}

/** Another word behind it. */
export function addWord(word: InlineWord, written: string): Change {
  return inCall(word, ({ source: { model, instruction }, parts, command, index }) => insertPackage(model.document, instruction, parts, command, { side: 'after', index }, written));
}

function inCall({ install, word }: InlineWord, build: (spot: Spot) => Read<readonly TextEdit[]>): Change {
  const { path } = install.at;
  const source = sourceOfInstall(install);
  if (!source) return changeOf(path, unreadable(FOREIGN));
  const parts = runParts(source.model.document, source.instruction);
  if (!parts.ok) return changeOf(path, parts);
  const { command } = source.install;
  const index = command.command.words.findIndex(({ text }) => text === word);
  return changeOf(path, index < 0 ? unreadable(`the command has no word ${word}`) : build({ source, parts: parts.value, command, index }));
}
