import { assumed, incomplete, known, row, type Answer, type Hit, type Hits } from '#answer/answer.js';
import { unheard } from '#answer/ledger.js';
import type { ImageModel, Layer } from '#image/image.js';
import { needsOfFamily, openCvLibraries, type LibraryFamily } from '#knowledge/wheel-libraries.js';
import { standsOnOwn } from '#needs/surroundings.js';
import { pinnedVersion } from '#needs/verdict/closures.js';
import { compareVersions } from '#pep/versions.js';
import type { Dockerfile, Instruction, SystemInstall } from '#rule/dockerfile.js';
import type { IdleLibraries } from '#rule/idle-libraries.js';
import { workspaceImages } from '#services/workspace-images.js';
import { grouped } from '#text/grouped.js';
import { bringsPrograms, nativeFiles } from './brought-programs.js';
import { codeUses } from './code-uses.js';
import type { SwapWorld } from './places.js';
import { broughtWithout, type Brought } from './required-by.js';

/** Calls of apt with libraries that were there for OpenCV with windows, in Dockerfiles all of whose images have only that without. */
export function idleLibraries(world: SwapWorld): readonly IdleLibraries[] {
  return unheard(() => {
    const family = openCvLibraries();
    const byDockerfile = grouped(workspaceImages(world.snapshot).images, ({ build }) => build.dockerfile);
    return world.dockerfiles.flatMap((dockerfile) => {
      // The cheap question first: few files install any of them.
      const stages = dockerfile.stages.filter(({ instructions }) => instructions.some((run) => callsOf(run, family).length > 0));
      if (stages.length === 0) return [];
      const images = byDockerfile.get(dockerfile.path) ?? [];
      const brought = new Map(images.map((image) => [image, broughtWithout(image, world.snapshot, world.options, null)]));
      return stages.flatMap((stage) => {
        const own = images.filter(({ chain }) => chain.includes(stage.index));
        // A stage that others are built on holds them for these as well.
        if (own.length === 0 || own.length < images.filter(({ needed }) => needed.has(stage.index)).length) return [];
        if (!own.every((image) => hasOnlyFree(brought.get(image), family))) return [];
        return stage.instructions.flatMap((run) => inRun(world, dockerfile, run, own, brought, family));
      });
    });
  });
}

/** The calls of apt that an instruction makes itself and that name any of the libraries. */
function callsOf(run: Instruction, { packages }: LibraryFamily): readonly SystemInstall[] {
  if (run.keyword !== 'RUN') return [];
  return run.systemCalls().value.filter((install) => install.manager === 'apt' && install.action === 'install' && install.own && install.doubt === null && install.packages.some((name) => packages.includes(name)));
}

/** OpenCV comes, without windows and in a version that needs none of the libraries. */
function hasOnlyFree(brought: Brought | undefined, { larger, free }: LibraryFamily): boolean {
  if (!brought || larger.some((name) => brought.closure.comes.has(name))) return false;
  return Object.keys(free).some((name) => brought.closure.comes.get(name)?.certain === 'yes');
}

function inRun(world: SwapWorld, dockerfile: Dockerfile, run: Instruction, images: readonly ImageModel[], brought: ReadonlyMap<ImageModel, Brought>, family: LibraryFamily): readonly IdleLibraries[] {
  const calls = run.systemCalls().value;
  return callsOf(run, family).flatMap((install): readonly IdleLibraries[] => {
    const names = [...new Set(install.packages.filter((name) => family.packages.includes(name) && (!/glib/.test(name) || needsNoGlib(images, brought, family))))];
    if (names.length === 0) return [];
    const whole = names.length === new Set(install.packages).size ? run : null;
    const once = { left: null as Answer<boolean> | null, needed: null as Hits | null };
    return [{
      install,
      names,
      whole,
      images: images.map(({ build }) => build.id),
      left: () => (once.left ??= unheard(() => leftAnswer(images, brought, family))),
      neededBy: () => (once.needed ??= unheard(() => neededBy(world, dockerfile, { install, whole, calls }, images, brought, family))),
    }];
  });
}

/** The versions that were looked at, and those behind them. */
function needsNoGlib(images: readonly ImageModel[], brought: ReadonlyMap<ImageModel, Brought>, { free }: LibraryFamily): boolean {
  return images.every((image) => {
    const { asked, pins } = brought.get(image)?.asked ?? { asked: [], pins: new Map<string, string>() };
    return Object.entries(free).every(([name, since]) => {
      const line = asked.find((one) => one.name === name);
      const version = pins.get(name) ?? (line ? pinnedVersion(line) : null);
      const open = line !== undefined && version === null && /</.test(line.specifiers);
      return !open && (version === null || (compareVersions(version, since) ?? -1) >= 0);
    });
  });
}

function leftAnswer(images: readonly ImageModel[], brought: ReadonlyMap<ImageModel, Brought>, { free, basis, source, checked }: LibraryFamily): Answer<boolean> {
  const evidence = images.flatMap((image) => {
    const { asked, closure } = brought.get(image) ?? { asked: { asked: [] }, closure: { comes: new Map() } };
    const name = Object.keys(free).find((one) => closure.comes.has(one)) ?? '';
    const root = closure.comes.get(name)?.chain.at(-1);
    const line = asked.asked.find((one) => one.name === root);
    return line ? [row('source', `${name} is the OpenCV of ${image.build.id}`, line.at)] : [];
  });
  const because = 'OpenCV without windows links none of these libraries';
  return known(true, because, [...evidence, row('catalogue', `${because}: ${basis} (${source ?? 'no source'}, checked ${checked})`)]);
}

interface Call {
  readonly install: SystemInstall;
  readonly whole: Instruction | null;
  readonly calls: readonly SystemInstall[];
}

function neededBy({ snapshot }: SwapWorld, dockerfile: Dockerfile, { install, whole, calls }: Call, images: readonly ImageModel[], brought: ReadonlyMap<ImageModel, Brought>, family: LibraryFamily): Hits {
  const hits: Hit[] = dockerfile.usedBy().value.map((hit) => ({ ...hit, text: `${hit.text}, and may need them` }));
  const gaps: string[] = [];
  let guess: string | null = null;
  if (whole !== null && !onlyApt(whole, calls)) hits.push({ text: 'the RUN does more than to install them: what is left of it is to be decided', at: install.at, image: null });
  for (const image of images) {
    const { asked, closure } = brought.get(image) ?? broughtNothing();
    const needs = needsOfFamily([...closure.comes.keys()], family);
    for (const { name, why } of needs.value) {
      const root = closure.comes.get(name)?.chain.at(-1) ?? name;
      hits.push({ text: why, at: asked.asked.find((one) => one.name === root)?.at ?? install.at, image: image.build.id });
    }
    if (!needs.complete) gaps.push(needs.because);
    if (needs.assumed) guess = needs.because;
    if (closure.unknown.length > 0) gaps.push(`what ${closure.unknown.slice(0, 3).join(', ')} bring along is not known`);
    const [doubt] = asked.doubts;
    if (doubt) gaps.push(doubt.text);
    if (standsOnOwn(image, snapshot)) gaps.push(`${image.build.id} is made from another image of the workspace, which may need them`);
    hits.push(...image.layers.flatMap((layer: Layer) => bringsPrograms(image, layer)), ...nativeFiles(image));
  }
  const code = codeUses(snapshot, images.map(({ build }) => build.id), { module: 'libraries of the system', symbols: [], attributes: [], strings: [`^(?:${family.sonames.flatMap((one) => [one, one.replace(/^lib/, '')]).map((one) => one.replaceAll('.', '\\.')).join('|')})(?:\\.so[.\\d]*)?$`], lines: [], settings: [] }, { list: null, imported: false });
  hits.push(...code.value);
  if (!code.complete) gaps.push(code.because);
  const because = `no other package, program or code of ${images.length === 1 ? 'the image' : 'the images'} needs ${install.packages.length === 1 ? 'it' : 'them'}`;
  const evidence = hits.length === 0 ? [row('absence', because)] : [];
  const [gap] = gaps;
  if (gap !== undefined) return incomplete(hits, gap, evidence);
  return guess === null ? known(hits, because, evidence) : assumed(hits, guess, evidence);
}

function broughtNothing(): Brought {
  return { asked: { asked: [], projects: [], pins: new Map(), doubts: [] }, closure: { comes: new Map(), unknown: [], gaps: [], complete: true, assumed: false } };
}

/** Nothing but calls of apt, and the removal of its lists. */
function onlyApt(run: Instruction, calls: readonly SystemInstall[]): boolean {
  if (calls.some(({ action }) => !['update', 'install', 'clean'].includes(action)) || calls.filter(({ action }) => action === 'install').length !== 1) return false;
  const rest = run.text.replace(/^RUN\s+/i, '').split(/&&|;/).map((one) => one.trim()).filter((one) => one !== '');
  return rest.every((one) => /^(?:apt|apt-get)\s/.test(one) || /^rm\s+-\w+\s+(?:\/var\/(?:lib\/apt\/lists|cache\/apt)\S*\s*)+$/.test(`${one} `.trimEnd()) || /^set\s+-\w+$/.test(one));
}
