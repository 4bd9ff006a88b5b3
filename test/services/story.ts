import type { Build } from '#image/build.js';
import type { Service, Services } from '#services/service.js';
import { workspaceServices } from '#services/workspace-services.js';
import type { PurposeOverride } from '#services/purpose.js';
import { loadAll, type Files } from '../workspace.js';

export function servicesIn(files: Files, override?: PurposeOverride): Services {
  return workspaceServices(loadAll(files).snapshot, override);
}

/** `id [context] <- where it was read`, and what is wrong below it. */
export function buildLines(files: Files): readonly string[] {
  return servicesIn(files).builds.flatMap((build) => [`${build.id} [${contextOf(build)}] <- ${readFrom(build)}`, ...build.problems.map((problem) => `  wrong: ${problem}`)]);
}

function contextOf({ context }: Build): string {
  return context.kind === 'unknown' ? '?' : context.path || '.';
}

function readFrom({ readFrom: sources, context }: Build): string {
  if (sources.length > 0) return sources.map(({ kind, at }) => `${kind} ${at.path}:${at.line}`).join(', ');
  return context.because;
}

/** `name (folder): image for purpose, …`. */
export function serviceLines(files: Files): readonly string[] {
  return servicesIn(files).services.map(({ name, folder, images }) => {
    const made = images.map(({ build, purpose }) => `${build.id} ${purpose.kind}`);
    return `${name} (${folder || '.'}): ${made.join(', ') || 'nothing of its own'}`;
  });
}

export function serviceNamed(files: Files, name: string): Service {
  const { services } = servicesIn(files);
  const found = services.find((service) => service.name === name);
  if (!found) throw new Error(`no service ${name}: ${services.map((service) => service.name).join()}`);
  return found;
}

/** `id: kind, because (path:line)`. */
export function purposeLines(files: Files, override?: PurposeOverride): readonly string[] {
  const { builds, purposes } = servicesIn(files, override);
  return builds.map((build) => {
    const purpose = purposes.get(build);
    return `${build.id}: ${purpose?.kind}, ${purpose?.because}${purpose?.at ? ` (${purpose.at.path}:${purpose.at.line})` : ''}`;
  });
}
