import { describe, expect, test } from 'vitest';
import { includesOf, resolveIncludes } from '#requirements/includes.js';
import type { RequirementsDocument } from '#requirements/types.js';
import { documentOf } from './helpers.js';

function tree(files: Readonly<Record<string, string>>): (path: string) => RequirementsDocument | null {
  return (path) => (files[path] === undefined ? null : documentOf(files[path], path));
}

function resolve(files: Readonly<Record<string, string>>, start: string): ReturnType<typeof resolveIncludes> {
  const get = tree(files);
  const document = get(start);
  if (!document) throw new Error(`no ${start}`);
  return resolveIncludes(document, get);
}

test('paths start at the folder of the file', () => {
  const text = '-r base.txt\n--constraint=../limits.txt\n-r ./a/../b.txt\n-r ../../../x.txt\n-r /etc/x.txt\n-c https://a/c.txt\n';
  expect(includesOf(documentOf(text, 'svc/reqs/dev.txt')).map(({ kind, where, path, line }) => [kind, where, path, line])).toEqual([
    ['requirement', 'inside', 'svc/reqs/base.txt', 1],
    ['constraint', 'inside', 'svc/limits.txt', 2],
    ['requirement', 'inside', 'svc/reqs/b.txt', 3],
    ['requirement', 'above', '../../../x.txt', 4],
    ['requirement', 'absolute', '/etc/x.txt', 5],
    ['constraint', 'url', 'https://a/c.txt', 6],
  ]);
});

test('the value can be pointed at', () => {
  const text = '-r "base file.txt"';
  const [include] = includesOf(documentOf(text));
  expect(include?.span && text.slice(include.span.start, include.span.end)).toBe('base file.txt');
});

test('pip reads one file of a line, and none behind a requirement', () => {
  expect(includesOf(documentOf('-c a.txt -r b.txt -r c.txt\nfoo -r d.txt\n-e . -r e.txt\n')).map(({ path }) => path)).toEqual(['b.txt']);
});

describe('following', () => {
  test('a diamond reads each file once', () => {
    const files = { 'a.txt': '-r b.txt\n-r c.txt', 'b.txt': '-r d.txt', 'c.txt': '-r d.txt', 'd.txt': 'six' };
    const { documents, cycles, missing } = resolve(files, 'a.txt');
    expect(documents.map(({ document }) => document.path)).toEqual(['a.txt', 'b.txt', 'd.txt', 'c.txt']);
    expect([cycles, missing]).toEqual([[], []]);
  });

  test('a cycle ends and is named', () => {
    const files = { 'a.txt': '-r b.txt', 'b.txt': 'six\n-r c.txt', 'c.txt': '-r b.txt' };
    const { documents, cycles } = resolve(files, 'a.txt');
    expect(documents.map(({ document }) => document.path)).toEqual(['a.txt', 'b.txt', 'c.txt']);
    expect(cycles).toEqual([['b.txt', 'c.txt', 'b.txt']]);
  });

  test('a file that includes itself', () => {
    expect(resolve({ 'a.txt': '-r a.txt' }, 'a.txt').cycles).toEqual([['a.txt', 'a.txt']]);
  });

  test('what is not there is told with the file that names it', () => {
    const { missing } = resolve({ 'a.txt': '-r b.txt', 'b.txt': '\n-c gone.txt\n-r https://a/b.txt' }, 'a.txt');
    expect(missing.map(({ from, include }) => [from, include.path, include.line])).toEqual([['b.txt', 'gone.txt', 2], ['b.txt', 'https://a/b.txt', 3]]);
  });

  test('an -r below a constraints file brings requirements, as in pip', () => {
    const files = { 'a.txt': '-c b.txt', 'b.txt': '-r c.txt\n-c d.txt', 'c.txt': 'x', 'd.txt': 'y' };
    expect(resolve(files, 'a.txt').documents.map(({ document, kind }) => [document.path, kind])).toEqual([
      ['a.txt', 'requirement'], ['b.txt', 'constraint'], ['c.txt', 'requirement'], ['d.txt', 'constraint'],
    ]);
  });
});
