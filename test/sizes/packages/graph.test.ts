import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chainsOf, chainTo, closureOf, onlyRoots, type Graph } from '#sizes/packages/graph.js';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

const graphs = fc.array(fc.subarray(NAMES), { minLength: NAMES.length, maxLength: NAMES.length }).map((lists): Graph => ({ children: new Map(NAMES.map((name, index) => [name, lists[index] ?? []])) }));

function reach(graph: Graph, roots: readonly string[]): ReadonlySet<string> {
  return new Set(roots.flatMap((root) => [...(closureOf(graph, root, { steps: 1_000 }) ?? [])]));
}

test('a package belongs to one root exactly if it goes when that root does, whatever the graph', () => {
  fc.assert(
    fc.property(graphs, fc.subarray(NAMES, { minLength: 1 }), (graph, roots) => {
      const only = onlyRoots(graph, roots);
      expect(new Set(only.keys())).toEqual(reach(graph, roots));
      for (const root of roots) {
        const rest = reach(graph, roots.filter((other) => other !== root));
        const goes = [...reach(graph, roots)].filter((name) => !rest.has(name));
        expect([...only].flatMap(([name, by]) => (by === root ? [name] : [])).toSorted()).toEqual(goes.toSorted());
      }
    }),
  );
});

test('a chain goes from the package to a root over real edges', () => {
  fc.assert(
    fc.property(graphs, fc.subarray(NAMES, { minLength: 1 }), (graph, roots) => {
      const up = chainsOf(graph, roots);
      for (const name of reach(graph, roots)) {
        const chain = chainTo(up, name);
        expect(chain[0]).toBe(name);
        expect(roots).toContain(chain.at(-1));
        chain.slice(1).forEach((parent, index) => expect(graph.children.get(parent)).toContain(chain[index]));
      }
    }),
  );
});

test('a closure that costs more than its budget is not told by half', () => {
  const graph: Graph = { children: new Map([['a', ['b']], ['b', ['c']], ['c', []]]) };
  expect(closureOf(graph, 'a', { steps: 3 })).toBeNull();
  expect(closureOf(graph, 'a', { steps: 5 })).toEqual(new Set(['a', 'b', 'c']));
});
