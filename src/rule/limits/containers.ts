import type { ComposeService } from '#compose/types.js';
import { baseName, folderOf } from '#text/paths.js';

/** The services that a container may be of: one, in each of the sets of files that have it; several where that cannot be told. */
export type Finder = (container: string) => readonly ComposeService[];

/** Names that compose and swarm give: `shop-api-1`, `shop_api_1`, `shop_api.1.kq3…`, and `6f2c0a9b1d3e_shop-api-1` while one is made anew. */
const NAMED = /^(?:[0-9a-f]{12}_)?(?<own>.+?)(?:[-_]\d+|\.\d+\.[a-z0-9]{20,})$/;

/**
 * Whose container a name is: `container_name` first; else what stands behind the project's name, the project by `name:` or by
 * its folder, or any, since whoever runs it may name it otherwise. Of several services whose names fit, the longest.
 */
export function finderOf(services: readonly ComposeService[]): Finder {
  const byContainer = groupedBy(services, ({ containerName }) => containerName?.value ?? null);
  const unnamed = byContainer.get(null) ?? [];
  const byName = groupedBy(unnamed, ({ name }) => name);
  return (container) => {
    const named = byContainer.get(container);
    if (named) return named;
    const own = NAMED.exec(container)?.groups?.['own'] ?? '';
    for (let at = own.search(/[-_]/); at >= 0; at = nextCut(own, at)) {
      const found = at === 0 ? undefined : byName.get(own.slice(at + 1));
      if (found) return oneOf(found, own.slice(0, at));
    }
    return [];
  };
}

function groupedBy<K>(services: readonly ComposeService[], keyOf: (service: ComposeService) => K): ReadonlyMap<K, readonly ComposeService[]> {
  const groups = new Map<K, ComposeService[]>();
  for (const service of services) {
    const group = groups.get(keyOf(service));
    if (group) group.push(service);
    else groups.set(keyOf(service), [service]);
  }
  return groups;
}

function nextCut(text: string, at: number): number {
  const next = text.slice(at + 1).search(/[-_]/);
  return next < 0 ? -1 : at + 1 + next;
}

/** Those of one project, where its name tells which. */
function oneOf(found: readonly ComposeService[], project: string): readonly ComposeService[] {
  const fits = found.filter((service) => projectOf(service) === project);
  return fits.length > 0 ? fits : found;
}

/** As compose makes it of a folder (NormalizeProjectName in compose-go): lower case, without what is no letter, digit, dash or underline. */
function projectOf({ project }: ComposeService): string {
  const name = project.name ?? baseName(folderOf(project.files[0] ?? ''));
  return name.toLowerCase().replace(/[^-_a-z0-9]/g, '').replace(/^[-_]+/, '');
}

/** Whether a container may be of services of different projects. Of one name that files give it, it is the same in all of them. */
export function isAmbiguous(services: readonly ComposeService[]): boolean {
  return services.some(({ containerName }) => containerName === null) && new Set(services.map(projectOf)).size > 1;
}

/** Whether two are one service, in sets of files of which one runs at a time. */
export function isTwin(a: ComposeService, b: ComposeService): boolean {
  if (a.containerName?.value !== b.containerName?.value) return false;
  return a.name === b.name && (a.at.path === b.at.path || (a.containerName?.value ?? null) !== null || projectOf(a) === projectOf(b));
}
