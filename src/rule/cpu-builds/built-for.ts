import { requirementsAt, type Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import type { ResolvedInstall } from '#image/installs/resolved-install.js';
import { resolveIncludes } from '#requirements/includes.js';
import type { RequirementsDocument } from '#requirements/types.js';
import type { InstallRequest, RequestLine } from '#sizes/types.js';
import { asksOf, isAcceleratorIndex, isCpuIndex } from './family.js';

/** `other`: somebody's decision, or nothing that could be told. */
export type Build = 'cpu' | 'cuda' | 'other';

/** An install, and where the builds for the CPU are. */
export interface Built {
  readonly image: ImageModel;
  readonly snapshot: Snapshot;
  readonly install: ResolvedInstall;
  readonly request: InstallRequest;
  readonly indexUrl: string;
}

/** Which build the indexes of an install give (docs/index-placements.md). */
export function buildOf(look: Built, names: readonly string[], lines: readonly RequestLine[]): { readonly build: Build; readonly looks: 'ignored' | 'luck' | null } {
  const { request, indexUrl } = look;
  const { index, extra, findLinks, choice } = request.indexes;
  const line = lines.find(({ name }) => name === 'torch') ?? lines.find(({ name }) => names.includes(name));
  const asks = line ? asksOf(line.text) : null;
  const pinned = asks?.exact ?? constraintOf(request, 'torch');
  if (names.length === 0) return { build: 'cpu', looks: null };
  if (asks?.label != null || constraintOf(request, 'torch')?.includes('+') === true) return { build: pinned?.endsWith('+cpu') === true ? 'cpu' : 'other', looks: null };
  if ([...extra, ...findLinks, ...(index === null ? [] : [index])].some(isAcceleratorIndex)) return { build: 'other', looks: null };
  if ([...(index === null ? [] : [index]), ...configuredIndexes(look.image)].some((one) => isCpuIndex(one, indexUrl))) return { build: 'cpu', looks: null };
  const cpu = [...extra, ...sourceOptions(look)].some((one) => isCpuIndex(one, indexUrl));
  const links = findLinks.some((one) => isCpuIndex(one, indexUrl));
  if (cpu && choice === 'first-index') return { build: 'cpu', looks: null };
  if ((cpu || links) && pinned !== null && asks?.literal !== true) return { build: 'cpu', looks: null };
  if (cpu || links) return { build: 'cuda', looks: 'luck' };
  return { build: 'cuda', looks: hasIgnoredIndex(look, lines) ? 'ignored' : null };
}

/** `pip config set global.index-url …` in a RUN: what comes after it takes it from there. */
export function configuredIndexes({ dockerfile, needed }: ImageModel): readonly string[] {
  return [...needed].flatMap((stage) =>
    (dockerfile.stages[stage]?.stage.instructions ?? []).flatMap(({ keyword, joined }) =>
      keyword === 'RUN' ? [...joined.matchAll(/\bconfig\s+(?:--\S+\s+)*set\s+\S*index-url\s+["']?([^\s"']+)/g)].flatMap(([, url]) => url ?? []) : [],
    ),
  );
}

function constraintOf({ constraints }: InstallRequest, name: string): string | null {
  const text = constraints.find((one) => new RegExp(`^${name}(?![\\w.-])`).test(one));
  return text === undefined ? null : asksOf(text).exact;
}

interface Asked {
  readonly request: InstallRequest;
  readonly lines: readonly RequestLine[];
}

/** The exact version that a line or a constraint of an install holds. */
export function heldVersion({ request, lines }: Asked, name: string): string | null {
  const line = lines.find((one) => one.name === name);
  return (line ? asksOf(line.text).exact : null) ?? constraintOf(request, name);
}

/** The requirements files of an install with all that they include; with `constraints` those as well. */
export function documentsOf(snapshot: Snapshot, { inputs }: ResolvedInstall, constraints = false): readonly RequirementsDocument[] {
  const get = (path: string): RequirementsDocument | null => requirementsAt(snapshot, path);
  const found = inputs.flatMap((input) => {
    const files = input.kind === 'wheels' ? input.from : [input];
    return files.flatMap((one) => {
      const start = one.kind === 'file' && (constraints || one.role === 'requirement') ? get(one.path) : null;
      return start ? resolveIncludes(start, get).documents.flatMap(({ document, kind }) => (constraints || kind === 'requirement' ? document : [])) : [];
    });
  });
  return [...new Set(found)];
}

/** The extra indexes in the sources of compiled files, which hold once they are compiled anew. */
function sourceOptions({ snapshot, install }: Built): readonly string[] {
  const sources = documentsOf(snapshot, install).flatMap(({ origin }) => (origin.kind === 'compiled' ? origin.sources : []));
  return sources.flatMap((path) =>
    (requirementsAt(snapshot, path)?.entries ?? []).flatMap((entry) =>
      entry.kind === 'option' ? entry.options.flatMap(({ name, value }) => (value !== null && /^--(?:extra-)?index-url$/.test(name) ? value : [])) : [],
    ),
  );
}

/** `torch==2.5.1 --index-url …`: pip reads no index on the line of a requirement. */
function hasIgnoredIndex({ snapshot, install, indexUrl }: Built, lines: readonly RequestLine[]): boolean {
  return documentsOf(snapshot, install).some(({ path, entries }) =>
    entries.some((entry) => entry.kind === 'requirement' && lines.some(({ at }) => at.path === path && at.line === entry.lines.first) && entry.options.some(({ name, value }) => name.endsWith('index-url') && value !== null && isCpuIndex(value, indexUrl))),
  );
}
