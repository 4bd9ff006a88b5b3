import { assumed, known, row } from '#answer/answer.js';
import { ask, unheard } from '#answer/ledger.js';
import { rowsOnce } from '#answer/once.js';
import type { ImageModel } from '#image/image.js';
import { baseImage } from '#knowledge/base-image.js';
import { nativeNeeds } from '#knowledge/native-needs.js';
import { rootOf } from '#rule/build-packages/shipped.js';
import type { StageWorld } from '#rule/stages/world.js';
import { muslClosure } from './closure.js';
import type { MuslStage } from './types.js';

/** The base image of a stage, through the stages that it builds on; null: none that can be told. */
export function baseOf({ dockerfile }: ImageModel, stage: number): string | null {
  const base = dockerfile.stages[rootOf(dockerfile, stage)]?.base;
  return base?.kind === 'image' ? base.reference : null;
}

function isMusl(reference: string | null): boolean {
  return reference !== null && unheard(() => baseImage(reference)).value?.distribution === 'alpine';
}

/** What a stage on Alpine installs though there is no wheel for musl: once for each Dockerfile and base. */
export function compiledStages(world: Pick<StageWorld, 'snapshot' | 'options'>, images: readonly ImageModel[]): readonly MuslStage[] {
  const found = new Map<string, MuslStage>();
  for (const image of images) {
    const installs = image.installs.filter(({ install, into, runs }) => into.kind !== 'tool' && runs.kind !== 'never' && isMusl(baseOf(image, install.stage)));
    const [first] = installs;
    if (!first) continue;
    const from = baseOf(image, first.install.stage) ?? '';
    const key = `${image.build.dockerfile} ${from}`;
    if (found.has(key)) continue;
    const all = muslClosure(world, { ...image, installs }, true).without;
    // What another of them brings along is its matter: torch brings all of NVIDIA's.
    const without = all.filter(({ name, chain }) => !all.some((other) => other.name !== name && chain.includes(other.name)));
    if (without.length === 0) continue;
    const needs = unheard(() => nativeNeeds(without.map(({ name }) => name), null)).value;
    const fail = needs.flatMap(({ name, onlyWheels }) => (onlyWheels ? name : []));
    const rows = rowsOnce([
      row('source', `installs on ${from}`, first.at),
      ...without.flatMap(({ name, chain, evidence }) => [...(chain.length > 1 ? [row('source', `${name} comes through ${chain.slice(1).toReversed().join(' -> ')}`)] : []), ...evidence.slice(0, 1)]),
    ]);
    const exact = without.every(({ evidence }) => evidence.every(({ kind }) => kind !== 'assumption'));
    const because = `locks that others published list no wheel for musl of ${without.map(({ name }) => name).join(', ')}`;
    found.set(key, { at: first.at, from, names: without.map(({ name }) => name), fail, proof: () => ask(exact ? known(without.length, because, rows) : assumed(without.length, `${because}; other versions are taken to be the same`, rows)) });
  }
  return [...found.values()];
}
