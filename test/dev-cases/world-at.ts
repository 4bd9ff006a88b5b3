import { openTree } from '#files/tree.js';
import { nodeIo } from '#io/node.js';
import { imagePurposes } from '#rule/image-purposes.js';
import { workspaceModel } from '#services/workspace-model.js';
import { run } from '#run.js';
import { discover } from '#run-discover.js';
import { builtInRules } from '#rules';
import { decode } from '#text/decode.js';
import type { World } from './world.js';

/** What slimify plans for a checked-out commit: every rule, up to `review`, suggestions beside. */
export async function worldAt(root: string): Promise<World> {
  const { plan } = await run({ root, paths: [], rules: builtInRules, only: [], skip: [], services: [], safety: 'review', config: null }, nodeIo);
  const { snapshot } = await discover({ root, config: null }, nodeIo);
  const purposes = imagePurposes(snapshot);
  const { paths, has } = openTree(nodeIo, root);
  return {
    plan,
    paths,
    installed: new Set([...workspaceModel(snapshot).uses.byFile].flatMap(([path, uses]) => (uses.some(({ image }) => (purposes.get(image)?.kind ?? 'production') === 'production') ? [path] : []))),
    rules: new Set(builtInRules.map(({ meta }) => meta.name)),
    text: (path) => (has(path) ? textOf(`${root}/${path}`) : null),
  };
}

/** Null for what is no text: a submodule's folder, a link, an encoding that slimify leaves alone. */
function textOf(path: string): string | null {
  const bytes = nodeIo.readFile(path);
  const decoded = bytes.ok ? decode(bytes.value) : null;
  return decoded?.ok ? decoded.text : null;
}
