import { baseName, folderOf } from '#text/paths.js';
import { DOCKER_FOLDERS } from './infer-context.js';

/** Folders that tell for what or where a Dockerfile is, not which service it belongs to. */
const VARIANT_FOLDERS: ReadonlySet<string> = new Set([
  'dev', 'development', 'local', 'prod', 'production', 'test', 'tests', 'staging', 'devcontainer', 'cpu', 'gpu', 'cuda', 'rocm', 'arm64', 'amd64', 'images', 'image',
]);

/**
 * The folder of the service that a Dockerfile makes: its own without what only says that Dockerfiles
 * lie there (`api/docker/Dockerfile`, `api/.devcontainer/Dockerfile`, `docker/prod/Dockerfile`).
 */
export function ownFolder(dockerfile: string): string {
  let folder = folderOf(dockerfile.replace(/#[^#]*$/, ''));
  while (folder !== '' && (saysNothing(baseName(folder).toLowerCase()))) folder = folderOf(folder);
  return folder;
}

function saysNothing(name: string): boolean {
  return DOCKER_FOLDERS.has(name) || VARIANT_FOLDERS.has(name);
}
