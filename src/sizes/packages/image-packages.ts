import { requirementsAt, type Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import type { Environment, ResolvedInstall } from '#image/installs/resolved-install.js';
import type { ImageNeeds } from '#needs/types.js';
import { requestKey } from '#sizes/proof/requests.js';
import { requestsOf } from '#sizes/request/requests.js';
import type { Bytes, InstallRequest, PackageSize, Resolution, ResolvedPackage, Target } from '#sizes/types.js';
import { broughtInto, type Brought } from './brought.js';
import { bytecodeOf } from './bytecode.js';
import { grouped } from '#text/grouped.js';
import { NOTHING as NONE, onDisk, plus } from './heft.js';
import { packagesOf } from './packages-of.js';
import { imageParts } from './parts.js';
import { storedAgain } from './stored-again.js';
import type { EnvironmentPackages, Heft, ImagePackages, ImagePart, PackageParts, PackedInstall } from './types.js';

/** Who is asked for what the files of the workspace do not tell. */
export interface PackagePorts {
  /** The installs of one environment, in order. Never rejects: what cannot be told is `complete: false`. */
  resolve(requests: readonly InstallRequest[]): Promise<Resolution>;
  /** Sizes of packages, in their order. Never rejects: what cannot be told has no numbers. */
  weigh(packages: readonly ResolvedPackage[], target: Target): Promise<readonly PackageSize[]>;
  readonly notes: readonly string[];
}

/** Environments that were weighed, by what they are asked for wherever the lines stand. For who looks at no line of them. */
export type Alike = Map<string, EnvironmentPackages>;

/**
 * What the packages of an image weigh. `unshipped`: also those of stages that only build. `alike`: an environment that is asked for
 * the same as an earlier one, without verdicts, is that one, with the places of its lines.
 */
export async function imagePackages(image: ImageModel, snapshot: Snapshot, needs: ImageNeeds | null, ports: PackagePorts, unshipped: boolean, alike: Alike | null = null): Promise<ImagePackages> {
  const installs = image.installs.filter(({ runs, into, ships }) => runs.kind !== 'never' && into.kind !== 'tool' && (ships || unshipped));
  const placed = installs.flatMap((install) => requestsOf({ ...image, installs: [{ ...install, ships: true }] }, snapshot).map((request) => ({ install, request })));
  // Of stages that do not ship nobody knows whose environments are one: each is its own.
  const groups = grouped(placed, ({ install, request }) => (install.ships ? (request.environment ?? '') : `of stage ${install.install.stage}: ${request.environment ?? ''}`));
  const environments: EnvironmentPackages[] = [];
  const venvs: ImagePart[] = [];
  const weights = new Map<string, Heft>();
  for (const group of groups.values()) {
    const brought = broughtInto(image, group[0]?.install.into ?? NOWHERE, group[0]?.request.target.python ?? null);
    const packed = packedOf(image, snapshot, group, brought);
    const key = needs === null && alike !== null ? askedKey(packed) : null;
    const found = (key === null ? undefined : alike?.get(key)) ?? (await environmentOf(packed, needs, ports));
    if (key !== null) alike?.set(key, found);
    environments.push(found);
    const folder = group[0]?.install.into.path;
    if (folder != null) weights.set(folder, found.total);
    if (found.ships) venvs.push(...(await madeWith(found, brought, ports, group)));
  }
  return {
    environments: environments.filter(({ packages, unresolved }) => packages.length + unresolved.length > 0).toSorted((a, b) => Number(b.ships) - Number(a.ships)),
    parts: [...imageParts(image, placed[0]?.request.target.arch ?? 'x86_64'), ...venvs, ...storedAgain(image, snapshot, weights)],
    doubts: [
      ...image.opaque.filter(({ about }) => about === 'installs').map(({ because, at }) => ({ text: because, at })),
      ...image.installs.filter(({ into, ships, runs }) => into.kind === 'tool' && ships && runs.kind !== 'never').map(({ install, at }) => ({ text: `${install.call.manager} ${install.call.subcommand} puts a tool into an environment of its own: not weighed`, at })),
    ],
    notes: ports.notes,
  };
}

interface Placed {
  readonly install: ResolvedInstall;
  readonly request: InstallRequest;
}

/** The installs of one environment, with what the image says of them. */
type Packed = Pick<PackageParts, 'into' | 'ships' | 'installs' | 'frozen' | 'brought'>;

function packedOf(image: ImageModel, snapshot: Snapshot, group: readonly Placed[], brought: Brought): Packed {
  const { into, ships } = group[0]?.install ?? { into: NOWHERE, ships: false };
  return {
    into: into.path === null ? `an environment whose folder cannot be told (${into.kind})` : `${into.path} (${into.kind})`,
    ships,
    installs: group.map(({ install, request }): PackedInstall => ({ request, bytecode: bytecodeOf(install, image) })),
    frozen: frozenAmong(snapshot, group),
    brought: brought.names,
  };
}

/**
 * The same text for environments whose packages weigh the same: all that {@link environmentOf} reads but for places. Where one
 * install writes bytecode and another does not, which of them a line belongs to is told by its place: null, nothing is shared.
 */
function askedKey({ into, ships, installs, frozen, brought }: Packed): string | null {
  const [first, ...more] = installs.map(({ bytecode }) => bytecode.written);
  if (more.some((written) => written !== first)) return null;
  const listed = frozen.size === 0 ? [] : installs.map(({ request: { lines } }) => lines.map(({ at }) => frozen.has(at.path)));
  return JSON.stringify([into, ships, first, [...brought], listed, requestKey(installs.map(({ request }) => request))]);
}

async function environmentOf(packed: Packed, needs: ImageNeeds | null, ports: PackagePorts): Promise<EnvironmentPackages> {
  const resolution = await ports.resolve(packed.installs.map(({ request }) => request));
  const packages = [...resolution.packages.values()];
  const weighed = await ports.weigh(packages, packed.installs[0]?.request.target ?? NO_TARGET);
  const sizes = new Map(packages.map(({ name }, index) => [name, weighed[index]]));
  return packagesOf({ ...packed, resolution, needs: needs?.needs ?? [], sizeOf: ({ name }) => sizes.get(name) ?? UNKNOWN });
}

/** What a virtual environment is made with and nothing installs again: it comes on top of the packages. Making one compiles it. */
async function madeWith({ into, packages }: EnvironmentPackages, { names, made }: Brought, ports: PackagePorts, group: readonly Placed[]): Promise<readonly ImagePart[]> {
  const left = [...names.keys()].filter((name) => !packages.some((one) => one.name === name));
  if (made === null || left.length === 0) return [];
  const asked = left.map((name): ResolvedPackage => ({ name, version: null, wheel: null, parents: [], asked: [] }));
  const sizes = await ports.weigh(asked, group[0]?.request.target ?? NO_TARGET);
  const each = sizes.map((size) => onDisk(size, { written: 'yes' }));
  const bytes = each.reduce((sum: Bytes | null, one) => (sum === null || one === null ? null : plus(sum, one)), NONE);
  return [{ kind: 'venv', what: `${left.join(', ')} in ${into}`, at: made, bytes, because: `comes with the environment; ${sizes[0]?.because ?? ''}` }];
}

const NOWHERE: Environment = { kind: 'none', path: null };
const NO_TARGET: Target = { python: null, arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } };
const UNKNOWN: PackageSize = { files: null, bytecode: null, wheel: null, because: 'nobody was asked' };

/** The lists of everything among the files that the lines stand in. */
function frozenAmong(snapshot: Snapshot, group: readonly Placed[]): ReadonlySet<string> {
  const paths = new Set(group.flatMap(({ request }) => request.lines.map(({ at }) => at.path)));
  return new Set([...paths].filter((path) => requirementsAt(snapshot, path)?.origin.kind === 'frozen'));
}
