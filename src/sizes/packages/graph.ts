import type { ResolvedPackage } from '#sizes/types.js';

/** Who brings whom in an environment: names, and what each requires directly. */
export interface Graph {
  readonly children: ReadonlyMap<string, readonly string[]>;
}

export function graphOf(packages: ReadonlyMap<string, ResolvedPackage>): Graph {
  const children = new Map<string, string[]>([...packages.keys()].map((name) => [name, []]));
  for (const { name, parents } of packages.values()) for (const parent of parents) if (parent !== name) children.get(parent)?.push(name);
  return { children };
}

/** A name and all that it brings, directly or not, itself first. */
export function closureOf({ children }: Graph, start: string, budget: Budget): ReadonlySet<string> | null {
  const seen = new Set([start]);
  for (const name of seen) {
    const next = children.get(name) ?? [];
    budget.steps -= 1 + next.length;
    if (budget.steps < 0) return null;
    for (const child of next) seen.add(child);
  }
  return seen;
}

/** How much may still be looked at: a lock of 50,000 packages that all require each other ends too. */
export interface Budget {
  steps: number;
}

/** The shortest way from each package up to a root: the package first, the root last. What no root brings is left out. */
export function chainsOf({ children }: Graph, roots: Iterable<string>): ReadonlyMap<string, string | null> {
  const up = new Map<string, string | null>();
  for (const root of roots) if (children.has(root)) up.set(root, null);
  for (const name of up.keys()) for (const child of children.get(name) ?? []) if (!up.has(child)) up.set(child, name);
  return up;
}

/** `torch`, `sentence-transformers`: the steps of {@link chainsOf} for one package. */
export function chainTo(up: ReadonlyMap<string, string | null>, name: string): readonly string[] {
  const chain: string[] = [];
  for (let at: string | null | undefined = up.has(name) ? name : null; at !== null && at !== undefined; at = up.get(at)) chain.push(at);
  return chain;
}

/**
 * The one root that brings a package; `null` where several do. Each package changes at most twice, so this is linear, however
 * large the graph: with one root gone, a package goes exactly if no other root reaches it.
 */
export function onlyRoots({ children }: Graph, roots: readonly string[]): ReadonlyMap<string, string | null> {
  const only = new Map<string, string | null>();
  const todo: (readonly [string, string | null])[] = roots.map((root) => [root, root] as const);
  for (let next = todo.pop(); next; next = todo.pop()) {
    const [name, by] = next;
    const known = only.get(name);
    const now = known === undefined ? by : known === by ? known : null;
    if (known !== undefined && known === now) continue;
    only.set(name, now);
    for (const child of children.get(name) ?? []) todo.push([child, now]);
  }
  return only;
}
