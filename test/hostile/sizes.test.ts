import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { slimifyBeside, type Outcome } from '../cli/slimify.js';
import type { Distribution } from '../indexes/distribution.js';
import { ORDINARY } from '../indexes/instances.js';
import type { Fault, IndexOptions } from '../indexes/options.js';
import { startIndex } from '../indexes/server.js';
import { pipPython } from '../oracles/pip-venv.js';
import { uvProgram } from '../oracles/uv-venv.js';
import { repository, temporaryFolder } from '../patch/git.js';
import { faults } from '../report/schema.js';

/** No command may take longer on these small repositories, on a slow machine with others at work. */
const LIMIT = 30_000;

/** pandas and acme-core are used; nothing needs requests. acme-core, of which no catalogue knows anything, brings acme-util and six. */
const FILES = {
  'compose.yaml': 'services:\n  api:\n    build: .\n',
  'Dockerfile': 'FROM python:3.12-slim-bookworm\nWORKDIR /srv\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . .\nCMD ["python", "main.py"]\n',
  'requirements.txt': 'pandas==2.2.3\nacme-core==1.0\nrequests==2.32.3\n',
  'main.py': 'import acme_core\nimport pandas\n\nprint(pandas.Timestamp.now())\n',
};

function own(name: string, version: string, requires: readonly string[] = [], more: Partial<Distribution> = {}): Distribution {
  const wheels = [{ file: `${name.replaceAll('-', '_')}-${version}-py3-none-any.whl`, bytes: null }];
  return { name, version, requires, requiresPython: null, extras: [], wheels, sdist: null, source: 'made up', ...more };
}

const ACME = [own('acme-core', '1.0', ['acme-util>=1', 'six']), own('acme-util', '1.0'), own('acme-util', '1.1')];

const uv = uvProgram();
const pip = pipPython();

/** A folder for PATH with git and these programs alone: each a name with the file that it is. */
function folderWith(programs: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  const git = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  for (const [name, file] of Object.entries({ git, ...programs })) symlinkSync(file, join(folder, name));
  return folder;
}

/** A program with that name, written as a shell script. */
function scripted(name: string, script: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}`, { mode: 0o755 });
  return `${folder}:${folderWith({ sleep: '/bin/sleep', sh: '/bin/sh' })}`;
}

/** uv asks a Python what it can install: beside it lies one. */
const uvPath = (): string => `${uv.ok ? dirname(uv.uv) : ''}:${folderWith({})}`;
const pipPath = (): string => `${pip.ok ? dirname(pip.python) : ''}:${folderWith({})}`;

interface Asked extends IndexOptions {
  readonly distributions?: readonly Distribution[];
  readonly files?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly env?: Readonly<Record<string, string | null>>;
  readonly cache?: string;
  /** What the machine names as its index, of the address of the running one. */
  readonly address?: (url: string) => string;
  readonly limit?: number;
}

interface Said {
  /** `slimify image api --packages --resolve`. */
  readonly image: Outcome;
  readonly report: Environment;
  /** `slimify plan --resolve`. */
  readonly plan: Outcome;
  readonly requests: readonly string[];
  readonly cache: string;
  readonly root: string;
}

interface Environment {
  readonly by: string;
  readonly complete: boolean;
  readonly total: { readonly bytes: Range | null; readonly unknown: readonly string[] };
  readonly packages: readonly { readonly name: string; readonly version: string | null; readonly bytes: Range | null; readonly because: string }[];
  readonly unresolved: readonly { readonly what: string; readonly reason: string }[];
}

interface Range {
  readonly low: number;
  readonly high: number;
  readonly basis: string;
}

/** Both commands against an index of that kind. Whatever it is: they end well, say at most one line beside, and leave nothing behind. */
async function ask({ distributions = [...ORDINARY, ...ACME], files = {}, path = uvPath(), env = {}, cache = temporaryFolder(), address = (url) => url, limit = LIMIT, ...options }: Asked): Promise<Said> {
  const index = await startIndex(distributions, options);
  const repo = repository({ ...FILES, ...files });
  const temporary = temporaryFolder();
  const url = address(index.url);
  const machine = {
    PATH: path, TMPDIR: temporary, XDG_CACHE_HOME: cache, UV_CACHE_DIR: join(temporaryFolder(), 'uv'),
    UV_DEFAULT_INDEX: url, PIP_INDEX_URL: url, PIP_FIND_LINKS: null, PIP_CONFIG_FILE: '/dev/null', UV_HTTP_RETRIES: '0', PIP_RETRIES: '0',
    http_proxy: null, HTTP_PROXY: null, https_proxy: null, HTTPS_PROXY: null, ALL_PROXY: null, ...env,
  };
  const run = async (...words: readonly string[]): Promise<Outcome> => {
    const start = performance.now();
    const outcome = await slimifyBeside(machine, repo.root, ...words);
    expect(performance.now() - start).toBeLessThan(limit);
    // Where pip alone is on PATH, git is not there either, which is said.
    const [, notes] = /^(?:slimify: git does not answer here [^\n]*\n)?([^]*)$/.exec(outcome.err) ?? [];
    expect([outcome.code, notes?.replace(/^slimify: [^\n]{1,700}\n$/, '')], outcome.err).toEqual([0, '']);
    expect(/[^\n\P{Cc}]/u.exec(outcome.out + outcome.err)).toBeNull();
    return outcome;
  };
  try {
    const image = await run('image', 'api', '--packages', '--resolve');
    const json = await run('image', 'api', '--packages', '--resolve', '--json');
    const plan = await run('plan', '--resolve', '--only', 'requirements/unused');
    expect([repo.git('status', '--porcelain', '--ignored'), readdirSync(temporary)]).toEqual(['', []]);
    expect(faults('packages', JSON.parse(json.out))).toBeNull();
    const [environment] = (JSON.parse(json.out) as { readonly images: readonly { readonly environments: readonly Environment[] }[] }).images[0]?.environments ?? [];
    if (!environment) throw new Error(json.out);
    if (process.env['PROBE']) console.log(expect.getState().currentTestName, '\n', image.err, image.out.split('\n').slice(3, 8).join('\n'), '\n', plan.err, plan.out);
    return { image, report: environment, plan, requests: index.requests.map((one) => one.path), cache, root: repo.root };
  } finally {
    await index.stop();
  }
}

function sizeIn({ report }: Said, name: string): Range | null | undefined {
  return report.packages.find((one) => one.name === name)?.bytes;
}

function reasonFor({ report }: Said, name: string): string {
  return report.packages.find((one) => one.name === name)?.because ?? `${name} is not listed`;
}

/** Nothing was resolved: the catalogue tells what it can, and what it cannot is a gap in the sum. */
function fellBack(said: Said, reason: RegExp): void {
  expect(said.image.err).toMatch(/^slimify: nothing was resolved: /);
  expect(said.image.err).toMatch(reason);
  expect(said.plan.out + said.plan.err).toMatch(reason);
  expect(said.report).toMatchObject({ by: 'edges', complete: false, total: { unknown: expect.arrayContaining(['acme-core']) } });
  expect(said.image.out).toMatch(/\n(?:at least ~\d|size not known)/);
  expect(said.image.out).toContain('not complete: ');
  expect(sizeIn(said, 'acme-core')).toBeNull();
  expect(sizeIn(said, 'pandas')?.basis).toMatch(/catalogue|heuristic/);
  // Of a version that nobody told the figure is a range.
  const numpy = said.report.packages.find(({ name }) => name === 'numpy');
  expect(numpy?.version).toBeNull();
  expect(numpy?.bytes?.high).toBeGreaterThan(2 * (numpy?.bytes?.low ?? 0));
}

/** The one distribution is not known, with the reason; the others are measured as if nothing were. */
function lacks(said: Said, name: string, reason: RegExp): void {
  expect(said.image.err).toBe('');
  expect(said.report).toMatchObject({ by: 'uv', complete: false });
  expect(said.report.unresolved.find(({ what }) => what === name)?.reason).toMatch(reason);
  expect(sizeIn(said, name) ?? null).toBeNull();
  expect(said.image.out).toContain('\nat least ~');
  expect(said.image.out).toMatch(new RegExp(`\\nnot resolved\\n  ${name} `));
  expect(sizeIn(said, 'pandas')).toMatchObject({ low: expect.any(Number) });
  expect(said.plan.out).not.toContain('proved by uv');
}

describe.skipIf(!uv.ok)(`an index that is not there, or goes away (with uv${uv.ok ? '' : `; skipped: ${uv.reason}`})`, () => {
  const onPage = (does: Fault['does'], project = 'acme-util'): Asked => ({ faults: [{ on: 'page', project, does }] });

  test('nobody listens', async () => {
    fellBack(await ask({ address: () => 'http://127.0.0.1:9/simple/' }), /127\.0\.0\.1:9.*Connection refused/);
  });

  test.each<[string, Asked, RegExp]>([
    ['it answers 503 in the middle', onPage('unavailable'), /acme-util.*503 Service Unavailable/],
    ['it is cut off in the middle of a page', onPage('dies'), /acme-util.*end of file before message length/],
    ['it promises more than it sends', onPage('lying-length'), /acme-util.*end of file before message length/],
    ['it never answers', { ...onPage('hangs'), env: { UV_HTTP_TIMEOUT: '1' } }, /acme-util/],
    ['it leads from address to address without end', onPage('redirects-forever'), /redirect/],
  ])('%s: said in one line with the address, and nothing that it told before counts', async (_, options, reason) => {
    fellBack(await ask(options), reason);
  }, 100_000);

  test('it is slow: waited for, and all is known', async () => {
    const said = await ask({ faults: [{ on: 'page', does: 'slow' }] });
    expect([said.image.err, said.report.complete, said.report.total.unknown]).toEqual(['', true, []]);
    expect(said.plan.out).toContain('1 fix proved by uv.');
  }, 100_000);

  test('one page is forbidden: that one is not known', async () => {
    lacks(await ask(onPage('forbidden')), 'acme-util', /credentials|403/);
  });
});

describe.skipIf(!uv.ok)('an index that can do less', () => {
  test.each<[string, Asked]>([
    ['HTML alone, so that no sizes are told', { formats: 'html' }],
    ['JSON without sizes', { sizes: 'none' }],
    ['ranges are ignored and the whole file comes', { ranges: 'ignored' }],
    ['ranges are refused', { ranges: 'refused' }],
    ['none of it: no JSON, no metadata, no ranges', { formats: 'html', metadata: false, ranges: 'refused' }],
  ])('%s: every wheel is measured all the same', async (_, options) => {
    const said = await ask(options);
    expect([said.image.err, said.report.complete, said.report.total.unknown]).toEqual(['', true, []]);
    expect(said.image.out).toContain('sizes of packages: 13 measured on the index');
    expect(said.plan.out).toContain('1 fix proved by uv.');
  });
});

describe.skipIf(!uv.ok)('what cannot be had', () => {
  test.each<[string, Asked, string, RegExp]>([
    ['a version that does not exist', { files: { 'requirements.txt': 'pandas==2.2.3\nacme-core==9.9\nrequests==2.32.3\n' } }, 'acme-core', /^the index has no version 9\.9$/],
    ['a private name', { distributions: ORDINARY }, 'acme-core', /^the index does not have it$/],
    ['a source archive without wheels', { distributions: [...ORDINARY, own('acme-core', '1.0', [], { wheels: [], sdist: { file: 'acme-core-1.0.tar.gz', bytes: null } })] }, 'acme-core', /only a source archive, and nothing is built$/],
    ['wheels for another system alone', { distributions: [...ORDINARY, own('acme-core', '1.0', [], { wheels: [{ file: 'acme_core-1.0-cp312-cp312-win_amd64.whl', bytes: null }] })] }, 'acme-core', /no wheel fits/],
    ['all that fits is yanked', { distributions: [...ORDINARY, own('acme-core', '1.0', ['acme-util>=1']), own('acme-util', '1.0', [], { yanked: 'broken' })] }, 'acme-util', /yanked/],
    ['a version for another Python', { distributions: [...ORDINARY, own('acme-core', '1.0', [], { requiresPython: '>=3.14' })] }, 'acme-core', /Python/],
  ])('%s: named with its reason, and the rest is known', async (_, options, name, reason) => {
    lacks(await ask(options), name, reason);
  });

  test('a version that is yanked and pinned is taken, as pip does', async () => {
    const said = await ask({ distributions: [...ORDINARY, own('acme-core', '1.0', [], { yanked: 'broken' })] });
    expect(said.report).toMatchObject({ complete: true });
    expect(sizeIn(said, 'acme-core')).toMatchObject({ low: expect.any(Number) });
  });

  test('a set that contradicts itself: why is said, and no number is taken from an install that cannot be', async () => {
    fellBack(await ask({ distributions: [...ORDINARY, own('acme-core', '1.0', ['numpy<1'])] }), /numpy/);
  });

  test('packages that require each other, and one itself', async () => {
    const said = await ask({ distributions: [...ORDINARY, own('acme-core', '1.0', ['acme-util', 'acme-core']), own('acme-util', '1.0', ['acme-core'])] });
    expect([said.report.complete, said.report.total.unknown]).toEqual([true, []]);
    expect(said.plan.out).toContain('1 fix proved by uv.');
  });

  test('forty private names: all are named, and the rest is resolved', async () => {
    const names = Array.from({ length: 40 }, (_, number) => `acme-private-${number}`);
    const said = await ask({ files: { 'requirements.txt': `pandas==2.2.3\nacme-core==1.0\n${names.map((name) => `${name}==1.0\n`).join('')}` } });
    expect(said.report.by).toBe('uv');
    expect(said.report.unresolved.map(({ what }) => what).toSorted()).toEqual(names.toSorted());
    expect(sizeIn(said, 'acme-util')).toMatchObject({ low: expect.any(Number) });
  }, 100_000);

  test('300 lines that no index has: given up in time, and the index is not asked for ever', async () => {
    const lines = Array.from({ length: 300 }, (_, number) => `acme-none-${number}==1.0\n`).join('');
    const said = await ask({ files: { 'requirements.txt': `${FILES['requirements.txt']}${lines}` }, limit: 100_000 });
    expect(said.image.out).toContain(': the index does not have it, and 299 more');
    expect(said.report.unresolved).toHaveLength(300);
    expect(sizeIn(said, 'acme-util')).toMatchObject({ low: expect.any(Number) });
    expect(said.image.out).toContain('\nat least ~');
    expect(said.image.out.length).toBeLessThan(10_000);
    expect(said.requests.filter((path) => path.endsWith('/acme-none-77/')).length).toBeLessThanOrEqual(150);
  }, 400_000);

  test('names and markers with escape sequences steer no terminal', async () => {
    const lines = 'pandas==2.2.3\nacme\u001b[31m-core==1.0\nacme-core==1.0 ; python_version > "\u001b]0;title\u0007"\nrequests==2.32.3\n';
    const said = await ask({ files: { 'requirements.txt': lines } });
    expect(said.image.out).toContain('acme\\x1b[31m-core==1.0');
    expect(said.report.complete).toBe(false);
    expect(said.image.out).toContain('\nat least ~');
  });
});

describe.skipIf(!uv.ok)('wheels that are not what the index says', () => {
  const onFile = (does: Fault['does']): Asked => ({ faults: [{ on: 'file', project: 'acme-util', does }] });

  test.each<[Fault['does'], RegExp]>([
    ['wrong-hash', /not the file that the index has the hash of/],
    ['huge-directory', /zip directory is said to have more than 24 MB/],
    ['lying-directory', /directory/],
    ['not-a-zip', /no zip archive/],
  ])('%s: no number is made of it, its bytes as told are not believed either', async (does, reason) => {
    const said = await ask(onFile(does));
    expect([sizeIn(said, 'acme-util'), said.report.total.unknown]).toEqual([null, ['acme-util']]);
    expect(reasonFor(said, 'acme-util')).toMatch(reason);
    expect(said.image.out).toContain('\nat least ~');
    expect(said.image.out).toMatch(/\nsize not known of 1 package\n  acme-util   its wheel is not what the index lists: /);
    expect(sizeIn(said, 'acme-core')).toMatchObject({ low: expect.any(Number) });
  });

  test.each<[Fault['does'], RegExp]>([
    ['unavailable', /answers 503/],
    ['missing', /answers 404/],
    ['dies', /closed the connection/],
    ['lying-length', /closed the connection|another length/],
    ['redirects-forever', /leads on more than 5 times/],
  ])('%s: a range by the bytes that the index tells, wider than what is measured, and the reason', async (does, reason) => {
    const [bad, good] = [await ask(onFile(does)), await ask({})];
    expect(reasonFor(bad, 'acme-util')).toMatch(/^not measured: /);
    expect(reasonFor(bad, 'acme-util')).toMatch(reason);
    const [range, measured] = [sizeIn(bad, 'acme-util'), sizeIn(good, 'acme-util')];
    expect(range?.basis).toBe('heuristic');
    expect((range?.high ?? 0) / (range?.low ?? 1)).toBeGreaterThan((measured?.high ?? 0) / (measured?.low ?? 1));
  });

  test('a wheel that does not come, of an index that tells no bytes, has no number', async () => {
    const said = await ask({ ...onFile('unavailable'), formats: 'html' });
    expect([sizeIn(said, 'acme-util'), said.report.total.unknown]).toEqual([null, ['acme-util']]);
    expect(reasonFor(said, 'acme-util')).toMatch(/^not measured: .* answers 503/);
  });

  test('no wheel comes: said once, and the server is left alone', async () => {
    const said = await ask({ faults: [{ on: 'file', does: 'unavailable' }] });
    expect(said.image.err).toMatch(/^slimify: wheels are not measured: 127\.0\.0\.1:\d+ answers 503; sizes are from what the index tells/);
    expect(said.report.packages.every(({ bytes }) => bytes === null || bytes.basis !== 'measured')).toBe(true);
  });
});

describe.skipIf(!uv.ok)('credentials in the address of an index', () => {
  const SECRET = 's3cr3t-token';
  const withSecret = (url: string): string => url.replace('http://', `http://somebody:${SECRET}@`);

  test.each<[string, Asked]>([
    ['of the machine', { address: withSecret }],
    ['of the machine, and it fails', { address: withSecret, faults: [{ on: 'page', project: 'acme-util', does: 'unavailable' }] }],
    ['of the machine, and nobody listens', { address: () => withSecret('http://127.0.0.1:9/simple/') }],
    ['of the machine, and a wheel is none', { address: withSecret, faults: [{ on: 'file', does: 'not-a-zip' }] }],
    ['in requirements.txt, and nobody listens', { files: { 'requirements.txt': `--index-url ${withSecret('http://127.0.0.1:9/simple/')}\n${FILES['requirements.txt']}` } }],
    ['with pip alone, and nobody listens', { path: pip.ok ? dirname(pip.python) : '', address: () => withSecret('http://127.0.0.1:9/simple/') }],
  ])('%s: in no text, no report, no error and no file name', async (_, options) => {
    const said = await ask(options);
    const text = [said.image.out, said.image.err, said.plan.out, said.plan.err, JSON.stringify(said.report)].join('\n');
    // The diff shows requirements.txt as it is, and it does not change here.
    expect(text).not.toContain(SECRET);
    expect(filesBelow(said.cache).join('\n')).not.toContain(SECRET);
  }, 100_000);
});

function filesBelow(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
}

describe.skipIf(!uv.ok)('the cache', () => {
  test('cannot be made: nothing is kept, and everything is told', async () => {
    const said = await ask({ cache: '/dev/null' });
    expect([said.report.complete, said.report.total.unknown]).toEqual([true, []]);
    expect(said.plan.out).toContain('1 fix proved by uv.');
  });

  test('is a file, or holds folders where files should be: the same', async () => {
    const cache = temporaryFolder();
    writeFileSync(join(cache, 'slimify'), '');
    expect((await ask({ cache })).report.complete).toBe(true);
  });

  test('is corrupt: every file of it cut, full of garbage or another one, and the answers stay the same', async () => {
    const cache = temporaryFolder();
    const before = await ask({ cache });
    const folder = join(cache, 'slimify');
    const names = readdirSync(folder).filter((name) => /^(?:resolution|wheel)-/.test(name));
    expect(names.length).toBeGreaterThan(10);
    for (const [at, name] of names.entries()) {
      const bytes = readFileSync(join(folder, name));
      const other = readFileSync(join(folder, names[(at + 1) % names.length] ?? name));
      writeFileSync(join(folder, name), [bytes.subarray(0, bytes.length / 2), Buffer.from('{"key":'), Buffer.alloc(1000, 0xff), other][at % 4] ?? bytes);
    }
    const after = await ask({ cache });
    expect(after.report.packages.map(({ name, version, bytes }) => [name, version, bytes])).toEqual(before.report.packages.map(({ name, version, bytes }) => [name, version, bytes]));
  });

  test('is used by three runs at once: each says the same', async () => {
    const index = await startIndex([...ORDINARY, ...ACME]);
    const { root } = repository(FILES);
    const cache = temporaryFolder();
    const machine = { PATH: uvPath(), XDG_CACHE_HOME: cache, UV_CACHE_DIR: join(cache, 'uv'), UV_DEFAULT_INDEX: index.url, PIP_FIND_LINKS: null };
    const all = await Promise.all([1, 2, 3].map(() => slimifyBeside(machine, root, 'image', 'api', '--packages', '--resolve', '--json')));
    await index.stop();
    expect(all.map(({ code, err }) => [code, err])).toEqual(all.map(() => [0, '']));
    expect(new Set(all.map(({ out }) => out)).size).toBe(1);
    expect(readdirSync(join(cache, 'slimify')).filter((name) => /\.\d+$/.test(name))).toEqual([]);
  });
});

describe('a machine without help', () => {
  test('neither uv nor pip', async () => {
    fellBack(await ask({ path: folderWith({}) }), /no uv is installed/);
  });

  test.each<[string, string, RegExp]>([
    ['crashes at once', 'kill -SEGV $$', /no uv is installed/],
    ['crashes when it is asked', 'case "$1" in --version) echo "uv 0.13.9";; python) echo /usr/bin/python3;; *) kill -SEGV $$;; esac', /uv was ended by SIGSEGV/],
    ['writes garbage for its version', 'printf "\\033[2J\\377\\376"', /no uv is installed/],
    ['writes garbage for an answer', 'case "$1" in --version) echo "uv 0.13.9";; *) printf "lock-version = \\"1.0\\"\\npackages = \\033[";; esac', /uv wrote/],
    ['writes nothing', 'case "$1" in --version) echo "uv 0.13.9";; esac', /uv wrote/],
    ['answers with escape sequences in its error', 'case "$1" in --version) echo "uv 0.13.9";; *) printf "error: \\033]0;owned\\007 no\\n" >&2; exit 2;; esac', /uv: .*owned/],
    ['never ends', 'sleep 1000', /no uv is installed/],
  ])('a uv that %s, and no pip', async (_, script, reason) => {
    fellBack(await ask({ path: scripted('uv', script) }), reason);
  }, 200_000);
});

describe.skipIf(!pip.ok)(`with pip alone${pip.ok ? '' : ` (skipped: ${pip.reason})`}`, () => {
  test('packages as it resolves them; where its Python is another one, that is said', async () => {
    const said = await ask({ path: pipPath() });
    expect(said.report).toMatchObject({ by: 'pip', total: { unknown: [] } });
    expect(sizeIn(said, 'acme-util')).toMatchObject({ low: expect.any(Number) });
    if (!said.report.complete) expect(said.plan.out).toMatch(/not proved: pip runs with Python/);
  }, 100_000);

  test.each(['0', '2'])('nobody listens, PIP_RETRIES=%s: it does not say that the index lacks anything, and nothing of it is kept', async (retries) => {
    const cache = temporaryFolder();
    const said = await ask({ path: pipPath(), address: () => 'http://127.0.0.1:9/simple/', env: { PIP_RETRIES: retries }, cache });
    fellBack(said, /127\.0\.0\.1:9|Connection refused|cannot be reached/);
    expect(said.image.out).not.toContain('the index has no');
    expect(filesBelow(cache).filter((name) => name.includes('resolution-'))).toEqual([]);
  }, 100_000);

  test('a private name is named', async () => {
    const said = await ask({ path: pipPath(), distributions: ORDINARY });
    expect(said.report.unresolved.map(({ what }) => what)).toEqual(['acme-core']);
    expect(sizeIn(said, 'pandas')).toMatchObject({ low: expect.any(Number) });
  }, 100_000);
});

describe.each([
  ['uv', uv.ok, uvPath],
  ['pip', pip.ok, pipPath],
] as const)('a repository that wants to be run (with %s)', (_, there, path) => {
  test.skipIf(!there)('setup.py, a build backend, uv.toml, pip.conf, .pth, sitecustomize.py, a source archive in find-links, programs: none is', async () => {
    const marker = join(temporaryFolder(), 'was-run');
    const write = `open(${JSON.stringify(marker)}, 'a').write('x')\n`;
    const shell = `#!/bin/sh\necho x >> '${marker}'\n`;
    const evil = temporaryFolder();
    mkdirSync(join(evil, 'evil_sdist-9.0'));
    writeFileSync(join(evil, 'evil_sdist-9.0/setup.py'), write);
    writeFileSync(join(evil, 'evil_sdist-9.0/PKG-INFO'), 'Metadata-Version: 1.0\nName: evil-sdist\nVersion: 9.0\n');
    execFileSync('tar', ['-czf', join(evil, 'evil_sdist-9.0.tar.gz'), '-C', evil, 'evil_sdist-9.0']);
    const backend = `${write}def build_wheel(*a, **k):\n    ${write}def get_requires_for_build_wheel(*a):\n    ${write}    return []\nprepare_metadata_for_build_wheel = build_editable = build_wheel\n`;
    const said = await ask({
      path: path(),
      files: {
        'Dockerfile': FILES.Dockerfile.replace('COPY requirements.txt .\nRUN ', 'COPY . .\nRUN pip install . && '),
        'requirements.txt': `--find-links wheels\n--find-links ${evil}\n${FILES['requirements.txt']}evil-sdist\n-e .\n./backend\n`,
        'setup.py': write,
        'setup.cfg': '[metadata]\nname = evil\n',
        'pyproject.toml': '[project]\nname = "evil"\nversion = "1"\n[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["backend"]\n[tool.uv]\nfind-links = ["wheels"]\nno-binary = true\n[tool.uv.sources]\nacme-core = { path = "backend" }\n',
        'backend/backend.py': backend,
        'backend/setup.py': write,
        'backend/pyproject.toml': '[project]\nname = "acme-core"\nversion = "1.0"\n[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
        'uv.toml': 'no-binary = true\nfind-links = ["wheels"]\n',
        'pip.conf': '[global]\nno-binary = :all:\nfind-links = wheels\n',
        'evil.pth': `import os; ${write}`,
        '.venv/lib/python3.12/site-packages/evil.pth': `import os; ${write}`,
        '.venv/bin/python': shell,
        '.venv/pyvenv.cfg': 'home = /usr/bin\n',
        '.python-version': '3.12\n',
        'sitecustomize.py': write,
        'usercustomize.py': write,
        'bin/uv': shell,
        'bin/pip': shell,
        'bin/python3': shell,
      },
    });
    expect(existsSync(marker)).toBe(false);
    expect(said.report.complete).toBe(false);
    expect(sizeIn(said, 'evil-sdist') ?? null).toBeNull();
    expect(sizeIn(said, 'pandas')).toMatchObject({ low: expect.any(Number) });
  }, 100_000);
});
