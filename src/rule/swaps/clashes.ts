import { assumed, known, row } from '#answer/answer.js';
import { unheard } from '#answer/ledger.js';
import type { ImageModel } from '#image/image.js';
import { swapOf, variantsOf, type SwapGroup } from '#knowledge/swaps.js';
import type { Comes } from '#needs/edges/closure-types.js';
import type { Clash } from '#rule/swap-places.js';
import { workspaceImages } from '#services/workspace-images.js';
import type { SwapWorld } from './places.js';
import { broughtWithout } from './required-by.js';

/** Images in which two distributions write the same module, one of them brought along, and no line asks for the larger one. */
export function clashesIn(world: SwapWorld, group: SwapGroup): readonly Clash[] {
  return unheard(() => {
    const variants = variantsOf(group);
    const found = new Map<string, { readonly clash: Omit<Clash, 'comes' | 'images'>; readonly along: Comes; readonly images: string[] }>();
    for (const image of workspaceImages(world.snapshot).images) {
      const one = clashOf(world, image, group, variants);
      if (!one) continue;
      const key = `${one.at.at.path}:${one.at.at.line} ${one.names.join(' ')}`;
      const before = found.get(key);
      if (before) before.images.push(image.build.id);
      else found.set(key, { clash: one, along: one.along, images: [image.build.id] });
    }
    return [...found.values()].map(({ clash, along, images }) => ({
      names: clash.names,
      chain: clash.chain,
      at: clash.at,
      images,
      comes: () => unheard(() => comesAnswer(clash, along)),
    }));
  });
}

function comesAnswer({ chain, at }: Omit<Clash, 'comes' | 'images'>, along: Comes): ReturnType<Clash['comes']> {
  const evidence = [row('source', `${chain}, beside ${at.name}`, at.at)];
  return along.assumed ? assumed(true, `the record of another version says: ${chain}`, evidence) : known(true, chain, evidence);
}

type Found = Omit<Clash, 'comes' | 'images'> & { readonly along: Comes };

function clashOf({ snapshot, options, requirements }: SwapWorld, image: ImageModel, group: SwapGroup, variants: ReadonlySet<string>): Found | null {
  const { asked, closure } = broughtWithout(image, snapshot, options, null);
  const there = [...variants].flatMap((name) => closure.comes.get(name) ?? []);
  const named = there.filter((one) => one.asked);
  const along = there.find((one) => !one.asked && one.certain === 'yes');
  // A line for the larger one has a proposal of its own.
  if (!along || named.length === 0 || named.some(({ name }) => swapOf(name).value?.group === group)) return null;
  const line = asked.asked.find(({ name, applies, ships }) => name === named[0]?.name && applies !== 'no' && ships);
  const at = line && requirements.find((one) => one.at.path === line.at.path && one.at.line === line.at.line && one.name === line.name);
  return at ? { names: [...named.map(({ name }) => name), along.name], chain: along.chain.toReversed().join(' -> '), at, along } : null;
}
