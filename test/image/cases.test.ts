import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unheard } from '#answer/ledger.js';
import { loadWorkspace } from '#files/load.js';
import { makeTree } from '#files/tree.js';
import type { Build } from '#image/build.js';
import { evaluate } from '#image/evaluate.js';
import { baseImage } from '#knowledge/index.js';
import { describeImage } from '#report/image.js';
import { memoryIo } from '../memory-io.js';

/**
 * One folder per construct: a tiny workspace with its Dockerfile, `build.json` where the build says more than
 * "this Dockerfile in this folder", and `expected.txt`, what `slimify image` says of it. The folder name is the sentence;
 * README.md beside the folders lists the constructs.
 */
const CASES = join(import.meta.dirname, 'cases');

interface BuildJson {
  readonly dockerfile?: string;
  /** Null: not known. */
  readonly context?: string | null;
  readonly target?: string;
  readonly args?: Readonly<Record<string, string | null>>;
  readonly contexts?: Readonly<Record<string, string>>;
  /** Files that lie on the disk without git knowing them. */
  readonly unversioned?: readonly string[];
}

function filesIn(folder: string, inside = ''): readonly string[] {
  return readdirSync(join(folder, inside)).flatMap((name) => {
    const path = inside === '' ? name : `${inside}/${name}`;
    if (statSync(join(folder, path)).isDirectory()) return filesIn(folder, path);
    return inside === '' && (name === 'build.json' || name === 'expected.txt') ? [] : [path];
  });
}

function settingsOf(folder: string): BuildJson {
  return readdirSync(folder).includes('build.json') ? (JSON.parse(readFileSync(join(folder, 'build.json'), 'utf8')) as BuildJson) : {};
}

/** What is said of the image of a case. */
function imageOf(name: string): string {
  const folder = join(CASES, name);
  const settings = settingsOf(folder);
  const paths = filesIn(folder);
  const unversioned = settings.unversioned ?? [];
  const contents = paths.map((path) => [`/workspace/${path}`, readFileSync(join(folder, path))] as const);
  const io = memoryIo(Object.fromEntries([...contents, ...unversioned.map((path) => [`/workspace/${path}`, ''] as const)]));
  const everything = makeTree('/workspace', null, [...paths, ...unversioned]);
  const tree = makeTree('/workspace', null, paths, everything.onDisk);
  const { snapshot } = loadWorkspace(io, tree, { selects: () => true });
  const build: Build = {
    id: name,
    dockerfile: settings.dockerfile ?? 'Dockerfile',
    context: settings.context === null ? { kind: 'unknown', because: 'nothing tells' } : { kind: 'folder', path: settings.context ?? '', because: 'the case', others: [] },
    target: settings.target ?? null,
    args: new Map(Object.entries(settings.args ?? {})),
    contexts: new Map(Object.entries(settings.contexts ?? {})),
    readFrom: [],
    problems: [],
  };
  const image = evaluate(build, { snapshot, baseEnvironment: (reference) => unheard(() => baseImage(reference)).value?.environment ?? {} });
  return image.ok ? describeImage(image.value) : `not known: ${image.reason}\n`;
}

const names = readdirSync(CASES).filter((name) => name !== 'README.md');

test.each(names)('%s', (name) => {
  expect(imageOf(name)).toBe(readFileSync(join(CASES, name, 'expected.txt'), 'utf8'));
});

test('the list of constructs names every case', () => {
  const listed = [...readFileSync(join(CASES, 'README.md'), 'utf8').matchAll(/`([a-z0-9-]+)\/`/g)].map(([, name]) => name);
  expect(new Set(listed)).toEqual(new Set(names));
});
