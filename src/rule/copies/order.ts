import { known, row } from '#answer/answer.js';
import { ask, unheard } from '#answer/ledger.js';
import type { Instruction } from '#dockerfile/types.js';
import { pathNames, sourcesIn } from '#image/files/copy-sources.js';
import { copyCall, type CopyCall } from '#image/files/copy-step.js';
import type { FolderNode, Node } from '#image/files/file-nodes.js';
import { originIn } from '#image/files/origin.js';
import { stageFiles } from '#image/files/stage-files.js';
import type { ImageModel } from '#image/image.js';
import { isRootUser } from '#image/root-user.js';
import { programOf } from '#image/run/facts.js';
import type { Step } from '#image/run/step.js';
import { listed } from '#text/listed.js';
import { folderOf, foldersUp, isWithin, meets } from '#text/paths.js';
import { shortenLines } from '#text/shorten.js';
import { listsRead } from './lists-read.js';
import type { EarlyCopy } from './order-types.js';
import { touchesOf, type RunSpot } from './touches.js';
import { builtWith, MOST_COPIES, type CopyWorld } from './world.js';

/** What one image says of the COPYs before an install. */
interface Draft {
  /** Numbers of the COPYs in the stage. */
  readonly copies: readonly number[];
  /** Number of the RUN. */
  readonly install: number;
  readonly lists: readonly string[];
  readonly text: string;
  readonly paths: readonly string[];
}

/** The COPYs of code that stand before an install which reads nothing of it but lists. */
export function earlyCopies(world: CopyWorld): readonly EarlyCopy[] {
  const { model, images } = world;
  if (images.length === 0 || !/\binstall\b/.test(model.document.text) || /^\s*ONBUILD\b/im.test(model.document.text)) return [];
  return unheard(() => model.stages.flatMap((_, stage) => earlyIn(world, stage) ?? []));
}

/** The first of a stage. */
function earlyIn(world: CopyWorld, stage: number): EarlyCopy | null {
  const { model, dockerfile } = world;
  const drafts = builtWith(world, stage).map((image) => firstDraft(world, image, stage));
  const [draft] = drafts;
  if (!draft || drafts.some((one) => JSON.stringify(one) !== JSON.stringify(draft))) return null;
  const subjects = dockerfile.stages[stage]?.instructions ?? [];
  const [copy, ...more] = draft.copies.flatMap((at) => subjects[at] ?? []);
  const install = subjects[draft.install];
  if (!copy || !install) return null;
  const path = model.document.path;
  const says = `\`${shortenLines(install.text)}\` reads ${listed(draft.lists)} and nothing else of the code`;
  const reads = known(draft.lists, says, [row('source', says, { path, line: install.at.line }), ...[copy, ...more].map((one) => row('source', shortenLines(one.text), one.at))]);
  const said = draft.copies.flatMap((at) => commentOf(model.document.text, model.stages[stage]?.stage.instructions[at])).find((text) => /\b(?:first|before|order|needed by)\b/i.test(text)) ?? null;
  return { copies: [copy, ...more], install, comment: said, lists: draft.lists, text: draft.text, paths: draft.paths, reads: () => ask(reads) };
}

function commentOf(text: string, instruction: Instruction | undefined): readonly string[] {
  return instruction?.leading == null ? [] : [text.slice(instruction.leading.start, instruction.leading.end)];
}

function firstDraft(world: CopyWorld, image: ImageModel, stage: number): Draft | null {
  const instructions = image.dockerfile.stages[stage]?.stage.instructions ?? [];
  const last = Math.max(-1, ...image.installs.flatMap(({ install, inputs }) => (install.stage === stage && inputs.some(({ kind }) => kind === 'file') ? install.at : [])));
  if (last < 0 || instructions.filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD').length > MOST_COPIES) return null;
  for (const at of instructions.slice(0, last).keys()) {
    const draft = draftOf(world, image, stage, at);
    if (draft) return draft;
  }
  return null;
}

/** A COPY that can move, with where it puts things. */
interface Movable {
  readonly at: number;
  readonly instruction: Instruction;
  readonly target: string;
  /** Where its files lie: the folder that it fills, or each file. */
  readonly places: readonly string[];
  readonly code: boolean;
}

const movables = new WeakMap<ImageModel, Map<string, Movable | null>>();

function movable(image: ImageModel, stage: number, at: number): Movable | null {
  const known = movables.get(image) ?? new Map<string, Movable | null>();
  movables.set(image, known);
  const key = `${stage} ${at}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = makeMovable(image, stage, at);
  known.set(key, made);
  return made;
}

function makeMovable(image: ImageModel, stage: number, at: number): Movable | null {
  const { stages, document } = image.dockerfile;
  const [instruction, moment] = [stages[stage]?.stage.instructions[at], stages[stage]?.moments[at]];
  if (!instruction || !moment || (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') || instruction.json !== null) return null;
  if (!instruction.flags.every(({ name }) => name === 'chown' || name === 'chmod' || name === 'link')) return null;
  const call = copyCall(instruction, moment, document.escape);
  const target = call?.destination == null ? '' : pathNames(call.destination).join('/');
  if (!call || target === '' || image.context === null || call.sources.some(({ kind, value }) => kind !== 'path' || /[*?[]/.test(value))) return null;
  return { at, instruction, target, places: placesOf(image, stage, at, call, target), code: bringsCode(image, stage, at, call) };
}

/** A folder is merged into its destination; a file lies in it under its own name, where the destination is a folder. */
function placesOf(image: ImageModel, stage: number, at: number, call: CopyCall, target: string): readonly string[] {
  const from = stageFiles(image.copies).from(stage, at, null);
  const inFolder = call.sources.length > 1 || /(?:^|\/)\.?$/.test(call.destination ?? '');
  const found = from.kind === 'unknown' ? [] : call.sources.flatMap(({ value }) => sourcesIn(from.root, value));
  return found.length > 0 && inFolder && found.every(({ node }) => node.kind === 'file') ? found.map(({ name }) => `${target}/${name}`) : [target];
}

function draftOf({ snapshot }: CopyWorld, image: ImageModel, stage: number, at: number): Draft | null {
  const first = movable(image, stage, at);
  if (first === null || !first.code) return null;
  const stretch = stretchOf(image, stage, first);
  if (stretch === null) return null;
  const { last, group } = stretch;
  const files = stageFiles(image.copies);
  const before = files.before(stage, at);
  const read = new Set<string>();
  const wanted = new Map<string, { readonly path: string; readonly by: Movable }>();
  for (let index = at + 1; index <= last; index++) {
    const now = files.before(stage, index);
    for (const install of image.installs.filter((one) => one.install.stage === stage && one.install.at === index)) {
      const lists = listsRead(snapshot, install);
      if (!lists.ok || (install.install.call.manager === 'uv' && readsSettings(now, install.install.folder))) return null;
      if (settingsAt(install.install.variable('HOME')).some((place) => {
        const origin = originIn(now, place);
        return origin.kind === 'workspace' && group.some(({ instruction }) => instruction === origin.by);
      })) return null;
      for (const { path, place } of lists.value) {
        read.add(path);
        const origin = originIn(now, place);
        if (origin.kind !== 'workspace' || origin.path !== path) return null;
        const there = originIn(before, place);
        const by = group.find(({ instruction }) => instruction === origin.by);
        // What another COPY brings stays where it is.
        if (by && !(there.kind === 'workspace' && there.path === path)) wanted.set(place, { path, by });
      }
    }
  }
  const text = copyTexts(image, wanted);
  return text === null ? null : { copies: group.map((one) => one.at), install: last, lists: [...read], text, paths: group.map(({ target }) => `/${target}`) };
}

/** Something besides lists and settings: a change of it is what the install should not be repeated for. */
function bringsCode(image: ImageModel, stage: number, at: number, call: CopyCall): boolean {
  const from = stageFiles(image.copies).from(stage, at, null);
  if (from.kind === 'unknown') return false;
  return call.sources.some(({ value }) => sourcesIn(from.root, value).some(({ node }) => node.kind === 'folder' && holdsCode(node)));
}

const MOST_LOOKED_AT = 5_000;

function holdsCode(node: Node): boolean {
  const todo: { readonly name: string; readonly node: Node }[] = [{ name: '', node }];
  for (let steps = 0, next = todo.pop(); next && steps < MOST_LOOKED_AT; next = todo.pop(), steps++) {
    const { node: at, name } = next;
    if (at.kind === 'file' && /\.(?:py|pyx|js|ts|html|sh|go|java|ipynb)$/.test(name)) return true;
    if (at.kind !== 'folder') continue;
    for (const child of at.names()) {
      const inner = at.get(child);
      if (inner) todo.push({ name: child, node: inner });
    }
  }
  return false;
}

/** Instructions that only say how things are. */
const SAYS: ReadonlySet<string> = new Set('LABEL EXPOSE STOPSIGNAL HEALTHCHECK CMD ENTRYPOINT MAINTAINER'.split(' '));

/**
 * From a COPY to the last install behind it that is parted from it by nothing that reads or covers what it brings; the COPYs in between
 * that bring code, or lie over such, go along. Null: there is none.
 */
function stretchOf(image: ImageModel, stage: number, first: Movable): { readonly last: number; readonly group: readonly Movable[] } | null {
  const { stages, document } = image.dockerfile;
  const model = stages[stage];
  const group = [first];
  let last: number | null = null;
  for (let index = first.at + 1; index < (model?.stage.instructions.length ?? 0); index++) {
    const [instruction, moment] = [model?.stage.instructions[index], model?.moments[index]];
    if (!instruction || !moment) break;
    const { keyword } = instruction;
    if (SAYS.has(keyword)) continue;
    if (keyword === 'WORKDIR' && group.every((one) => isMadeBy(one, model?.moments[index + 1]?.workdir ?? null))) continue;
    if ((keyword === 'ENV' || keyword === 'ARG') && !group.some((one) => one.instruction.joined.includes('$'))) continue;
    if (keyword === 'COPY' || keyword === 'ADD') {
      const other = copyCall(instruction, moment, document.escape);
      const place = other?.destination == null ? null : pathNames(other.destination).join('/');
      const movableOne = movable(image, stage, index);
      if (place === null || place === '') break;
      const own = movableOne?.places ?? [place];
      const meet = group.some(({ places }) => places.some((one) => own.some((two) => meets(one, two))));
      if (movableOne && (movableOne.code || meet)) group.push(movableOne);
      else if (meet) break;
      continue;
    }
    if (keyword !== 'RUN' || !isRootUser(moment.user)) break;
    const facts = image.copies.facts?.(stage, index);
    if (!facts?.ok || facts.value.doubt !== null || /--mount=[^\s]*type=bind/.test(instruction.joined)) break;
    const spot: RunSpot = { image, stage, at: index, facts: facts.value };
    if (!facts.value.steps.every((step) => group.every(({ target }) => leavesAlone(spot, step, target)))) break;
    if (facts.value.calls.some(({ order }) => image.installs.some(({ install, inputs }) => install.stage === stage && install.at === index && install.order === order && inputs.some(({ kind }) => kind === 'file')))) last = index;
  }
  return last === null ? null : { last, group: group.filter(({ at }) => at < (last ?? 0)) };
}

/**
 * `COPY . /app` before `WORKDIR /app`: whichever comes first makes the folder, root's both ways, and a place that is written from the
 * root means the same behind it.
 */
function isMadeBy({ instruction, target }: Movable, folder: string | null): boolean {
  if (instruction.flags.length > 0) return false;
  const written = instruction.joined.trim().split(/\s+/).at(-1) ?? '';
  return written.startsWith('/') && folder !== null && folder.replace(/^\/+|\/+$/g, '') === target;
}

const READS_NOTHING: ReadonlySet<string> = new Set('set : true mkdir groupadd addgroup useradd adduser usermod update-ca-certificates locale-gen ldconfig fc-cache apt-mark'.split(' '));

/** Whether a command neither reads files of a folder, other than lists that it is told of, nor leaves any there. */
function leavesAlone(spot: RunSpot, step: Step, target: string): boolean {
  if (step.runs.kind === 'never') return true;
  if (step.runs.kind === 'if' || step.nested) return false;
  const { facts } = spot;
  const touched = touchesOf(spot, step, target);
  if (touched.touches.length > 0 || touched.assumed !== null) return false;
  const own = ({ order }: { readonly order: number }): boolean => order === step.order;
  if (facts.calls.some(own)) return true;
  const system = facts.system.find(own);
  if (system) return system.doubt === null && system.packages.every(({ name }) => !name.includes('/'));
  if (step.redirects.length > 0) return false;
  const name = programOf(step.rounds[0] ?? []);
  if (name === null) return (step.rounds[0] ?? []).length === 0;
  if (READS_NOTHING.has(name)) return true;
  if (facts.environments.some(own)) return true;
  const words = (step.rounds[0] ?? []).slice(1).map(({ value }) => value ?? '');
  if (name === 'rm') return words.every((word) => word.startsWith('-') || /^\/(?:var\/(?:lib\/apt|cache)|tmp|root\/\.cache)(?:\/|$)/.test(word) || word === '');
  return /^(?:python|pip)[\d.]*$/.test(name) && words.length === 1 && /^(?:--version|-V)$/.test(words[0] ?? '');
}

/** Files of the home and of the system that pip and uv read by themselves (pip's topics/configuration, uv's concepts/configuration-files, netrc). */
function settingsAt(home: string | null | undefined): readonly string[] {
  const at = home == null || home === '' ? '/root' : home;
  return ['.netrc', '_netrc', '.pip/pip.conf', '.config/pip/pip.conf', '.config/uv/uv.toml'].map((name) => `${at}/${name}`).concat('/etc/pip.conf', '/etc/xdg/pip/pip.conf', '/etc/uv/uv.toml');
}

/** uv goes by `pyproject.toml` and `uv.toml` of the folder that it runs in and of those above. */
function readsSettings(root: FolderNode, folder: string | null): boolean {
  if (folder === null) return true;
  return foldersUp(folder.slice(1)).some((at) => ['pyproject.toml', 'uv.toml'].some((name) => originIn(root, `${at}/${name}`).kind !== 'none'));
}

/** COPYs of lists alone, with the flags of the whole ones; '' for none, null where they cannot be written. */
function copyTexts(image: ImageModel, wanted: ReadonlyMap<string, { readonly path: string; readonly by: Movable }>): string | null {
  if (wanted.size > MOST_LISTS) return null;
  const { text } = image.dockerfile.document;
  const context = image.context?.context ?? '';
  const lines = new Map<string, string[]>();
  for (const [place, { path, by: { instruction, target } }] of wanted) {
    const flags = instruction.flags.map(({ span }) => (span === null ? null : text.slice(span.start, span.end)));
    const written = instruction.words.at(-1)?.text ?? null;
    const source = context === '' ? path : path.slice(context.length + 1);
    if (flags.includes(null) || written === null || /["'\\\s]/.test(written) || !/^[\w./+@-]+$/.test(source) || source.startsWith('-')) return null;
    const base = written.replace(/\/+$/, '');
    // A file that the COPY names goes under its own name.
    const inside = isWithin(place, target) ? folderOf(place.slice(target.length + 1)) : '';
    const key = JSON.stringify([flags, inside === '' ? `${base}/` : `${base}/${inside}/`]);
    lines.set(key, [...(lines.get(key) ?? []), source]);
  }
  return [...lines].map(([key, names]) => {
    const [flags, folder] = JSON.parse(key) as [readonly string[], string];
    return ['COPY', ...flags, ...names, folder].join(' ');
  }).join('\n');
}

/** More files than this are a folder that somebody should name. */
const MOST_LISTS = 8;
