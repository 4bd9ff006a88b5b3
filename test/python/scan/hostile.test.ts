import { describe, expect, test } from 'vitest';
import { scanPython } from '#python/scan/scan.js';

/** Twice the size may take this many times as long; quadratic work at these sizes would take minutes. */
const LIMIT = 10_000;

describe('large or hostile files take time that grows with their size', () => {
  const many = 100_000;
  test.each([
    ['open brackets', '('.repeat(many)],
    ['open calls', 'f(a, '.repeat(many)],
    ['open lists in calls', 'f([a, '.repeat(many)],
    ['closed brackets', `${'('.repeat(many)}${')'.repeat(many)}`],
    ['nested calls with literals', `${'f("a", '.repeat(many)}${')'.repeat(many)}`],
    ['continuations', '\\\n'.repeat(many * 5)],
    ['one line of 5 MB', 'a.b(c) + '.repeat(600_000)],
    ['one string of 5 MB', `x = "${'a'.repeat(5_000_000)}"`],
    ['a string without an end', `x = """${'import a\n'.repeat(500_000)}`],
    ['quotes', `x = ${'"'.repeat(1_000_001)}`],
    ['strings beside each other', `x = ${'"a" '.repeat(many * 3)}`],
    ['open f-strings', 'f"{'.repeat(many)],
    ['open f-strings in both quotes', 'f"{f\'{'.repeat(many)],
    ['nested specifications', `f"${'{a:'.repeat(many)}`],
    ['a chain of names', `import a\na${'.b'.repeat(many)}(1)`],
    ['a module with many names', `import a${'.b'.repeat(many)}`],
    ['dots', `from ${'.'.repeat(many)} import a\n`],
    ['headers on one line', 'else:'.repeat(many)],
    ['tries on one line', 'try:import a;'.repeat(many)],
    ['functions on one line', 'def f(a):import a;a.b;'.repeat(many)],
    ['deep indentation', Array.from({ length: 3_000 }, (_, depth) => `${' '.repeat(depth)}if x:\n`).join('')],
    ['long chains of elif', `if sys.version_info:\n pass\n${'elif sys.version_info:\n import a\n'.repeat(20_000)}`],
    ['async', 'async '.repeat(many)],
    ['lambdas', `x = ${'lambda: '.repeat(many)}`],
    ['global names', `def f():\n global ${'a, '.repeat(many)}a\n import a\n`],
    ['lines in an open bracket', `x = (\n${'from a from a from a\n'.repeat(50_000)}`],
    ['search paths of search paths', `import sys\n${'a = a + "/x"\nsys.path.append(a)\n'.repeat(3_000)}`],
    ['one huge sum', `import sys\nsys.path = ${'["a"] + '.repeat(many)} sys.path`],
    ['many parameters', `import a\ndef f(${'a, '.repeat(many)}b): a.c\n`],
    ['one name imported many times', Array.from({ length: 50_000 }, (_, index) => `import m${index} as m\nm.x\n`).join('')],
    ['null bytes', '\0'.repeat(many * 10)],
  ])('%s', { timeout: 2 * LIMIT }, (_, text) => {
    const start = performance.now();
    const source = scanPython(Buffer.from(text));
    expect(performance.now() - start).toBeLessThan(LIMIT);
    expect(source.problems.length).toBeLessThanOrEqual(20);
  });

  test('a file that is no code any more is not read', () => {
    const { imports, problems } = scanPython(Buffer.alloc(20_000_001, 'import a\n'));
    expect(imports).toEqual([]);
    expect(problems).toEqual([{ line: 1, reason: 'larger than 20 MB' }]);
  });
});
