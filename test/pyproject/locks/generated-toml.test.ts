import { describe, expect, it } from 'vitest';
import { readGeneratedToml } from '#pyproject/locks/generated-toml.js';
import { readToml } from '#pyproject/toml.js';

describe('TOML as package managers write it', () => {
  it.each([
    ['tables and arrays of tables', '# generated\nversion = 1\n[[package]]\nname = "a"\n[package.dependencies]\nb = "*"\n[[package]]\nname = "c"\n\n[metadata]\nhash = "x"\n'],
    ['inline tables and arrays over lines', 'x = [\n    { name = "a", extra = ["b", "c"] }, # why\n    { name = "d" },\n]\ny = { a.b = 1, "c d" = true }\nz = []\n'],
    ['strings with escapes', 'a = "say \\"hi\\" \\\\ \\u00e9 \\U0001F600"\nb = \'C:\\raw\'\n"quoted key" = ""\n'],
    ['numbers and booleans', 'a = 1_000\nb = -3\nc = 1.5\nd = true\ne = false\n'],
    ['a table that only longer names made before', '[a.b]\nx = 1\n[a]\ny = 2\n'],
    ['line ends of Windows and a byte order mark', '\ufeffa = 1\r\n[b]\r\nc = "d"\r\n'],
    ['nothing', ''],
  ])('%s: the same as the full parser, lines and places included', (_what, text) => {
    const full = readToml(text);
    expect(full.ok).toBe(true);
    expect(readGeneratedToml(text)).toEqual(full);
  });

  it.each([
    ['a string over several lines', 'a = """\nx\n"""\n', 1],
    ['a string that is not closed', 'a = 1\nb = "x\n', 2],
    ['a key that stands twice', 'a = 1\na = 2\n', 2],
    ['a table that stands twice', '[a]\n[b]\n[a]\n', 3],
    ['a word that is no value', 'a = yes\n', 1],
    ['two pairs on one line', 'a = 1 b = 2\n', 1],
    ['an array that never ends', 'a = [1, 2\n', 2],
    ['conflict markers of git', '<<<<<<< HEAD\n', 1],
    ['an escape that TOML does not have', 'a = "\\q"\n', 1],
  ])('%s is refused with its line', (_what, text, line) => {
    expect(readGeneratedToml(text)).toMatchObject({ ok: false, line });
  });

  it('a bomb of brackets ends with a reason', () => {
    expect(readGeneratedToml(`a = ${'['.repeat(100_000)}`)).toMatchObject({ ok: false, reason: 'more than 40 values inside each other' });
    expect(readGeneratedToml(`a = ${'{ a = '.repeat(100_000)}`)).toMatchObject({ ok: false });
    expect(readGeneratedToml(`${'a.'.repeat(100_000)}a = 1`)).toMatchObject({ ok: false });
  });

  it('a lock of 40,000 lines is read in a moment, on a slow machine too', () => {
    const one = (at: number): string => `[[package]]\nname = "p${at}"\nversion = "1.0"\nsource = { registry = "https://pypi.org/simple" }\ndependencies = [\n    { name = "p${at + 1}" },\n]\nwheels = [\n${'    { url = "https://files.example/p.whl", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000", size = 1 },\n'.repeat(30)}]\n\n`;
    const text = Array.from({ length: 1000 }, (_, at) => one(at)).join('');
    const started = performance.now();
    expect(readGeneratedToml(text).ok).toBe(true);
    expect(performance.now() - started).toBeLessThan(4000);
    expect(text.split('\n').length).toBeGreaterThan(39_000);
  });
});
