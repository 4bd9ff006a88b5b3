import { describe, expect, test } from 'vitest';
import { settingOf, valueOf } from '#image/stages/stages.js';
import { modelOf } from '../workspace.js';

/** A variable as the last instruction of the last stage sees it. */
function atEnd(text: string, name: string): string | null | undefined {
  return valueOf(modelOf(text).stages.at(-1)?.moments.at(-1)?.environment ?? null, name);
}

function bases(text: string): readonly unknown[] {
  return modelOf(text).stages.map(({ base }) => base);
}

describe('FROM', () => {
  test('names an image, a stage before it, or nothing at all', () => {
    expect(bases('FROM python:3.11 AS Build\nFROM build AS next\nFROM scratch\nFROM later\nFROM alpine AS later\n')).toEqual([
      { kind: 'image', reference: 'python:3.11', assumed: false },
      { kind: 'stage', index: 0 },
      { kind: 'scratch' },
      { kind: 'image', reference: 'later', assumed: false },
      { kind: 'image', reference: 'alpine', assumed: false },
    ]);
  });

  test('takes an ARG from above it, which a build may replace', () => {
    expect(bases('ARG TAG=3.11\nARG BASE=python:${TAG}-slim\nFROM $BASE\nFROM ${MISSING:-debian}:12\n')).toEqual([
      { kind: 'image', reference: 'python:3.11-slim', assumed: true },
      { kind: 'image', reference: 'debian:12', assumed: false },
    ]);
  });

  test('an ARG of a stage is none for a later FROM', () => {
    expect(bases('FROM python:3.11\nARG TAG=3.9\nFROM python:${TAG:-3.8}\n')[1]).toEqual({ kind: 'image', reference: 'python:3.8', assumed: false });
  });

  test.each([
    ['an ARG without a default', 'ARG BASE\nFROM $BASE\n'],
    ['a platform, which is that of the machine', 'FROM base-$TARGETARCH\n'],
    ['a form that is not evaluated', 'ARG V=3.11.2\nFROM python:${V%.*}\n'],
  ])('%s: unknown', (_, text) => {
    expect(bases(text)).toMatchObject([{ kind: 'unknown', because: expect.stringContaining('FROM') }]);
  });

  test('of two stages with one name, FROM means the later one', () => {
    expect(bases('FROM python:3.9 AS b\nFROM python:3.11 AS b\nFROM b\n')[2]).toEqual({ kind: 'stage', index: 1 });
  });
});

describe('ARG', () => {
  test('in a stage, without a default, takes the one from above the first FROM', () => {
    expect(atEnd('ARG V=1\nFROM a\nARG V\nRUN x\n', 'V')).toBe('1');
  });

  test('is not there before it is declared in the stage', () => {
    expect(atEnd('ARG V=1\nFROM a\nRUN x\n', 'V')).toBeNull();
    expect(atEnd('FROM a\nRUN x\nARG V=1\n', 'V')).toBeNull();
  });

  test('with a default of its own keeps that', () => {
    expect(atEnd('ARG V=1\nFROM a\nARG V=2\nRUN x\n', 'V')).toBe('2');
  });

  test('declared again without a default keeps the value it has', () => {
    expect(atEnd('FROM a\nARG V=2\nARG V\nRUN x\n', 'V')).toBe('2');
  });

  test('without any default is not set', () => {
    expect(atEnd('FROM a\nARG V\nRUN x\n', 'V')).toBeNull();
  });

  test('several in one instruction see each other', () => {
    expect(atEnd('FROM a\nARG V=1 W=${V}2\nRUN x\n', 'W')).toBe('12');
  });

  test('goes on in a stage that builds on this one (BuildKit, dispatchState.init)', () => {
    expect(atEnd('FROM a AS base\nARG V=1\nFROM base\nRUN x\n', 'V')).toBe('1');
  });

  test('ends where another stage begins', () => {
    expect(atEnd('FROM a AS base\nARG V=1\nFROM a\nRUN x\n', 'V')).toBeNull();
  });

  test.each(['TARGETARCH', 'TARGETPLATFORM', 'BUILDOS', 'HTTPS_PROXY'])('%s is the machine\'s', (name) => {
    expect(atEnd(`FROM a\nARG ${name}\nRUN x\n`, name)).toBeUndefined();
  });
});

describe('ENV', () => {
  test('wins over an ARG above it', () => {
    expect(atEnd('FROM a\nARG V=1\nENV V=2\nRUN x\n', 'V')).toBe('2');
  });

  test('stays over a later ARG without a value', () => {
    expect(atEnd('FROM a\nENV V=2\nARG V\nRUN x\n', 'V')).toBe('2');
  });

  test('what follows a later ARG with another value sees that one, as BuildKit does it', () => {
    expect(atEnd('FROM a\nENV V=2\nARG V=3\nRUN x\n', 'V')).toBe('3');
    expect(atEnd('FROM a\nENV V=2\nARG V=2\nRUN x\n', 'V')).toBe('2');
  });

  test('both forms, and the pairs of one ENV see what held before it', () => {
    expect(atEnd('FROM a\nENV A=1\nENV A=2 B=$A\nRUN x\n', 'B')).toBe('1');
    expect(atEnd('FROM a\nENV A the whole "line"\nRUN x\n', 'A')).toBe('the whole line');
    expect(atEnd('FROM a\nENV A="b c" \\\n    D=e\\ f\nRUN x\n', 'D')).toBe('e f');
  });

  test('goes on in stages that build on this one, and only there', () => {
    const text = 'FROM a AS one\nENV A=1\nFROM one AS two\nFROM two\nRUN x\n';
    expect(atEnd(text, 'A')).toBe('1');
    expect(atEnd(`${text}FROM a\nRUN x\n`, 'A')).toBeNull();
  });

  test('made of what cannot be told cannot be told', () => {
    expect(atEnd('FROM a\nARG TARGETARCH\nENV A=x-$TARGETARCH\nRUN x\n', 'A')).toBeUndefined();
  });

  test('is known with the line that sets it', () => {
    const moment = modelOf('FROM a\nENV A=1\nENV A=2\nRUN x\n').stages[0]?.moments.at(-1);
    expect(settingOf(moment?.environment ?? null, 'A')).toMatchObject({ by: 'ENV', value: '2', instruction: { lines: { first: 3 } } });
  });

  test('of a base image that the catalogue knows is there from the start', () => {
    expect(atEnd('FROM tiangolo/uvicorn-gunicorn-fastapi:python3.11\nRUN x\n', 'NOT_THERE')).toBeNull();
    expect(settingOf(modelOf('FROM python:3.11\nRUN x\n').stages[0]?.moments[1]?.environment ?? null, 'LANG')?.by ?? 'base').toBe('base');
  });
});

describe('WORKDIR and USER', () => {
  function endOf(text: string) {
    const { workdir, user } = modelOf(text).stages.at(-1)?.end ?? {};
    return { workdir, user };
  }

  test.each([
    ['FROM a\n', '/'],
    ['FROM a\nWORKDIR /app\n', '/app'],
    ['FROM a\nWORKDIR /app\nWORKDIR src\nWORKDIR ./x\n', '/app/src/x'],
    ['FROM a\nWORKDIR /app/\nWORKDIR ../lib\n', '/lib'],
    ['FROM a\nWORKDIR app\n', '/app'],
    ['FROM a\nENV HOME=/home/me\nWORKDIR ${HOME}/app\n', '/home/me/app'],
    ['FROM a\nWORKDIR "/my app"\n', '/my app'],
    ['FROM a AS b\nWORKDIR /app\nFROM b\nWORKDIR x\n', '/app/x'],
    ['FROM a\nWORKDIR /app-$TARGETARCH\n', null],
    ['FROM a\nWORKDIR /app-$TARGETARCH\nWORKDIR x\n', null],
    ['FROM a\nWORKDIR /app-$TARGETARCH\nWORKDIR /x\n', '/x'],
  ])('%j ends in %j', (text, workdir) => {
    expect(endOf(text).workdir).toBe(workdir);
  });

  test('the user goes on in stages that build on this one', () => {
    expect(endOf('FROM a AS b\nARG U=app\nUSER $U:group\nFROM b\n').user).toBe('app:group');
    expect(endOf('FROM a\n').user).toBeNull();
  });
});
