import { describe, expect, test } from 'vitest';
import { edit } from '#rule/edit.js';
import type { Install, Instruction } from '#rule/dockerfile.js';
import type { Requirement } from '#rule/requirement.js';
import { subjectsOf } from '#rule/subjects.js';
import type { Change } from '#rule/types.js';
import { applyEdits } from '#text/edits.js';
import { load } from '../workspace.js';

/** The text after a change, or `impossible: ` and why. */
function after(text: string, change: Change): string {
  if (change.kind === 'impossible') return `impossible: ${change.reason}`;
  return change.kind === 'create' ? change.text : applyEdits(text, change.edits).text;
}

function instructions(text: string): readonly Instruction[] {
  return subjectsOf(load({ Dockerfile: text }).snapshot, 'dockerfile').flatMap(({ stages }) => stages.flatMap((stage) => stage.instructions));
}

/** What comes of changing the first instruction with a keyword. */
function changed(text: string, keyword: string, change: (what: Instruction, all: readonly Instruction[]) => Change): string {
  const all = instructions(text);
  const what = all.find((instruction) => instruction.keyword === keyword);
  if (!what) throw new Error(`no ${keyword}`);
  return after(text, change(what, all));
}

function changedInstall(text: string, change: (install: Install) => Change): string {
  const [install] = instructions(text).flatMap((run) => run.installs().value);
  if (!install) throw new Error('no install');
  return after(text, change(install));
}

function changedLine(text: string, name: string, change: (requirement: Requirement) => Change): string {
  const found = subjectsOf(load({ 'requirements.txt': text }).snapshot, 'requirement').find((one) => one.name === name);
  if (!found) throw new Error(`no ${name}`);
  return after(text, change(found));
}

describe('addOption', () => {
  test.each([
    ['FROM a\nRUN pip install x\n', 'FROM a\nRUN pip install --no-cache-dir x\n'],
    ['FROM a\r\nRUN true && \\\r\n  pip  -q install \\\r\n    x\r\n', 'FROM a\r\nRUN true && \\\r\n  pip  -q install --no-cache-dir \\\r\n    x\r\n'],
    ['FROM a\nRUN sudo -H python -m pip install x', 'FROM a\nRUN sudo -H python -m pip install --no-cache-dir x'],
    ['FROM a\nRUN ["pip", "install", "x"]\n', 'FROM a\nRUN ["pip", "install", "--no-cache-dir", "x"]\n'],
    ['FROM a\nRUN <<EOF\npip install x\nEOF\n', 'FROM a\nRUN <<EOF\npip install --no-cache-dir x\nEOF\n'],
    ['FROM a\nRUN x=$(pip install y)\n', 'FROM a\nRUN x=$(pip install --no-cache-dir y)\n'],
  ])('%j', (before, expected) => {
    expect(changedInstall(before, (install) => edit.addOption(install, '--no-cache-dir'))).toBe(expected);
  });

  test('a word that a continuation cuts in two', () => {
    expect(changedInstall('FROM a\nRUN pip inst\\\nall x\n', (install) => edit.addOption(install, '--no-cache-dir'))).toMatch(/^impossible: ./);
  });
});

describe('replaceWord', () => {
  test('of an instruction, as it is written', () => {
    expect(changed('FROM python:3.11 AS base\n', 'FROM', (from) => edit.replaceWord(from, 'python:3.11', 'python:3.11-slim'))).toBe('FROM python:3.11-slim AS base\n');
    expect(changed('FROM a\nCOPY --chown=me a.txt b.txt \\\n  /x/\n', 'COPY', (copy) => edit.replaceWord(copy, 'b.txt', 'c.txt'))).toBe('FROM a\nCOPY --chown=me a.txt c.txt \\\n  /x/\n');
  });

  test('of an install', () => {
    expect(changedInstall('FROM a\nRUN pip install opencv-python && echo opencv-python\n', (install) => edit.replaceWord(install, 'opencv-python', 'opencv-python-headless'))).toBe(
      'FROM a\nRUN pip install opencv-python-headless && echo opencv-python\n',
    );
  });

  test('that is not there', () => {
    expect(changed('FROM a\n', 'FROM', (from) => edit.replaceWord(from, 'b', 'c'))).toBe('impossible: FROM has no word b');
    expect(changedInstall('FROM a\nRUN pip install x\n', (install) => edit.replaceWord(install, 'y', 'z'))).toBe('impossible: the command has no word y');
  });
});

describe('insert, remove and move', () => {
  const TEXT = '# syntax=docker/dockerfile:1\n\n# the base\nFROM a\n\n# tools\nRUN one\nRUN two\nCMD ["x"]\n';

  test('insert before and after', () => {
    expect(changed(TEXT, 'FROM', (from) => edit.insert('ARG V=1', { before: from }))).toBe(TEXT.replace('# the base\n', 'ARG V=1\n# the base\n'));
    expect(changed(TEXT, 'CMD', (cmd) => edit.insert('USER app', { before: cmd }))).toBe(TEXT.replace('CMD', 'USER app\nCMD'));
    expect(changed(TEXT, 'CMD', (cmd) => edit.insert('USER app', { after: cmd }))).toBe(`${TEXT}USER app\n`);
    expect(changed(TEXT.trimEnd().replaceAll('\n', '\r\n'), 'CMD', (cmd) => edit.insert('USER app', { after: cmd }))).toBe(`${TEXT.trimEnd()}\nUSER app`.replaceAll('\n', '\r\n'));
  });

  test('remove takes the comments along', () => {
    expect(changed(TEXT, 'RUN', (run) => edit.remove(run))).toBe(TEXT.replace('# tools\nRUN one\n', ''));
  });

  test('move takes the comments along', () => {
    expect(changed(TEXT, 'RUN', (run, all) => edit.moveInstruction(run, { after: all[2] ?? run }))).toBe(TEXT.replace('# tools\nRUN one\nRUN two\n', 'RUN two\n# tools\nRUN one\n'));
  });

  test('what is no instruction is not inserted', () => {
    expect(changed(TEXT, 'CMD', (cmd) => edit.insert('INSTALL x', { before: cmd }))).toMatch(/^impossible: .*is no instruction/);
    expect(changed(TEXT, 'CMD', (cmd) => edit.insert('', { before: cmd }))).toMatch(/^impossible: ./);
    expect(changed(TEXT, 'CMD', (cmd) => edit.insert('RUN x \\', { before: cmd }))).toMatch(/^impossible: ./);
  });
});

describe('appendCommand', () => {
  test('in the style of the RUN', () => {
    expect(changed('FROM a\nRUN x \\\n && y\n', 'RUN', (run) => edit.appendCommand(run, 'rm -rf /z'))).toBe('FROM a\nRUN x \\\n && y \\\n && rm -rf /z\n');
    expect(changed('FROM a\nRUN x && \\\n    y', 'RUN', (run) => edit.appendCommand(run, 'rm -rf /z'))).toBe('FROM a\nRUN x && \\\n    y && \\\n    rm -rf /z');
  });

  test.each([
    ['the exec form', 'FROM a\nRUN ["x"]\n', 'RUN', /exec form/],
    ['another instruction', 'FROM a\nCMD x\n', 'CMD', /CMD takes no further command/],
    ['an end that would not see it', 'FROM a\nRUN x &\n', 'RUN', /./],
    ['a script that cannot be read', 'FROM a\nRUN if then\n', 'RUN', /shell syntax/],
  ])('not to %s', (_, text, keyword, reason) => {
    const result = changed(text, keyword, (what) => edit.appendCommand(what, 'rm -rf /z'));
    expect(result).toMatch(/^impossible: /);
    expect(result).toMatch(reason);
  });
});

describe('requirements', () => {
  const TEXT = '# web\nflask==3.0.0  # the server\nIPAddress == 1.0.23\nsix[x]>=1 ; python_version < "3.9" \\\n    --hash=sha256:aa\n';

  test('remove', () => {
    expect(changedLine(TEXT, 'ipaddress', (line) => edit.remove(line))).toBe(TEXT.replace('IPAddress == 1.0.23\n', ''));
    expect(changedLine(TEXT, 'six', (line) => edit.remove(line))).toBe('# web\nflask==3.0.0  # the server\nIPAddress == 1.0.23\n');
  });

  test('rename and repin leave the rest of the line as it was', () => {
    expect(changedLine(TEXT, 'ipaddress', (line) => edit.rename(line, 'ip-address'))).toBe(TEXT.replace('IPAddress', 'ip-address'));
    expect(changedLine(TEXT, 'flask', (line) => edit.repin(line, '>=3,<4'))).toBe(TEXT.replace('==3.0.0', '>=3,<4'));
    expect(changedLine(TEXT, 'flask', (line) => edit.repin(line, 'as you like'))).toMatch(/^impossible: ./);
  });

  test('add a line and an option where they belong', () => {
    expect(changedLine('flask\nsix\n', 'six', (line) => edit.addRequirement('idna==3.7', line))).toBe('flask\nidna==3.7\nsix\n');
    expect(changedLine('# all\n\nflask\n', 'flask', (line) => edit.addFileOption('--prefer-binary', line))).toMatch(/^# all\n\n?--prefer-binary\n\n?flask\n$/);
    expect(changedLine('flask\n', 'flask', (line) => edit.addRequirement('not a requirement!', line))).toMatch(/^impossible: ./);
  });
});

test('an instruction does not move to another file', () => {
  const [a] = instructions('FROM a\nRUN x\n').slice(1);
  const [b] = instructions('FROM b\nRUN y\n');
  if (!a || !b) throw new Error('not read');
  expect(edit.moveInstruction(a, { after: b })).toEqual({ kind: 'impossible', path: 'Dockerfile', reason: 'an instruction moves within its own file' });
});

test('create is the text as it is given', () => {
  expect(edit.create('x/.dockerignore', '.git\n')).toEqual({ kind: 'create', path: 'x/.dockerignore', text: '.git\n' });
});

test('a subject that the engine did not make is refused, whatever it looks like', () => {
  const [from] = instructions('FROM a\n');
  const [run] = instructions('FROM a\nRUN pip install x\n').slice(1);
  const [install] = run?.installs().value ?? [];
  if (!from || !run || !install) throw new Error('not read');
  const impossible = { kind: 'impossible', path: 'Dockerfile', reason: 'it was not made by the engine' };
  expect(edit.remove({ ...from })).toEqual(impossible);
  expect(edit.addOption({ ...install }, '--x')).toEqual(impossible);
  expect(edit.moveInstruction({ ...run }, { before: from })).toEqual(impossible);
  expect(edit.insert('USER x', { before: { ...from } })).toEqual(impossible);
});
