import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unheard } from '#answer/ledger.js';
import { makeTree } from '#files/tree.js';
import { loadWorkspace } from '#files/load.js';
import type { Build } from '#image/build.js';
import { evaluate, type World } from '#image/evaluate.js';
import { fileAt, imageFiles } from '#image/files/files.js';
import type { ImageModel } from '#image/image.js';
import { originOf } from '#image/files/origin.js';
import { baseImage } from '#knowledge/index.js';
import { memoryIo } from '../memory-io.js';

function worldOf(files: Readonly<Record<string, string>>): World {
  const io = memoryIo(Object.fromEntries(Object.entries(files).map(([path, text]) => [`/workspace/${path}`, text])));
  const { snapshot } = loadWorkspace(io, makeTree('/workspace', null, Object.keys(files)), { selects: () => true });
  return { snapshot, baseEnvironment: (reference) => unheard(() => baseImage(reference)).value?.environment ?? {} };
}

function buildOf(overrides: Partial<Build> = {}): Build {
  const context: Build['context'] = { kind: 'folder', path: '', because: 'the test', others: [] };
  return { id: 'Dockerfile', dockerfile: 'Dockerfile', context, target: null, args: new Map(), contexts: new Map(), readFrom: [], problems: [], ...overrides };
}

function imageOf(dockerfile: string, files: Readonly<Record<string, string>>, overrides: Partial<Build> = {}): ImageModel {
  const image = evaluate(buildOf(overrides), worldOf({ ...files, Dockerfile: dockerfile }));
  if (!image.ok) throw new Error(image.reason);
  return image.value;
}

/** `image path <- workspace path`, the Dockerfile left out. */
function listed(image: ImageModel): readonly string[] {
  return imageFiles(image).files.filter(({ origin }) => origin !== 'Dockerfile').map(({ path, origin }) => `${path} <- ${origin}`);
}

const NAMES = ['a', 'b', 'c.txt', 'd.py'];
const paths = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));

/** Files such that no path is a file and a folder at once. */
const trees = fc.uniqueArray(paths, { minLength: 1, maxLength: 8 }).map((all) => all.filter((path) => !all.some((other) => other.startsWith(`${path}/`))));

const sources = fc.oneof(paths, fc.constantFrom('.', '*', 'a/*', '*.txt', '*/*.py', 'a/'));
const targets = fc.oneof(paths.map((path) => `/${path}`), paths.map((path) => `/${path}/`), fc.constantFrom('/', '.', './', 'x'));

const steps = fc.oneof(
  fc.tuple(sources, targets).map(([source, target]) => `COPY ${source} ${target}`),
  fc.tuple(sources, sources, targets).map(([one, two, target]) => `COPY ${one} ${two} ${target}`),
  fc.tuple(sources, targets).map(([source, target]) => `COPY --exclude=*.txt ${source} ${target}`),
  fc.tuple(sources, targets).map(([source, target]) => `COPY --parents ${source} ${target}`),
  targets.map((target) => `WORKDIR ${target}`),
  targets.map((target) => `RUN rm -rf ${target}`),
  fc.tuple(targets, targets).map(([from, to]) => `RUN mv ${from} ${to}`),
  fc.tuple(targets, targets).map(([from, to]) => `RUN cp -r ${from} ${to}`),
  fc.tuple(targets, targets).map(([from, to]) => `COPY --from=first ${from} ${to}`),
);

describe('the list of an image and a look-up in it', () => {
  test('agree on every path', () => {
    fc.assert(
      fc.property(trees, fc.array(steps, { maxLength: 5 }), fc.array(steps, { maxLength: 6 }), (files, first, second) => {
        const early = first.filter((step) => !step.includes('--from'));
        const text = `FROM python:3.12-slim AS first\n${early.join('\n')}\nFROM python:3.12-slim\n${second.join('\n')}\n`;
        const image = imageOf(text, Object.fromEntries(files.map((path) => [path, ''])));
        const { files: list } = imageFiles(image);
        for (const { path, origin } of list) {
          const found = fileAt(image, path);
          if (found.kind !== 'unknown' && (found.kind !== 'workspace' || found.path !== origin)) throw new Error(`${text}\n${path}: listed ${origin}, found ${JSON.stringify(found.kind)}`);
        }
        // And the other way round: what is found at a path that an image could have is listed.
        const names = new Set(list.map(({ path }) => path));
        const candidates = [...files, ...files.flatMap((path) => NAMES.map((name) => `${name}/${path}`)), ...files.map((path) => `x/${path}`)];
        for (const path of candidates) {
          const found = originOf(image.copies, image.target, Number.POSITIVE_INFINITY, `/${path}`);
          // Where a folder may lie at the path, the list shows the file in it, and a look-up finds it either way.
          const inside = found.kind === 'workspace' ? `/${path}/${found.path.split('/').at(-1) ?? ''}` : '';
          if (found.kind === 'workspace' && !names.has(`/${path}`) && !names.has(inside)) throw new Error(`${text}\n/${path} is found but not listed`);
        }
      }),
      { numRuns: 400 },
    );
  });
});

/**
 * BuildKit's copy, file by file and without a thought for speed (tonistiigi/fsutil's copy.go): what each
 * path of a stage holds, and which folders there are. Null: the build fails.
 */
interface Plain {
  readonly files: Map<string, string>;
  readonly folders: Set<string>;
}

function clean(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) if (part !== '' && part !== '.') parts.push(part);
  return parts.join('/');
}

function within(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}

function mkdirAll({ files, folders }: Plain, path: string): boolean {
  const parts = clean(path).split('/').filter(Boolean);
  for (let end = 1; end <= parts.length; end++) {
    const at = parts.slice(0, end).join('/');
    if (files.has(at)) return false;
    folders.add(at);
  }
  return true;
}

function foldersOf(paths: Iterable<string>): Set<string> {
  const found = new Set(['']);
  for (const path of paths) for (let at = path.lastIndexOf('/'); at >= 0; at = path.lastIndexOf('/', at - 1)) found.add(path.slice(0, at));
  return found;
}

/** One source onto a destination; false: the build fails. */
function copyOne(into: Plain, from: Plain, source: string, written: string, workdir: string, exclude: boolean): boolean {
  const destination = clean(written.startsWith('/') ? written : `${workdir}/${written}`);
  if (/(?:^|\/)\.?$/.test(written) && !mkdirAll(into, destination)) return false;
  const file = from.files.get(source);
  if (file !== undefined) {
    const target = into.folders.has(destination) ? clean(`${destination}/${source.split('/').at(-1) ?? ''}`) : destination;
    if (into.folders.has(target) || !mkdirAll(into, target.split('/').slice(0, -1).join('/'))) return false;
    into.files.set(target, file);
    return true;
  }
  if (!mkdirAll(into, destination)) return false;
  const gone = (inside: string): boolean => exclude && (inside.split('/')[0] ?? '').endsWith('.txt');
  for (const folder of from.folders) {
    const inside = clean(folder.slice(source.length));
    if (within(folder, source) && folder !== source && !gone(inside) && !mkdirAll(into, `${destination}/${inside}`)) return false;
  }
  for (const [path, origin] of from.files) {
    const inside = clean(path.slice(source.length));
    if (!within(path, source) || gone(inside)) continue;
    const target = clean(`${destination}/${inside}`);
    if (into.folders.has(target)) return false;
    into.files.set(target, origin);
  }
  return true;
}

function matching(from: Plain, source: string): readonly string[] {
  const path = clean(source);
  if (!path.includes('*')) return path === '' || from.files.has(path) || from.folders.has(path) ? [path] : [];
  const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`);
  return [...from.files.keys(), ...from.folders].filter((one) => one !== '' && pattern.test(one)).sort();
}

/** The files of a stage on nothing; null: the build fails. */
function plainly(instructions: readonly string[], context: Plain, first: Plain): Plain | null {
  const stage: Plain = { files: new Map(), folders: new Set(['']) };
  let workdir = '';
  for (const instruction of instructions) {
    const [keyword = '', ...words] = instruction.split(' ');
    if (keyword === 'WORKDIR') {
      const [path = ''] = words;
      workdir = clean(path.startsWith('/') ? path : `${workdir}/${path}`);
      if (!mkdirAll(stage, workdir)) return null;
      continue;
    }
    if (keyword === 'RUN') {
      const target = words[2] ?? '';
      const path = clean(target.startsWith('/') ? target : `${workdir}/${target}`);
      if (/(?:^|\/)\.?$/.test(target.replace(/(\w)\/$/, '$1')) || path === '') continue;
      for (const one of stage.files.keys()) if (one === path || within(one, path)) stage.files.delete(one);
      for (const one of stage.folders) if (one === path || within(one, path)) stage.folders.delete(one);
      continue;
    }
    const exclude = words[0]?.startsWith('--exclude') === true;
    const from = words[0]?.startsWith('--from') === true ? first : context;
    const plain = words.filter((word) => !word.startsWith('--'));
    for (const source of plain.slice(0, -1)) {
      const found = matching(from, source);
      if (found.length === 0 && !source.includes('*')) return null;
      for (const path of found) if (!copyOne(stage, from, path, plain.at(-1) ?? '', workdir, exclude)) return null;
    }
  }
  return stage;
}

describe('the files of an image', () => {
  test('are those that a plain copy of file after file gives, for any files and any instructions', () => {
    let built = 0;
    const simple = steps.filter((step) => !step.includes('--parents') && !/^RUN (?:mv|cp)/.test(step));
    fc.assert(
      fc.property(trees, fc.array(simple, { maxLength: 4 }), fc.array(simple, { maxLength: 5 }), (files, first, second) => {
        const early = first.filter((step) => !step.includes('--from'));
        const context: Plain = { files: new Map(files.map((path) => [path, path])), folders: foldersOf(files) };
        const nothing: Plain = { files: new Map(), folders: new Set(['']) };
        const one = plainly(early, context, nothing);
        const two = one && plainly(second, context, one);
        if (!one || !two) return;
        built += 1;
        const text = `FROM scratch AS first\n${early.join('\n')}\nFROM scratch\n${second.join('\n')}\n`;
        const image = imageOf(text, { ...Object.fromEntries(files.map((path) => [path, ''])), '.dockerignore': 'Dockerfile\n.dockerignore\n' });
        const expected = [...two.files].map(([path, origin]) => `/${path} <- ${origin}`).sort();
        expect(listed(image).toSorted(), text).toEqual(expected);
      }),
      { numRuns: 3_000 },
    );
    expect(built).toBeGreaterThan(500);
  }, 60_000);
});

describe('a list', () => {
  test('names the instruction in whose layer a file lies, not the one of the stage it comes from', () => {
    const image = imageOf('FROM python:3.12-slim AS build\nCOPY app /src\n\nFROM python:3.12-slim\nCOPY --from=build /src /app\n', { 'app/main.py': '' });
    expect(imageFiles(image).files).toEqual([{ path: '/app/main.py', origin: 'app/main.py', by: { path: 'Dockerfile', line: 5 } }]);
    expect(fileAt(image, '/app/main.py')).toMatchObject({ kind: 'workspace', path: 'app/main.py', by: { lines: { first: 2 } } });
  });

  test('keeps a file that a copy from elsewhere may replace, and a look-up says that it may', () => {
    const image = imageOf('FROM python:3.12-slim\nCOPY main.py /app/\nCOPY --from=node:20 /app /app\n', { 'main.py': '' });
    expect(listed(image)).toEqual(['/app/main.py <- main.py']);
    expect(fileAt(image, '/app/main.py')).toEqual({ kind: 'unknown', because: 'COPY in line 3: it copies from node:20, which is not a stage of this file' });
  });

  test('a file written anew by a RUN is no file of the workspace; one that is edited in place is', () => {
    const image = imageOf("FROM python:3.12-slim\nCOPY a.txt b.txt /app/\nRUN echo x > /app/a.txt && sed -i 's/x/y/' /app/b.txt\n", { 'a.txt': '', 'b.txt': '' });
    expect(listed(image)).toEqual(['/app/b.txt <- b.txt']);
  });

  test('a script of the workspace that a RUN calls takes files away as the RUN itself would', () => {
    const image = imageOf('FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN sh clean.sh\n', { 'clean.sh': 'rm -rf /app/tests\n', 'tests/t.py': '', 'main.py': '' });
    expect(listed(image)).toEqual(['/app/clean.sh <- clean.sh', '/app/main.py <- main.py']);
  });

  test('copies of copies that double at every step end in time, and say that they are not all', () => {
    const hops = Array.from({ length: 40 }, (_, index) => `FROM scratch AS s${index + 1}\nCOPY --from=s${index} / /x\nCOPY --from=s${index} / /y\n`).join('');
    const start = performance.now();
    const found = imageFiles(imageOf(`FROM scratch AS s0\nCOPY main.py /\n${hops}`, { 'main.py': '' }));
    expect(found.more).toContain('not all are listed');
    expect(performance.now() - start).toBeLessThan(20_000);
  }, 30_000);

  test('a thousand copies of one folder over another are no trouble', () => {
    const copies = Array.from({ length: 1000 }, (_, index) => `COPY a${index % 2 === 0 ? '' : '/b'} /app\n`).join('');
    const start = performance.now();
    const image = imageOf(`FROM python:3.12-slim\n${copies}`, { 'a/b/x.py': '', 'a/y.py': '' });
    expect(listed(image)).toEqual(['/app/b/x.py <- a/b/x.py', '/app/x.py <- a/b/x.py', '/app/y.py <- a/y.py']);
    expect(performance.now() - start).toBeLessThan(3_000);
  });

  test('sixty images of 20,000 files cost little more than one', () => {
    const files = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`svc${index % 60}/pkg${index % 97}/m${index}.py`, '']));
    const dockerfiles = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`svc${index}/Dockerfile`, `FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCOPY svc${index} /app/src\n`]));
    const world = worldOf({ ...files, ...dockerfiles });
    const start = performance.now();
    for (let index = 0; index < 60; index++) {
      const image = evaluate(buildOf({ id: `svc${index}`, dockerfile: `svc${index}/Dockerfile` }), world);
      if (!image.ok) throw new Error(image.reason);
      expect(fileAt(image.value, `/app/src/pkg0/m${index}.py`).kind).toMatch(/workspace|none/);
      expect(image.value.layers[0]?.contents[0]).toMatchObject({ kind: 'workspace', files: 20_060 });
    }
    expect(performance.now() - start).toBeLessThan(2_000);
  }, 30_000);
});
