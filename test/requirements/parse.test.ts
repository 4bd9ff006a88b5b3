import { describe, expect, test } from 'vitest';
import { parseRequirements } from '#requirements/parse.js';
import type { Entry } from '#requirements/types.js';
import { documentOf } from './helpers.js';

function only(text: string): Entry {
  const { entries } = documentOf(text);
  expect(entries).toHaveLength(1);
  const [entry] = entries;
  if (!entry) throw new Error('no entry');
  return entry;
}

describe('a requirement', () => {
  test('has name, extras, specifiers and marker with their places in the file', () => {
    const text = '# web\n  Uvicorn[standard] >=0.30,<1 ; python_version < "3.13"  # server\n';
    const document = documentOf(text);
    const entry = document.entries[0];
    if (entry?.kind !== 'requirement') throw new Error(entry?.kind);
    expect(entry).toMatchObject({ name: 'uvicorn', lines: { first: 2, last: 2 }, hashes: [], via: null });
    const cut = (span: { start: number; end: number } | null): string | null => span && text.slice(span.start, span.end);
    expect(cut(entry.span)).toBe('  Uvicorn[standard] >=0.30,<1 ; python_version < "3.13"  # server');
    expect(cut(entry.comment)).toBe('# server');
    expect(cut(entry.leading)).toBe('# web');
    expect(Object.values(entry.places).map(cut)).toEqual(['Uvicorn', '[standard]', '>=0.30,<1', 'python_version < "3.13"']);
  });

  test('keeps its hashes over continued lines', () => {
    const entry = only('six==1.17.0 \\\n    --hash=sha256:aa \\\n    --hash=sha512:bb');
    expect(entry).toMatchObject({ kind: 'requirement', hashes: ['sha256:aa', 'sha512:bb'], lines: { first: 1, last: 3 } });
  });

  test('has no place where a continuation splits it', () => {
    const entry = only('foo>=1,\\\n<2');
    expect(entry).toMatchObject({ kind: 'requirement', places: { name: { start: 0, end: 3 }, specifiers: null } });
  });

  test('may end with a bare semicolon, and its URL with a marker that touches it', () => {
    expect(only('foo;')).toMatchObject({ kind: 'requirement', requirement: { marker: null } });
    expect(only('foo @ https://a/b.whl;os_name=="nt"')).toMatchObject({ kind: 'requirement', requirement: { url: 'https://a/b.whl', marker: 'os_name=="nt"' } });
  });

  test('keeps the options behind it', () => {
    expect(only('foo -C a=b --config-settings=c=d')).toMatchObject({
      kind: 'requirement', options: [{ name: '--config-settings', value: 'a=b' }, { name: '--config-settings', value: 'c=d' }],
    });
  });
});

describe('option lines', () => {
  test.each([
    ['-r base.txt', [['--requirement', 'base.txt']]],
    ['-rbase.txt', [['--requirement', 'base.txt']]],
    ['--requirement=base.txt', [['--requirement', 'base.txt']]],
    ['--requirem "my file.txt"', [['--requirement', 'my file.txt']]],
    ['--extra https://a', [['--extra-index-url', 'https://a']]],
    ['--pypi-url https://a', [['--index-url', 'https://a']]],
    ['-i https://${TOKEN}@a --no-index --pre', [['--index-url', 'https://${TOKEN}@a'], ['--no-index', null], ['--pre', null]]],
    ['--no-binary :all: --only-binary=a,b', [['--no-binary', ':all:'], ['--only-binary', 'a,b']]],
  ])('%s', (text, expected) => {
    const entry = only(text);
    if (entry.kind !== 'option') throw new Error(entry.kind);
    expect(entry.options.map(({ name, value }) => [name, value])).toEqual(expected);
  });

  test('know where their values stand', () => {
    const text = '-r "a b.txt" --index-url=https://x -f a\\ b';
    const entry = only(text);
    if (entry.kind !== 'option') throw new Error(entry.kind);
    expect(entry.options.map(({ valueSpan }) => valueSpan && text.slice(valueSpan.start, valueSpan.end))).toEqual(['a b.txt', 'https://x', null]);
  });
});

describe('what has no version of its own', () => {
  test.each([
    ['./libs/shared[db]', { form: 'path', target: './libs/shared', extras: ['db'], editable: false }],
    ['.', { form: 'path', target: '.' }],
    ['-e .[dev]', { form: 'path', target: '.', extras: ['dev'], editable: true }],
    ['-e libs/shared', { form: 'path', target: 'libs/shared', editable: true }],
    ['wheels/torch-2.1.0+cpu-cp311-cp311-linux_x86_64.whl', { form: 'archive', name: 'torch' }],
    ['https://a/torch-2.1.0%2Bcpu-cp311-cp311-linux_x86_64.whl', { form: 'url', name: 'torch' }],
    ['foo.tar.gz ; os_name == "nt"', { form: 'archive', name: null, marker: 'os_name == "nt"' }],
    ['git+https://a/b.git@v1#egg=Foo_Bar&subdirectory=c', { form: 'vcs', name: 'foo-bar' }],
    ['-e git+ssh://git@a/b.git#egg=foo', { form: 'vcs', name: 'foo', editable: true }],
    ['-e "foo[x] @ git+https://a/b ; os_name == \'nt\'"', { form: 'vcs', name: 'foo', extras: ['x'], marker: "os_name == 'nt'", target: 'git+https://a/b' }],
    ['file:./p', { form: 'url', target: 'file:./p' }],
  ])('%s', (text, expected) => {
    const entry = only(text);
    expect(entry).toMatchObject({ kind: 'local', ...expected });
    if (entry.kind === 'local') expect(entry.targetSpan && text.slice(entry.targetSpan.start, entry.targetSpan.end)).toBe(entry.target);
  });
});

describe('what pip refuses', () => {
  test.each([
    ['foo=1', /`==`/],
    ['foo==1\t--hash=sha256:aa', /not expected/],
    ['foo --hash=md5:aa', /sha256/],
    ['foo --install-option=x', /no option --install-option/],
    ['--re x', /--require-hashes or --requirement/],
    ['--pre=1', /takes no value/],
    ['-r', /no value/],
    ['-r "x', /not closed/],
    ['--use-feature 2020-resolver', /no feature/],
    ['foo ; python_versions < "3"', /marker/],
    ['-e git+https://a/b', /needs a name/],
    ['-e https://a/b', /a folder or a repository/],
    ['git+https://a/b#egg=foo[x]', /more than a name/],
    ['git+git@github.com:a/b.git', /without a scheme/],
    ['C:\\wheels\\x', /Windows path/],
    ['x.whl', /file name of a wheel/],
    ['foo==${VERSION}', /unless \$\{VERSION\} is set/],
  ])('%s', (text, reason) => {
    const document = documentOf(`six\n${text}\nidna\n`);
    expect(document.entries.map(({ kind }) => kind)).toEqual(['requirement', 'invalid', 'requirement']);
    expect(document.problems).toEqual([{ kind: 'refused', line: 2, reason: expect.stringMatching(reason) }]);
  });
});

describe('problems that do not keep the file from being read', () => {
  test('merge conflicts', () => {
    const { problems } = documentOf('<<<<<<< HEAD\nfoo==1\n=======\nfoo==2\n>>>>>>> topic\n');
    expect(problems.map(({ kind, line }) => [kind, line])).toEqual([['conflict', 1], ['conflict', 3], ['conflict', 5]]);
  });

  test('templates, even where pip would read the line', () => {
    const { problems } = documentOf('{% if celery %}\ncelery=={{ v }}\n{% endif %}\n-r {{base}}\n# {{ fine }}\n');
    expect(problems.map(({ kind, line }) => [kind, line])).toEqual([['template', 1], ['template', 2], ['template', 3], ['template', 4]]);
  });

  test.each([
    ['foo --pre', 'pip ignores this option behind a requirement'],
    ['-r a -c b', 'pip reads one file of this line and ignores the others'],
    ['-e ./p ;', 'pip ignores `;` on this line'],
    ['foo==1 \\\n  # c\n  --hash=sha256:aa', 'pip ignores a hash that stands apart'],
  ])('%s', (text, reason) => {
    expect(documentOf(text).problems).toEqual([{ kind: 'ignored', line: expect.any(Number), reason: expect.stringContaining(reason) }]);
  });

  test('another encoding matters only where there is more than ASCII', () => {
    expect(documentOf('# -*- coding: latin-1 -*-\nfoo # caf\u00e9\n').problems).toMatchObject([{ kind: 'encoding', line: 1 }]);
    expect(documentOf('# -*- coding: latin-1 -*-\nfoo\n').problems).toEqual([]);
    expect(documentOf('# -*- coding: utf-8 -*-\nfoo # caf\u00e9\n').problems).toEqual([]);
  });
});

test('a `# via` block belongs to the requirement above it, not to the one below', () => {
  const text = 'click==8.1.7 \\\n    --hash=sha256:aa\n    # via\n    #   flask\n    # from https://index.example.org/simple\nflask==3.0.0\n    # via -r requirements.in\n';
  const [click, flask] = documentOf(text).entries;
  expect(click?.via && text.slice(click.via.start, click.via.end)).toBe('    # via\n    #   flask\n    # from https://index.example.org/simple');
  expect(flask).toMatchObject({ leading: null });
  expect(flask?.via && text.slice(flask.via.start, flask.via.end)).toBe('    # via -r requirements.in');
});

test('a line of 20,000 continuations and a file of 10 MB are not read', () => {
  expect(parseRequirements('r.txt', `a${'\\\n'.repeat(20_001)}`)).toMatchObject({ ok: false, line: 1 });
  expect(parseRequirements('r.txt', 'a\n'.repeat(5_000_001))).toMatchObject({ ok: false });
});

test('long lines of brackets, braces and blanks do not take forever', () => {
  for (const unit of ['[', ']', '{{', ' ', '=', 'a[', '"', '.', '/.', '\\', '-', ';', '(']) {
    expect(parseRequirements('r.txt', `x${unit.repeat(400_000 / unit.length)}`)).toMatchObject({ ok: true });
  }
}, 20_000);
