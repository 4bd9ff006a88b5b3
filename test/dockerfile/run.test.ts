import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '#dockerfile/parse.js';
import { runParts, type RunParts } from '#dockerfile/run.js';
import type { Read } from '#text/read.js';

/** The parts of the last instruction. */
function parts(text: string): Read<RunParts> {
  const parsed = parseDockerfile('Dockerfile', text);
  if (!parsed.ok) throw new Error(parsed.reason);
  const last = parsed.value.instructions.at(-1);
  if (!last) throw new Error('no instruction');
  return runParts(parsed.value, last.trigger ?? last);
}

/** Each command's words, as the file has them at their spans; null where they cannot be edited. */
function inFile(text: string): readonly (readonly (string | null)[])[] {
  const read = parts(text);
  if (!read.ok) throw new Error(read.reason);
  return read.value.commands.map(({ wordSpans }) => wordSpans.map((span) => span && text.slice(span.start, span.end)));
}

function reason(text: string): string | null {
  const read = parts(text);
  return read.ok ? null : read.reason;
}

describe('words are found in the file', () => {
  test.each([
    ['a shell form', 'FROM a\nRUN --network=none apt-get update && pip install "x y"', [['apt-get', 'update'], ['pip', 'install', '"x y"']]],
    ['over continuations and comments', 'FROM a\r\nRUN a \\\r\n  # c\r\n  b && \\\r\n\r\n c\r\n', [['a', 'b'], ['c']]],
    ['but not a word that is split', 'FROM a\nRUN pip ins\\\ntall x', [['pip', null, 'x']]],
    ['an exec form', 'FROM a\nENTRYPOINT ["python", \\\n "-m", "a b"]', [['"python"', '"-m"', '"a b"']]],
    ['a health check', 'FROM a\nHEALTHCHECK --interval=5m CMD curl -f x || exit 1', [['curl', '-f', 'x'], ['exit', '1']]],
    ['a trigger', 'FROM a\nONBUILD RUN make all', [['make', 'all']]],
    ['a script in a here-document', 'FROM a\nRUN <<EOF\nset -e\npip install \\\n  x # c\nEOF\n', [['set', '-e'], ['pip', 'install', 'x']]],
    ['one with its tabs taken off', 'FROM a\nRUN <<-EOF\n\t\tpip install x\n\tEOF\n', [['pip', 'install', 'x']]],
    ['one with a shell in its first line', 'FROM a\nRUN <<EOF\n#!/usr/bin/env bash\npip x\nEOF\n', [['pip', 'x']]],
    ['a command with a here-document as input', 'FROM a\nRUN cat <<EOF > /f && b c\n$(d) e\nEOF\n', [['cat'], ['b', 'c'], ['d']]],
    ['two here-documents', 'FROM a\nRUN cat <<A && cat <<B\n1\nA\n2\nB\n', [['cat'], ['cat']]],
    ['an empty RUN', 'FROM a\nRUN', []],
    ['no health check', 'FROM a\nHEALTHCHECK NONE', []],
  ])('%s', (_, text, expected) => {
    expect(inFile(text)).toEqual(expected);
  });

  test('a comment in the shell swallows the rest of a joined line', () => {
    expect(inFile('FROM a\nRUN a # c && \\\n  b')).toEqual([['a']]);
  });

  test('a command knows its stretch of the file', () => {
    const text = 'FROM a\nRUN x && \\\n  pip install \\\n  y && z';
    const read = parts(text);
    expect(read.ok && read.value.commands.map(({ span }) => span && text.slice(span.start, span.end)))
      .toEqual(['x', 'pip install \\\n  y', 'z']);
  });

  test('the exec form gives decoded values', () => {
    const read = parts('FROM a\nCMD ["sh", "-c", "a \\"b\\""]');
    expect(read.ok && read.value.form).toBe('exec');
    expect(read.ok && read.value.commands[0]?.command.words.map(({ value }) => value)).toEqual(['sh', '-c', 'a "b"']);
  });
});

describe('what no POSIX shell runs has a reason', () => {
  test.each([
    ['# escape=`\nFROM a\nRUN dir', 'the escape character is a backtick, as for Windows'],
    ['FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN dir', 'a Windows image'],
    ['FROM python:3.12-windowsservercore-ltsc2022 AS w\nFROM w\nRUN dir', 'a Windows image'],
    ['FROM a AS w\nSHELL ["powershell", "-Command"]\nRUN b\nFROM w\nRUN dir', 'SHELL is `powershell -Command`, not a POSIX shell'],
    ['FROM a\nRUN <<EOF\n#!/usr/bin/env python3\nprint()\nEOF\n', 'a script for `python3`'],
    ['FROM a\nRUN if x; then', 'shell syntax: expected command after \'then\''],
    ['FROM a\nUSER b', 'USER runs nothing'],
  ])('%j', (text, expected) => {
    expect(reason(text)).toBe(expected);
  });

  test.each([
    'FROM a\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN b',
    'FROM a\nSHELL ["conda", "run", "-n", "e", "/bin/bash", "-lc"]\nRUN b',
    'FROM a\nSHELL ["powershell"]\nSHELL ["sh", "-c"]\nRUN b',
    'FROM a AS w\nRUN b\nSHELL ["powershell"]\nFROM c\nRUN b',
  ])('and a POSIX one is none: %j', (text) => {
    expect(reason(text)).toBeNull();
  });
});
