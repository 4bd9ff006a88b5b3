import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadAlso, loadWorkspace } from '#files/load.js';
import { makeTree } from '#files/tree.js';
import type { ImageNeeds, Keep, Missing, Need } from '#needs/types.js';
import { workspaceNeeds } from '#needs/workspace-needs.js';
import { fileUses, namedFiles } from '#services/file-uses.js';
import { workspaceImages } from '#services/workspace-images.js';
import { memoryIo } from '../memory-io.js';

/**
 * One folder per construct: a small repository as it is before, and `expect.json`, what each of its images needs. The folder
 * name is the sentence; README.md beside the folders lists the constructs and says how `expect.json` reads.
 */
const CASES = join(import.meta.dirname, 'cases');

interface Expected {
  readonly keep?: readonly Keep[];
  readonly images: Readonly<Record<string, ExpectedImage>>;
}

interface ExpectedImage {
  /** By name: `verdict: part of the reason @ place of a proof`. */
  readonly needs: Readonly<Record<string, string>>;
  readonly missing?: readonly string[];
  /** Part of why nothing is claimed to be unused; without: the search is complete. */
  readonly blind?: string;
  /** By name: parts of the steps that lead to it, in their order. */
  readonly chains?: Readonly<Record<string, readonly string[]>>;
}

function filesIn(folder: string, inside = ''): readonly string[] {
  return readdirSync(join(folder, inside)).flatMap((name) => {
    const path = inside === '' ? name : `${inside}/${name}`;
    if (statSync(join(folder, path)).isDirectory()) return filesIn(folder, path);
    return path === 'expect.json' ? [] : [path];
  });
}

/** What is said of each image of a case. */
function needsOf(name: string, keep: readonly Keep[]): readonly ImageNeeds[] {
  const folder = join(CASES, name);
  const paths = filesIn(folder);
  const io = memoryIo(Object.fromEntries(paths.map((path) => [`/workspace/${path}`, readFileSync(join(folder, path))])));
  const first = loadWorkspace(io, makeTree('/workspace', null, paths), { selects: () => null });
  const { snapshot } = loadAlso(io, first, namedFiles(fileUses(first.snapshot, workspaceImages(first.snapshot))));
  return workspaceNeeds(snapshot, { keep, metadata: null }).images;
}

/** What is said in the words of what is expected, as far as they fit, so that a failure shows what differs and nothing else. */
function inWordsOf({ needs, missing, blind }: ImageNeeds, expected: ExpectedImage | undefined): ExpectedImage {
  const wanted = expected?.needs ?? {};
  const chains = Object.entries(expected?.chains ?? {}).map(([name, steps]) => [name, stepsOf(needs, name, steps)] as const);
  const said = missing.map(missingText);
  return {
    needs: Object.fromEntries(needs.map((need) => inWords(need, wanted))),
    ...(said.length > 0 || expected?.missing ? { missing: said.toSorted() } : {}),
    ...(blind === null ? {} : { blind: expected?.blind !== undefined && blind.includes(expected.blind) ? expected.blind : blind }),
    ...(chains.length > 0 ? { chains: Object.fromEntries(chains) } : {}),
  };
}

/** A name that several lines ask for may be told by its line. */
function inWords({ asked, verdict, reason, evidence }: Need, wanted: ExpectedImage['needs']): readonly [string, string] {
  const byLine = `${asked.name} ${asked.at.path}:${asked.at.line}`;
  const key = wanted[byLine] === undefined ? asked.name : byLine;
  const [, kind = '', part = '', place] = /^(\w+)(?:: (.*?))?(?: @ (\S+))?$/s.exec(wanted[key] ?? '') ?? [];
  const proofs = evidence.flatMap(({ path, line }) => (path === null ? [] : [`${path}:${line}`]));
  const fits = kind === verdict && reason.includes(part) && (place === undefined || proofs.includes(place));
  return [key, fits ? (wanted[key] ?? '') : `${verdict}: ${reason}${proofs.length > 0 ? ` @ ${proofs.join(' ')}` : ''}`];
}

function missingText({ module, through, optional }: Missing): string {
  return `${module}${through === null ? '' : ` through ${through}`}${optional ? ', optional' : ''}`;
}

function stepsOf(needs: readonly Need[], name: string, wanted: readonly string[]): readonly string[] {
  const steps = needs.find(({ asked }) => asked.name === name)?.chain ?? [];
  const texts = steps.map(({ text, at }) => (at ? `${text} (${at.path}:${at.line})` : text));
  let from = 0;
  for (const part of wanted) {
    const index = texts.findIndex((text, position) => position >= from && text.includes(part));
    if (index < 0) return texts;
    from = index + 1;
  }
  return wanted;
}

const names = readdirSync(CASES).filter((name) => name !== 'README.md');

test.each(names)('%s', (name) => {
  const expected = JSON.parse(readFileSync(join(CASES, name, 'expect.json'), 'utf8')) as Expected;
  const images = needsOf(name, expected.keep ?? []);
  expect(Object.fromEntries(images.map((image) => [image.image, inWordsOf(image, expected.images[image.image])]))).toEqual(expected.images);
});

test('the list of constructs names every case', () => {
  const listed = [...readFileSync(join(CASES, 'README.md'), 'utf8').matchAll(/`([a-z0-9-]+)\/`/g)].map(([, name]) => name);
  expect(new Set(listed)).toEqual(new Set(names));
});
