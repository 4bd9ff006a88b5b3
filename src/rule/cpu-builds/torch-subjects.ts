import { known, type Hit, type Hits } from '#answer/answer.js';
import { ask, unheard } from '#answer/ledger.js';
import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { baseDoubt } from '#needs/surroundings.js';
import type { NeedOptions, WorkspaceNeeds } from '#needs/workspace-needs.js';
import type { Dockerfile, Install } from '#rule/dockerfile.js';
import { sourceOfInstall } from '#rule/dockerfile-subject.js';
import { untilLocked } from '#rule/projects/project-subject.js';
import type { Requirement } from '#rule/requirement.js';
import type { TorchInstall, TorchMeans } from '#rule/torch-installs.js';
import { workspaceImages } from '#services/workspace-images.js';
import { documentsOf } from './built-for.js';
import { comesAnswer } from './comes-answer.js';
import { comingIn, type Coming } from './coming.js';
import { FAMILY } from './family.js';
import { againstAside, isWritable, optionMeans, textBefore } from './means.js';
import { pinnedFiles, type PinnedFile } from './pinned-files.js';
import { projectsWithTorch, type ProjectTorch } from './project-torch.js';
import { againstBefore, againstHashes } from './speaks-against.js';
import { surplusIn } from './surplus.js';
import { acceleratorHits } from './torch-accelerators.js';
import { placeFor } from './written-install.js';

/** What the places are worked out from. */
export interface TorchWorld {
  readonly snapshot: Snapshot;
  readonly options: NeedOptions;
  readonly needs: () => WorkspaceNeeds;
  readonly dockerfiles: readonly Dockerfile[];
  readonly requirements: readonly Requirement[];
}

/** The places from which images get torch for CUDA, those that are sure first. Images with an accelerator are left out where all of a place are. */
export function torchInstalls(world: TorchWorld, indexUrl: string): readonly TorchInstall[] {
  return unheard(() => {
    const { images } = workspaceImages(world.snapshot);
    const comings = images.flatMap((image) => comingIn(image, world.snapshot, world.options, indexUrl));
    if (comings.length === 0) return [];
    const files = pinnedFiles(world, comings, (names) => acceleratorHits(world.snapshot, world.needs(), names));
    const inFiles = new Set(files.flatMap(({ comings: own }) => own));
    const calls = byCall(comings.filter((one) => !inFiles.has(one) && !one.project));
    const projects = projectsWithTorch(world.snapshot, world.requirements, comings.filter(({ project }) => project), indexUrl);
    const found = [...files.map((file) => ofFile(world, file, indexUrl)), ...calls.flatMap((group) => ofCall(world, group, indexUrl)), ...projects.map((one) => ofProject(world, one))];
    const sound = found.filter(({ images: names, accelerators }) => new Set(accelerators().value.map(({ image }) => image)).size < names.length);
    return sound.toSorted((a, b) => doubtful(a) - doubtful(b));
  });
}

/** An answer with a gap lowers what comes after it as well. */
function doubtful(one: TorchInstall): number {
  return [one.comes(), one.accelerators(), one.against()].every(({ complete }) => complete) ? 0 : 1;
}

function byCall(comings: readonly Coming[]): readonly (readonly [Coming, ...Coming[]])[] {
  const groups = new Map<string, [Coming, ...Coming[]]>();
  for (const one of comings) {
    const { stage, at, order } = one.install.install;
    const key = `${one.image.build.dockerfile} ${stage} ${at} ${order}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

/** Builds of the same Dockerfile that run the call too, and do not get torch from it as far as is known. */
function otherBuilds({ snapshot }: TorchWorld, comings: readonly [Coming, ...Coming[]]): { readonly blind: readonly string[]; readonly without: readonly ImageModel[] } {
  const [{ image: { build }, install: { install } }] = comings;
  const others = workspaceImages(snapshot).images.filter((image) => image.build.dockerfile === build.dockerfile && image.needed.has(install.stage) && !comings.some((one) => one.image === image));
  const isBlind = ({ installs }: ImageModel): boolean => installs.some(({ install: one, unresolved }) => one.stage === install.stage && one.at === install.at && unresolved !== null);
  return { blind: others.filter(isBlind).map((image) => image.build.id), without: others.filter((image) => !isBlind(image)) };
}

interface Parts extends Pick<TorchInstall, 'names' | 'written' | 'chain' | 'looks' | 'at' | 'means' | 'surplus' | 'commands'> {
  readonly comings: readonly Coming[];
  readonly hits: readonly Pick<Hit, 'text' | 'at'>[];
  /** Ids of builds that change with it, though what they install cannot be told. */
  readonly blind: readonly string[];
}

function made(world: TorchWorld, { comings, hits, blind, ...rest }: Parts): TorchInstall {
  const images = [...new Set([...comings.map(({ image }) => image.build.id), ...blind])];
  const against: Hits = known(hits.map((hit) => ({ ...hit, image: null })), 'nothing speaks against writing it there');
  return {
    ...rest,
    images,
    comes: () => ask(unheard(() => comesAnswer(world.snapshot, comings, rest))),
    accelerators: () => ask(unheard(() => acceleratorHits(world.snapshot, world.needs(), images))),
    against: () => ask(against),
  };
}

function ofFile(world: TorchWorld, { line, beside, comings, commands }: PinnedFile, indexUrl: string): TorchInstall {
  const [first] = comings;
  const surplus = surplusIn(world, comings);
  const means: TorchMeans = { kind: 'file', option: `--extra-index-url ${indexUrl}`, beside };
  return made(world, { comings, names: namesOf(comings), written: `${line.name}${line.specifiers}`, chain: first.chain, looks: first.looks, at: beside, means, surplus: surplus.lines, commands, hits: surplus.stays, blind: [] });
}

function ofProject(world: TorchWorld, { comings, means, stale, hits }: ProjectTorch<Coming>): TorchInstall {
  const [first] = comings;
  const commands = stale.map(({ command }) => command);
  const [line] = means.asked;
  const along = first.request.lines.find(({ name }) => name === first.chain[0]);
  const at = line ?? along?.at ?? { path: means.path, line: 1 };
  const written = line && means.added.length === 0 ? line.written : null;
  const one = made(world, { comings, names: namesOf(comings), written, chain: first.chain, looks: null, at, means, surplus: [], commands, hits, blind: [] });
  return { ...one, comes: () => ask(untilLocked(unheard(one.comes), { path: means.path, origin: 'project', hashed: false, compiledTo: stale })) };
}

/** A call that cannot be found again in its Dockerfile is nothing that could be changed. */
function ofCall(world: TorchWorld, comings: readonly [Coming, ...Coming[]], indexUrl: string): readonly TorchInstall[] {
  const [first] = comings;
  const install = installOf(world.dockerfiles, first);
  // What only comes along is likely to be in a base that is made for it.
  if (!install || (first.lines.length === 0 && baseDoubt(first.image) !== null)) return [];
  const documents = documentsOf(world.snapshot, first.install);
  const surplus = surplusIn(world, comings);
  const asked = first.lines.find(({ name }) => name === first.names[0]) ?? first.lines[0];
  const place = placeFor(install.run);
  const option = optionMeans(first, install, documents, indexUrl);
  const others = otherBuilds(world, comings);
  const unasked = option ? [] : others.without.map(({ build }) => ({ text: `${build.id} is built with the same lines and asks for no torch`, at: first.install.at }));
  const hits = [...againstHashes(documents), ...surplus.stays, ...(option ? [] : againstBefore(first)), ...againstAside(first, option), ...unasked];
  const means: TorchMeans = option ?? (hits.length > 0 && !isWritable(first) ? { kind: 'none' } : { kind: 'before', before: place, text: textBefore(install, place, { ...first, names: namesOf(comings) }, indexUrl) });
  const written = asked?.text ?? null;
  return [made(world, { comings, names: namesOf(comings), written, chain: first.chain, looks: first.looks, at: install, means, surplus: surplus.lines, commands: surplus.commands, hits, blind: others.blind })];
}

function namesOf(comings: readonly Coming[]): readonly string[] {
  return FAMILY.filter((name) => comings.some(({ names }) => names.includes(name)));
}

function installOf(dockerfiles: readonly Dockerfile[], { image, install: { install } }: Coming): Install | null {
  const stage = dockerfiles.find(({ path }) => path === image.build.dockerfile)?.stages[install.stage];
  const installs = stage?.instructions[install.at]?.installs().value ?? [];
  return installs.find((one) => sourceOfInstall(one)?.install.order === install.order && one.at.line === install.line) ?? null;
}
