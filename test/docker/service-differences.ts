import type { ServiceCase } from './service-cases.js';
import type { Answer } from './service-start.js';
import type { Declared } from './service-workspace.js';

/** A distribution as its metadata describes it. */
export interface Installed {
  readonly name: string;
  readonly version: string;
  /** Names that it requires, with any extra. */
  readonly requires: readonly string[];
}

/** What was seen of an image and of its containers. */
export interface Seen {
  /** Modules of the service that are reached: null, or why they cannot be imported. */
  readonly own: Readonly<Record<string, string | null>>;
  /** All that those import anywhere. */
  readonly others: Readonly<Record<string, string | null>>;
  readonly distributions: readonly Installed[];
  /** What `pip check` says. */
  readonly broken: readonly string[];
  /** By command and route; a text says why there is none. */
  readonly answers: Readonly<Record<string, Answer | string>>;
  /** Exit codes of HEALTHCHECK by command. */
  readonly health: Readonly<Record<string, number>>;
  /** How often HEALTHCHECK is asked, and what it ends with where the service does not run; null: there is none. */
  readonly check: { readonly times: string; readonly asleep: number } | null;
  /** Libraries that files of packages name and that are nowhere. */
  readonly unlinked: readonly string[];
  /** Files of the workspace that lie in the folder where it starts, and on PYTHONPATH. */
  readonly files: readonly string[];
  /** What the processes wrote until the last answer, by command. */
  readonly written: Readonly<Record<string, readonly string[]>>;
  /** Lines of their logs about something that they must not do, by command. */
  readonly refused: Readonly<Record<string, readonly string[]>>;
}

/** What a case says of itself: files that may stay behind, and what nothing can import before either. */
type Allowed = Partial<Pick<ServiceCase, 'left' | 'loaded'>>;

/** Everything that went before and does not afterwards, and every difference that no fix declares, one line each. */
export function serviceDifferences(before: Seen, after: Seen, declared: Pick<Declared, 'packages' | 'words'>, { left = [], loaded = [] }: Allowed = {}): readonly string[] {
  return [
    ...Object.entries(before.own).flatMap(([name, error]) => (error === null || loaded.some((pattern) => pattern.test(name)) ? [] : [`${name} cannot be imported even before: ${error}`])),
    ...Object.entries({ ...before.own, ...before.others }).flatMap(([name, error]) => {
      const now = { ...after.own, ...after.others }[name];
      return error !== null || now === null ? [] : [`${name} can no longer be imported: ${now ?? 'nobody tried'}`];
    }),
    ...distributions(before.distributions, after.distributions, declared),
    ...after.broken.filter((line) => !before.broken.includes(line)).map((line) => `pip check: ${line}`),
    ...Object.entries(before.answers).flatMap(([route, answer]) => answered(route, answer, after.answers[route])),
    ...Object.entries(before.health).flatMap(([command, code]) => {
      const now = after.health[command];
      return now === code ? [] : [`HEALTHCHECK (${command}) ended with ${code}, and now with ${now ?? 'nothing'}`];
    }),
    ...checked(before.check, after.check),
    ...after.unlinked.filter((line) => !before.unlinked.includes(line)).map((line) => `a library is nowhere: ${line}`),
    ...before.files.filter((path) => !after.files.includes(path) && !left.some((pattern) => pattern.test(path))).map((path) => `${path} is no longer in the image`),
    ...Object.entries(before.written).flatMap(([command, paths]) => paths.filter((path) => !after.written[command]?.includes(path)).map((path) => `${command} wrote ${path}, and no longer does`)),
    ...Object.entries(after.refused).flatMap(([command, lines]) => lines.filter((line) => !before.refused[command]?.includes(line)).map((line) => `${command} is refused something: ${line}`)),
  ];
}

/** It is asked as often, and still tells that nobody answers, in whatever words. */
function checked(before: Seen['check'], after: Seen['check']): readonly string[] {
  if (before === null || after === null) return before === after ? [] : [before === null ? 'HEALTHCHECK comes' : 'HEALTHCHECK is gone'];
  return [
    ...(before.times === after.times ? [] : [`HEALTHCHECK had ${before.times}, and now has ${after.times}`]),
    ...((before.asleep === 0) === (after.asleep === 0) ? [] : [`HEALTHCHECK without the service ended with ${before.asleep}, and now with ${after.asleep}`]),
  ];
}

/** What the base image has itself: a package that goes (torch wants a new setuptools) may have raised it, and leaves the base's own. */
const OF_BASE = new Set(['pip', 'setuptools', 'wheel']);

/** A declared line may go, with what came for it; a replacement that is named may come, with what it brings. */
function distributions(before: readonly Installed[], after: readonly Installed[], { packages, words }: Pick<Declared, 'packages' | 'words'>): readonly string[] {
  const old = new Map(before.map((one) => [one.name, one]));
  const now = new Map(after.map((one) => [one.name, one]));
  const falling = reachable(old, [...packages]);
  const added = [...now.keys()].filter((name) => !old.has(name));
  const brought = reachable(now, added.filter((name) => words.includes(name)));
  return [
    ...[...old.values()].filter(({ name }) => !now.has(name) && !falling.has(name)).map(({ name, version }) => `${name} ${version} is gone, which no fix declares`),
    ...added.filter((name) => !brought.has(name)).map((name) => `${name} ${now.get(name)?.version ?? ''} comes, which no fix declares`),
    ...[...now.values()].flatMap(({ name, version }) => {
      const was = old.get(name)?.version ?? version;
      const isDeclared = (version === `${was}+cpu` && packages.has(name)) || (OF_BASE.has(name) && falling.has(name));
      return was === version || isDeclared ? [] : [`${name} goes from ${was} to ${version}`];
    }),
  ];
}

/** These and all that they require. */
function reachable(all: ReadonlyMap<string, Installed>, from: readonly string[]): ReadonlySet<string> {
  const found = new Set(from);
  for (const name of found) for (const next of all.get(name)?.requires ?? []) found.add(next);
  return found;
}

/** The same status, and a body of the same shape: what is counted and timed differs from run to run. */
function answered(route: string, before: Answer | string, after: Answer | string | undefined): readonly string[] {
  if (typeof before === 'string') return [`${route} does not answer even before: ${before}`];
  if (after === undefined || typeof after === 'string') return [`${route} no longer answers: ${after ?? 'nobody asked'}`];
  if (before.status !== after.status) return [`${route} answered ${before.status}, and now ${after.status}`];
  return shapeOf(before.body) === shapeOf(after.body) ? [] : [`${route} answers otherwise: ${before.body.slice(0, 200)}, and now ${after.body.slice(0, 200)}`];
}

/** JSON with the kind of each value in its place; any other text is as it is. */
function shapeOf(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), (_key, value: unknown) => (typeof value === 'object' ? value : typeof value));
  } catch {
    return body;
  }
}

/** An environment brings pip and setuptools of its interpreter, which the base image may have in other versions. */
export function withoutSeeds(seen: Seen): Seen {
  return { ...seen, distributions: seen.distributions.filter(({ name }) => !OF_BASE.has(name)) };
}
