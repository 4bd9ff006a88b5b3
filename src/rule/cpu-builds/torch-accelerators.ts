import { assumed, incomplete, known, row, type Evidence, type Hit, type Hits } from '#answer/answer.js';
import { unheard } from '#answer/ledger.js';
import type { ComposeService } from '#compose/types.js';
import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { acceleratorSign } from '#knowledge/accelerators.js';
import { acceleratorCode } from '#needs/code/accelerator-code.js';
import { runnersOf } from '#needs/code/runners.js';
import type { WorkspaceNeeds } from '#needs/workspace-needs.js';
import { acceleratorsOf } from '#services/accelerators.js';
import { deployedDevices } from '#services/deployed-devices.js';
import { runsOfImages } from '#services/run-commands.js';
import type { AcceleratorEvidence } from '#services/service.js';
import { environmentOf } from '#services/service-environment.js';
import { workspaceImages } from '#services/workspace-images.js';
import { needsCuda } from './family.js';
import { gpuOnRequest } from './gpu-on-request.js';

const answers = new WeakMap<WorkspaceNeeds, Map<string, Hits>>();

/**
 * Images that have, ask for or cannot do without a GPU or another accelerator: what runs them says, what they install,
 * and what their code does. Code that takes a device only where there is one is evidence, and no hit.
 */
export function acceleratorHits(snapshot: Snapshot, needs: WorkspaceNeeds, images: readonly string[]): Hits {
  const each = images.map((image) => imageHits(snapshot, needs, image));
  const hits = each.flatMap(({ value }) => value);
  const evidence = each.flatMap((one) => one.evidence);
  const open = each.find(({ complete }) => !complete) ?? each.find((one) => one.assumed);
  const because = open?.because ?? each[0]?.because ?? 'no image of it was found';
  if (!open) return known(hits, because, evidence);
  return open.complete ? assumed(hits, because, evidence) : incomplete(hits, because, evidence);
}

function imageHits(snapshot: Snapshot, needs: WorkspaceNeeds, image: string): Hits {
  const byImage = answers.get(needs) ?? new Map<string, Hits>();
  answers.set(needs, byImage);
  const made = byImage.get(image) ?? unheard(() => hitsOf(snapshot, needs, image));
  byImage.set(image, made);
  return made;
}

function hitsOf(snapshot: Snapshot, needs: WorkspaceNeeds, image: string): Hits {
  const signs = signsOf(snapshot, image);
  const own = needs.of(image);
  const code = own ? acceleratorCode(snapshot, own.reach) : [];
  const imports = own ? own.reach.outside.filter(({ module, guards }) => CUDA_MODULES.test(module) && !guards.some(({ kind }) => kind !== 'function' && kind !== 'main')) : [];
  const packages = own ? [...new Map(own.needs.filter(({ asked }) => asked.applies !== 'no').map(({ asked }) => [asked.name, asked.at])).entries()] : [];
  const along = own ? [...own.along].filter(([name]) => onlyCuda(name)) : [];
  const hits: readonly Hit[] = [
    ...signs.filter(({ strength }) => strength === 'strong').map(({ text, at }) => ({ text, at, image })),
    ...packages.flatMap(([name, at]) => (onlyCuda(name) ? [{ text: `${name} is of no use without an accelerator`, at, image }] : [])),
    ...along.map(([name, chain]) => ({ text: `${name} comes with ${chain.at(-1) ?? name}, and is of no use without an accelerator`, at: packages.find(([other]) => other === chain.at(-1))?.[1] ?? { path: image, line: 1 }, image })),
    ...code.filter(({ strength }) => strength === 'strong').map(({ text, at }) => ({ text, at, image })),
    ...imports.map(({ module, at }) => ({ text: `it imports ${module}`, at, image })),
  ];
  const soft: readonly Evidence[] = [
    ...signs.filter(({ strength }) => strength === 'against').map(({ text, at }) => row('source', text, at)),
    ...code.filter(({ strength }) => strength === 'weak').slice(0, 3).map(({ text, at }) => row('source', `it takes a GPU only where there is one: ${text}`, at)),
  ];
  const because = `no GPU in what runs ${image}, in its packages and in its code`;
  const request = requestOf(snapshot, image);
  if (request) return incomplete(hits, `${request.path}:${request.line}: ${request.text}`, [request, ...soft]);
  if (!own) return incomplete(hits, `what runs in ${image} cannot be told: it may use a GPU`, soft);
  const doubt = own.reach.doubts.find(({ hides }) => hides === 'modules');
  if (doubt) return assumed(hits, `${doubt.text}: what is not seen of ${image} is taken to use no GPU`, soft);
  return known(hits, because, [row('absence', because), ...soft]);
}

/** Modules that are of no use without a device; under a `try` or a test they may be absent. */
const CUDA_MODULES = /^(?:nvidia|triton|cuda|cupy|pycuda|cudf|cuml)(?:\.|$)/;

function onlyCuda(name: string): boolean {
  return needsCuda(name) || acceleratorSign('packages', name).value?.strength === 'strong';
}

/** The image and what compose runs of it; null: it cannot be told. */
function runOf(snapshot: Snapshot, image: string): { readonly model: ImageModel; readonly runsAs: readonly ComposeService[] } | null {
  const { images, besides } = workspaceImages(snapshot);
  const model = [...images, ...besides].find(({ build }) => build.id === image);
  const [runners] = [...runnersOf(snapshot.start ?? snapshot)].filter(([one]) => one.id === image);
  return model ? { model, runsAs: runners?.[1] ?? [] } : null;
}

function requestOf(snapshot: Snapshot, image: string): Evidence | null {
  const run = runOf(snapshot, image);
  return run && gpuOnRequest(snapshot.start ?? snapshot, run.model.dockerfile.document.path, run.runsAs);
}

/** What stands in its Dockerfile and requirements, and in what runs it; its variants for a GPU have files of their own. */
function signsOf(snapshot: Snapshot, image: string): readonly AcceleratorEvidence[] {
  const start = snapshot.start ?? snapshot;
  const run = runOf(snapshot, image);
  if (run === null) return [];
  const { model, runsAs } = run;
  const { joined } = workspaceImages(snapshot);
  const tags = [...joined.mentions].flatMap(([one, mentions]) => (one.id === image ? mentions.flatMap((mention) => mention.images) : []));
  const named = [...tags, ...runsAs.flatMap((one) => one.image ?? [])];
  const signs = acceleratorsOf({ snapshot, images: [model], runsAs, runs: runsOfImages(start, [...new Set(named)]), environment: environmentOf(snapshot, model, runsAs[0] ?? null) });
  return [...signs, ...deployedDevices(model, start, [...named, ...runsAs.map((one) => one.name)])];
}
