import { BAKE_OPTIONS, COMPOSE_OPTIONS } from './build-options.js';
import type { BakeLine, ComposeLine } from './image-command.js';
import { splitOptions } from './option-words.js';
import type { Field } from './variables.js';

/** Commands that tell nothing without `-f`. */
const ASKS = new Set([null, 'version', 'config', 'ps', 'ls', 'logs', 'images', 'top', 'port', 'events', 'help', 'stats', 'convert']);

/** `docker compose …`; null for what asks after a project and names none of its files. */
export function composeLine(words: readonly Field[]): ComposeLine | null {
  const split = splitOptions(words, COMPOSE_OPTIONS, true);
  const all = (...names: readonly string[]) => split.options.filter(({ name }) => names.includes(name)).flatMap(({ value }) => (value ? [value] : []));
  const [command, ...rest] = words.slice(split.first);
  const files = all('file', 'f');
  if (files.length === 0 && ASKS.has(command?.value ?? null)) return null;
  return {
    kind: 'compose',
    files,
    profiles: all('profile'),
    folder: all('project-directory').at(-1) ?? null,
    command: command?.value ?? null,
    services: splitOptions(rest, COMPOSE_SUB_OPTIONS).positional,
  };
}

/** Of `build`, `up`, `run`, `exec` together: docker/compose docs/reference. */
const COMPOSE_SUB_OPTIONS = {
  long: new Set('build-arg builder memory provenance sbom ssh attach no-attach abort-on-container-exit-code exit-code-from pull scale timeout wait-timeout env entrypoint name publish user volume workdir label index'.split(' ')),
  short: 'tempuvwl',
};

/** `docker buildx bake …`, `depot bake …`. */
export function bakeLine(words: readonly Field[]): BakeLine {
  const split = splitOptions(words, BAKE_OPTIONS);
  const files = split.options.filter(({ name }) => name === 'file' || name === 'f').flatMap(({ value }) => (value ? [value] : []));
  return { kind: 'bake', files, targets: [...split.positional, ...split.untold] };
}
