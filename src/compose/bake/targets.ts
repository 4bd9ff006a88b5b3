import type { Place } from '#answer/answer.js';
import type { BakeBlock, BakeConfig } from './config.js';
import { asText, type BakeValue, evaluate, isList, isObject, isUntold, type Names, untold } from './values.js';

export interface BakeAttribute {
  readonly at: Place;
  readonly value: BakeValue;
  /** It is written as a here-document, whose lines are those of the file. */
  readonly heredoc: boolean;
}

/** A target with what it inherits, its matrix written out. */
export interface BakeTarget {
  readonly name: string;
  readonly at: Place;
  readonly attributes: ReadonlyMap<string, BakeAttribute>;
  /** The groups that it is in, those that hold another of its groups too. */
  readonly groups: readonly string[];
  /** True: other targets inherit it, it is in no group, and it says neither context nor Dockerfile nor stage itself. */
  readonly template: boolean;
}

type Problem = (at: Place, reason: string) => void;

const MOST_TARGETS = 2000;
const DEEPEST = 50;
/** Members of groups that are looked at. */
const MOST_STEPS = 1_000_000;

/** All targets of a bake configuration, resolved as buildx does (bake/bake.go in github.com/docker/buildx). */
export function bakeTargets(config: BakeConfig, problem: Problem): readonly BakeTarget[] {
  const own = new Map<string, Own>();
  const members = new Map<string, string[]>();
  for (const block of config.targets) {
    if (own.size >= MOST_TARGETS) {
      problem(block.at, `more than ${MOST_TARGETS} targets: the others are left out`);
      break;
    }
    for (const { name, names } of expanded(block, config.names, problem, members)) {
      if (own.size >= MOST_TARGETS) break;
      const attributes = new Map(block.attributes.map((one) => [one.name, { at: { path: block.at.path, line: one.line }, value: evaluate(one.value, names), heredoc: one.value.source.startsWith('<<') }]));
      const before = own.get(name);
      own.set(name, { name, at: before?.at ?? block.at, attributes: before ? laidOver(before.attributes, attributes) : attributes });
    }
  }
  const groups = groupsOf(config, members, problem);
  const done: Done = new Map();
  const inherited = new Set([...own.values()].flatMap((target) => parentsOf(target, () => {})));
  return [...own.values()].map((target) => ({
    name: target.name,
    at: target.at,
    attributes: resolved(target, { own, done, problem, trail: [] }),
    groups: [...groups].filter(([, names]) => names.has(target.name)).map(([name]) => name),
    template:
      inherited.has(target.name) &&
      ![...groups.values()].some((names) => names.has(target.name)) &&
      !['context', 'dockerfile', 'dockerfile-inline', 'target'].some((name) => target.attributes.has(name)),
  }));
}

interface Own {
  readonly name: string;
  readonly at: Place;
  readonly attributes: ReadonlyMap<string, BakeAttribute>;
}

/** A block with a matrix stands for a target of each combination, and its own name for the group of them. */
function expanded(block: BakeBlock, names: Names, problem: Problem, members: Map<string, string[]>): readonly { readonly name: string; readonly names: Names }[] {
  const matrix = block.attributes.find(({ name }) => name === 'matrix');
  if (!matrix) return [{ name: block.name, names }];
  const at = { path: block.at.path, line: matrix.line };
  const value = evaluate(matrix.value, names);
  const combinations = isObject(value) ? product([...value]) : null;
  const template = block.attributes.find(({ name }) => name === 'name');
  if (combinations === null || !template) {
    problem(at, `the matrix of ${block.name} ${template ? `cannot be told${isUntold(value) ? `: ${value.reason}` : ''}` : 'has no name beside it'}`);
    return [{ name: block.name, names }];
  }
  const made = combinations.map((combination) => {
    const inner: Names = (name) => (combination.has(name) ? combination.get(name) : names(name));
    return { name: asText(evaluate(template.value, inner)), names: inner };
  });
  const named = made.flatMap(({ name, names }) => (name === null ? [] : [{ name, names }]));
  if (named.length < made.length) problem({ path: block.at.path, line: template.line }, `the names of the matrix of ${block.name} cannot be told`);
  members.set(block.name, named.map(({ name }) => name));
  return named.length > 0 ? named : [{ name: block.name, names }];
}

function product(axes: readonly (readonly [string, BakeValue])[]): readonly ReadonlyMap<string, BakeValue>[] | null {
  let combinations: readonly ReadonlyMap<string, BakeValue>[] = [new Map()];
  for (const [name, values] of axes) {
    if (!isList(values) || combinations.length * values.length > MOST_TARGETS) return null;
    combinations = combinations.flatMap((before) => values.map((value) => new Map([...before, [name, value]])));
  }
  return combinations;
}

type Done = Map<string, ReadonlyMap<string, BakeAttribute>>;

interface Step {
  readonly own: ReadonlyMap<string, Own>;
  /** Each target is resolved once, however many inherit it. */
  readonly done: Done;
  readonly problem: Problem;
  readonly trail: readonly string[];
}

/** What is inherited is laid on each other in its order, and the target's own words on top. */
function resolved(target: Own, step: Step): ReadonlyMap<string, BakeAttribute> {
  const { own, done, problem, trail } = step;
  const before = done.get(target.name);
  if (before) return before;
  if (trail.includes(target.name) || trail.length > DEEPEST) {
    problem(target.at, trail.includes(target.name) ? `targets inherit each other: ${[...trail, target.name].join(', then ')}` : `more than ${DEEPEST} targets that inherit each other`);
    return new Map();
  }
  let below: ReadonlyMap<string, BakeAttribute> = new Map();
  for (const name of new Set(parentsOf(target, problem))) {
    const parent = own.get(name);
    if (!parent) problem(target.attributes.get('inherits')?.at ?? target.at, `${target.name} inherits ${name}, and there is no such target`);
    else below = laidOver(below, resolved(parent, { ...step, trail: [...trail, target.name] }));
  }
  const made = laidOver(below, target.attributes);
  done.set(target.name, made);
  return made;
}

function parentsOf(target: Own, problem: Problem): readonly string[] {
  const inherits = target.attributes.get('inherits');
  if (!inherits) return [];
  const items = isList(inherits.value) ? inherits.value : [inherits.value];
  return items.flatMap((item) => {
    const name = asText(item);
    if (name === null) problem(inherits.at, `what ${target.name} inherits cannot be told${isUntold(item) ? `: ${item.reason}` : ''}`);
    return name === null ? [] : [name];
  });
}

/** `args`, `contexts` and `labels` are merged by their names; everything else that is given replaces. */
function laidOver(below: ReadonlyMap<string, BakeAttribute>, above: ReadonlyMap<string, BakeAttribute>): ReadonlyMap<string, BakeAttribute> {
  const merged = new Map(below);
  for (const [name, attribute] of above) {
    if (attribute.value === null) continue;
    const before = below.get(name)?.value;
    const both = ['args', 'contexts', 'labels'].includes(name) && before !== undefined && isObject(before) && isObject(attribute.value);
    if (!both) merged.set(name, attribute);
    else merged.set(name, { ...attribute, value: new Map([...before, ...[...(attribute.value as ReadonlyMap<string, BakeValue>)].filter(([, value]) => value !== null)]) });
  }
  return merged;
}

/** The targets of each group, through the groups in it. */
function groupsOf(config: BakeConfig, matrices: ReadonlyMap<string, readonly string[]>, problem: Problem): ReadonlyMap<string, ReadonlySet<string>> {
  const direct = new Map<string, readonly string[]>(matrices);
  for (const { name, attributes } of config.groups) {
    const targets = attributes.find((one) => one.name === 'targets');
    const value = targets ? evaluate(targets.value, config.names) : untold('no targets', '');
    direct.set(name, [...(direct.get(name) ?? []), ...(isList(value) ? value.flatMap((item) => asText(item) ?? []) : [])]);
  }
  const work = { left: MOST_STEPS };
  const groups = new Map([...direct.keys()].map((name) => [name, reached(name, direct, work)] as const));
  const [first] = config.groups;
  if (work.left <= 0 && first) problem(first.at, 'too many groups in groups: which targets are in them is not told in full');
  return groups;
}

function reached(group: string, direct: ReadonlyMap<string, readonly string[]>, work: { left: number }): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...(direct.get(group) ?? [])];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name) || --work.left <= 0) continue;
    found.add(name);
    for (const inner of direct.get(name) ?? []) waiting.push(inner);
  }
  return found;
}
