import type { ClosureAsked, Closure, ClosureHeld, Comes, Gap, Parent } from './closure-types.js';
import type { Arc, Doubt, Node } from './nodes.js';

/** What a walk has so far. Queues hold an arc behind the one it starts at, which costs less than pairs. */
interface Walk {
  readonly nodeOf: (name: string) => Node;
  readonly comes: Map<string, Reached>;
  readonly queues: readonly (Reached | Arc)[][];
  readonly extras: Map<string, Set<string>>;
  readonly unknown: string[];
  readonly gaps: Gap[];
  complete: boolean;
  assumed: boolean;
}

interface Reached extends Comes {
  /** Most have one or two, and thousands of closures are kept: a list that is pushed to has room for many more. */
  parents: readonly Parent[];
}

/**
 * Walks from what is asked for along the edges, the surest first: what comes without doubt, then what
 * comes by the record of another version, then what a marker leaves open. Within each, breadth first,
 * so that a chain is a shortest one. Cycles and extras of themselves (`all` of `x[a]`, `x[b]`) end,
 * since each distribution and each of its extras is followed once.
 */
export function walk(asked: readonly ClosureAsked[], nodeOf: (name: string, version: string | null) => Node, held: readonly ClosureHeld[]): Closure {
  const pinned = new Map(held.map(({ name, version }) => [name, version]));
  for (const { name, version } of asked) if (version !== null) pinned.set(name, version);
  const state: Walk = {
    nodeOf: (name) => nodeOf(name, pinned.get(name) ?? null),
    comes: new Map(),
    queues: [[], [], []],
    extras: new Map(),
    unknown: [],
    gaps: [],
    complete: true,
    assumed: false,
  };
  for (const { name } of asked) {
    if (!state.comes.has(name)) reach(state, { name, asked: true, certain: 'yes', assumed: false, parents: NONE, chain: [name] }, 0);
  }
  for (const { name, extras } of asked) {
    const to = state.comes.get(name);
    if (to !== undefined) for (const extra of extras) addExtra(state, to, extra, 0);
  }
  for (const doubt of [0, 1, 2] as const) followAll(state, doubt);
  const { comes, unknown, gaps, complete, assumed } = state;
  return { comes, unknown: unknown.sort(), gaps, complete, assumed };
}

const NONE: readonly Parent[] = [];

function followAll(state: Walk, doubt: Doubt): void {
  const queue = state.queues[doubt] ?? [];
  for (let at = 0; at < queue.length; at += 2) {
    const from = queue[at] as Reached;
    const { target, extras, parent } = queue[at + 1] as Arc;
    let to = state.comes.get(target);
    if (to === undefined) {
      to = { name: target, asked: false, certain: doubt === 2 ? 'maybe' : 'yes', assumed: from.assumed || parent.assumed, parents: NONE, chain: [target, ...from.chain] };
      reach(state, to, doubt);
    }
    if (to !== from) to.parents = [...to.parents, parent];
    for (const extra of extras) addExtra(state, to, extra, doubt);
  }
}

function reach(state: Walk, one: Reached, doubt: Doubt): void {
  state.comes.set(one.name, one);
  if (one.assumed) state.assumed = true;
  const { record, required } = state.nodeOf(one.name);
  if (record === 'none') state.unknown.push(one.name);
  if (record !== 'complete') state.complete = false;
  wait(state, one, required, doubt);
}

function addExtra(state: Walk, to: Reached, extra: string, doubt: Doubt): void {
  const followed = state.extras.get(to.name) ?? new Set();
  if (followed.has(extra)) return;
  state.extras.set(to.name, followed.add(extra));
  const { optional, record, merged } = state.nodeOf(to.name);
  const arcs = optional.get(extra);
  if (arcs !== undefined) wait(state, to, arcs, doubt);
  else if (record !== 'none' && !merged) {
    state.gaps.push({ name: to.name, extra });
    state.complete = false;
  }
}

/** Arcs wait until everything surer has been followed. */
function wait({ queues }: Walk, from: Reached, arcs: readonly Arc[], doubt: Doubt): void {
  for (const arc of arcs) queues[Math.max(arc.doubt, doubt)]?.push(from, arc);
}
