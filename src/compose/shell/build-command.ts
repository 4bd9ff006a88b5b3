import { acrLine, buildctlLine, buildLine, gcloudLine, kanikoLine } from './build-lines.js';
import { DOCKER_OPTIONS } from './build-options.js';
import { bakeLine, composeLine } from './compose-lines.js';
import type { ImageCommand } from './image-command.js';
import { splitOptions } from './option-words.js';
import type { Field } from './variables.js';

/** Words that only decide how the command behind them runs; `skip`: how many of their arguments stand between. */
const WRAPPERS: ReadonlyMap<string, { readonly values: string; readonly skip: number }> = new Map([
  ['sudo', { values: 'ugCp', skip: 0 }],
  ['doas', { values: 'u', skip: 0 }],
  ['env', { values: 'uC', skip: 0 }],
  ['time', { values: 'fo', skip: 0 }],
  ['timeout', { values: 'ks', skip: 1 }],
  ['nice', { values: 'n', skip: 0 }],
  ['exec', { values: '', skip: 0 }],
  ['command', { values: '', skip: 0 }],
  ['nohup', { values: '', skip: 0 }],
  ['eval', { values: '', skip: 0 }],
  ['retry', { values: 'tdrn', skip: 0 }],
  ['then', { values: '', skip: 0 }],
]);

const SAYS = /echo|print|log|info|warn|err|die|fail|usage|help|say|message|note|title|step|header/i;

/** Whether a function by its name only prints what it gets. */
export function saysOnly(name: string): boolean {
  return SAYS.test(name);
}

/** Whether a command runs the words behind its name: `sudo`, or a function of the script. */
export function isForwarding(name: string, functions: ReadonlySet<string>): boolean {
  return WRAPPERS.has(name) || (functions.has(name) && !saysOnly(name));
}

/**
 * The image build, compose or bake call in the words of one command, or null. `functions`: names
 * that the script itself defines; `run docker build …` runs what stands behind such a name.
 */
export function imageCommand(words: readonly Field[], functions: ReadonlySet<string> = new Set()): ImageCommand | null {
  let rest = words;
  for (let round = 0; round < 5; round++) {
    const [first] = rest;
    if (!first) return null;
    const found = commandAt(first, rest.slice(1));
    if (found) return found;
    const name = first.value ?? '';
    // `command -v docker-compose` asks where it is.
    if (name === 'command' && /^-[vV]/.test(rest[1]?.value ?? '')) return null;
    if (!isForwarding(name, functions)) return null;
    const wrapper = WRAPPERS.get(name) ?? { values: '', skip: 0 };
    const { first: at } = splitOptions(rest.slice(1), { long: new Set(), short: wrapper.values }, true);
    rest = rest.slice(1 + at + wrapper.skip);
    while (/^\w+=/.test(rest[0]?.text ?? '')) rest = rest.slice(1);
  }
  return null;
}

function commandAt(first: Field, rest: readonly Field[]): ImageCommand | null {
  const name = (first.value ?? '').replace(/^.*\//s, '');
  switch (name) {
    case 'docker':
    case 'podman':
    case 'nerdctl':
      return engineCommand(name, rest);
    case 'docker-compose':
    case 'podman-compose':
      return composeLine(rest);
    case 'buildah':
      return rest[0]?.value === 'bud' || rest[0]?.value === 'build' ? buildLine(`buildah ${rest[0].value}`, rest.slice(1)) : null;
    case 'depot':
      if (rest[0]?.value === 'bake') return bakeLine(rest.slice(1));
      return rest[0]?.value === 'build' ? buildLine('depot build', rest.slice(1)) : null;
    case 'img':
      return rest[0]?.value === 'build' ? buildLine('img build', rest.slice(1)) : null;
    case 'buildx':
    case 'docker-buildx':
      return buildx(rest);
    case 'executor':
    case 'kaniko':
      return kanikoLine(rest);
    case 'buildctl':
    case 'buildctl-daemonless.sh':
      return buildctlLine(rest);
    case 'gcloud':
      return gcloudLine(rest);
    case 'az':
      return rest[0]?.value === 'acr' && rest[1]?.value === 'build' ? acrLine(rest.slice(2)) : null;
    default:
      // `$(DOCKER) build`: the program is the caller's choice, its options are docker's.
      return first.value === null && /docker|podman|container|engine|\boci\b/i.test(first.text) && !/compose/i.test(first.text) ? engineCommand('docker', rest) : null;
  }
}

function engineCommand(engine: string, words: readonly Field[]): ImageCommand | null {
  const { first } = splitOptions(words, DOCKER_OPTIONS, true);
  const [command, ...rest] = words.slice(first);
  switch (command?.value) {
    case 'build':
      return buildLine(`${engine} build`, rest);
    case 'builder':
    case 'image':
      return rest[0]?.value === 'build' ? buildLine(`${engine} build`, rest.slice(1)) : null;
    case 'buildx':
      return buildx(rest);
    case 'compose':
      return composeLine(rest);
    default:
      return null;
  }
}

function buildx(words: readonly Field[]): ImageCommand | null {
  const { first } = splitOptions(words, DOCKER_OPTIONS, true);
  const [command, ...rest] = words.slice(first);
  if (command?.value === 'bake') return bakeLine(rest);
  return command?.value === 'build' || command?.value === 'b' ? buildLine('docker buildx build', rest) : null;
}
