import type { EnvironmentPackages, PackageWeight } from '#sizes/packages/types.js';

/** An environment from which requirements leave one after the other, at one moment of that. */
export interface Leaving {
  /** What is left without these, and what goes with them that has not gone yet: themselves, and what nothing else of the rest brings. */
  without(names: readonly string[]): Left;
}

interface Left {
  readonly left: Leaving;
  readonly gone: readonly PackageWeight[];
}

type Packages = Pick<EnvironmentPackages, 'packages' | 'requirements'>;

/**
 * What stands on what is asked for, and falls with it: who brings whom is that of the resolution. Of hundreds of images that share
 * an environment most lose the same one after the other, so each moment keeps what came of it.
 */
export function leavingFrom({ packages, requirements }: Packages): Leaving {
  const graph = numbered(packages);
  const asked = new Set(requirements.map(({ name }) => name));
  // What nothing that is asked for is known to bring stays whatever leaves.
  return momentOf(packages, graph, asked, reached(graph, asked));
}

/** `there`: what the rest still brings. */
function momentOf(packages: readonly PackageWeight[], graph: Numbered, asked: ReadonlySet<string>, there: Uint8Array): Leaving {
  const after = new Map<string, Left>();
  const here: Leaving = {
    without: (names) => {
      const leave = [...new Set(names)].filter((name) => asked.has(name));
      if (leave.length === 0) return { left: here, gone: [] };
      const key = leave.toSorted().join(' ');
      const known = after.get(key);
      if (known) return known;
      const rest = new Set(asked);
      for (const name of leave) rest.delete(name);
      const stays = reached(graph, rest);
      const made = { left: momentOf(packages, graph, rest, stays), gone: packages.filter((_, number) => there[number] === 1 && stays[number] === 0) };
      after.set(key, made);
      return made;
    },
  };
  return here;
}

/** Packages by their place in the list, each with what it brings directly. */
interface Numbered {
  readonly numbers: ReadonlyMap<string, number>;
  readonly children: readonly (readonly number[])[];
}

function numbered(packages: readonly PackageWeight[]): Numbered {
  const numbers = new Map(packages.map(({ name }, number) => [name, number]));
  const children: number[][] = packages.map(() => []);
  for (const [number, { parents }] of packages.entries()) for (const parent of parents) children[numbers.get(parent) ?? -1]?.push(number);
  return { numbers, children };
}

/** One for each package that these bring, themselves among them. */
function reached({ numbers, children }: Numbered, from: ReadonlySet<string>): Uint8Array {
  const seen = new Uint8Array(children.length);
  const todo = [...from].flatMap((name) => numbers.get(name) ?? []);
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (seen[next] === 1) continue;
    seen[next] = 1;
    for (const child of children[next] ?? []) if (seen[child] === 0) todo.push(child);
  }
  return seen;
}
