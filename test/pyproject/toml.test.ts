import { expect, test } from 'vitest';
import { readToml, tomlAt, tomlItems, tomlText, tomlTexts } from '#pyproject/toml.js';

function rootOf(text: string) {
  const toml = readToml(text);
  if (!toml.ok) throw new Error(toml.reason);
  return toml.value;
}

test('every value knows its line, in lists of many lines too', () => {
  const root = rootOf('[project]\ndependencies = [\n  "flask", # web\n  "redis",\n]\n');
  expect(tomlTexts(tomlAt(root, 'project', 'dependencies'))).toEqual([{ text: 'flask', line: 3 }, { text: 'redis', line: 4 }]);
});

test('dotted keys, tables under tables and arrays of tables are one tree', () => {
  const root = rootOf('tool.uv.package = false\n[tool.uv.sources]\na = { path = "x" }\n[[tool.uv.index]]\nname = "one"\n[[tool.uv.index]]\nname = "two"\n');
  expect(tomlText(tomlAt(root, 'tool', 'uv', 'sources', 'a', 'path'))).toBe('x');
  expect(tomlItems(tomlAt(root, 'tool', 'uv', 'index')).map((index) => tomlText(tomlAt(index, 'name')))).toEqual(['one', 'two']);
});

test('a key called __proto__ is a key', () => {
  expect(rootOf('[__proto__]\na = "x"\n').entries.map(({ key }) => key)).toEqual(['__proto__']);
});

test('a byte order mark moves nothing', () => {
  expect(tomlAt(rootOf('\ufeffa = "x"\n'), 'a')).toMatchObject({ line: 1, span: { start: 5, end: 8 } });
});

test.each([
  ['a = 1\nb 2\n', 2],
  ['a = 1\na = 2\n', 2],
  ['<<<<<<< HEAD\na = 1\n', 1],
])('what is no TOML names its line: %j', (text, line) => {
  expect(readToml(text)).toMatchObject({ ok: false, line, reason: expect.stringContaining('not valid TOML') });
});

test.each([
  ['brackets', `a = ${'['.repeat(200_000)}`],
  ['dots', `a${'.a'.repeat(100_000)} = 1`],
  ['brackets behind strings', `a = ["]", ']', """]""", ${'['.repeat(101)}`],
])('%s without end are refused before they are read', (_, text) => {
  expect(readToml(text)).toEqual({ ok: false, reason: 'more than 100 values inside each other', line: 1 });
});

test('a string that never closes is given up in time that grows with its length', () => {
  const started = performance.now();
  expect(readToml(`a = "${'\\"'.repeat(400_000)}`).ok).toBe(false);
  expect(performance.now() - started).toBeLessThan(5000);
});
