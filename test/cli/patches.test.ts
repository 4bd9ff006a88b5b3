import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clone as cloneOf, repository, temporaryFolder, type Repository } from '../patch/git.js';
import { slimify } from './slimify.js';

const KINDS = ['rule', 'service', 'one'] as const;

const DOCKERFILE = 'FROM python:3.11-slim\nCOPY requirements.txt /tmp/requirements.txt\nRUN pip install -r /tmp/requirements.txt\nCMD ["python", "-m", "flask"]\n';

/** Two services in folders of these names, each with a list of its own and a fix or two for it. */
function services(names: readonly string[], change: (text: string) => string = (text) => text): Readonly<Record<string, string>> {
  return Object.fromEntries(names.flatMap((name) => [
    [`${name}/Dockerfile`, change(DOCKERFILE)],
    [`${name}/requirements.txt`, change('flask==3.0.0\nipaddress==1.0.23\n')],
  ]));
}

const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
const withoutEnd = (text: string): string => text.replace(/\r?\n$/, '');

const ODD_NAMES = ['my app', ' led', 'übung', 'say "hi"', 'tab\there', 'back\\slash', "it's", 'new\nline', '-rf', 'escape\u001b[2J', 'del\u007f', 'c1\u009b', 'star*[a]', 'dev/null', 'a => b', '0001-x.patch'];

const TREES: readonly { readonly what: string; readonly files: Readonly<Record<string, string>>; readonly setting?: string }[] = [
  {
    what: 'texts and names of every kind',
    files: {
      ...services(['plain', 'b']),
      ...services(['windows'], crlf),
      ...services(['cut'], withoutEnd),
      ...services(['cut windows'], (text) => withoutEnd(crlf(text))),
      ...services(['mark'], (text) => `\ufeff${text}`),
      ...services(['mail'], (text) => `# From nobody Mon Sep 17 00:00:00 2001\n${text}# -- >8 --\n# diff --git a/x b/x\n#\u001b[2J \u202e\n`),
      ...services(ODD_NAMES),
    },
  },
  { what: 'files that git gives Windows line ends by their attributes', files: { '.gitattributes': '* text=auto eol=crlf\r\n', ...services(['api', 'my "web"'], crlf) } },
  { what: 'files that git gives Windows line ends by core.autocrlf', files: services(['api', 'web'], crlf), setting: 'core.autocrlf=true' },
];

test.each(TREES)('$what: git am ends where apply does, git revert where it began', ({ files, setting = 'core.autocrlf=false' }) => {
  const repo = repository({});
  repo.git('config', ...setting.split('='));
  for (const [path, text] of Object.entries(files)) repo.write(path, text);
  repo.git('add', '-A');
  repo.git('commit', '-qm', 'files');
  const applied = treeAfterApply(repo, setting);
  for (const by of KINDS) {
    const { patches, err } = patchesOf(repo, by);
    expect(patches.length).toBeGreaterThanOrEqual(by === 'one' ? 1 : 2);
    expect(err).toMatch(/^slimify: \d+ patch(es)?: git am \S+\/\*\.patch\n$/);
    const clone = cloneOf(repo, setting);
    clone.git('am', '-q', ...patches);
    expect(clone.git('status', '--porcelain')).toBe('');
    expect(treeOf(clone)).toBe(applied);
    clone.git('revert', '--no-edit', `HEAD~${patches.length}..HEAD`);
    expect(treeOf(clone)).toBe(treeOf(repo));
    for (const path of Object.keys(files)) expect(clone.read(path)).toBe(files[path]);
  }
}, 120_000);

test('patches reverse with git apply -R, the last one first', () => {
  const repo = repository(services(['api', 'my "web"']));
  const { patches } = patchesOf(repo, 'service');
  const clone = cloneOf(repo);
  clone.git('am', '-q', ...patches);
  for (const patch of patches.toReversed()) clone.git('apply', '-R', '--index', patch);
  expect(clone.git('write-tree')).toBe(repo.git('write-tree'));
});

test('services in any order after what they share, on trees of any kind', { timeout: 240_000 }, () => {
  const text = fc.tuple(fc.constantFrom('unix', 'windows', 'attribute'), fc.boolean());
  const folder = fc.constantFrom('api', 'my "app"', 'übung', 'tab\there', 'back\\slash', 'new\nline', ' led', 'deep/er');
  fc.assert(
    fc.property(fc.uniqueArray(folder, { minLength: 2, maxLength: 4 }), text, fc.infiniteStream(fc.nat()), (names, [ends, cut], numbers) => {
      const change = (one: string): string => (ends === 'unix' ? (whole: string) => whole : crlf)(cut ? withoutEnd(one) : one);
      // One list that all of them install makes shared patches; a second one is each service's own.
      const files = Object.fromEntries(names.flatMap((name) => [
        [`${name}/Dockerfile`, change(`FROM python:3.11-slim\nCOPY libs/requirements.txt /tmp/requirements.txt\nCOPY ["${name.replaceAll(/[\\"]/g, '\\$&').replaceAll('\t', '\\t').replaceAll('\n', '\\n')}/own.txt", "/tmp/own.txt"]\nRUN pip install -r /tmp/requirements.txt\nRUN pip install -r /tmp/own.txt\nCMD ["python", "-m", "flask"]\n`)],
        [`${name}/own.txt`, change('celery==5.4.0\n')],
      ]));
      const compose = `services:\n${names.map((name, index) => `  s${index}:\n    build: { context: ., dockerfile: ${JSON.stringify(`${name}/Dockerfile`)} }\n`).join('')}`;
      const repo = repository({ ...(ends === 'attribute' ? { '.gitattributes': '* text=auto eol=crlf\n' } : {}), 'compose.yaml': ends === 'attribute' ? crlf(compose) : compose, 'libs/requirements.txt': change('flask==3.0.0\nipaddress==1.0.23\n'), ...files });
      const { patches } = patchesOf(repo, 'service');
      const isShared = (patch: string): boolean => /\/0000-shared-[^/]*$/.test(patch);
      const own = patches.filter((patch) => !isShared(patch)).map((patch) => ({ patch, rank: numbers.next().value ?? 0 })).toSorted((a, b) => a.rank - b.rank);
      expect(own.length).toBe(names.length);
      expect(patches.some(isShared)).toBe(true);
      const clone = cloneOf(repo);
      clone.git('am', '-q', ...patches.filter(isShared), ...own.map(({ patch }) => patch));
      expect(treeOf(clone)).toBe(treeAfterApply(repo));
      // One service takes its patches back, the others keep theirs.
      clone.git('revert', '--no-edit', 'HEAD');
      clone.git('revert', '--no-edit', `HEAD~${patches.length + 1}..HEAD~2`);
      expect(treeOf(clone)).toBe(treeOf(repo));
    }),
    { numRuns: 4, seed: 11 },
  );
});

test('a file stays executable, and a link is neither followed nor replaced', () => {
  const repo = repository({ ...services(['api', 'web']), 'compose.yaml': 'services:\n  linked:\n    build: { context: ., dockerfile: linked.Dockerfile }\n' });
  chmodSync(join(repo.root, 'api/Dockerfile'), 0o755);
  symlinkSync('api/Dockerfile', join(repo.root, 'linked.Dockerfile'));
  symlinkSync('web/requirements.txt', join(repo.root, 'requirements.txt'));
  repo.git('add', '-A');
  repo.git('commit', '-qm', 'a program, and links');
  const { patches } = patchesOf(repo, 'rule');
  const clone = cloneOf(repo);
  clone.git('am', '-q', ...patches);
  expect(statSync(join(clone.root, 'api/Dockerfile')).mode & 0o111).toBe(0o111);
  expect(clone.git('diff', '--summary', 'HEAD~2')).toBe('');
  expect(clone.git('diff', '--name-only', 'HEAD~2').trim().split('\n')).toEqual(['api/Dockerfile', 'api/requirements.txt', 'web/Dockerfile', 'web/requirements.txt']);
  expect(clone.git('ls-files', '-s', 'linked.Dockerfile', 'requirements.txt')).toMatch(/^120000 .*\n120000 .*\n$/);
});

test('a workspace below the git root: patches are made for the root', () => {
  const repo = repository(Object.fromEntries(Object.entries(services(['api', 'we "b"'])).map(([path, text]) => [`wor ld/${path}`, text])));
  const { patches } = patchesOf(repo, 'service', '--root', 'wor ld');
  const clone = cloneOf(repo);
  clone.git('am', '-q', ...patches);
  expect(clone.read('wor ld/api/requirements.txt')).toBe('flask==3.0.0\n');
});

test('git repositories inside a folder that is none: a series for each, and one for the files that no git holds', () => {
  const folder = temporaryFolder();
  const one = repository(services(['api']), join(folder, 'my one'));
  const two = repository(services(['web'], crlf), join(folder, 'two'));
  for (const [path, text] of Object.entries(services(['loose'], crlf))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { code, err } = slimify(folder, 'plan', '--patch-dir', 'out');
  expect([code, err]).toEqual([0, [
    'slimify: 2 patches for files that no git holds: git apply out/*.patch',
    "slimify: 2 patches for the git repository in my one: git -C 'my one' am ../out/repository-my-one/*.patch",
    'slimify: 2 patches for the git repository in two: git -C two am ../out/repository-two/*.patch',
    '',
  ].join('\n')]);
  one.git('am', '-q', ...patchFiles(join(folder, 'out/repository-my-one')));
  two.git('am', '-q', ...patchFiles(join(folder, 'out/repository-two')));
  repository({}, temporaryFolder()).git('-C', folder, 'apply', ...patchFiles(join(folder, 'out')));
  expect([one.read('api/requirements.txt'), two.read('web/requirements.txt')]).toEqual(['flask==3.0.0\n', 'flask==3.0.0\r\n']);
  expect(readFileSync(join(folder, 'loose/requirements.txt'), 'utf8')).toBe('flask==3.0.0\r\n');
  expect(slimify(folder, 'plan', '--patch-dir', 'out').err).toBe('slimify: nothing changes: no patches\n');
  expect(['out', 'out/repository-my-one', 'out/repository-two'].flatMap((name) => patchFiles(join(folder, name)))).toEqual([]);
});

test('a repository or submodule inside the workspace is left to itself', () => {
  const repo = repository({ ...services(['api']), 'compose.yaml': 'services:\n  inner:\n    build: ./inner\n  module:\n    build: ./module/web\n' });
  const inner = repository(Object.fromEntries(Object.entries(services(['.'])).map(([path, text]) => [path.slice(2), text])), join(repo.root, 'inner'));
  const source = repository(services(['web']));
  repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', source.root, 'module');
  repo.git('commit', '-qam', 'a submodule');
  const { patches, out } = patchesOf(repo, 'service');
  expect(out).not.toMatch(/^diff --git a\/(inner|module)/m);
  const clone = cloneOf(repo);
  clone.git('am', '-q', ...patches);
  expect(clone.git('diff', '--name-only', `HEAD~${patches.length}`).trim().split('\n')).toEqual(['api/Dockerfile', 'api/requirements.txt']);
  expect(inner.git('status', '--porcelain')).toBe('');
});

test('the same plan gives the same patches, wherever and whenever; they have no date', () => {
  const [one, other] = [repository(services(['api', 'web'])), repository(services(['api', 'web']))];
  const texts = (repo: Repository): readonly string[] => patchesOf(repo, 'service').patches.map((patch) => readFileSync(patch, 'utf8'));
  const first = texts(one);
  expect(texts(other)).toEqual(first);
  for (const text of first) {
    expect(text).not.toContain(one.root);
    expect(text.slice(0, text.indexOf('\n\n'))).not.toMatch(/^Date:/m);
    expect(text).toMatch(/^From 0{40} Mon Sep 17 00:00:00 2001\nFrom: slimify <slimify@localhost>\nSubject: \[PATCH \d+\/\d+\] /);
  }
});

test('files that hold something else than the last commit are named: the patches stand on that', () => {
  const repo = repository(services(['api', 'web']));
  repo.write('api/requirements.txt', 'flask==3.0.1\nipaddress==1.0.23\n');
  const { err } = slimify(repo.root, 'plan', '--patch-dir', temporaryFolder());
  expect(err.split('\n')[1]).toBe('slimify: the patches stand on changes that are not committed (api/requirements.txt): commit these first, or they do not apply');
});

test('apply writes the same series beside what it writes', () => {
  const repo = repository(services(['api', 'web']));
  const planned = patchesOf(repo, 'one').patches.map((patch) => readFileSync(patch, 'utf8'));
  const clone = cloneOf(repo);
  const folder = temporaryFolder();
  const { code, err } = slimify(clone.root, 'apply', '--yes', '--safety', 'review', '--patch-dir', folder, '--patch-by', 'one');
  expect([code, err.split('\n').length]).toEqual([0, 2]);
  expect(patchFiles(folder).map((patch) => readFileSync(patch, 'utf8'))).toEqual(planned);
});

/** The patches of a plan, in their order. */
function patchesOf(repo: Repository, by: (typeof KINDS)[number], ...words: readonly string[]): { readonly patches: readonly string[]; readonly out: string; readonly err: string } {
  const folder = temporaryFolder();
  const { code, out, err } = slimify(repo.root, 'plan', '--patch-dir', folder, '--patch-by', by, ...words);
  expect(code).toBe(0);
  return { patches: patchFiles(folder), out, err };
}

function patchFiles(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.patch')).sort().map((name) => join(folder, name));
}

/** The tree of the last commit. */
function treeOf(repo: Repository): string {
  return repo.git('rev-parse', 'HEAD^{tree}');
}

/** The tree that there is once `apply` has written the same plan into another clone. */
function treeAfterApply(repo: Repository, ...settings: readonly string[]): string {
  const clone = cloneOf(repo, ...settings);
  const { code, err } = slimify(clone.root, 'apply', '--yes', '--safety', 'review');
  expect([code, err]).toEqual([0, '']);
  clone.git('add', '-A');
  return clone.git('write-tree');
}
