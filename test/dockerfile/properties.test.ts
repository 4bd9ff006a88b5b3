import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addFlag, insertInstruction, insertWord, moveInstruction, removeInstruction, type Edits } from '#dockerfile/edit.js';
import { parseDockerfile, readAsBuildKit } from '#dockerfile/parse.js';
import { runParts } from '#dockerfile/run.js';
import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';
import { applyEdits } from '#text/edits.js';

const COMMENT = fc.constantFrom('', '# why\n', '  # one\n# two\n', '\n', '\n# parted\n\n');
const INSTRUCTION = fc.constantFrom(
  'RUN pip install x', 'RUN --mount=type=cache,target=/c \\\n  pip install \\\n  # c\n\n  "x y" && \\\n  make', 'run a|b;c',
  'RUN <<EOF\nset -e\na \\\n# b\nEOF', 'COPY <<-"A" <<B /d/\n\tx\n\tA\nRUN y\nB', 'COPY --from=base --link a b /c',
  'ENV A=1 \\\n B="2 \\\n 3"', 'ENV A b c', 'CMD ["python", \\\n "-m", "x"]', 'HEALTHCHECK --interval=5m CMD curl x',
  'LABEL a="b c"', 'ONBUILD RUN x', '  USER app', 'EXPOSE 80', 'RUN find . -exec rm {} \\;', 'WORKDIR /a b',
);
const FILE = fc.record({
  head: fc.constantFrom('', '# syntax=docker/dockerfile:1\n', '# syntax=x\n# check=skip=all\n\n', '\ufeff', '# a comment\n'),
  parts: fc.array(fc.tuple(COMMENT, INSTRUCTION), { minLength: 1, maxLength: 6 }),
  newline: fc.constantFrom('\n', '\r\n'),
  final: fc.boolean(),
}).map(({ head, parts, newline, final }) => {
  const lines = `${head}FROM python:3.11 AS base\n${parts.map(([comment, line]) => `${comment}${line}\n`).join('')}`;
  return (final ? lines : lines.slice(0, -1)).replaceAll('\n', newline);
});

function parse(text: string): DockerfileDocument {
  const parsed = parseDockerfile('Dockerfile', text);
  if (!parsed.ok) throw new Error(`${parsed.reason}: ${JSON.stringify(text)}`);
  return parsed.value;
}

/** What an instruction means, wherever it stands. */
function meaning({ keyword, joined, heredocs }: Instruction, text: string): string {
  return JSON.stringify([keyword, joined.trim(), heredocs.map(({ name, body }) => [name, text.slice(body.start, body.end)])]);
}

function meanings({ instructions, text }: DockerfileDocument): readonly string[] {
  return instructions.map((instruction) => meaning(instruction, text));
}

function meaningsAfter(document: DockerfileDocument, edits: Edits): readonly string[] {
  if (!edits.ok) throw new Error(edits.reason);
  return meanings(parse(applyEdits(document.text, edits.value).text));
}

function pick(document: DockerfileDocument, number: number): Instruction {
  const instruction = document.instructions[1 + (number % (document.instructions.length - 1))];
  if (!instruction) throw new Error('no instruction');
  return instruction;
}

test('the joined text is made of pieces of the file, and every span holds what it names', () => {
  fc.assert(fc.property(FILE, (text) => {
    for (const { joined, source, span, keyword, keywordSpan, flags, json } of parse(text).instructions) {
      expect(source.map(({ start, length }) => text.slice(start, start + length)).join('')).toBe(joined);
      expect(text.slice(keywordSpan.start, keywordSpan.end).toUpperCase()).toBe(keyword);
      expect(text.slice(span.start, keywordSpan.start)).toBe('');
      for (const flag of flags) expect(flag.span && text.slice(flag.span.start, flag.span.end)).toBe(`--${flag.name}${flag.value === null ? '' : `=${flag.value}`}`);
      for (const word of json ?? []) expect(word.span && JSON.parse(text.slice(word.span.start, word.span.end))).toBe(word.value);
    }
  }));
});

test('instructions and comments cover the file: what is left is blank', () => {
  fc.assert(fc.property(FILE, (text) => {
    const { instructions, comments, directives } = parse(text);
    const spans = [...instructions, ...directives].map(({ span }) => span).concat(comments);
    const rest = applyEdits(text, spans.map((span) => ({ span, text: '' }))).text;
    expect(rest.replace('\ufeff', '').trim()).toBe('');
  }));
});

test('an inserted instruction is the only change', () => {
  fc.assert(fc.property(FILE, fc.nat(), fc.constantFrom('before', 'after'), (text, number, side) => {
    const document = parse(text);
    const anchor = pick(document, number);
    const after = meaningsAfter(document, insertInstruction(document, { side, anchor }, '# new\nENV NEW=1'));
    const at = anchor.index + (side === 'after' ? 1 : 0);
    expect(after).toEqual(meanings(document).toSpliced(at, 0, JSON.stringify(['ENV', 'ENV NEW=1', []])));
  }));
});

test('removing what was inserted gives the bytes back', () => {
  fc.assert(fc.property(FILE, fc.nat(), (text, number) => {
    const document = parse(text);
    const anchor = pick(document, number);
    const edits = insertInstruction(document, { side: 'before', anchor }, 'ENV NEW=1');
    const inserted = parse(applyEdits(text, edits.ok ? edits.value : []).text);
    const added = inserted.instructions[anchor.index];
    const removed = added && removeInstruction(inserted, added);
    // Where the new line parted two blank-line groups, one blank line may go with it.
    const back = removed?.ok ? applyEdits(inserted.text, removed.value).text : '';
    expect(meanings(parse(back))).toEqual(meanings(document));
    if (!/\n\r?\n/.test(text)) expect(back).toBe(text);
  }));
});

test('a removed instruction is the only one that goes', () => {
  fc.assert(fc.property(FILE, fc.nat(), (text, number) => {
    const document = parse(text);
    const target = pick(document, number);
    expect(meaningsAfter(document, removeInstruction(document, target))).toEqual(meanings(document).toSpliced(target.index, 1));
  }));
});

test('a moved instruction keeps every line of the file', () => {
  fc.assert(fc.property(FILE, fc.nat(), fc.nat(), fc.constantFrom('before', 'after'), (text, number, other, side) => {
    const document = parse(text);
    const target = pick(document, number);
    const anchor = pick(document, other);
    const edits = moveInstruction(document, target, { side, anchor });
    const after = meaningsAfter(document, edits);
    expect(after.toSorted()).toEqual(meanings(document).toSorted());
    const moved = applyEdits(text, edits.ok ? edits.value : []).text;
    expect(lines(moved)).toEqual(lines(text));
  }));
});

/** The lines that are not blank, whatever their order. */
function lines(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '').sort();
}

test('a flag or a word more changes its own instruction and no other', () => {
  fc.assert(fc.property(FILE, fc.nat(), (text, number) => {
    const document = parse(text);
    const target = pick(document, number);
    const parts = runParts(document, target);
    const command = parts.ok ? parts.value.commands[0] : undefined;
    const edits = parts.ok && command ? insertWord(parts.value, command, 0, 'new word') : addFlag(document, target, 'chown', '1');
    if (!edits.ok) return;
    const after = meaningsAfter(document, edits);
    const before = meanings(document);
    expect(after.toSpliced(target.index, 1)).toEqual(before.toSpliced(target.index, 1));
    expect(after[target.index]).not.toBe(before[target.index]);
  }));
});

test('no text makes the reader throw, and what is read is read the same twice', () => {
  const piece = fc.constantFrom('FROM a\n', 'RUN ', '\\', '\n', '\r', ' ', '"', "'", '<<E', 'E\n', '[', '"]', '--', '${', '}', '#', '`', '=', 'ONBUILD ', '\ufeff', '\u00a0', 'ENV ', '# escape=`\n', 'é');
  fc.assert(fc.property(fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')), (text) => {
    const first = parseDockerfile('Dockerfile', text);
    expect(parseDockerfile('Dockerfile', text)).toEqual(first);
    if (first.ok) for (const instruction of first.value.instructions) runParts(first.value, instruction);
    if (first.ok) expect(readAsBuildKit('Dockerfile', text).ok).toBe(true);
  }), { numRuns: 500 });
});
