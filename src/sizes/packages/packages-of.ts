import type { Place } from '#answer/answer.js';
import { READ_FOLDER } from '#sizes/request/lines.js';
import type { Bytes } from '#sizes/types.js';
import { chainsOf, chainTo, closureOf, graphOf, onlyRoots, type Budget, type Graph } from './graph.js';
import { requirementWeights, sharedWeights, verdictWeights } from './division.js';
import { byName, byWeight, heftOf, onDisk } from './heft.js';
import { rootsOf, type Roots } from './roots.js';
import type { EnvironmentPackages, PackageParts, PackageWeight, PackedInstall } from './types.js';

/** Packages and edges that are looked at for the closures of one environment; 300 requirements of 1,000 packages take a tenth. */
const MOST_STEPS = 2_000_000;

/**
 * What each requirement of an environment brings in, and what goes if it goes. What goes with one requirement alone, what
 * several share and what nothing is known to bring add up to the total. Pure; asks nobody.
 */
export function packagesOf(parts: PackageParts): EnvironmentPackages {
  const { into, ships, installs, resolution } = parts;
  const graph = graphOf(resolution.packages);
  const roots = rootsOf(parts, graph);
  const packages = packageWeights(parts, graph, roots);
  const bytes = new Map(packages.map((one) => [one.name, one.bytes]));
  const bytesOf = (name: string): Bytes | null => bytes.get(name) ?? null;
  const only = onlyRoots(graph, roots.roots);
  const budget: Budget = { steps: MOST_STEPS };
  const closures = new Map(roots.roots.map((root) => [root, closureOf(graph, root, budget)]));
  const names = packages.map(({ name }) => name);
  return {
    into,
    ships,
    installs,
    requirements: requirementWeights({ names, roots, only, closures, bytesOf }),
    shared: sharedWeights({ names, roots, only, closures, bytesOf }),
    byVerdict: verdictWeights(names, roots, graph, bytesOf),
    packages,
    orphans: names.filter((name) => !only.has(name)),
    total: heftOf(names, bytesOf),
    by: resolution.by,
    complete: resolution.complete,
    because: resolution.because,
    unresolved: [...resolution.unresolved, ...installs.flatMap(({ request }) => request.left.filter(({ reason }) => reason !== READ_FOLDER))].filter(({ what, at }, index, all) => all.findIndex((other) => other.what === what && samePlace(other.at, at)) === index),
  };
}

function samePlace(a: Place | null, b: Place | null): boolean {
  return a === b || (a !== null && b !== null && a.path === b.path && a.line === b.line);
}

function packageWeights(parts: PackageParts, graph: Graph, { asked, roots }: Roots): readonly PackageWeight[] {
  const up = chainsOf(graph, roots);
  const installOf = installsByLine(parts.installs);
  const rows = [...parts.resolution.packages.values()].map((one): PackageWeight => {
    const chain = chainTo(up, one.name);
    const root = asked.get(chain.at(-1) ?? one.name);
    const lines = parts.resolution.packages.get(root?.name ?? '')?.asked ?? [];
    const install = [...lines, ...(root?.at ?? [])].map((at) => installOf.get(`${at.path}:${at.line}`)).find((found) => found !== undefined) ?? parts.installs[0];
    const written = install?.bytecode.written ?? 'maybe';
    const size = parts.sizeOf(one);
    const bytes = onDisk(size, { written });
    const brought = parts.brought.get(one.name) ?? null;
    return {
      name: one.name,
      version: one.version,
      parents: one.parents,
      // What is there already is only stored again where pip takes another version of it.
      bytes: brought === null || bytes === null ? bytes : { ...bytes, low: 0 },
      size,
      bytecode: written,
      chain,
      at: root?.at[0] ?? null,
      brought,
    };
  });
  return rows.toSorted((a, b) => byWeight(a.bytes, b.bytes) || byName(a.name, b.name));
}

/** The first install that each line belongs to. */
function installsByLine(installs: readonly PackedInstall[]): ReadonlyMap<string, PackedInstall> {
  const found = new Map<string, PackedInstall>();
  for (const install of installs) {
    for (const { at } of install.request.lines) {
      const key = `${at.path}:${at.line}`;
      if (!found.has(key)) found.set(key, install);
    }
  }
  return found;
}
