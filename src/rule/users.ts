import type { Build } from '#image/build.js';
import type { Snapshot } from '#files/snapshot.js';
import type { Services } from '#services/service.js';
import type { FileUses } from '#services/file-uses.js';
import { projectUses } from '#needs/asked/project-uses.js';
import { workspaceImages } from '#services/workspace-images.js';

/** Who uses a document: images by the id of their build, services by name. */
export interface DocumentUsers {
  readonly images: readonly string[];
  readonly services: readonly string[];
}

/** The files that may say what a build's context leaves out: the Dockerfile's own, and the context's. */
function ignoreFilesOf({ dockerfile, context }: Build): readonly string[] {
  if (context.kind === 'unknown') return [];
  return [`${dockerfile}.dockerignore`, context.path === '' ? '.dockerignore' : `${context.path}/.dockerignore`];
}

const NOBODY: DocumentUsers = { images: [], services: [] };

/** By path of a Dockerfile, requirements file or project: the images that are built with it, and whose they are. */
export function documentUsers(snapshot: Snapshot, uses: FileUses, { services }: Services): (path: string) => DocumentUsers {
  const owners = new Map<string, string[]>();
  for (const { name, images } of services) {
    for (const { build } of images) owners.set(build.id, [...(owners.get(build.id) ?? []), name]);
  }
  const images = new Map<string, Set<string>>();
  const add = (path: string, id: string): void => {
    images.set(path, (images.get(path) ?? new Set()).add(id));
  };
  const made = workspaceImages(snapshot);
  for (const { build } of made.images) add(build.dockerfile, build.id);
  // Whichever ignore file holds: one that is there, or one that a fix makes.
  for (const { build } of [...made.images, ...made.besides]) for (const path of ignoreFilesOf(build)) add(path, build.id);
  for (const [path, list] of uses.byFile) for (const { image } of list) add(path, image);
  for (const [path, list] of projectUses(snapshot)) for (const { image } of list) add(path, image);
  const users = new Map<string, DocumentUsers>();
  for (const [path, ids] of images) {
    const names = [...new Set([...ids].flatMap((id) => owners.get(id) ?? []))].toSorted();
    users.set(path, { images: [...ids].toSorted(), services: names });
  }
  return (path) => users.get(path) ?? NOBODY;
}

/** The names that the services of a workspace have for a service of a compose file. */
export function composeUsers({ services }: Services): (path: string, name: string) => readonly string[] {
  return (path, name) => services.flatMap((service) => (service.runsAs.some((one) => one.name === name && one.at.path === path) ? [service.name] : []));
}
