import type { DistributionEdges, Edge } from '#knowledge/edge-types.js';
import { evaluateMarker } from '#pep/marker.js';
import { normalizeName } from '#pep/name.js';
import type { MarkerEnvironment } from '#pep/types.js';
import type { Parent } from './closure-types.js';
import type { EdgeSource } from './source.js';

/** One version of a distribution in one environment: its edges with their markers decided. */
export interface Node {
  readonly required: readonly Arc[];
  readonly optional: ReadonlyMap<string, readonly Arc[]>;
  /** `none`: no source has a record of it. */
  readonly record: 'complete' | 'incomplete' | 'none';
  /** An extra that is not listed adds nothing unseen (`# via` comments hold what extras add). */
  readonly merged: boolean;
}

/** An edge that applies, or may. */
export interface Arc {
  readonly target: string;
  readonly extras: readonly string[];
  readonly parent: Parent;
  /** 0: sure. 1: known of another version only. 2: its marker is not decided. */
  readonly doubt: Doubt;
}

export type Doubt = 0 | 1 | 2;

const NONE: Node = { required: [], optional: new Map(), record: 'none', merged: false };

/** More nodes than any set of real projects has; past them nothing is kept, and the answers stay the same. */
const MOST_KEPT = 50_000;

/**
 * The nodes of one source in one environment. Each is made once, so that closures of many images that
 * share distributions cost a walk and no evaluation of markers.
 */
export function nodesOf(source: EdgeSource, environment: MarkerEnvironment): (name: string, version: string | null) => Node {
  const nodes = new Map<string, Node>();
  const markers = new Map<string, boolean | 'unknown'>();
  function holds(marker: string | null): boolean | 'unknown' {
    if (marker === null) return true;
    const kept = markers.get(marker);
    if (kept !== undefined) return kept;
    const truth = evaluateMarker(marker, environment);
    const value = truth.ok ? truth.value : 'unknown';
    if (markers.size < MOST_KEPT) markers.set(marker, value);
    return value;
  }
  function arcs(edges: readonly Edge[], name: string, extra: string | null, assumed: boolean): readonly Arc[] {
    return edges.flatMap((edge) => {
      const truth = holds(edge.marker);
      if (truth === false) return [];
      const certain = truth === true ? 'yes' : 'maybe';
      const doubt = certain === 'maybe' ? 2 : assumed ? 1 : 0;
      return [{ target: edge.name, extras: edge.extras.map(normalizeName), parent: { name, extra, certain, assumed }, doubt }];
    });
  }
  function made(name: string, version: string | null): Node {
    const answer = source(name, version);
    const edges: DistributionEdges | null = answer.value;
    if (edges === null) return NONE;
    const optional = [...edges.optional].map(([extra, list]) => {
      const key = normalizeName(extra);
      return [key, arcs(list, name, key, answer.assumed || (edges.borrowed?.has(extra) ?? false))] as const;
    });
    return {
      required: arcs(edges.requires, name, null, answer.assumed),
      optional: new Map(optional),
      record: answer.complete ? 'complete' : 'incomplete',
      merged: edges.merged ?? false,
    };
  }
  return (name, version) => {
    const key = version === null ? name : `${name} ${version}`;
    const kept = nodes.get(key);
    if (kept !== undefined) return kept;
    const node = made(name, version);
    if (nodes.size < MOST_KEPT) nodes.set(key, node);
    return node;
  };
}
