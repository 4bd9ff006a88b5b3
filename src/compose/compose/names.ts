import { baseName } from '#text/paths.js';

/** In the order in which compose takes them (cli/options.go in github.com/compose-spec/compose-go). */
export const DEFAULT_NAMES: readonly string[] = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
export const OVERRIDE_NAMES: readonly string[] = ['compose.override.yml', 'compose.override.yaml', 'docker-compose.override.yml', 'docker-compose.override.yaml'];

const COMPOSE_NAME = /^(?:docker[-_])?compose(?:[._-][^/]+)?\.ya?ml$|^[^/]+[._-](?:docker[-_])?compose\.ya?ml$/i;

/** Whether a file is one of compose by its name: `compose.yaml`, `docker-compose.prod.yml`, `local.compose.yml`. A workflow never is. */
export function isComposeFile(path: string): boolean {
  return COMPOSE_NAME.test(baseName(path)) && !/(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\//.test(path);
}

export function isDefaultName(path: string): boolean {
  return DEFAULT_NAMES.includes(baseName(path));
}

export function isOverrideName(path: string): boolean {
  return OVERRIDE_NAMES.includes(baseName(path));
}
