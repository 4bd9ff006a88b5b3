import { readFileSync } from 'node:fs';
import { loadAlso, loadWorkspace } from '#files/load.js';
import { openTree } from '#files/tree.js';
import { chainTo } from '#python/graph/chain.js';
import { nodeIo } from '#io/node.js';
import { workspaceNeeds } from '#needs/workspace-needs.js';
import { namedFiles } from '#services/file-uses.js';
import { fileUses } from '#services/file-uses.js';
import { workspaceImages } from '#services/workspace-images.js';
import { workspaceServices } from '#services/workspace-services.js';

interface Truth {
  readonly services: readonly { readonly name: string; readonly modules: readonly string[] }[];
  readonly requirements: readonly {
    readonly path: string;
    readonly line: number;
    readonly name: string;
    readonly needs: readonly { readonly services: readonly string[]; readonly needed: boolean; readonly verdict: string; readonly why: string }[];
  }[];
}

/** One line of the truth beside what is said of it. */
export interface Judged {
  readonly where: string;
  readonly name: string;
  readonly service: string;
  readonly truth: string;
  readonly why: string;
  readonly said: string;
  readonly reason: string;
}

/** The verdicts on an example, and the modules that each of its services reaches, beside its truth.json. */
export async function compareWithTruth(folder: string): Promise<{ readonly lines: readonly Judged[]; readonly modules: readonly string[] }> {
  const truth = JSON.parse(readFileSync(`${folder}/truth.json`, 'utf8')) as Truth;
  const tree = openTree(nodeIo, folder);
  const first = loadWorkspace(nodeIo, tree, { selects: () => null });
  const { snapshot } = loadAlso(nodeIo, first, namedFiles(fileUses(first.snapshot, workspaceImages(first.snapshot))));
  const needs = workspaceNeeds(snapshot, { keep: [], metadata: null });
  const { services } = workspaceServices(snapshot);
  const imageOf = new Map(services.map(({ name, images }) => [name, images[0]?.build.id ?? '']));
  const lines = truth.requirements.flatMap(({ path, line, name, needs: rows }) =>
    rows.flatMap(({ services: named, verdict, why }) =>
      named.map((service): Judged => {
        const [found] = needs.at(path, line, name, [imageOf.get(service) ?? '']);
        return { where: `${path}:${line}`, name, service, truth: verdict, why, said: found?.need.verdict ?? 'nothing', reason: found?.need.reason ?? '' };
      }),
    ),
  );
  const modules = truth.services.flatMap(({ name, modules: wanted }) => {
    const reached = new Set(needs.of(imageOf.get(name) ?? '')?.reach.modules.keys() ?? []);
    const missed = wanted.filter((path) => !reached.has(path)).map((path) => `${name}: ${path} is not reached`);
    const byStart = needs.of(imageOf.get(name) ?? '')?.reach;
    const invented = [...reached].filter((path) => path.endsWith('.py') && !wanted.includes(path) && !/health/i.test(byStart ? (chainTo(byStart, path)[0]?.text ?? '') : '')).map((path) => `${name}: ${path} is reached and should not be`);
    return [...missed, ...invented];
  });
  return { lines, modules };
}
