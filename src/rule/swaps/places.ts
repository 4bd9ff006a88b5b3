import { incomplete, known, row, type Answer, type Hit, type Hits } from '#answer/answer.js';
import { unheard } from '#answer/ledger.js';
import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { counterpartOf, swapOf, type Swap, type SwapGroup } from '#knowledge/swaps.js';
import { askedByName } from '#needs/code/named-distributions.js';
import { baseDoubt, standsOnOwn } from '#needs/surroundings.js';
import type { NeedOptions, WorkspaceNeeds } from '#needs/workspace-needs.js';
import { compareVersions } from '#pep/versions.js';
import { parseSpecifiers } from '#pep/specifiers.js';
import { acceleratorHits } from '#rule/cpu-builds/torch-accelerators.js';
import { imagesOfWord, inlineWords } from '#rule/inline/words.js';
import type { Dockerfile } from '#rule/dockerfile.js';
import { sourceOfProject } from '#rule/projects/project-subject.js';
import { published } from '#rule/projects/published.js';
import type { Requirement } from '#rule/requirement.js';
import type { SwapMeans, SwapPlace } from '#rule/swap-places.js';
import { untoldInstalls } from '#services/other-images.js';
import { workspaceImages } from '#services/workspace-images.js';
import { requestsOf } from '#sizes/request/requests.js';
import type { FileUses } from '#services/file-uses.js';
import type { DockerfileModel } from '#image/model.js';
import { codeUses } from './code-uses.js';
import { displayHits } from './displays.js';
import { broughtWithout, requiredBy } from './required-by.js';

/** What the places are worked out from. */
export interface SwapWorld {
  readonly snapshot: Snapshot;
  readonly options: NeedOptions;
  readonly needs: () => WorkspaceNeeds;
  readonly uses: FileUses;
  readonly models: readonly DockerfileModel[];
  readonly dockerfiles: readonly Dockerfile[];
  readonly requirements: readonly Requirement[];
}

/** Every place that asks for a distribution of a group for which a smaller one stands: lines of files, and words of calls. */
export function swapPlaces(world: SwapWorld, group: SwapGroup): readonly SwapPlace[] {
  return unheard(() => {
    const lines = world.requirements.flatMap((line) => ofLine(world, line, group) ?? []);
    const words = inlineWords(world).flatMap((word) => {
      const swap = swapOf(word.name).value;
      if (swap?.group !== group || swap.extras.length > 0 || word.extras.length > 0) return [];
      const by = word.written.replace(/^[\w.-]+/, swap.to);
      const elsewhere = swap.where !== null && isElsewhere(swap.where.linux, word.specifiers);
      const means: SwapMeans = !elsewhere ? { kind: 'word', install: word.install, word: word.word, by } : { kind: 'none', because: `there is no ${swap.to} but for Linux on x86-64: a file with a marker on each line can say so` };
      return [made(world, { swap, written: word.written, specifiers: word.specifiers, at: word.install, images: imagesOfWord(word), means, commands: [], hashed: false, list: null })];
    });
    return [...lines, ...words];
  });
}

/** Whether the larger one has wheels for other machines with Linux, which the smaller one has not: since a release, or never. */
function isElsewhere(since: string | null, specifiers: string): boolean {
  const pin = /^==([^,*]+)$/.exec(specifiers)?.[1];
  return since !== null && (pin === undefined || (compareVersions(pin, since) ?? 0) >= 0);
}

function ofLine(world: SwapWorld, line: Requirement, group: SwapGroup): SwapPlace | null {
  const { name, file, images, url, extras, marker } = line;
  // A compiled file follows its source.
  if (file.origin === 'compiled' || url !== null || images.names.length === 0) return null;
  const swap = swapOf(name).value;
  if (swap?.group !== group) return null;
  const left = extras.filter((extra) => !swap.extras.includes(extra));
  if (swap.extras.length > 0 ? left.length === extras.length : extras.length > 0) return null;
  const own = modelsOf(world.snapshot, images.names);
  const applies = own.flatMap((image) => askedIn(world, image).filter(({ at }) => at.path === line.at.path && at.line === line.at.line));
  if (applies.every((one) => one.applies === 'no')) return null;
  const both = swap.to !== name && own.length > 0 && own.every((image) => askedIn(world, image).some((one) => one.name === swap.to && one.applies !== 'no'));
  // The line for where there are no wheels of the other one.
  if (both && marker !== null) return null;
  const means = meansFor(line, swap, left, both);
  return made(world, { swap, written: file.origin === 'project' ? line.written : `${name}${extras.length > 0 ? `[${extras.join(',')}]` : ''}${line.specifiers}`, specifiers: line.specifiers, at: line, images: images.names, means, commands: file.compiledTo.map(({ command }) => command), hashed: file.hashed, list: line.at.path });
}

function meansFor(line: Requirement, swap: Swap, left: readonly string[], both: boolean): SwapMeans {
  if (swap.extras.length > 0) return { kind: 'extras', line, extras: left };
  if (both) return line.specifiers === '' || line.marker !== null ? { kind: 'drop', line } : { kind: 'none', because: `${swap.to} is asked for as well, in words of its own: which version is meant is to be decided` };
  if (swap.where === null) return { kind: 'rename', line };
  if (line.file.origin === 'project') return { kind: 'none', because: `there is no ${swap.to} but for Linux: two entries with a marker each can say so` };
  return line.marker === null ? { kind: 'beside', line, is: swap.where.is, other: swap.where.other } : { kind: 'none', because: 'the line has a marker already' };
}

interface Parts extends Pick<SwapPlace, 'written' | 'at' | 'images' | 'means' | 'commands'> {
  readonly swap: Swap;
  readonly specifiers: string;
  readonly hashed: boolean;
  /** The file that asks; null: words of a RUN. */
  readonly list: string | null;
}

function made(world: SwapWorld, { swap, specifiers, hashed, list, ...rest }: Parts): SwapPlace {
  const { snapshot, options } = world;
  const { images, at } = rest;
  const models = modelsOf(snapshot, images);
  const place = at.at;
  const counterpart = (): ReturnType<SwapPlace['counterpart']> => {
    const read = parseSpecifiers(specifiers);
    if (read.ok || swap.extras.length > 0) return counterpartOf(swap, read.ok ? read.value : []);
    return incomplete({ version: null, problem: null }, `which versions ${specifiers} stands for cannot be told`);
  };
  const once = lazily();
  return {
    ...rest,
    from: swap.from,
    to: swap.to,
    both: swap.to !== swap.from && models.length > 0 && models.every((image) => askedIn(world, image).some(({ name, applies }) => name === swap.to && applies !== 'no')),
    counterpart: () => once('counterpart', () => unheard(counterpart)),
    uses: () => once('uses', () => unheard(() => usesOf(world, swap, images, list))),
    requiredBy: () => once('requiredBy', () => requiredBy(models, snapshot, options, { from: swap.from, variants: swap.variants.filter((name) => name !== swap.to) }, place)),
    accelerators: () => once('accelerators', () => unheard(() => acceleratorsBut(world, swap, images))),
    meant: () => once('meant', () => unheard(() => meantFor(world, swap, models))),
    against: () => once('against', () => unheard(() => againstIn(world, swap, models, { at, hashed, problem: rest.means.kind === 'none' ? rest.means.because : unheard(counterpart).value.problem }))),
  };
}

function lazily(): <T>(key: string, make: () => T) => T {
  const kept = new Map<string, unknown>();
  return (key, make) => {
    if (!kept.has(key)) kept.set(key, make());
    return kept.get(key) as ReturnType<typeof make>;
  };
}

/** The images by their ids, those of stages that no build needs among them. */
export function modelsOf(snapshot: Snapshot, images: readonly string[]): readonly ImageModel[] {
  const { images: built, besides } = workspaceImages(snapshot);
  return [...built, ...besides].filter(({ build }) => images.includes(build.id));
}

export function askedIn({ snapshot, options }: Pick<SwapWorld, 'snapshot' | 'options'>, image: ImageModel): ReturnType<typeof broughtWithout>['asked']['asked'] {
  return broughtWithout(image, snapshot, options, null).asked.asked;
}

function usesOf({ snapshot, uses, models }: SwapWorld, { code, group }: Swap, images: readonly string[], list: string | null): Hits {
  const found = codeUses(snapshot, images, code, { list, imported: true });
  const [doubt] = list === null ? [] : untoldInstalls(snapshot, list, uses, models);
  const hits = group === 'headless' ? [...found.value, ...displayHits(snapshot, modelsOf(snapshot, images))] : found.value;
  if (doubt !== undefined) return incomplete(hits, `${doubt}; its code was not searched`, found.evidence);
  return found.complete ? known(hits, found.because, hits.length > 0 ? [] : found.evidence) : incomplete(hits, found.because, found.evidence);
}

/** Its own name is no sign: it is what is asked about. */
function acceleratorsBut({ snapshot, needs }: SwapWorld, { from }: Swap, images: readonly string[]): Hits {
  const all = acceleratorHits(snapshot, needs(), images);
  const hits = all.value.filter(({ text }) => text !== from && !text.startsWith(`${from} `) && !text.startsWith(`${from}[`));
  return all.complete ? known(hits, all.because, all.evidence) : incomplete(hits, all.because, all.evidence);
}

/** Libraries of CUDA that come as packages. */
const CUDA_LIBRARIES = /^nvidia-(?:cudnn|cublas|cuda-runtime)(?:-|$)/;

const PYPI = /^https?:\/\/(?:pypi\.org|pypi\.python\.org)(?:\/|$)/;

function meantFor({ snapshot, options }: SwapWorld, { named, libraries, from, to, group }: Swap, models: readonly ImageModel[]): Answer<string | null> {
  for (const image of models) {
    const request = requestsOf(image, snapshot).find(({ lines, indexes }) => lines.some(({ name }) => name === from) && indexes.index !== null && !PYPI.test(indexes.index));
    if (request) return incomplete(null, `an index of one's own is used, and whether it has ${to} cannot be told`);
    if (group === 'headless') continue;
    if (standsOnOwn(image, snapshot)) return incomplete(null, `${image.build.id} is made from another image of the workspace, which may be for a GPU`);
    const base = baseDoubt(image);
    if (base) return incomplete(null, `${base.text.replace(/ that need it$/, '').replace(/; packages.*$/, '')}, and be for a GPU`);
  }
  if (!named) return known(null, `an index that has ${from} and ${to} is asked`);
  if (libraries === 'own') return known(`${from} has the libraries for a GPU with it: on a machine with one it would use it`, 'somebody asked for it by name', [row('source', `${from} is asked for by name, and needs nothing but a driver`)]);
  const bringing = models.flatMap((image) => [...broughtWithout(image, snapshot, options, from).closure.comes.keys()]).find((name) => CUDA_LIBRARIES.test(name));
  if (bringing !== undefined) return known(`${bringing} comes along: on a machine with a GPU ${from} would use it`, 'somebody asked for it by name', [row('source', `${bringing} comes along`)]);
  const because = `${from} needs libraries of CUDA beside it, and nothing in the images has them: it runs on the CPU`;
  return known(null, because, [row('absence', because)]);
}

interface AgainstParts {
  readonly at: SwapPlace['at'];
  readonly hashed: boolean;
  readonly problem: string | null;
}

function againstIn({ snapshot, options }: SwapWorld, { from, to }: Swap, models: readonly ImageModel[], { at, hashed, problem }: AgainstParts): Hits {
  const hits: Hit[] = [];
  const place = at.at;
  const project = at.kind === 'requirement' ? sourceOfProject(at) : null;
  const outside = project === null ? null : published(snapshot, project.document);
  if (outside) hits.push({ ...outside, image: null });
  if (hashed) hits.push({ text: `its hashes are those of ${from}: write ${to} into the source and compile it anew`, at: place, image: null });
  if (problem !== null) hits.push({ text: problem, at: place, image: null });
  // Another name is another distribution to whoever looks it up.
  if (to !== from) hits.push(...models.flatMap((image) => askedByName(snapshot, image, from)));
  for (const image of models) {
    const pin = broughtWithout(image, snapshot, options, null).asked.pins.get(from);
    if (pin !== undefined) hits.push({ text: `a file of constraints holds ${from} at ${pin}, and says nothing of ${to}`, at: place, image: image.build.id });
  }
  return known(hits, 'nothing speaks against writing it there');
}

