import { describe, expect, test } from 'vitest';
import { parsePyproject, type ProjectDocument } from '#pyproject/document.js';
import { renameProjectEntry, repinProjectEntry } from '#pyproject/edit/change.js';
import { developerGroup, intoDeveloperGroup } from '#pyproject/edit/developer-group.js';
import type { ProjectEntry } from '#pyproject/edit/entries.js';
import { takeFromPoetrySource, takeFromUvIndex } from '#pyproject/edit/explicit-index.js';
import { removeProjectEntries } from '#pyproject/edit/remove.js';
import { applyEdits, type TextEdit } from '#text/edits.js';
import type { Read } from '#text/read.js';

function parsed(text: string): ProjectDocument {
  const document = parsePyproject('pyproject.toml', text);
  if (!document.ok) throw new Error(document.reason);
  return document.value;
}

function entriesOf(document: ProjectDocument, ...names: readonly string[]): readonly ProjectEntry[] {
  return names.map((name) => {
    const found = document.entries.find(({ requirement }) => requirement.name === name);
    if (!found) throw new Error(`no ${name}`);
    return found;
  });
}

function applied(text: string, edits: Read<readonly TextEdit[]>): string {
  if (!edits.ok) throw new Error(edits.reason);
  const after = applyEdits(text, edits.value).text;
  parsed(after);
  return after;
}

function without(text: string, ...names: readonly string[]): string {
  const document = parsed(text);
  return applied(text, removeProjectEntries(document, entriesOf(document, ...names)));
}

function project(...lines: readonly string[]): string {
  return ['[project]', 'name = "x"', ...lines, ''].join('\n');
}

describe('taking a requirement out of a list', () => {
  test.each([
    ['a line with its comma and its comment', ['dependencies = [', '    "a>=1",', '    "b>=2", # for b', '    "c",', ']'], ['dependencies = [', '    "a>=1",', '    "c",', ']']],
    ['the first of a line', ['dependencies = ["b", "c"]'], ['dependencies = ["c"]']],
    ['one between others', ['dependencies = ["a", "b", "c"]'], ['dependencies = ["a", "c"]']],
    ['the last of a line', ['dependencies = ["a", "b"]'], ['dependencies = ["a"]']],
    ['the last of a line with a comma behind', ['dependencies = ["a", "b",]'], ['dependencies = ["a",]']],
    ['the only one', ['dependencies = [ "b" ]'], ['dependencies = []']],
    ['the only one on its line', ['dependencies = [', '  "b",', ']'], ['dependencies = [', ']']],
    ['the last, where no comma stood behind it', ['dependencies = [', '  "a", # one', '  "b"', ']'], ['dependencies = [', '  "a" # one', ']']],
    ['the last, where the bracket closes behind it', ['dependencies = ["a",', '                "b"]'], ['dependencies = ["a"]']],
    ['one with a comma of its own line before it', ['dependencies = [', '    "a"', '  , "b"', '  , "c"', ']'], ['dependencies = [', '    "a"', '  , "c"', ']']],
    ['the comment above, which speaks of it alone', ['dependencies = [', '  "a",', '', '  # for b', '  "b",', '', '  "c",', ']'], ['dependencies = [', '  "a",', '', '  "c",', ']']],
    ['not the heading of several', ['dependencies = [', '  "a",', '', '  # these', '  "b",', '  "c",', ']'], ['dependencies = [', '  "a",', '', '  # these', '  "c",', ']']],
    ['not an item that somebody put aside', ['dependencies = [', '  "a",', '', '  # "b==1",', '  "b",', ']'], ['dependencies = [', '  "a",', '', '  # "b==1",', ']']],
    ['a text in single quotes', ["dependencies = ['a', 'b; python_version<\"3\"']"], ["dependencies = ['a']"]],
    ['a text of three quotes', ['dependencies = ["a", """b"""]'], ['dependencies = ["a"]']],
    ['several on one line among lines', ['dependencies = [', '  "a", "b",', '  "c",', ']'], ['dependencies = [', '  "a",', '  "c",', ']']],
  ])('%s', (_, before, after) => {
    expect(without(project(...before), 'b')).toBe(project(...after));
  });

  test('several at once leave the comma habits of the list', () => {
    expect(without(project('dependencies = [', '  "a",', '  "b",', '  "c"', ']'), 'b', 'c')).toBe(project('dependencies = [', '  "a"', ']'));
    expect(without(project('dependencies = ["a", "b", "c", "d"]'), 'a', 'b', 'd')).toBe(project('dependencies = ["c"]'));
  });

  test('of several lists only the one that is meant', () => {
    const text = '[project]\nname = "x"\ndependencies = ["b"]\n[project.optional-dependencies]\ndev = ["b", "c"]\n';
    const document = parsed(text);
    const extra = document.entries.filter(({ list }) => list.includes('dev')).slice(0, 1);
    expect(applied(text, removeProjectEntries(document, extra))).toBe('[project]\nname = "x"\ndependencies = ["b"]\n[project.optional-dependencies]\ndev = ["c"]\n');
  });

  test('Windows line endings and a missing final newline stay', () => {
    expect(without('[project]\r\nname = "x"\r\ndependencies = [\r\n  "a",\r\n  "b", # no\r\n]', 'b')).toBe('[project]\r\nname = "x"\r\ndependencies = [\r\n  "a",\r\n]');
  });

  test('where it came from goes with the last that asks for it', () => {
    const text = project('dependencies = ["a", "b"]', '', '[tool.uv.sources]', 'a = { index = "i" }', 'b = { git = "https://example.org/b" }');
    expect(without(text, 'b')).toBe(project('dependencies = ["a"]', '', '[tool.uv.sources]', 'a = { index = "i" }'));
  });
});

describe('taking a key of Poetry out', () => {
  const open = ['[tool.poetry.dependencies]', 'python = "^3.11"'];
  test.each([
    ['a line', [...open, 'a = "^1"', 'b = "^2"  # why', 'c = "*"', ''], [...open, 'a = "^1"', 'c = "*"', '']],
    ['dotted keys', [...open, 'b.version = "^2"', 'b.extras = ["x"]', 'c = "*"', ''], [...open, 'c = "*"', '']],
    ['a table of its own', [...open, '', '[tool.poetry.dependencies.b]', 'version = "^2"', 'optional = false', '', '[tool.ruff]', ''], [...open, '', '[tool.ruff]', '']],
    ['a table of its own at the end', [...open, '', '[tool.poetry.dependencies.b]', 'version = "^2"', ''], [...open, '']],
    ['a pair of an inline table', ['[tool.poetry]', 'dependencies = { python = "^3.11", b = "^2", c = "*" }', ''], ['[tool.poetry]', 'dependencies = { python = "^3.11", c = "*" }', '']],
    ['the extras that name it', [...open, 'b = { version = "^2", optional = true }', 'c = { version = "1", optional = true }', '', '[tool.poetry.extras]', 'all = ["b", "c"]', ''], [...open, 'c = { version = "1", optional = true }', '', '[tool.poetry.extras]', 'all = ["c"]', '']],
    ['a table over several lines of TOML 1.1', [...open, 'b = {', '  version = "^2",', '}', 'c = "*"', ''], [...open, 'c = "*"', '']],
  ])('%s', (_, before, after) => {
    expect(without(before.join('\n'), 'b')).toBe(after.join('\n'));
  });

  test('one of several environments is refused', () => {
    const document = parsed([...open, 'b = [{ version = "1", python = "<3.12" }, { version = "2", python = ">=3.12" }]', ''].join('\n'));
    expect(removeProjectEntries(document, entriesOf(document, 'b'))).toMatchObject({ ok: false, reason: 'b is written for several environments under one key' });
  });
});

describe('another name, another version', () => {
  const text = '[project]\nname = "x"\ndependencies = [\n  "B_x[y]>=1 ; python_version > \'3\'", # why\n]\n[tool.poetry.group.main.dependencies]\n"b.z" = { version = "^1", extras = ["q"] }\n[tool.poetry.group.main.dependencies.w]\nversion = "*"\n';
  test.each([
    ['b-x', '"B_x[y]>=1 ; python_version > \'3\'"', '"b-new[y]>=1 ; python_version > \'3\'"'],
    ['b-z', '"b.z" =', '"b-new" ='],
    ['w', 'dependencies.w]', 'dependencies.b-new]'],
  ])('%s is called b-new', (name, before, after) => {
    const document = parsed(text);
    const [entry] = entriesOf(document, name);
    expect(entry && applied(text, renameProjectEntry(document, entry, 'b-new'))).toBe(text.replace(before, after));
  });

  test.each([
    ['b-x', '==2', '[y]>=1 ;', '[y]==2 ;'],
    ['b-x', '', '[y]>=1 ;', '[y] ;'],
    ['b-z', '>=2,<3', '"^1"', '">=2,<3"'],
    ['w', '==4', 'version = "*"', 'version = "==4"'],
  ])('%s gets the version %j', (name, specifiers, before, after) => {
    const document = parsed(text);
    const [entry] = entriesOf(document, name);
    expect(entry && applied(text, repinProjectEntry(document, entry, specifiers))).toBe(text.replace(before, after));
  });

  test('one whose source the file names keeps its name', () => {
    const document = parsed(project('dependencies = ["b"]', '[tool.uv.sources]', 'b = { index = "i" }'));
    const [entry] = entriesOf(document, 'b');
    expect(entry && renameProjectEntry(document, entry, 'c')).toMatchObject({ ok: false });
  });
});

describe('into the part for developers', () => {
  function moved(text: string, ...names: readonly string[]): string {
    const document = parsed(text);
    const added = intoDeveloperGroup(document, developerGroup(document), entriesOf(document, ...names));
    const removed = removeProjectEntries(document, entriesOf(document, ...names));
    if (!added.ok || !removed.ok) throw new Error('refused');
    return applied(text, { ok: true, value: [...removed.value, ...added.value] });
  }

  test.each([
    [
      'a group is made below the project',
      project('dependencies = ["a", "pytest>=8"]', '', '[tool.ruff]', 'line-length = 1'),
      project('dependencies = ["a"]', '', '[dependency-groups]', 'dev = [', '    "pytest>=8",', ']', '', '[tool.ruff]', 'line-length = 1'),
    ],
    [
      'a group in order stays in order, and the comment goes along',
      project('dependencies = [', '  "pytest>=8", # runs', ']', '[dependency-groups]', 'dev = [', '  "mypy",', '  "ruff",', ']'),
      project('dependencies = [', ']', '[dependency-groups]', 'dev = [', '  "mypy",', '  "pytest>=8",  # runs', '  "ruff",', ']'),
    ],
    [
      'behind a last element without a comma',
      project('dependencies = ["pytest"]', '[dependency-groups]', 'dev = [', '  "ruff", # x', '  "mypy" # y', ']'),
      project('dependencies = []', '[dependency-groups]', 'dev = [', '  "ruff", # x', '  "mypy", # y', '  "pytest"', ']'),
    ],
    [
      'the older list of uv',
      project('dependencies = ["pytest"]', '[tool.uv]', 'dev-dependencies = ["ruff"]'),
      project('dependencies = []', '[tool.uv]', 'dev-dependencies = ["ruff", "pytest"]'),
    ],
    [
      'the extra of a project without a tool',
      project('dependencies = ["pytest"]', '[project.optional-dependencies]', 'dev = []'),
      project('dependencies = []', '[project.optional-dependencies]', 'dev = [', '    "pytest",', ']'),
    ],
    [
      'a group of Poetry is made',
      '[tool.poetry]\nname = "x"\n\n[tool.poetry.dependencies]\npython = "^3.11"\npytest = "^8"  # runs\na = "*"\n\n[build-system]\nrequires = ["poetry-core"]\n',
      '[tool.poetry]\nname = "x"\n\n[tool.poetry.dependencies]\npython = "^3.11"\na = "*"\n\n[tool.poetry.group.dev.dependencies]\npytest = "^8"  # runs\n\n[build-system]\nrequires = ["poetry-core"]\n',
    ],
    [
      'a text of PEP 508 in the words of Poetry',
      project('dependencies = ["pytest[x]>=8 ; python_version > \'3.8\'"]', '[tool.poetry.group.dev.dependencies]', 'ruff = "*"'),
      project('dependencies = []', '[tool.poetry.group.dev.dependencies]', 'ruff = "*"', 'pytest = { version = ">=8", extras = ["x"], markers = "python_version > \'3.8\'" }'),
    ],
  ])('%s', (_, before, after) => {
    expect(moved(before, 'pytest')).toBe(after);
  });
});

describe('an index that is asked for one thing alone', () => {
  const index = { name: 'pytorch-cpu', url: 'https://download.pytorch.org/whl/cpu' };
  test('uv: sources and the index', () => {
    const text = project('dependencies = ["torch>=2"]', '', '[tool.ruff]');
    const document = parsed(text);
    const after = applied(text, takeFromUvIndex(document, index, { asked: entriesOf(document, 'torch'), added: [] }));
    expect(after).toBe(project(
      'dependencies = ["torch>=2"]', '', '[tool.uv.sources]', 'torch = { index = "pytorch-cpu" }', '',
      '[[tool.uv.index]]', 'name = "pytorch-cpu"', 'url = "https://download.pytorch.org/whl/cpu"', 'explicit = true', '', '[tool.ruff]',
    ));
  });

  test('uv: beside sources that are there, torch asked for by name', () => {
    const text = project('dependencies = ["timm"]', '[tool.uv.sources]', 'lib = { workspace = true }');
    const after = applied(text, takeFromUvIndex(parsed(text), index, { asked: [], added: ['torch'] }));
    expect(after).toBe(project(
      'dependencies = ["timm", "torch"]', '[tool.uv.sources]', 'lib = { workspace = true }', 'torch = { index = "pytorch-cpu" }', '',
      '[[tool.uv.index]]', 'name = "pytorch-cpu"', 'url = "https://download.pytorch.org/whl/cpu"', 'explicit = true',
    ));
  });

  test('Poetry: the source and who takes it', () => {
    const text = '[tool.poetry.dependencies]\npython = "^3.11"\ntorch = "^2.5"\ntorchvision = { version = "*" }\n';
    const document = parsed(text);
    const after = applied(text, takeFromPoetrySource(document, index, { asked: entriesOf(document, 'torch', 'torchvision'), added: [] }));
    expect(after).toBe('[tool.poetry.dependencies]\npython = "^3.11"\ntorch = { version = "^2.5", source = "pytorch-cpu" }\ntorchvision = { version = "*", source = "pytorch-cpu" }\n\n[[tool.poetry.source]]\nname = "pytorch-cpu"\nurl = "https://download.pytorch.org/whl/cpu"\npriority = "explicit"\n');
  });

  test('Poetry: beside the list of the project', () => {
    const text = '[project]\nname = "x"\ndependencies = ["torch>=2"]\n\n[tool.poetry]\npackage-mode = false';
    const document = parsed(text);
    const after = applied(text, takeFromPoetrySource(document, index, { asked: entriesOf(document, 'torch'), added: [] }));
    expect(after).toBe(`${text}\n\n[tool.poetry.dependencies]\ntorch = { source = "pytorch-cpu" }\n\n[[tool.poetry.source]]\nname = "pytorch-cpu"\nurl = "https://download.pytorch.org/whl/cpu"\npriority = "explicit"`);
  });
});

test('a file as long as any that is read takes no time out of proportion', () => {
  const keys = Array.from({ length: 20_000 }, (_, index) => `k${index} = "*"`).join('\n');
  const list = Array.from({ length: 20_000 }, (_, index) => `"l${index}",`).join('\n');
  const text = `[project]\nname = "x"\ndynamic = ["dependencies"]\n[dependency-groups]\na = [\n${list}\n]\n[tool.poetry.dependencies]\n${keys}\n`;
  const start = performance.now();
  expect(parsed(text).entries).toHaveLength(40_000);
  expect(performance.now() - start).toBeLessThan(20_000);
}, 60_000);
