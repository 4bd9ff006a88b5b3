import { categoryOf } from '#knowledge/categories.js';
import type { WorkspaceNeeds } from '#needs/workspace-needs.js';
import type { Requirement } from '#rule/requirement.js';
import { targetOf } from '#sizes/request/target.js';
import { compiledEdges } from '#needs/edges/compiled.js';
import { bundledEdges } from '#knowledge/edges.js';
import type { CompiledPair } from './compiled.js';
import type { Consumer } from './consumers.js';
import type { GroupedConsumer, GroupedLine } from './grouping.js';
import type { LineNeeds } from './matrix.js';
import { weightsFor, type Weighed, type Weights } from './weights.js';

/** A line with the version that it pins. */
export function weighed({ name, extras, specifiers }: Requirement): Weighed {
  return { name, extras, version: /^={2,3}\s*([^,*\s]+)$/.exec(specifiers)?.[1] ?? null };
}

/** Weights on what the first image is built for: a split is no place for exact sizes. */
export function weightsOf(consumers: readonly Consumer[], lines: readonly Requirement[], compiled: CompiledPair | null): Weights {
  const [image] = consumers[0]?.images ?? [];
  const install = image?.installs[0];
  const target = image && install ? targetOf(image, install).target : { python: null, arch: 'x86_64' as const, libc: { kind: 'glibc' as const, version: '2.36' } };
  if (compiled) {
    const pins = compiled.output.entries.flatMap((entry) => (entry.kind === 'requirement' ? [[entry.name, entry.requirement.specifiers[0]?.version ?? ''] as const] : []));
    const told = compiledEdges(compiled.output);
    return weightsFor(target, new Map(pins), (name, version) => (compiled.comes(name).size > 0 ? told(name, version) : bundledEdges(name, version)));
  }
  return weightsFor(target, new Map(lines.flatMap((line) => (weighed(line).version === null ? [] : [[line.name, weighed(line).version ?? ''] as const]))));
}

/** A consumer with all that its other requirements bring. */
export function groupedConsumer({ name, images }: Consumer, paths: readonly string[], needs: WorkspaceNeeds, weights: Weights): GroupedConsumer {
  const others = images.flatMap(({ build }) => needs.of(build.id)?.needs.filter(({ asked }) => !paths.includes(asked.at.path)) ?? []);
  const has = new Set(others.flatMap(({ asked }) => weights.comes({ name: asked.name, extras: asked.extras, version: /^={2,3}\s*([^,*\s]+)$/.exec(asked.specifiers)?.[1] ?? null })));
  return { name: plainName(name), has: [...has] };
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'service';
}

/** A line as grouping sees it, with nothing said of it by the options. */
export function plainLine({ line, consumers }: LineNeeds, weights: Weights): GroupedLine {
  return { name: line.name, consumers, category: categoryOf(line.name).value, forced: null, comes: weights.comes(weighed(line)), ownFile: false };
}

/** pip checks hashes: all that comes with what a consumer needs has to stand in what it installs. */
export function withAllThatComes(matrix: readonly LineNeeds[], weights: Weights): readonly LineNeeds[] {
  const comes = new Map<number, Set<number>>();
  for (const { line, consumers } of matrix) {
    for (const consumer of consumers) {
      const own = comes.get(consumer) ?? new Set<number>();
      for (const one of weights.comes(weighed(line))) own.add(one);
      comes.set(consumer, own);
    }
  }
  return matrix.map((one) => {
    const [own] = weights.comes(weighed(one.line));
    const more = [...comes].flatMap(([consumer, all]) => (own !== undefined && all.has(own) ? [consumer] : []));
    const consumers = [...new Set([...one.consumers, ...more])].sort((a, b) => a - b);
    return consumers.length === one.consumers.length ? one : { ...one, consumers, dev: false, unused: false };
  });
}
