import type { Build } from '#image/build.js';

/** Arguments that an identity names before it only counts them. */
const MOST_ARGS = 3;
const LONGEST_VALUE = 40;

/**
 * Names for the builds of one Dockerfile: its path, the target where one is given, then what tells
 * builds apart that share both: the context, and the arguments that differ.
 */
export function identified(builds: readonly Build[]): readonly Build[] {
  const taken = new Set<string>();
  return builds.map((build) => {
    const name = readable(build, builds.filter((other) => other.target === build.target));
    let id = name;
    for (let count = 2; taken.has(id); count++) id = `${name} (${count})`;
    taken.add(id);
    return { ...build, id };
  });
}

function readable(build: Build, alike: readonly Build[]): string {
  const target = build.target === null ? '' : ` --target ${build.target}`;
  const context = alike.every((other) => contextName(other) === contextName(build)) ? '' : ` (${contextName(build)})`;
  const differing = argumentNames(alike).filter((name) => alike.some((other) => shown(other, name) !== shown(build, name)));
  const told = differing.flatMap((name) => (build.args.has(name) ? `${name}=${shown(build, name)}` : []));
  const rest = told.length > MOST_ARGS ? ` and ${told.length - MOST_ARGS} more arguments` : '';
  return `${build.dockerfile}${target}${context}${told.slice(0, MOST_ARGS).map((text) => ` ${text}`).join('')}${rest}`;
}

function contextName({ context }: Build): string {
  if (context.kind === 'unknown') return 'unknown context';
  return `in ${context.path === '' ? '.' : context.path}`;
}

function argumentNames(builds: readonly Build[]): readonly string[] {
  return [...new Set(builds.flatMap(({ args }) => [...args.keys()]))].toSorted();
}

function shown({ args }: Build, name: string): string {
  const value = args.get(name);
  if (value === undefined) return '';
  if (value === null) return '?';
  const line = value.replace(/\s+/g, ' ');
  return line.length > LONGEST_VALUE ? `${line.slice(0, LONGEST_VALUE - 1)}…` : line;
}
