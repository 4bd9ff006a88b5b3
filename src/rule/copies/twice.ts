import { known, row } from '#answer/answer.js';
import { ask, unheard } from '#answer/ledger.js';
import type { Snapshot } from '#files/snapshot.js';
import { pathNames, sourcesIn } from '#image/files/copy-sources.js';
import { copyCall, type CopyCall } from '#image/files/copy-step.js';
import { nodeAt, type Node } from '#image/files/file-nodes.js';
import { stageFiles } from '#image/files/stage-files.js';
import type { ImageModel } from '#image/image.js';
import { meets, pathIn } from '#text/paths.js';
import { sizeWords } from '#rule/context/on-disk.js';
import type { CopiedTwice } from './twice-types.js';
import { MOST_COPIES, type CopyWorld } from './world.js';

/** More files are not compared one by one. */
const MOST_FILES = 20_000;

/** Pairs of COPYs that bring the same files of the workspace into what ships. */
export function copiedTwice(world: CopyWorld): readonly CopiedTwice[] {
  const { model, images } = world;
  if (images.length === 0) return [];
  return unheard(() =>
    model.stages.flatMap((_, stage) => {
      if (model.shipping[stage]?.ships !== true) return [];
      const needed = images.filter((image) => image.chain.includes(stage) && !image.opaque.some(({ stops }) => stops === true));
      const [first, ...others] = needed.map((image) => pairsOf(world.snapshot, image, stage));
      return (first ?? []).filter((pair) => others.every((all) => all.some((one) => sameDraft(one, pair)))).flatMap((pair) => subjectOf(world, stage, pair) ?? []);
    }),
  );
}

interface Draft {
  readonly kind: CopiedTwice['kind'];
  readonly first: number;
  readonly second: number;
  readonly paths: readonly string[];
  readonly files: number;
  readonly bytes: number | null;
}

function sameDraft(a: Draft, b: Draft): boolean {
  return a.kind === b.kind && a.first === b.first && a.second === b.second;
}

function subjectOf({ dockerfile, model }: CopyWorld, stage: number, draft: Draft): CopiedTwice | null {
  const { kind, paths, files, bytes } = draft;
  const [first, second] = [dockerfile.stages[stage]?.instructions[draft.first], dockerfile.stages[stage]?.instructions[draft.second]];
  if (!first || !second) return null;
  const size = `${files} file${files === 1 ? '' : 's'}${bytes === null ? '' : `, ${sizeWords({ bytes, whole: true })}`}`;
  const says = `with both ${files === 1 ? 'comes' : 'come'} ${size} of the workspace`;
  const path = model.document.path;
  const proof = known(files, says, [row('source', first.text.slice(0, 120), first.at), row('source', second.text.slice(0, 120), second.at), row('source', says, { path, line: second.at.line })]);
  return { kind, first, second, paths: paths.map((one) => `/${one}`), bytes, size, proof: () => ask(proof) };
}

interface Copied {
  readonly at: number;
  readonly call: CopyCall;
  /** Without the first slash. */
  readonly target: string;
  /** Its sources as paths of the context; of another stage, null. */
  readonly from: readonly string[] | null;
  /** Image path to workspace path, of the files that it brings; null: they cannot be told. Worked out when it is asked for. */
  files(): ReadonlyMap<string, string> | null;
}

function pairsOf(snapshot: Snapshot, image: ImageModel, stage: number): readonly Draft[] {
  const copies = copiesOf(image, stage);
  const found: Draft[] = [];
  if (copies.length > MOST_COPIES) return [];
  for (const [index, second] of copies.entries()) {
    const pairs = copies.slice(0, index).flatMap((first) => pairOf(snapshot, image, stage, first, second) ?? []);
    // Each that is covered can go by itself; three places of one folder are told of twice, not three times.
    const [other] = pairs.filter(({ kind }) => kind !== 'over');
    found.push(...pairs.filter((pair) => pair.kind === 'over' || pair === other));
  }
  return found;
}

function pairOf(snapshot: Snapshot, image: ImageModel, stage: number, first: Copied, second: Copied): Draft | null {
  const local = first.from !== null && second.from !== null;
  const meet = meets(first.target, second.target);
  // What is cheap to ask decides for nearly all: a folder may hold a hundred thousand files.
  const over = local && meet && sameFlags(first, second) && overlapping(first.from, second.from) && isIdleBetween(image, stage, first, second.at);
  const beside = local && !meet && whole(first) !== null && whole(first) === whole(second);
  const again = !local && meet && (first.from !== null || second.from !== null);
  if (!over && !beside && !again) return null;
  const [one, two] = [first.files(), second.files()];
  if (one === null || two === null) return null;
  const draft = (kind: Draft['kind'], paths: readonly string[], origins: readonly string[]): Draft => ({ kind, first: first.at, second: second.at, paths, files: origins.length, bytes: bytesOf(snapshot, origins) });
  if (beside) {
    const found = draft('beside', [first.target, second.target], [...one.values()]);
    return one.size > 1 ? found : null;
  }
  const same = [...one].filter(([path, origin]) => two.get(path) === origin).map(([, origin]) => origin);
  if (over) return same.length > 0 && same.length === one.size ? draft('over', [first.target], same) : null;
  const found = draft('again', [first.target], same);
  return same.length > 0 ? found : null;
}

function overlapping(a: readonly string[], b: readonly string[]): boolean {
  return a.some((one) => b.some((two) => /[*?[]/.test(one + two) || meets(one, two)));
}

function bytesOf({ contextFiles }: Snapshot, origins: readonly string[]): number | null {
  let sum = 0;
  for (const path of origins) {
    const size = contextFiles.size(path);
    if (size === null) return null;
    sum += size;
  }
  return sum;
}

/** The one folder that a COPY takes from the context; null: something else. */
function whole({ from }: Copied): string | null {
  const [source, ...others] = from ?? [];
  return source !== undefined && others.length === 0 && !/[*?[]/.test(source) ? source : null;
}

function sameFlags({ call: { instruction: a } }: Copied, { call: { instruction: b } }: Copied): boolean {
  const shown = (flags: typeof a.flags): string => JSON.stringify(flags.map(({ name, value }) => [name, value]).toSorted());
  return a.keyword === b.keyword && shown(a.flags) === shown(b.flags);
}

const SAYS: ReadonlySet<string> = new Set('ENV ARG LABEL EXPOSE STOPSIGNAL HEALTHCHECK CMD ENTRYPOINT MAINTAINER WORKDIR USER SHELL'.split(' '));

/** Nothing between two COPYs runs, and no COPY between lies with the first one: then nobody sees it before it is covered. */
function isIdleBetween(image: ImageModel, stage: number, first: Copied, to: number): boolean {
  const { stages, document: { escape } } = image.dockerfile;
  const model = stages[stage];
  for (let index = first.at + 1; index < to; index++) {
    const [instruction, moment] = [model?.stage.instructions[index], model?.moments[index]];
    if (!instruction || !moment) return false;
    if (SAYS.has(instruction.keyword)) continue;
    if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return false;
    const call = copyCall(instruction, moment, escape);
    if (call?.destination == null) return false;
    const target = pathNames(call.destination).join('/');
    if (meets(target, first.target)) return false;
  }
  return true;
}

/** The COPYs of a stage with the files of the workspace that they bring; those that cannot be told are left out. */
function copiesOf(image: ImageModel, stage: number): readonly Copied[] {
  const { stages, document: { escape } } = image.dockerfile;
  const model = stages[stage];
  return (model?.stage.instructions ?? []).flatMap((instruction, at): readonly Copied[] => {
    const moment = model?.moments[at];
    const call = moment && !instruction.json && (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') ? copyCall(instruction, moment, escape) : null;
    // Who gives a build its arguments decides what that copies: without them it may be everything.
    if (!call || /\$/.test(instruction.joined) || call.destination === null || call.sources.some(({ kind }) => kind !== 'path') || call.parents || instruction.flags.some(({ name }) => name === 'exclude')) return [];
    const target = pathNames(call.destination).join('/');
    const from = call.from === null ? call.sources.map(({ value }) => pathNames(value).join('/')) : null;
    let known: ReadonlyMap<string, string> | null | undefined;
    return [{ at, call, target, from, files: () => (known === undefined ? (known = filesOf(image, stage, at, call, target)) : known) }];
  });
}

function filesOf(image: ImageModel, stage: number, at: number, call: CopyCall, target: string): ReadonlyMap<string, string> | null {
  const files = stageFiles(image.copies);
  const from = files.from(stage, at, call.from);
  if (from.kind === 'unknown' || call.destination === null) return null;
  // One file in a place of its own: where it lands depends on what lies there.
  const inFolder = /(?:^|\/)\.?$/.test(call.destination) || call.sources.length > 1 || nodeAt(files.before(stage, at), pathNames(call.destination))?.kind === 'folder';
  const brought = new Map<string, string>();
  for (const { name, node } of call.sources.flatMap(({ value }) => sourcesIn(from.root, value))) {
    if (node.kind !== 'file') {
      if (!addBelow(brought, node, target)) return null;
    } else if (node.origin !== null) brought.set(inFolder ? pathIn(target, name) : target, node.origin);
  }
  return brought;
}

/** The files below a folder; false: they are too many, or cannot be told. */
function addBelow(found: Map<string, string>, node: Node, path: string): boolean {
  const todo: { readonly node: Node; readonly path: string }[] = [{ node, path }];
  let steps = 0;
  for (let next = todo.pop(); next; next = todo.pop()) {
    if (++steps > MOST_FILES || next.node.kind === 'unknown' || next.node.kind === 'either') return false;
    if (next.node.kind === 'file') {
      if (next.node.origin !== null) found.set(next.path, next.node.origin);
      continue;
    }
    for (const name of next.node.names()) {
      const child = next.node.get(name);
      if (child) todo.push({ node: child, path: pathIn(next.path, name) });
    }
  }
  return true;
}
