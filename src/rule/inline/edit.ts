import { removeChained } from '#dockerfile/edit-chain.js';
import { removeInstruction } from '#dockerfile/edit-instructions.js';
import { insertPackage } from '#dockerfile/edit-package-words.js';
import { replaceSpan } from '#dockerfile/edit-tokens.js';
import { removeCommandWords, replaceCommandWord } from '#dockerfile/edit-words.js';
import { runParts, type RunCommand, type RunParts } from '#dockerfile/run.js';
import { parsePep508 } from '#pep/pep508.js';
import type { TextEdit } from '#text/edits.js';
import { read, unreadable, type Read } from '#text/read.js';
import { changeOf, FOREIGN } from '../change.js';
import { sourceOfInstall, type InstallSource } from '../dockerfile-subject.js';
import type { Change } from '../types.js';
import type { InlineWord } from './words.js';

interface Spot {
  readonly source: InstallSource;
  readonly parts: RunParts;
  readonly command: RunCommand;
  /** Of the word among those of its command; several where it stands there twice. */
  readonly indexes: readonly number[];
}

/** Takes a word out of its call; with the last one the call, and with the last call the RUN. */
export function removeWord(word: InlineWord): Change {
  return inCall(word, ({ source: { model: { document }, instruction }, parts, command, indexes }) => {
    if (word.alone === false) return removeCommandWords(document, parts, command, indexes);
    if (word.alone === null) return unreadable(`what else ${word.install.call} installs there cannot be told, and it may be nothing`);
    const reason = heldCall(word, command);
    if (reason !== null) return unreadable(`${word.install.call} stays, and would install nothing: ${reason}`);
    if (parts.commands.length === 1) return removeInstruction(document, instruction);
    const removed = removeChained(document, instruction, parts, command);
    return removed.ok ? removed : unreadable(`${word.install.call} stays, and would install nothing: ${removed.reason}`);
  });
}

/** The folders of these are made by what is installed into them; others stand there before. */
const MADE: ReadonlySet<string> = new Set(['user', 'target', 'prefix', 'tool', 'none']);

/** Why a call has to stay though it installs nothing else; null: it can go. */
function heldCall({ uses }: InlineWord, { command: { redirects } }: RunCommand): string | null {
  const { into } = uses.map(({ resolved }) => resolved).find(({ into: { kind } }) => MADE.has(kind)) ?? {};
  if (into) return `it makes ${into.path ?? 'the folder'}, which it installs into`;
  const written = redirects.find(({ operator, target }) => operator.includes('>') && !/^(?:\/dev\/.*|\d|-)$/.test(target ?? ''));
  return written ? `it writes ${written.text ?? 'a file'}` : null;
}

/** The word with another name, with other extras or with other versions. */
export function rewriteWord(word: InlineWord, to: { readonly name?: string; readonly extras?: readonly string[]; readonly specifiers?: string }): Change {
  const name = to.name ?? /^[\w.-]+/.exec(word.written)?.[0] ?? word.name;
  const extras = to.extras ?? word.extras;
  const text = `${name}${extras.length > 0 ? `[${extras.join(',')}]` : ''}${to.specifiers ?? word.specifiers}`;
  if (!parsePep508(text).ok) return changeOf(word.install.at.path, unreadable(`${text} is no requirement`));
  const [quote] = /^["']/.exec(word.word) ?? [];
  // Nothing of a requirement without a marker means anything to a shell within quotes.
  return inCall(word, ({ parts, command, indexes }) => together(indexes.map((index) => (quote ? replaceSpan(command.wordSpans[index] ?? null, `${quote}${text}${quote}`) : replaceCommandWord(parts, command, index, text)))));
}

/** Another word behind it. */
export function addWord(word: InlineWord, written: string): Change {
  return inCall(word, ({ source: { model, instruction }, parts, command, indexes: [index = -1] }) => insertPackage(model.document, instruction, parts, command, { side: 'after', index }, written));
}

function inCall({ install, indexes }: InlineWord, build: (spot: Spot) => Read<readonly TextEdit[]>): Change {
  const { path } = install.at;
  const source = sourceOfInstall(install);
  if (!source) return changeOf(path, unreadable(FOREIGN));
  const parts = runParts(source.model.document, source.instruction);
  if (!parts.ok) return changeOf(path, parts);
  return changeOf(path, build({ source, parts: parts.value, command: source.install.command, indexes }));
}

function together(all: readonly Read<readonly TextEdit[]>[]): Read<readonly TextEdit[]> {
  return all.find(({ ok }) => !ok) ?? read(all.flatMap((one) => (one.ok ? one.value : [])));
}
