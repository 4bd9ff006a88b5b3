import { assumed, known as whole, row, type Answer, type Hit, type Hits, type Place } from '#answer/answer.js';
import { ask, unheard } from '#answer/ledger.js';
import type { Instruction as Written } from '#dockerfile/types.js';
import type { Snapshot } from '#files/snapshot.js';
import { copyTransfer } from '#image/files/transfers.js';
import { contextPaths } from '#image/files/context-paths.js';
import type { ImageModel } from '#image/image.js';
import { runnersOf } from '#needs/code/runners.js';
import type { NeedOptions } from '#needs/workspace-needs.js';
import type { Dockerfile, Instruction } from '#rule/dockerfile.js';
import { imagePurposes } from '#rule/image-purposes.js';
import { isWithin, meets } from '#text/paths.js';
import { WORTH_A_LINE } from './debris-lines.js';
import { sizeWords } from './on-disk.js';
import { draft } from './ignore-draft.js';
import { inContext } from './folder-copies.js';
import { meansPath, namedBy } from './named.js';
import { ignoreScopes, type IgnoreScope } from './scopes.js';
import { testFolders, type TestFolder } from './test-folders.js';
import { makesPages, reaches, readsFolder, testsRun } from './test-uses.js';
import type { DraftLine, IgnoreDraft } from './types.js';
import { contextView, patternOf } from './view.js';

/** A COPY that brings nothing but tests or documentation into images that go to production. */
export interface TestCopy {
  readonly instruction: Instruction;
  readonly dockerfile: Dockerfile;
  /** Folders of the workspace. */
  readonly folders: readonly string[];
  /** What they weigh, in words. */
  readonly size: string;
  /** Paths of the image. */
  readonly removes: readonly string[];
  proof(): Answer<number>;
  /** Where tests are run in the image. */
  against(): Hits;
}

export interface TestFiles {
  readonly copies: readonly TestCopy[];
  readonly drafts: readonly TestDraft[];
}

export interface TestDraft extends IgnoreDraft {
  uses(): Hits;
}

/** More files of one folder are not weighed. */
const MOST_WEIGHED = 5_000;

const seen = new WeakMap<Snapshot, TestFiles>();

/** Tests and documentation that images of production hold, though nothing there reads them. */
export function testFiles(snapshot: Snapshot, options: NeedOptions, dockerfiles: readonly Dockerfile[]): TestFiles {
  const cached = seen.get(snapshot);
  if (cached) return cached;
  const found = unheard(() => {
    const scopes = ignoreScopes(snapshot);
    return {
      copies: dockerfiles.flatMap((dockerfile) => copiesOf(snapshot, options, dockerfile, scopes)),
      drafts: scopes.flatMap((scope) => draftsOf(snapshot, options, scope)),
    };
  });
  seen.set(snapshot, found);
  return found;
}

function copiesOf(snapshot: Snapshot, options: NeedOptions, dockerfile: Dockerfile, scopes: readonly IgnoreScope[]): readonly TestCopy[] {
  const mine = scopes.flatMap((scope) => scope.images.flatMap((image) => (image.build.dockerfile === dockerfile.path ? { scope, image } : [])));
  const [first] = mine;
  if (!first || !first.image.dockerfile.stages.some(({ stage }) => stage.instructions.some(({ keyword, joined }) => (keyword === 'COPY' || keyword === 'ADD') && /tests?\b|docs?\b|e2e|benchmark/.test(joined)))) return [];
  const purposes = imagePurposes(snapshot);
  if (mine.some(({ image }) => !/^(?:production|spare)$/.test(purposes.get(image.build.id)?.kind ?? '')) || !mine.some(({ image }) => purposes.get(image.build.id)?.kind === 'production')) return [];
  return dockerfile.stages.flatMap((stage) =>
    stage.instructions.flatMap((instruction, at): readonly TestCopy[] => {
      if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return [];
      const folders = foldersOf(first.image, stage.index, at);
      if (folders === null || !mine.some(({ image }) => image.chain.includes(stage.index) || image.needed.has(stage.index))) return [];
      const reads = folders.some((folder) => readsFolder(snapshot, first.scope, folder, [{ path: dockerfile.path, line: instruction.at.line }]) !== null);
      const images = mine.map(({ image }) => image);
      const removes = [...new Set(images.flatMap((image) => targetsAt(image, stage.index, at)))];
      if (folders.some(({ kind }) => kind === 'docs') && makesPages(snapshot, images)) return [];
      if (reads || isMounted(snapshot, images, removes)) return [];
      const reached = folders.map((folder) => reaches(snapshot, options, images, folder));
      if (reached.some(({ file }) => file !== null)) return [];
      const size = sizeOf(snapshot, folders);
      const told = reached.every((one) => one.told);
      return [{
        instruction,
        dockerfile,
        folders: folders.map(({ path }) => path),
        size: sizeWords({ bytes: size, whole: true }),
        removes,
        proof: () => ask(proofOf(folders, size, told, instruction.at)),
        against: () => ask(runHits(snapshot, images)),
      }];
    }),
  );
}

/** The folders of tests that an instruction takes, where it takes nothing else. */
function foldersOf(image: ImageModel, stage: number, at: number): readonly TestFolder[] | null {
  const { dockerfile: { document, stages }, context } = image;
  const instruction: Written | undefined = stages[stage]?.stage.instructions[at];
  const moment = stages[stage]?.moments[at];
  const transfer = instruction && moment ? copyTransfer(instruction, moment, document.escape) : null;
  if (!context || !transfer || transfer.from !== null || transfer.parents || transfer.sources.length === 0) return null;
  const found: TestFolder[] = [];
  for (const source of transfer.sources) {
    if (source === null || source.includes('://')) return null;
    for (const path of contextPaths(context, context.context, source)) {
      const files = context.hasFolder(path) ? context.paths.filter((one) => isWithin(one, path)) : context.has(path) ? [path] : [];
      const folders = testFolders(files).filter((folder) => isWithin(path, folder.path));
      const [own] = folders;
      if (files.length === 0 || folders.length !== 1 || !own || !files.every((one) => isWithin(one, own.path))) return null;
      found.push({ ...own, path });
    }
  }
  return found.length === 0 ? null : found;
}

function targetsAt({ layers }: ImageModel, stage: number, at: number): readonly string[] {
  return layers.flatMap((layer) => (layer.stage === stage && layer.at === at ? layer.contents.flatMap((content) => (content.kind === 'workspace' ? content.target : [])) : []));
}

function draftsOf(snapshot: Snapshot, options: NeedOptions, scope: IgnoreScope): readonly TestDraft[] {
  const view = contextView(snapshot, scope);
  if (!view) return [];
  const purposes = imagePurposes(snapshot);
  const lines = testFolders(view.paths).flatMap((folder): readonly DraftLine[] => {
    const [probe = ''] = folder.files;
    const taken = view.taker(probe);
    if (!taken) return [];
    const size = sizeOf(snapshot, [folder]);
    const takers = view.takers(probe);
    const own = inContext(scope.folder, folder.path);
    if (size < WORTH_A_LINE || takers.some(({ build }) => !/^(?:production|spare)$/.test(purposes.get(build.id)?.kind ?? ''))) return [];
    if (namedBy(scope.images, (written) => meansPath(written, own)) !== null || scope.ignore?.patterns.some(({ negated, pattern, matches }) => negated && (matches(own) || isWithin(pattern, own))) === true) return [];
    const hides = folder.files.flatMap((path) => view.imagePaths(path));
    const reached = reaches(snapshot, options, takers, folder);
    if (folder.kind === 'docs' && makesPages(snapshot, takers)) return [];
    if (reached.file !== null || readsFolder(snapshot, scope, folder, []) !== null || isMounted(snapshot, takers, hides)) return [];
    const because = `${folder.path}: ${folder.files.length} files, ${sizeWords({ bytes: size, whole: true })}: no code that the images start reaches one, and nothing names the folder${reached.told ? '' : '; not all code that runs could be found'}`;
    return [{ patterns: [patternOf(scope, folder.path)], paths: [probe], label: `${own} (${sizeWords({ bytes: size, whole: true })})`, bytes: size, because, from: { path: probe, line: 1 }, strong: true, hides, taken }];
  });
  const made = draft(snapshot, scope, view, lines);
  return made ? [{ ...made, uses: () => ask(runHits(snapshot, scope.images)) }] : [];
}

/** Compose mounts something there: somebody works with it in a container. */
function isMounted(snapshot: Snapshot, images: readonly ImageModel[], paths: readonly string[]): boolean {
  const places = paths.map((path) => path.replace(/^\/+/, ''));
  return images.some((image) => [...(runnersOf(snapshot).get(image.build) ?? []).flatMap(({ mounts }) => mounts.map(({ target }) => target)), ...image.volumes].some((target) => {
    const mount = target.replace(/^\/+|\/+$/g, '');
    return places.some((path) => meets(mount, path));
  }));
}

function sizeOf({ contextFiles }: Snapshot, folders: readonly TestFolder[]): number {
  return folders.flatMap(({ files }) => files.slice(0, MOST_WEIGHED)).reduce((sum, path) => sum + (contextFiles.size(path) ?? 0), 0);
}

function runHits(snapshot: Snapshot, images: readonly ImageModel[]): Hits {
  const sign = testsRun(snapshot, images);
  const hits: readonly Hit[] = sign === null ? [] : [{ ...sign, image: null }];
  return whole(hits, 'no stage, command, compose service, workflow or script runs tests in a container of these images');
}

function proofOf(folders: readonly TestFolder[], bytes: number, told: boolean, at: Place): Answer<number> {
  const rows = folders.map(({ path, files }) => row('source', `${path}: ${files.length} files, ${sizeWords({ bytes, whole: true })} in all, which no code that the images start reaches and nothing names`, at));
  return told ? whole(bytes, 'the code that runs was followed, and what the images hold was searched for their names', rows) : assumed(bytes, 'not all code that runs could be found: none of it is taken to read them', rows);
}
