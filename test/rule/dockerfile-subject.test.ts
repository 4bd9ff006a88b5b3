import { describe, expect, test } from 'vitest';
import { subjectsOf } from '#rule/subjects.js';
import type { Dockerfile } from '#rule/dockerfile.js';
import { listen } from '#answer/ledger.js';
import type { Answer } from '#answer/answer.js';
import { load } from '../workspace.js';

function dockerfile(text: string): Dockerfile {
  const [subject] = subjectsOf(load({ 'apps/api/Dockerfile': text }).snapshot, 'dockerfile');
  if (!subject) throw new Error('not read');
  return subject;
}

/** Every install: what it is called and the line of its own command. */
function installs(text: string): readonly string[] {
  return dockerfile(text).stages.flatMap(({ instructions }) => instructions.flatMap((run) => run.installs().value.map(({ call, at }) => `${at.path}:${at.line} ${call}`)));
}

describe('an install has the line of its own command', () => {
  test.each([
    ['in one line', 'FROM a\n\nRUN pip install x\n', ['apps/api/Dockerfile:3 pip install']],
    ['behind continuations and comments', 'FROM a\nRUN apt-get update \\\n    # why\n\n    && python3 -m pip install x \\\n    && uv pip install y\n', ['apps/api/Dockerfile:5 python3 -m pip install', 'apps/api/Dockerfile:6 uv pip install']],
    ['with CRLF', 'FROM a\r\nRUN true && \\\r\n    pip install x\r\n', ['apps/api/Dockerfile:3 pip install']],
    ['with a byte order mark', '\ufeffFROM a\nRUN pip install x\n', ['apps/api/Dockerfile:2 pip install']],
    ['in a here-document', 'FROM a\nRUN <<EOF\nset -e\npip install x\nEOF\n', ['apps/api/Dockerfile:4 pip install']],
    ['in the JSON form', 'FROM a\nRUN ["pip", \\\n  "install", "x"]\n', ['apps/api/Dockerfile:2 pip install']],
    ['behind an assignment', 'FROM a\nRUN A=1 \\\n  pip install x\n', ['apps/api/Dockerfile:3 pip install']],
  ])('%s', (_, text, expected) => {
    expect(installs(text)).toEqual(expected);
  });
});

test('stages and instructions have the line on which they begin', () => {
  const { stages } = dockerfile('# syntax=docker/dockerfile:1\nARG V=3.11\n\n# base\nFROM python:$V AS base\nRUN a \\\n  b\nFROM base\nCMD ["x"]\n');
  expect(stages.map(({ index, name, at }) => [index, name, at.line])).toEqual([[0, 'base', 5], [1, null, 8]]);
  expect(stages.flatMap(({ instructions }) => instructions.map(({ keyword, at, text }) => `${at.line} ${keyword}: ${text}`))).toEqual([
    '5 FROM: FROM python:$V AS base', '6 RUN: RUN a   b', '8 FROM: FROM base', '9 CMD: CMD ["x"]',
  ]);
});

test('a variable is answered with the line that sets it, or with what keeps it from being told', () => {
  const run = dockerfile('FROM a\nENV A=1\nARG TARGETARCH\nENV B=$TARGETARCH\nRUN x\n').stages[0]?.instructions.at(-1);
  expect(run?.environment('A')).toMatchObject({ value: '1', complete: true, evidence: [{ path: 'apps/api/Dockerfile', line: 2 }] });
  expect(run?.environment('B')).toMatchObject({ value: null, complete: false });
  expect(run?.environment('C')).toMatchObject({ value: null, complete: true });
});

test('a RUN that cannot be read, or runs what cannot be told, gives an incomplete list', () => {
  const { stages } = dockerfile('FROM a\nRUN if then\nRUN $PIP install x && pip install y\nSHELL ["powershell"]\nRUN pip install z\n');
  expect(stages[0]?.instructions.map((instruction) => instruction.installs()).map(({ complete, value }) => [complete, value.length])).toEqual([
    [true, 0], [false, 0], [false, 1], [true, 0], [false, 0],
  ]);
});

test('an option counts in any spelling', () => {
  const [install] = dockerfile('FROM a\nRUN pip --no-cache-dir install --index-url=https://x flask\n').stages[0]?.instructions[1]?.installs().value ?? [];
  expect(['--no-cache-dir', '--index-url', '--pre'].map((option) => install?.has(option))).toEqual([true, true, false]);
});

test('no query goes unheard', () => {
  const ledger: Answer<unknown>[] = [];
  const [stage] = dockerfile('FROM python:3.11\nRUN pip install x\n').stages;
  const run = stage?.instructions[1];
  const [install] = run?.installs().value ?? [];
  listen(ledger, () => [stage?.ships(), run?.installs(), run?.environment('A'), install?.cache()]);
  expect(ledger.map(({ value }) => (Array.isArray(value) ? 'installs' : value))).toEqual([true, 'installs', null, 'left']);
});

test('the same text gives the same subjects, so that models are worked out once', () => {
  const { snapshot } = load({ Dockerfile: 'FROM a\nRUN pip install x\n' });
  expect(subjectsOf(snapshot, 'dockerfile')[0]).toBe(subjectsOf({ ...snapshot }, 'dockerfile')[0]);
});
