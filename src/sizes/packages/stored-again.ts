import type { Snapshot } from '#files/snapshot.js';
import { pathsBelow } from '#files/tree.js';
import type { ImageModel, Layer, LayerContent } from '#image/image.js';
import type { Bytes } from '#sizes/types.js';
import { isWithin } from '#text/paths.js';
import { NOTHING, plus } from './heft.js';
import type { Heft, ImagePart } from './types.js';

/** What the packages of one environment take together, by the folder that installs fill. */
export type EnvironmentBytes = ReadonlyMap<string, Heft>;

/** Owners and modes that are set of files of earlier layers: each layer holds all of them a second time. */
export function storedAgain(image: ImageModel, snapshot: Snapshot, environments: EnvironmentBytes): readonly ImagePart[] {
  return image.layers.flatMap((layer, index) => layer.contents.flatMap((content): readonly ImagePart[] => {
    if (content.kind !== 'duplicate' || !/^ch(?:own|mod|grp)\b/.test(content.by)) return [];
    const lines = new Set(content.of.map(({ line }) => line));
    const earlier = image.layers.slice(0, index).filter(({ instruction }) => lines.has(instruction.lines.first));
    const { bytes, untold } = bytesOf(image, snapshot, environments, earlier, content.paths);
    const at = { path: image.dockerfile.document.path, line: layer.instruction.lines.first };
    const of = content.of.map(({ line }) => `line ${line}`).join(', ');
    const because = `stores again what came with ${of}${untold === null ? '' : `; ${untold}`}`;
    return [{ kind: 'again', what: `${content.by} ${content.paths.join(' ')}`, at, bytes, because }];
  }));
}

/** What is known of it, and whether that is all. */
interface Known {
  readonly bytes: Bytes;
  readonly whole: boolean;
}

const UNKNOWN: Known = { bytes: NOTHING, whole: false };
const NONE: Known = { bytes: NOTHING, whole: true };

function bytesOf(image: ImageModel, snapshot: Snapshot, environments: EnvironmentBytes, layers: readonly Layer[], paths: readonly string[]): { readonly bytes: Bytes | null; readonly untold: string | null } {
  const seen = new Set<string>();
  const found = layers.flatMap(({ contents }) => contents.map((content) => contentBytes(image, snapshot, environments, content, paths, seen)));
  const bytes = found.reduce((sum, one) => plus(sum, one.bytes), NOTHING);
  if (found.every(({ whole }) => whole)) return { bytes, untold: null };
  return bytes.high === 0 ? { bytes: null, untold: 'what that weighs is not known' } : { bytes, untold: 'at least, since not all of it was weighed' };
}

/** What of a layer's content lies below the paths. */
function contentBytes(image: ImageModel, snapshot: Snapshot, environments: EnvironmentBytes, content: LayerContent, paths: readonly string[], seen: Set<string>): Known {
  const below = (target: string): boolean => paths.some((path) => isWithin(target, path));
  switch (content.kind) {
    case 'install': {
      const { path } = content.install.into;
      return path !== null && below(path) ? installedIn(environments, (folder) => folder === path, seen) : NONE;
    }
    case 'stage':
      return below(content.target) ? installedIn(environments, (folder) => isWithin(folder, content.source.replace(/\/$/, '')), seen) : UNKNOWN;
    case 'workspace':
      return below(content.target) ? filesBelow(image, snapshot, content.source) : UNKNOWN;
    default:
      return NONE;
  }
}

/** The packages of environments, each once; a folder that is none of theirs is not weighed. */
function installedIn(environments: EnvironmentBytes, takes: (folder: string) => boolean, seen: Set<string>): Known {
  const own = [...environments].filter(([folder]) => takes(folder));
  const fresh = own.filter(([folder]) => !seen.has(folder));
  for (const [folder] of own) seen.add(folder);
  return {
    bytes: fresh.reduce((sum, [, { bytes }]) => (bytes === null ? sum : plus(sum, bytes)), NOTHING),
    whole: own.length > 0 && own.every(([, { bytes, unknown }]) => bytes !== null && unknown.length === 0),
  };
}

/** The files that a COPY takes from the context, as they lie on this disk. */
function filesBelow({ context }: ImageModel, { contextFiles }: Snapshot, source: string): Known {
  if (context === null) return UNKNOWN;
  const folder = source === '.' ? '' : source;
  let sum = 0;
  for (const path of context.has(folder) ? [folder] : pathsBelow(context, folder)) {
    const size = contextFiles.size(path);
    if (size === null) return UNKNOWN;
    sum += size;
  }
  return { bytes: { low: sum, high: sum, basis: 'measured' }, whole: true };
}
