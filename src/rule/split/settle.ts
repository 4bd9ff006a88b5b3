import { kindOf } from '#files/kinds.js';
import type { RequirementsDocument } from '#requirements/types.js';
import { baseName, folderOf } from '#text/paths.js';
import type { CompiledPair } from './compiled.js';
import type { Consumer } from './consumers.js';
import type { MadeForDevelopers } from './developers.js';
import type { SplitDraft } from './drafts.js';
import type { Grouping } from './grouping.js';
import type { LineNeeds } from './matrix.js';
import type { Shared } from './subject.js';
import type { SplitGroup, SplitMove, SplitOptions } from './types.js';

/** The group that no image installs. */
const DEV = 'dev';

export interface Parts {
  readonly matrix: readonly LineNeeds[];
  readonly places: Grouping;
  readonly homes: readonly (RequirementsDocument | null)[];
  readonly consumers: readonly Consumer[];
  readonly shared: Shared;
  /** The compiled file of the shared one. */
  readonly compiled: CompiledPair | null;
  readonly options: SplitOptions;
  readonly oldFile: SplitOptions['oldFile'];
  /** By consumer, whether it needs nothing and can go without the shared file. */
  readonly leaves: readonly boolean[];
  /** Where tools of developers go. */
  readonly developers: 'group' | 'left' | MadeForDevelopers;
}

export interface Settled {
  readonly groups: readonly SplitGroup[];
  readonly moves: readonly SplitMove[];
  readonly pushed: SplitDraft['pushed'];
  /** By consumer. */
  readonly taken: readonly (readonly SplitGroup[])[];
  readonly removes: readonly ReadonlySet<string>[];
}

/** The groups with their files, and who takes which. Lines of one name stay together. */
export function settled({ matrix, places, homes, consumers, shared, compiled, options, oldFile, leaves, developers }: Parts): Settled {
  const members = new Map<string, LineNeeds[]>();
  const pushed: SplitDraft['pushed'][number][] = [];
  const moves: SplitMove[] = [];
  const firstOf = new Map(matrix.map(({ line }, index) => [line.name, index] as const).toReversed());
  const names = (numbers: readonly number[]): readonly string[] => numbers.map((number) => consumers[number]?.name ?? '');
  matrix.forEach((one, index) => {
    const first = firstOf.get(one.line.name) ?? index;
    const place = places.get(index) === undefined ? undefined : (places.get(first) ?? places.get(index));
    if (place === undefined) {
      if (developers !== 'left' && oldFile !== 'keep') members.set(DEV, [...(members.get(DEV) ?? []), one]);
      else if (oldFile !== 'base') moves.push({ line: one.line, kind: 'left', to: shared.path, services: [], needs: one.needs, unused: false });
      return;
    }
    if ('group' in place) {
      // What a service needs is never in the group that none installs.
      const group = place.group === DEV ? 'development' : place.group;
      members.set(group, [...(members.get(group) ?? []), one]);
      return;
    }
    const into = homes[place.own];
    if (!into) return;
    const listed = into.entries.some((entry) => entry.kind === 'requirement' && entry.name === one.line.name);
    pushed.push({ line: one.line, into, add: !listed });
    moves.push({ line: one.line, kind: listed ? 'listed' : 'own', to: into.path, services: names([place.own]), needs: one.needs, unused: false });
  });
  const takes = (own: readonly LineNeeds[]): readonly number[] => [...new Set(own.flatMap(({ consumers: numbers }) => numbers))].sort((a, b) => a - b);
  const ordered = [...members].toSorted(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  // In its old place the base is everybody's: nobody has to name another file for it.
  const base = oldFile === 'base' ? 'base' : null;
  const groups = ordered.map(([name, own]): SplitGroup => ({ name, ...(name === DEV && typeof developers === 'object' ? { path: developers.document.path, output: null } : pathsOf(shared.path, compiled, name, name === base, options)), lines: own.map(({ line }) => line), services: name === DEV ? [] : names(name === base ? [...consumers.keys()] : takes(own)) }));
  const byName = new Map(groups.map((group) => [group.name, group]));
  for (const [name, own] of ordered) {
    for (const { line, consumers: numbers, needs, unused } of own) {
      const to = byName.get(name)?.path ?? '';
      if (to !== shared.path) moves.push({ line, kind: name === DEV ? 'dev' : 'group', to, services: names(numbers), needs, unused });
    }
  }
  const takers = new Map(ordered.map(([name, lines]) => [name, new Set(takes(lines))]));
  const taken = consumers.map((_, number) => {
    const own = ordered.flatMap(([name]) => (name !== DEV && (name === base || takers.get(name)?.has(number) === true) ? (byName.get(name) ?? []) : []));
    // One that needs nothing, and whose install cannot do without, takes what is everybody's.
    return own.length > 0 || leaves[number] === true ? own : groups.filter(({ name }) => name === 'base');
  });
  const moved = new Set(moves.map(({ line }) => line));
  const removes = consumers.map((_, number) => {
    const kept = new Set((taken[number] ?? []).flatMap(({ lines }) => lines.map(({ name }) => name)));
    for (const { line, into } of pushed) if (into === homes[number]) kept.add(line.name);
    if (base !== null) for (const { line } of matrix) if (!moved.has(line)) kept.add(line.name);
    const stays = compiled === null ? kept : new Set([...kept].flatMap((name) => [...compiled.comes(name)]));
    const all = compiled === null ? shared.lines : compiled.output.entries.flatMap((entry) => (entry.kind === 'requirement' ? [entry] : []));
    return new Set(all.flatMap(({ name }) => (stays.has(name) ? [] : [name])));
  });
  const order = new Map(shared.lines.map((line, index) => [line, index]));
  return { groups, moves: moves.toSorted((a, b) => (order.get(a.line) ?? 0) - (order.get(b.line) ?? 0)), pushed, taken, removes };
}

/** The base first, developers last. */
function rank(group: string): number {
  return group === 'base' ? 0 : group === DEV ? 2 : 1;
}

/** A group's file, and where the shared one is compiled, that file of it which images install. */
function pathsOf(shared: string, compiled: CompiledPair | null, group: string, inPlace: boolean, options: SplitOptions): Pick<SplitGroup, 'path' | 'output'> {
  if (compiled === null) return { path: inPlace ? shared : pathOf(shared, group, options), output: null };
  const ending = /\.[^./]*$/.exec(shared)?.[0] ?? '.in';
  return { path: pathOf(shared, group, options).replace(/\.[^./]*$/, ending), output: pathOf(compiled.output.path, group, options) };
}

/** A file that is not told for a list of requirements by its name would not be read as one. */
function pathOf(path: string, group: string, { file }: SplitOptions): string {
  const folder = folderOf(path);
  const name = file.replaceAll('{group}', group).replaceAll('{name}', baseName(path).replace(/\.[^.]*$/, ''));
  const beside = (one: string): string => (folder === '' ? one : `${folder}/${one}`);
  return kindOf(beside(name)) === 'requirements' ? beside(name) : beside(`requirements-${name}`);
}
