import { nodeIo } from '#io/node.js';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtInRules as builtIn } from '#rules';
import type { Plan } from '#plan/types.js';
import { imageFiles } from '#image/files/files.js';
import { run } from '#run.js';
import { discover } from '#run-discover.js';
import { memoryIo } from '../memory-io.js';
import { temporaryFolder } from '../patch/git.js';

/** Beside whatever is thrown at it lies one good Dockerfile, whose finding must come out unharmed. */
const GOOD = 'FROM python:3.11-slim\nCOPY requirements.txt /r.txt\nRUN pip install -r /r.txt\n';
const GOOD_PATH = 'apps/good/Dockerfile';

/** Processor time in milliseconds that no input may take, on a slow machine: the clock on the wall also counts what runs beside. */
const LIMIT = 4_000;

type Made = (path: string) => void;
type Files = Readonly<Record<string, string | Uint8Array | Made>>;

function write(root: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    if (typeof content === 'function') content(target);
    else writeFileSync(target, content);
  }
}

/** Plans a real folder with these files and the good one; fails if it takes too long or the good one suffers. */
async function plan(files: Files, git = false): Promise<Plan> {
  const root = temporaryFolder();
  write(root, { [GOOD_PATH]: GOOD, 'apps/good/requirements.txt': 'flask\n', ...files });
  if (git) execFileSync('git', ['init', '-q'], { cwd: root });
  const start = process.cpuUsage();
  const result = await run({ root, paths: [], rules: builtIn, only: [], skip: [], services: [], safety: 'review', config: null }, nodeIo);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(LIMIT);
  const good = result.plan.findings.filter(({ path }) => path === GOOD_PATH);
  expect(good).toMatchObject([{ rule: 'dockerfile/pip-cache', line: 3, status: 'applied' }]);
  expect(result.plan.crashes).toEqual([]);
  return result.plan;
}

/** The reasons for which a file is skipped. */
async function skipped(files: Files, path: string, git = false): Promise<readonly string[]> {
  const found = await plan(files, git);
  expect(found.skipped.every(({ reason }) => !reason.includes('\n'))).toBe(true);
  return found.skipped.filter((one) => one.path === path).map(({ reason }) => reason);
}

describe('what is no file', () => {
  test('a folder named Dockerfile, with a Dockerfile in it', async () => {
    const found = await plan({ 'Dockerfile/Dockerfile': 'FROM python:3.11\nRUN pip install x\n' });
    expect(found.skipped).toEqual([]);
    expect(found.findings.map(({ path }) => path)).toContain('Dockerfile/Dockerfile');
  });

  test('a FIFO is not opened', async () => {
    expect((await plan({ 'a/Dockerfile': (path) => void execFileSync('mkfifo', [path]) })).skipped).toEqual([]);
    expect((await plan({ 'a/Dockerfile': (path) => void execFileSync('mkfifo', [path]) }, true)).skipped).toEqual([]);
  });

  test.each([
    ['a broken link', 'nowhere'],
    ['a link out of the tree', '/etc/hostname'],
    ['a link to itself', 'Dockerfile'],
    ['a link to another file', '../apps/good/Dockerfile'],
  ])('%s is skipped with its reason where git lists it', async (_, target) => {
    expect(await skipped({ 'a/Dockerfile': (path) => symlinkSync(target, path) }, 'a/Dockerfile', true)).toEqual(['a symbolic link']);
  });

  test('a link to a folder above is not walked in circles', async () => {
    expect((await plan({ 'a/b/loop': (path) => symlinkSync('../..', path) })).skipped).toEqual([]);
  });

  test('a file that must not be read', async () => {
    const files = { '/w/Dockerfile': GOOD, '/w/a/Dockerfile': 'FROM a\n' };
    const io = memoryIo(files);
    const denied: typeof io = { ...io, readFile: (path) => (path === '/w/a/Dockerfile' ? { ok: false, reason: 'cannot be read: EACCES' } : io.readFile(path)) };
    const { plan: found } = await run({ root: '/w', paths: [], rules: builtIn, only: [], skip: [], services: [], safety: 'review', config: null }, denied);
    expect(found.skipped).toEqual([{ path: 'a/Dockerfile', reason: 'cannot be read: EACCES' }]);
    expect(found.findings.map(({ path }) => path)).toEqual(['Dockerfile']);
  });

  test('a file that goes away while it is read', async () => {
    const io = memoryIo({ '/w/Dockerfile': GOOD, '/w/requirements.txt': 'flask\n' });
    const gone: typeof io = { ...io, readFile: (path) => (path.endsWith('.txt') ? { ok: false, reason: 'does not exist' } : io.readFile(path)) };
    const { plan: found } = await run({ root: '/w', paths: [], rules: builtIn, only: [], skip: [], services: [], safety: 'review', config: null }, gone);
    expect(found.skipped).toEqual([{ path: 'requirements.txt', reason: 'does not exist' }]);
    expect(found.findings).toHaveLength(1);
  });
});

describe('what is no text', () => {
  test.each([
    ['binary', Uint8Array.from({ length: 1_000 }, (_, index) => index % 256), /^binary/],
    ['UTF-16', Buffer.from('\ufeffFROM python:3.11\n', 'utf16le'), /^UTF-16/],
    ['UTF-16 without a mark', Buffer.from('FROM python:3.11\n', 'utf16le'), /^binary/],
    ['Latin-1', Buffer.from('FROM python:3.11 # \xe4\n', 'latin1'), /^not UTF-8/],
    ['a NUL in the middle', 'FROM python:3.11\nRUN echo \0\n', /^binary/],
    ['more than 10 MB', Buffer.alloc(10_000_001, 'FROM python:3.11\n'), /^larger than 10 MB/],
  ])('%s', async (_, content, reason) => {
    expect(await skipped({ 'a/Dockerfile': content, 'b/requirements.txt': content }, 'a/Dockerfile')).toEqual([expect.stringMatching(reason)]);
  });

  test('requirements with a NUL', async () => {
    expect(await skipped({ 'a/requirements.txt': 'flask\0\nsix\n' }, 'a/requirements.txt')).toEqual([expect.stringMatching(/^binary/)]);
  });
});

describe('what is large, deep or long', () => {
  const deep = 10_000;
  test.each([
    ['$(…) within $(…)', `FROM a\nRUN ${'$( '.repeat(deep)}x${' )'.repeat(deep)}\n`],
    ['subshells', `FROM a\nRUN ${'( '.repeat(deep)}x${' )'.repeat(deep)}\n`],
    ['groups', `FROM a\nRUN ${'{ '.repeat(deep)}x${'; }'.repeat(deep)}\n`],
    ['open parentheses', `FROM a\nRUN ${'('.repeat(deep)}\n`],
    ['arithmetic', `FROM a\nRUN echo $((${'('.repeat(deep)}1${')'.repeat(deep)}))\n`],
    ['${X:-${X:-…}} in the shell', `FROM a\nRUN pip install ${'${X:-'.repeat(deep)}x${'}'.repeat(deep)}\n`],
    ['${X:-${X:-…}} in ENV', `FROM a\nENV A=${'${X:-'.repeat(deep)}x${'}'.repeat(deep)}\nRUN pip install x\n`],
    ['${X:-${X:-…}} in FROM', `FROM ${'${X:-'.repeat(deep)}x${'}'.repeat(deep)}\nRUN pip install x\n`],
    ['if within if', `FROM a\nRUN ${'if true; then '.repeat(3_000)}x; ${'fi; '.repeat(3_000)}\n`],
    ['elif after elif', `FROM a\nRUN if a; then b; ${'elif a; then b; '.repeat(3_000)}fi\n`],
    ['backquotes', `FROM a\nRUN ${'`'.repeat(deep)}\n`],
    ['quotes', `FROM a\nRUN echo ${'"\''.repeat(deep)}\n`],
    ['a long chain of &&', `FROM a\nRUN ${'pip install x && '.repeat(3_000)}true\n`],
    ['1,000 installs, each in a RUN', `FROM a\n${'RUN pip install x\n'.repeat(1_000)}`],
    ['a long pipeline', `FROM a\nRUN ${'x | '.repeat(deep)}y\n`],
    ['many here-documents', `FROM a\nRUN ${Array.from({ length: 500 }, (_, index) => `<<E${index}`).join(' ')} cat\n${Array.from({ length: 500 }, (_, index) => `x\nE${index}\n`).join('')}`],
    ['a here-document without an end', `FROM a\nRUN <<EOF\n${'pip install x\n'.repeat(10_000)}`],
    ['a RUN of 100,000 lines', `FROM a\nRUN true \\\n${'  && true \\\n'.repeat(100_000)}  && true\n`],
    ['a RUN of 19,000 lines', `FROM a\nRUN true \\\n${'  && pip install x \\\n'.repeat(19_000)}  && true\n`],
    ['a line of 1 MB', `FROM a\nRUN echo ${'x'.repeat(1_000_000)}\n`],
    ['an instruction of 1 MB on many lines', `FROM a\nRUN echo \\\n${`${'x'.repeat(1_000)} \\\n`.repeat(1_100)}\n`],
    ['100,000 blank lines in a continuation', `FROM a\nRUN x \\\n${'\n'.repeat(100_000)}  y\n`],
    ['100,000 comments', `${'# x\n'.repeat(100_000)}FROM a\nRUN pip install x\n`],
    ['10,000 instructions', `FROM a\n${'RUN pip install x\n'.repeat(1_000)}${'ENV A=1\n'.repeat(9_000)}`],
    ['300 stages', Array.from({ length: 300 }, (_, index) => `FROM ${index === 0 ? 'a' : `s${index - 1}`} AS s${index}\nCOPY --from=s${Math.max(0, index - 2)} / /\nRUN pip install --no-cache-dir -r /r.txt\n`).join('')],
    ['10,000 flags', `FROM a\nRUN ${'--mount=type=cache,target=/x '.repeat(deep)}pip install x\n`],
    ['10,000 sources of a COPY', `FROM a\nCOPY ${'x '.repeat(deep)}/y/\nRUN pip install -r /y/x\n`],
    ['wildcards', `FROM a\nCOPY ${'*a'.repeat(1_000)} /y/\nRUN pip install -r /y/x\n`],
    ['JSON within JSON', `FROM a\nRUN ${'['.repeat(deep)}${']'.repeat(deep)}\n`],
    ['a doubling ARG', `FROM a\n${Array.from({ length: 40 }, (_, index) => `ARG A${index + 1}=\${A${index}}\${A${index}}\n`).join('').replaceAll('${A0}', 'x')}RUN pip install $A40\n`],
  ])('%s', async (_, text) => {
    const reasons = await skipped({ 'a/Dockerfile': text }, 'a/Dockerfile');
    expect(reasons.length).toBeLessThanOrEqual(1);
  }, 20_000);

  test('a RUN of 100,000 lines, and as many requirements, are skipped before anything is built of them', async () => {
    expect(await skipped({ 'a/Dockerfile': `FROM a\nRUN x \\\n${'&& x \\\n'.repeat(100_000)}&& x\n` }, 'a/Dockerfile')).toEqual([expect.stringMatching(/20,000 lines/)]);
    expect(await skipped({ 'b/requirements.txt': 'flask\n'.repeat(50_001) }, 'b/requirements.txt')).toEqual(['more than 50,000 lines']);
  });

  test.each([
    ['100,000 lines', 'flask\n'.repeat(100_000)],
    ['a line of 1 MB', `${'x'.repeat(1_000_000)}\n`],
    ['a continuation of 100,000 lines', 'flask \\\n'.repeat(100_000)],
    ['10,000 extras', `flask[${'x,'.repeat(10_000)}y]\n`],
    ['a marker 10,000 deep', `flask ; ${'('.repeat(10_000)}python_version > "3"${')'.repeat(10_000)}\n`],
    ['a marker of 10,000 parts', `flask ; ${'python_version > "3" and '.repeat(10_000)}python_version > "3"\n`],
    ['10,000 hashes', `flask==1 ${'--hash=sha256:aa '.repeat(10_000)}\n`],
    ['10,000 specifiers', `flask ${'>=1,'.repeat(10_000)}<2\n`],
    ['blanks that a regular expression may choke on', `flask${' '.repeat(60_000)}x${' '.repeat(60_000)}\n`],
    ['10,000 includes', `${'-r other.txt\n'.repeat(10_000)}`],
  ])('requirements: %s', async (_, text) => {
    const reasons = await skipped({ 'a/requirements.txt': text, 'a/other.txt': 'six\n', 'a/Dockerfile': 'FROM python:3.11\nCOPY . /\nRUN pip install --no-cache-dir -r /requirements.txt\n' }, 'a/requirements.txt');
    expect(reasons.length).toBeLessThanOrEqual(1);
  }, 20_000);
});

describe('many builds', () => {
  /** Models a real folder with these files, every image with all that can be asked of it; fails if it takes too long. */
  async function model(files: Files, limit = LIMIT): Promise<{ readonly images: number; readonly files: number; readonly problems: readonly string[] }> {
    const root = temporaryFolder();
    write(root, files);
    const start = performance.now();
    const { images, services } = await discover({ root, config: null }, nodeIo);
    let count = 0;
    for (const image of images()) {
      expect(image.installs.length + image.layers.length + image.opaque.length).toBeGreaterThan(0);
      count += imageFiles(image).files.length;
    }
    expect(performance.now() - start).toBeLessThan(limit);
    return { images: images().length, files: count, problems: services.problems.map(({ text }) => text) };
  }

  function compose(builds: readonly string[]): string {
    return `services:\n${builds.map((build, index) => `  s${index}:\n    build: ${build}\n`).join('')}`;
  }

  test('1,000 builds of one Dockerfile, each with another argument: those beyond two hundred are left out', async () => {
    const builds = Array.from({ length: 1_000 }, (_, index) => `{ context: ., args: { VERSION: "1.${index}" } }`);
    const found = await model({ 'Dockerfile': 'FROM python:3.11-slim\nARG VERSION\nCOPY r.txt /r.txt\nRUN pip install -r /r.txt x==$VERSION\n', 'r.txt': 'flask\n', 'compose.yaml': compose(builds) });
    expect(found).toEqual({ images: 200, files: 200, problems: ['Dockerfile has more than 200 builds: 800 are left out'] });
  }, 20_000);

  test('200 builds of one Dockerfile of 3,000 instructions, which no argument tells apart', async () => {
    const text = `FROM python:3.11-slim\n${'RUN pip install x\nENV A=1\nCOPY r.txt /r.txt\n'.repeat(1_000)}`;
    const builds = Array.from({ length: 200 }, (_, index) => `{ context: ., args: { NOBODY: "${index}" } }`);
    expect(await model({ 'Dockerfile': text, 'r.txt': 'flask\n', 'compose.yaml': compose(builds) }, 5_000)).toEqual({ images: 1, files: 1, problems: [] });
  }, 20_000);

  test('60 images of 20,000 files, every one listed', async () => {
    const files = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`src/m${index % 200}/f${index}.py`, '']));
    const dockerfiles = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`apps/a${index}/Dockerfile`, 'FROM python:3.11-slim\nWORKDIR /app\nCOPY . .\nRUN pip install flask\n']));
    const builds = Array.from({ length: 60 }, (_, index) => `{ context: ., dockerfile: apps/a${index}/Dockerfile }`);
    const found = await model({ ...files, ...dockerfiles, 'compose.yaml': compose(builds) }, 10_000);
    expect(found).toEqual({ images: 60, files: 60 * 20_061, problems: [] });
  }, 60_000);
});

describe('includes', () => {
  test('a cycle of three, each installed', async () => {
    const run3 = 'FROM python:3.11\nCOPY . /x\nRUN pip install --no-cache-dir -r /x/a.txt -r /x/b.txt -r /x/c.txt\n';
    const found = await plan({ 'r/Dockerfile': run3, 'r/a.txt': '-r b.txt\nsix\n', 'r/b.txt': '-r c.txt\n', 'r/c.txt': '-r a.txt\n-r c.txt\n' });
    expect(found.skipped).toEqual([]);
  });

  test('a path above the workspace is not read', async () => {
    const found = await plan({ 'requirements.txt': '-r ../../../../../../etc/hostname\n-c ../outside.txt\n-r /etc/passwd\nflask\n' });
    expect(found.skipped.filter(({ path }) => path.includes('..') || path.startsWith('/'))).toEqual([]);
  });

  test('an include through a link that leaves the tree is skipped with its reason', async () => {
    expect(await skipped({ 'requirements.txt': '-r linked.list\nflask\n', 'linked.list': (path) => symlinkSync('/etc/hostname', path) }, 'linked.list', true)).toEqual(['a symbolic link']);
  });

  test('an include of a binary file, and one of a folder', async () => {
    expect(await skipped({ 'requirements.txt': '-r x.bin\n-r folder\nflask\n', 'x.bin': new Uint8Array([0, 1]), 'folder/x': '' }, 'x.bin')).toEqual([expect.stringMatching(/^binary/)]);
  });

  test('a chain of 1,000 includes', async () => {
    const chain = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`d/requirements${index === 0 ? '' : `-${index}`}.txt`, `-r requirements-${index + 1}.txt\n`]));
    await plan({ ...chain, 'd/Dockerfile': 'FROM python:3.11\nCOPY . /\nRUN pip install --no-cache-dir -r /requirements.txt\n' });
  }, 20_000);
});

describe('names', () => {
  test.each([
    ['a line end', 'a\nb/Dockerfile'],
    ['an escape sequence', 'a\x1b[31mred/Dockerfile'],
    ['quotes and a dollar', 'a\'"$x`y`/Dockerfile'],
    ['a dash in front', '-rf/Dockerfile'],
    ['glob characters', '[a]*{b,c}?!(d)/Dockerfile'],
    ['a backslash', 'a\\b/Dockerfile'],
    ['a colon, as git pathspecs have it', ':(exclude)x/Dockerfile'],
    ['a bidirectional override', 'a\u202eb/Dockerfile'],
    ['200 characters', `${'x'.repeat(200)}/Dockerfile`],
    ['prototype names', '__proto__/constructor/Dockerfile'],
  ])('%s', async (_, path) => {
    for (const git of [false, true]) {
      const found = await plan({ [path]: 'FROM python:3.11\nCOPY requirements.txt /r.txt\nRUN pip install -r /r.txt\n', [path.replace('Dockerfile', 'requirements.txt')]: 'flask\n' }, git);
      expect(found.findings.filter((finding) => finding.path === path)).toMatchObject([{ status: 'applied' }]);
    }
  });

  test('a name that is not UTF-8 does not stop the rest', async () => {
    const odd = (path: string): void => void execFileSync('sh', ['-c', 'printf "FROM a\\n" > "$(printf "%s/Dockerfile.\\377" "$1")"', 'sh', dirname(path)]);
    expect((await plan({ 'a/x': odd })).findings).toHaveLength(1);
    expect((await plan({ 'a/x': odd }, true)).findings).toHaveLength(1);
  });

  test('stages, variables and packages named like parts of Object', async () => {
    const text = 'FROM python:3.11 AS tostring\nARG constructor=1\nENV __proto__=1 toString=2\nFROM tostring AS constructor\nCOPY --from=tostring /x /x\nRUN pip install $constructor $hasOwnProperty\n';
    const found = await plan({ 'a/Dockerfile': text, 'a/requirements.txt': 'constructor\n__proto__\ntoString==1\n' });
    expect(found.findings.filter(({ path, rule }) => path === 'a/Dockerfile' && rule === 'dockerfile/pip-cache')).toMatchObject([{ line: 6 }]);
  });
});

describe('little or nothing', () => {
  test.each([
    ['an empty file', ''],
    ['a byte order mark', '\ufeff'],
    ['blank lines', '\n\n \t\n'],
    ['only comments', '# syntax=docker/dockerfile:1\n# nothing yet\n'],
    ['no FROM', 'RUN pip install x\n'],
    ['only ARG', 'ARG A=1\n'],
    ['a lone escape', '\\'],
    ['FROM without an image', 'FROM\n'],
    ['merge conflict', 'FROM a\n<<<<<<< HEAD\nRUN x\n=======\nRUN y\n>>>>>>> other\n'],
    ['a template', '{% extends "base" %}\nFROM {{ image }}\n{% for p in packages %}\nRUN pip install {{ p }}\n{% endfor %}\n'],
    ['a template in the words', 'FROM {{ image }}\nRUN pip install {{ package }}\n'],
    ['a template of a shell', 'FROM ${BASE}\n@INCLUDE common\nRUN pip install x\n'],
    ['another language', '<?xml version="1.0"?>\n<project/>\n'],
    ['a page of a web server', '<!DOCTYPE html>\n<html><body>404</body></html>\n'],
    ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 12\n'],
  ])('%s is skipped in one line', async (_, text) => {
    const found = await plan({ 'a/Dockerfile': text });
    expect(found.skipped.map(({ path }) => path)).toEqual(['a/Dockerfile']);
    expect(found.findings).toHaveLength(1);
  });

  test.each([
    ['an empty file', '', 0],
    ['only comments', '# nothing\n', 0],
    ['a template', '{% for p in packages %}\n{{ p }}\n{% endfor %}\n', 1],
    ['a merge conflict', 'flask\n<<<<<<< HEAD\nsix\n=======\nidna\n>>>>>>> other\n', 1],
    ['another language', '<?xml version="1.0"?>\n', 1],
    ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 12\n', 1],
  ])('requirements: %s', async (_, text, count) => {
    const found = await plan({ 'a/requirements.txt': text });
    expect(found.skipped.map(({ path }) => path)).toEqual(Array.from({ length: count }, () => 'a/requirements.txt'));
  });

  test('RUN without a command runs nothing', async () => {
    const found = await plan({ 'a/Dockerfile': 'FROM a\nRUN\n' });
    expect([found.skipped, found.findings.length]).toEqual([[], 1]);
  });

  test('a workspace with nothing in it', async () => {
    const { plan: found } = await run({ root: temporaryFolder(), paths: [], rules: builtIn, only: [], skip: [], services: [], safety: 'review', config: null }, nodeIo);
    expect([found.findings, found.skipped, found.changes]).toEqual([[], [], []]);
  });
});
