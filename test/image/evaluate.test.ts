import { describe, expect, test } from 'vitest';
import { unheard } from '#answer/ledger.js';
import { loadWorkspace } from '#files/load.js';
import { makeTree } from '#files/tree.js';
import { withTexts } from '#files/snapshot.js';
import type { Build } from '#image/build.js';
import { evaluate, type World } from '#image/evaluate.js';
import { imageFiles } from '#image/files/files.js';
import { modelOf } from '#image/model.js';
import { baseImage } from '#knowledge/index.js';
import { memoryIo } from '../memory-io.js';

function worldOf(files: Readonly<Record<string, string>>): World {
  const io = memoryIo(Object.fromEntries(Object.entries(files).map(([path, text]) => [`/workspace/${path}`, text])));
  const { snapshot } = loadWorkspace(io, makeTree('/workspace', null, Object.keys(files)), { selects: () => true });
  return { snapshot, baseEnvironment: (reference) => unheard(() => baseImage(reference)).value?.environment ?? {} };
}

function buildOf(overrides: Partial<Build> = {}): Build {
  const context: Build['context'] = { kind: 'folder', path: '', because: 'the test', others: [] };
  return { id: 'one', dockerfile: 'Dockerfile', context, target: null, args: new Map(), contexts: new Map(), readFrom: [], problems: [], ...overrides };
}

describe('a model', () => {
  const world = worldOf({ Dockerfile: 'ARG V=3.10\nFROM python:$V-slim\nCOPY . /app\n', 'main.py': '', 'notes.md': '', '.dockerignore': '*.md\n' });

  test('is worked out once for a build, and again for other arguments', () => {
    const first = evaluate(buildOf(), world);
    expect(evaluate(buildOf(), world)).toBe(first);
    const other = evaluate(buildOf({ args: new Map([['V', '3.12']]) }), world);
    expect(other.ok && other.value.base).toEqual({ kind: 'image', reference: 'python:3.12-slim', assumed: false });
    expect(first.ok && first.value.base).toEqual({ kind: 'image', reference: 'python:3.10-slim', assumed: true });
  });

  test('follows a change of the ignore file', () => {
    const changed = withTexts(world.snapshot, new Map([['.dockerignore', '*.py\n']]), () => null);
    const [before, after] = [evaluate(buildOf(), world), evaluate(buildOf(), { ...world, snapshot: changed })];
    expect(before.ok && imageFiles(before.value).files.map(({ origin }) => origin)).toEqual(['.dockerignore', 'Dockerfile', 'main.py']);
    expect(after.ok && imageFiles(after.value).files.map(({ origin }) => origin)).toEqual(['.dockerignore', 'Dockerfile', 'notes.md']);
  });

  test('holds a file that the plan has just made', () => {
    const changed = withTexts(world.snapshot, new Map([['requirements-base.txt', 'flask\n']]), () => 'requirements');
    const image = evaluate(buildOf(), { ...world, snapshot: changed });
    expect(image.ok && imageFiles(image.value).files.map(({ origin }) => origin)).toContain('requirements-base.txt');
  });

  test('of a document without arguments is the same as before', () => {
    const document = world.snapshot.parser.parse('dockerfile', 'Dockerfile', world.snapshot.text('Dockerfile') ?? '');
    if (!document.ok || document.value.kind !== 'dockerfile') throw new Error('not read');
    expect(modelOf(document.value, world.baseEnvironment)).toBe(modelOf(document.value, world.baseEnvironment, new Map()));
  });
});

describe('no model', () => {
  test.each([
    ['no Dockerfile', { Dockerfile: 'FROM a\n' }, { dockerfile: 'gone/Dockerfile' }, 'there is no Dockerfile gone/Dockerfile'],
    ['a Dockerfile that is not read', { Dockerfile: 'FORM a\n' }, {}, 'unknown instruction `FORM`'],
    ['a target by a number that is too large', { Dockerfile: 'FROM a\n' }, { target: '1' }, 'Dockerfile: the target stage 1 is not in the Dockerfile, which has no named stage'],
  ])('%s', (_, files, overrides, reason) => {
    const image = evaluate(buildOf(overrides), worldOf(files));
    expect(image.ok ? 'a model' : image.reason).toBe(reason);
  });
});

describe('arguments', () => {
  const environmentOf = (text: string, args: Readonly<Record<string, string | null>>): Readonly<Record<string, string | null>> => {
    const image = evaluate(buildOf({ args: new Map(Object.entries(args)) }), worldOf({ Dockerfile: text }));
    return image.ok ? Object.fromEntries(image.value.environment) : {};
  };

  test.each([
    ['replace a default in a stage', 'FROM scratch\nARG A=1\nENV X=$A\n', { A: '2' }, '2'],
    ['are set where ARG has no default', 'FROM scratch\nARG A\nENV X=${A:-none}\n', { A: '2' }, '2'],
    ['are not there before their ARG', 'FROM scratch\nENV X=${A:-none}\nARG A\n', { A: '2' }, 'none'],
    ['reach other defaults', 'FROM scratch\nARG A=1\nARG B=b$A\nENV X=$B\n', { A: '2' }, 'b2'],
    ['go on into a stage that builds on theirs', 'FROM scratch AS a\nARG A=1\nFROM a\nENV X=$A\n', { A: '2' }, '2'],
    ['do not go on into one that does not', 'FROM scratch AS a\nARG A=1\nFROM scratch\nENV X=${A:-none}\n', { A: '2' }, 'none'],
    ['win over a global default', 'ARG A=1\nFROM scratch\nARG A\nENV X=$A\n', { A: '2' }, '2'],
    ['replace what BuildKit sets itself', 'FROM scratch\nARG TARGETARCH\nENV X=$TARGETARCH\n', { TARGETARCH: 'arm64' }, 'arm64'],
    ['give a declared proxy its value', 'FROM scratch\nARG HTTP_PROXY\nENV X=$HTTP_PROXY\n', { HTTP_PROXY: 'http://p' }, 'http://p'],
    ['may be empty', 'FROM scratch\nARG A=1\nENV X=${A:-none}\n', { A: '' }, 'none'],
    ['that cannot be told make what uses them untold', 'FROM scratch\nARG A=1\nENV X=$A\n', { A: null }, null],
  ])('%s', (_, text, args, expected) => {
    expect(environmentOf(text, args)['X']).toBe(expected);
  });
});
