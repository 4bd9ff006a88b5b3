import { expect, test } from 'vitest';
import { scanned } from './scanned.js';

const BEFORE = 'import os, sys, site, inspect\nfrom os.path import join\nfrom pathlib import Path\nHERE = os.path.dirname(os.path.abspath(__file__))\nROOT: Path = Path(__file__).resolve().parent.parent\nONE = TWO = "/opt"\n';

test.each([
  ['sys.path.insert(0, HERE)', 'first', '{file}'],
  ['sys.path.append(os.path.join(HERE, "..", "shared"))', 'last', '{file}/../shared'],
  ['sys.path.append(join(HERE, os.pardir))', 'last', '{file}/..'],
  ['sys.path.insert(0, str(ROOT / "libs" / "x"))', 'first', '{file}/../libs/x'],
  ['sys.path.insert(0, str(Path(__file__).parents[2]))', 'first', '{file}/../..'],
  ['sys.path.insert(0, Path(__file__).parent.joinpath("a", "b").as_posix())', 'first', '{file}/a/b'],
  ['sys.path.append(os.path.join(os.path.dirname(__file__), "../lib"))', 'last', '{file}/../lib'],
  ['sys.path.append(os.path.realpath(os.path.join(__file__, "..", "..")))', 'last', '{file}/..'],
  ['sys.path.append(f"{HERE}/z")', 'last', '{file}/z'],
  ['sys.path.append(HERE + "/y")', 'last', '{file}/y'],
  ['sys.path.append(os.getcwd())', 'last', '{cwd}'],
  ['sys.path.append("libs/a")', 'last', '{cwd}/libs/a'],
  ['sys.path.append(".")', 'last', '{cwd}'],
  ['sys.path.append("/app/./src/../lib")', 'last', '/app/lib'],
  ['sys.path.append(TWO)', 'last', '/opt'],
  ['sys.path[0:0] = [HERE]', 'first', '{file}'],
  ['sys.path[0] = HERE', 'first', '{file}'],
  ['sys.path += [HERE]', 'last', '{file}'],
  ['sys.path = [HERE] + sys.path', 'first', '{file}'],
  ['sys.path = sys.path + [HERE]', 'last', '{file}'],
  ['sys.path.extend((HERE,))', 'last', '{file}'],
  ['site.addsitedir(HERE)', 'last', '{file}'],
  ['__path__.append(HERE)', 'last', '{file}'],
  ['sys.path.append(os.path.dirname(os.path.abspath(inspect.getfile(inspect.currentframe()))))', 'last', '{file}'],
  ['sys.path.insert(0, os.environ["X"])', 'first', null],
  ['sys.path.insert(0, unknown)', 'first', null],
  ['sys.path.append(HERE + suffix)', 'last', null],
  ['sys.path.append("/a" if x else "/b")', 'last', null],
  ['sys.path.append(__file__)', 'last', null],
  ['sys.path = load()', 'first', null],
])('%s', (line, place, folder) => {
  expect(scanned(`${BEFORE}${line}\n`).searchPaths).toMatchObject([{ line: 7, place, folder }]);
});

test('several at once, and those of a loop', () => {
  const folders = (line: string): readonly (string | null)[] => scanned(`${BEFORE}${line}\n`).searchPaths.map(({ folder }) => folder);
  expect(folders('sys.path.extend([HERE, str(ROOT), x])')).toEqual(['{file}', '{file}/..', null]);
  expect(folders('for p in (HERE, "/x"):\n    if p not in sys.path: sys.path.insert(0, p)')).toEqual(['{file}', '/x']);
});

test('a variable means what it was given last before', () => {
  expect(scanned('import sys\nP = "/a"\nP = P + "/b"\nsys.path.append(P)\nP = "/c"\n').searchPaths).toMatchObject([{ folder: '/a/b', written: 'P' }]);
});

test('reading the path is no change', () => {
  expect(scanned('import sys\nprint(sys.path)\nfor p in sys.path: pass\nif x in sys.path: pass\nsys.path.index(x)\nsys.path == y\n').searchPaths).toEqual([]);
});

test('an assignment that leads to itself ends', () => {
  expect(scanned('import sys\ndef f():\n    a = b\n    b = a\n    sys.path.append(a)\n').searchPaths).toMatchObject([{ folder: null }]);
});
