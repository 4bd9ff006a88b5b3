import { unheard } from '#answer/ledger.js';
import { saidOnce } from '#answer/once.js';
import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { acceleratorSign } from '#knowledge/accelerators.js';
import { baseName, folderOf } from '#text/paths.js';
import { deploymentsOf } from './deployments.js';
import type { AcceleratorEvidence } from './service.js';

/**
 * How manifests, task definitions and platforms ask for a device: an extended resource by its vendor's domain
 * (https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/), a runtime class, a resource of ECS. A number of none asks for nothing.
 */
const ASKS = /(?:^|[\s"'])(?:nvidia\.com\/(?:gpu|mig-)|amd\.com\/gpu|gpu\.intel\.com\/|habana\.ai\/|aws\.amazon\.com\/neuron|google\.com\/tpu)[\w.-]*["']?\s*[:=]\s*["']?(?![\s"'0])|\bruntimeClassName\s*:\s*["']?nvidia|["']?type["']?\s*[:=]\s*["']?GPU\b/i;

/** Manifests, charts, tables of platforms; of JSON only what is called like a task or a manifest. */
const MAY_ASK = /\.(?:ya?ml|tpl|tf|hcl|nomad)$|(?:task|container|ecs|fargate|cloudformation|k8s|kube|deploy|manifest)[^/]*(?:\/[^/]*)?\.json$/i;

/** More of a file than this is no manifest that a person wrote. */
const LONGEST = 500_000;

/** A document of a file that asks for devices. */
interface Asking {
  readonly path: string;
  /** 1-based lines of the document. */
  readonly first: number;
  readonly last: number;
  /** What its images, charts and workloads are called. */
  readonly names: ReadonlySet<string>;
  readonly signs: readonly AcceleratorEvidence[];
}

const known = new WeakMap<Snapshot, readonly Asking[]>();

/** The devices that files of deployments ask for: beside a container that runs this image, or under one of its names (tags, services, its folder). */
export function deployedDevices(image: ImageModel, snapshot: Snapshot, names: readonly string[]): readonly AcceleratorEvidence[] {
  const asking = askingIn(snapshot);
  if (asking.length === 0) return [];
  const own = new Set([...names, baseName(folderOf(image.build.dockerfile))].map(plain).filter((one) => one !== ''));
  const places = deploymentsOf(image, snapshot).filter(({ told }) => told).map(({ container }) => container.at);
  const mine = asking.filter((one) => [...one.names].some((name) => own.has(name)) || places.some(({ path, line }) => path === one.path && line >= one.first && line <= one.last));
  return saidOnce(mine.flatMap(({ signs }) => signs));
}

/** Looked for once: no plan changes them. */
function askingIn(now: Snapshot): readonly Asking[] {
  const snapshot = now.start ?? now;
  const before = known.get(snapshot);
  if (before) return before;
  const found = snapshot.tree.paths.flatMap((path) => {
    const text = MAY_ASK.test(path) && !/(?:^|\/)(?:node_modules|site-packages)\//.test(path) ? snapshot.text(path) : null;
    return text === null || text.length > LONGEST || !ASKS.test(text) ? [] : documentsOf(snapshot, path, text);
  });
  known.set(snapshot, found);
  return found;
}

function documentsOf(snapshot: Snapshot, path: string, text: string): readonly Asking[] {
  const lines = text.split('\n');
  const starts = [0, ...lines.flatMap((line, index) => (index > 0 && /^---(?:\s|$)/.test(line) ? [index] : []))];
  return starts.flatMap((first, at): readonly Asking[] => {
    const own = lines.slice(first, starts[at + 1] ?? lines.length);
    const signs = own.flatMap((line, index): readonly AcceleratorEvidence[] => {
      const shown = line.trim().slice(0, 500);
      if (/^(?:#|\/\/)/.test(shown) || !ASKS.test(shown)) return [];
      const said = unheard(() => acceleratorSign('devices', shown)).value;
      return [{ text: shown.slice(0, 80), at: { path, line: first + index + 1 }, accelerator: said?.accelerator ?? 'cuda', strength: 'strong' }];
    });
    return signs.length === 0 ? [] : [{ path, first: first + 1, last: first + own.length, names: new Set([...namesIn(own.join('\n')), ...chartOf(snapshot, path)]), signs }];
  });
}

/** `image: org/web:1`, `repository: org/web`, `"image": "…/web"`. */
function namesIn(text: string): readonly string[] {
  return Array.from(text.matchAll(/["']?\b(?:image|repository)["']?\s*[:=]\s*["']?([\w./:@-]+)/g), ([, image = '']) => plain(image)).filter((one) => one !== '');
}

/** A chart is called as what it installs, and its values may leave the image to a template. */
function chartOf(snapshot: Snapshot, path: string): readonly string[] {
  const folder = folderOf(path).replace(/(?:^|\/)templates(?:\/.*)?$/, '');
  const name = /^name:\s*["']?([\w.-]+)/m.exec(snapshot.text(folder === '' ? 'Chart.yaml' : `${folder}/Chart.yaml`)?.slice(0, 20_000) ?? '')?.[1];
  return name === undefined ? [] : [plain(name)];
}

/** The last part of a name, without its tag. */
function plain(name: string): string {
  return baseName(name).replace(/[:@].*$/, '').toLowerCase();
}
