import { describe, expect, test } from 'vitest';
import { contextTree } from '#files/context-tree.js';
import { isIgnored, readDockerignore } from '#files/dockerignore.js';
import { makeTree } from '#files/tree.js';

/**
 * One ignore file, one path of the context, and what BuildKit does with it: answers of moby/patternmatcher v0.6.1
 * under tonistiigi/fsutil's walk, written down as they came. `refused`: the build fails.
 */
const ANSWERS: readonly (readonly [string, string, 'in' | 'out' | 'refused'])[] = [
  ['docs', 'docs/a.md', 'out'],
  ['/docs', 'docs/a.md', 'out'],
  ['docs/', 'docs/a.md', 'out'],
  ['./docs', 'docs', 'out'],
  ['docs/.', 'docs/a.md', 'out'],
  ['a/../docs', 'docs/x', 'out'],
  ['*.pyc', 'a.pyc', 'out'],
  ['*.pyc', 'src/a.pyc', 'in'],
  ['**/*.pyc', 'src/deep/a.pyc', 'out'],
  ['**/*.pyc', 'a.pyc', 'out'],
  ['*/*.pyc', 'src/deep/a.pyc', 'in'],
  ['**foo', 'src/barfoo', 'out'],
  ['**/foo', 'barfoo', 'in'],
  ['**/foo', 'foo', 'out'],
  ['foo**', 'foobar/x', 'out'],
  ['foo/**', 'foo/x/y', 'out'],
  ['foo/**', 'foo', 'in'],
  ['foo/*', 'foo/x/y', 'out'],
  ['a/**/b', 'a/b', 'out'],
  ['a/**/b', 'a/x/y/b', 'out'],
  ['a**b', 'a/b', 'out'],
  ['a**b', 'ab', 'out'],
  ['a**b', 'axb', 'in'],
  ['**', 'x/y', 'out'],
  ['*', 'x/y', 'out'],
  ['.', 'x', 'in'],
  ['/', 'x', 'in'],
  ['..', 'x', 'in'],
  ['*\n!src', 'src/a.py', 'in'],
  ['*\n!src', 'lib/a.py', 'out'],
  ['src\n!src/keep', 'src/keep/a', 'in'],
  ['src\n!src/keep', 'src/drop/a', 'out'],
  ['*\n!**/*.py', 'src/deep/a.py', 'in'],
  ['*\n!*.py', 'src/a.py', 'out'],
  ['!a\na', 'a', 'out'],
  ['a\n!a\na', 'a', 'out'],
  ['*/b\n!a', 'a/b', 'out'],
  ['*\n!a/b/c', 'a/b/x', 'out'],
  ['a/b\n!a', 'a/b/c', 'out'],
  ['! a', 'a', 'in'],
  ['*\n! a', 'a', 'in'],
  ['*\n!/a', 'a', 'in'],
  ['/!a', 'a', 'in'],
  ['*\n/!a', 'a', 'in'],
  ['#a', '#a', 'in'],
  [' #a', '#a', 'out'],
  ['a #b', 'a', 'in'],
  ['\\#a', '#a', 'out'],
  ['\\!a', '!a', 'out'],
  ['[a-c]x', 'bx', 'out'],
  ['[^a-c]x', 'bx', 'in'],
  ['[!a]x', '!x', 'out'],
  ['[!a]x', 'bx', 'in'],
  ['a[]b]c', 'a]c', 'refused'],
  ['a?c', 'a/c', 'in'],
  ['a?c', 'abc', 'out'],
  ['a\\*c', 'a*c', 'out'],
  ['a\\*c', 'abc', 'in'],
  ['file.txt', 'fileXtxt', 'in'],
  ['*.t+t', 'a.ttt', 'in'],
  ['x{2}*', 'xx', 'out'],
  ['x{2}*', 'x{2}', 'in'],
  ['*.{js,ts}', 'a.js', 'in'],
  ['*.{js,ts}', 'a.{js,ts}', 'out'],
  ['a|b*', 'bx', 'out'],
  ['a|b', 'b', 'in'],
  ['a^b*', 'a^b', 'in'],
  ['[a', '[a', 'refused'],
  ['a\\', 'a\\', 'refused'],
  ['!', 'a', 'refused'],
  ['!/', 'a', 'refused'],
  ['[b-a]', 'a', 'refused'],
  ['*{2}', 'aa', 'refused'],
  ['  a  ', 'a', 'out'],
  ['a\r\nb', 'a', 'out'],
  ['\ufeffa', 'a', 'out'],
  ['A', 'a', 'in'],
  ['Dockerfile\n.dockerignore', 'Dockerfile', 'out'],
  ['é?', 'éé', 'out'],
  ['[é]', 'é', 'out'],
  ['?', '😀', 'out'],
];

test.each(ANSWERS)('%j and the path %j: %s, as in BuildKit', (text, path, answer) => {
  const ignore = readDockerignore('.dockerignore', text);
  if (ignore.problems.length > 0) expect(ignore.problems[0]?.kind).toBe(answer);
  else expect(isIgnored(ignore, path).ignored ? 'out' : 'in').toBe(answer);
});

describe('reading', () => {
  test('each pattern keeps the line it stands on; comments and blank lines count', () => {
    const ignore = readDockerignore('api/.dockerignore', '# made by hand\n\n  /docs/ \n! docs/api.md\n');
    expect(ignore.patterns.map(({ pattern, written, line, negated }) => ({ pattern, written, line, negated }))).toEqual([
      { pattern: 'docs', written: '/docs/', line: 3, negated: false },
      { pattern: 'docs/api.md', written: '! docs/api.md', line: 4, negated: true },
    ]);
  });

  test('what Docker refuses is named with its line, and the other patterns hold', () => {
    const ignore = readDockerignore('.dockerignore', '*.log\n!\ndata[\n');
    expect(ignore.problems).toEqual([
      { kind: 'refused', line: 2, reason: 'Docker refuses a `!` without a pattern' },
      { kind: 'refused', line: 3, reason: 'Docker refuses the pattern data[: a bracket that is not closed, or that holds nothing' },
    ]);
    expect(isIgnored(ignore, 'a.log').ignored).toBe(true);
  });

  test('a line of 64 KiB ends the reading, as it ends the build', () => {
    const ignore = readDockerignore('.dockerignore', `a\n${'x'.repeat(65_536)}\nb\n`);
    expect(ignore.patterns.map(({ pattern }) => pattern)).toEqual(['a']);
    expect(ignore.problems).toEqual([{ kind: 'refused', line: 2, reason: 'Docker refuses a line of 65,536 bytes or more' }]);
  });

  test('a pattern that only Go can read is unread, not guessed', () => {
    expect(readDockerignore('.dockerignore', '*[[:digit:]]\n').problems).toEqual([
      { kind: 'unread', line: 1, reason: 'the pattern *[[:digit:]] is not read: a named class of characters' },
    ]);
  });
});

describe('asking', () => {
  test('the pattern that excludes a file is the first since it was last in', () => {
    const ignore = readDockerignore('.dockerignore', 'src\n!src/app\n**/*.py\n');
    expect(isIgnored(ignore, 'src/app/main.py').by?.line).toBe(3);
    expect(isIgnored(ignore, 'src/old/main.py').by?.line).toBe(1);
    expect(isIgnored(ignore, 'src/app/logo.png').by).toBeNull();
  });

  test('a pattern made to take ages on a long path answers at once', () => {
    const ignore = readDockerignore('.dockerignore', `${'*a'.repeat(200)}b\n${'**/a/'.repeat(200)}x\n`);
    const started = performance.now();
    expect(isIgnored(ignore, 'a'.repeat(4000)).ignored).toBe(false);
    expect(isIgnored(ignore, 'a/'.repeat(2000) + 'a').ignored).toBe(false);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('fifty thousand paths and a usual file are a matter of moments', () => {
    const text = '**/.git\n**/__pycache__\n**/*.pyc\n**/node_modules\n*.md\n!README.md\ndocs/\n**/test_*\n.venv\n**/.env*\ndata/**/*.csv\n**/*~\n';
    const ignore = readDockerignore('.dockerignore', text);
    const paths = Array.from({ length: 50_000 }, (_, index) => `services/s${index % 500}/app/part${index % 7}/module_${index}.py`);
    const started = performance.now();
    expect(paths.filter((path) => isIgnored(ignore, path).ignored)).toEqual([]);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe('the context of a build', () => {
  const tree = makeTree('/repo', null, ['api/.dockerignore', 'api/Dockerfile', 'api/app/main.py', 'api/data/keep/a.csv', 'api/data/b.csv', 'lib/util.py']);
  const ignore = readDockerignore('api/.dockerignore', '*.md\ndata\n!data/keep\nDockerfile\n');

  test('holds the workspace paths inside it that no pattern excludes', () => {
    expect(contextTree(tree, 'api', ignore).paths).toEqual(['api/.dockerignore', 'api/app/main.py', 'api/data/keep/a.csv']);
  });

  test('a Dockerfile that is excluded still builds but cannot be copied', () => {
    expect(contextTree(tree, 'api', ignore).has('api/Dockerfile')).toBe(false);
  });

  test('an excluded folder is there all the same for the file in it that comes back', () => {
    const context = contextTree(tree, 'api', ignore);
    expect(context.hasFolder('api/data')).toBe(true);
    expect(context.hasFolder('lib')).toBe(false);
  });

  test('a folder whose files are all excluded is there and empty', () => {
    const context = contextTree(tree, 'api', readDockerignore('api/.dockerignore', 'app/*\n'));
    expect([context.hasFolder('api/app'), context.has('api/app/main.py')]).toEqual([true, false]);
  });

  test('says which pattern keeps a file out, and where it stands', () => {
    expect(contextTree(tree, 'api', ignore).excludedBy('api/data/b.csv')).toEqual({ pattern: 'data', at: { path: 'api/.dockerignore', line: 2 } });
    expect(contextTree(tree, 'api', ignore).excludedBy('api/app/main.py')).toBeNull();
  });

  test('the same context is made once', () => {
    expect(contextTree(tree, 'api', ignore)).toBe(contextTree(tree, 'api', readDockerignore(ignore.path, ignore.text)));
  });
});
