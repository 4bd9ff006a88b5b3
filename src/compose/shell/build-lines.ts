import { ACR_OPTIONS, BUILD_OPTIONS, BUILDCTL_OPTIONS, GCLOUD_OPTIONS, KANIKO_OPTIONS } from './build-options.js';
import { type BuildCommand, word } from './image-command.js';
import { type OptionWords, splitOptions } from './option-words.js';
import type { Field } from './variables.js';

const DOCKER_NAMES = ['Dockerfile'];
/** podman-build(1): "Containerfile" first. */
const PODMAN_NAMES = ['Containerfile', 'Dockerfile'];

/** `docker build` and the programs that took its options over; `tool`: how the mention calls it. */
export function buildLine(tool: string, words: readonly Field[]): BuildCommand {
  const split = splitOptions(words, BUILD_OPTIONS);
  const buildah = tool.startsWith('podman') || tool.startsWith('buildah');
  return {
    ...made(tool, split),
    context: split.positional[0] ?? split.untold[0] ?? null,
    untold: split.positional.length > 0 ? split.untold : split.untold.slice(1),
    fileFrom: buildah ? 'either' : 'folder',
    defaults: buildah ? PODMAN_NAMES : DOCKER_NAMES,
  };
}

function made(tool: string, split: OptionWords): BuildCommand {
  const all = (...names: readonly string[]) => split.options.filter(({ name }) => names.includes(name)).flatMap(({ value }) => (value ? [value] : []));
  return {
    kind: 'build',
    tool,
    context: null,
    file: all('file', 'f').at(-1) ?? null,
    fileFrom: 'folder',
    defaults: DOCKER_NAMES,
    target: all('target').at(-1) ?? null,
    args: all('build-arg'),
    tags: all('tag', 't'),
    platforms: all('platform'),
    contexts: all('build-context'),
    push: isOn(split, 'push') || all('output', 'o').some(({ value }) => value?.includes('push=true') === true || value?.includes('type=registry') === true),
    load: isOn(split, 'load'),
    untold: split.untold,
    output: all('output', 'o').at(-1) ?? null,
  };
}

function isOn({ options }: OptionWords, name: string): boolean {
  return options.some((one) => one.name === name && one.value?.value !== 'false');
}

/** GoogleContainerTools/kaniko README: `--context dir://…`, `--destination`; the Dockerfile is looked for here and in the context. */
export function kanikoLine(words: readonly Field[]): BuildCommand | null {
  const split = splitOptions(words, KANIKO_OPTIONS);
  const all = (...names: readonly string[]) => split.options.filter(({ name }) => names.includes(name)).flatMap(({ value }) => (value ? [value] : []));
  if (!split.options.some(({ name }) => ['context', 'c', 'dockerfile', 'destination', 'd'].includes(name))) return null;
  const context = all('context', 'c').at(-1) ?? null;
  const sub = all('context-sub-path').at(-1);
  const plain = context?.value?.startsWith('dir://') === true ? { ...context, value: context.value.slice('dir://'.length) } : context;
  const inside = plain && sub && plain.value !== null ? { ...plain, value: sub.value === null ? null : `${plain.value}/${sub.value}`, reason: sub.reason } : plain;
  return {
    ...made('kaniko', split),
    context: inside ?? sub ?? null,
    file: all('dockerfile', 'f').at(-1) ?? null,
    fileFrom: 'either',
    tags: all('destination', 'd'),
    platforms: all('custom-platform', 'platform'),
    push: all('destination', 'd').length > 0 && !split.options.some(({ name }) => name === 'no-push'),
  };
}

/** moby/buildkit README: `--frontend dockerfile.v0 --local context=. --local dockerfile=dir --opt filename=… --opt target=…`. */
export function buildctlLine(words: readonly Field[]): BuildCommand | null {
  const { first } = splitOptions(words, BUILDCTL_OPTIONS, true);
  if (words[first]?.value !== 'build') return null;
  const split = splitOptions(words.slice(first + 1), BUILDCTL_OPTIONS);
  const values = (option: string, key: string) => split.options.flatMap(({ name, value }) => (name === option && value?.text.replace(/^["']/, '').startsWith(key) ? [behind(value, key)] : []));
  const folder = values('local', 'dockerfile=').at(-1);
  const name = values('opt', 'filename=').at(-1);
  const known = folder?.value !== null && name?.value !== null;
  const file: Field | null = folder || name
    ? { value: known ? `${folder?.value ?? '.'}/${name?.value ?? 'Dockerfile'}` : null, reason: (folder?.value === null ? folder : name)?.reason ?? '', text: '', several: false }
    : null;
  return {
    ...made('buildctl build', split),
    context: values('local', 'context=').at(-1) ?? null,
    file,
    target: values('opt', 'target=').at(-1) ?? null,
    args: values('opt', 'build-arg:'),
    tags: split.options.flatMap(({ name, value }) => (name === 'output' || name === 'o' ? nameOf(value) : [])),
  };
}

function nameOf(output: Field | null): readonly Field[] {
  const name = /(?:^|,)name=([^,]+)/.exec(output?.value ?? '')?.[1];
  return output && name !== undefined ? [{ ...output, value: name, text: name }] : [];
}

function behind(field: Field, key: string): Field {
  return { ...field, value: field.value?.slice(key.length) ?? null, text: field.text.slice(field.text.indexOf(key) + key.length) };
}

/** `gcloud builds submit --tag NAME [DIR]` builds DIR/Dockerfile; with `--config` another file tells what. */
export function gcloudLine(words: readonly Field[]): BuildCommand | null {
  const from = words.findIndex(({ value }) => value === 'submit');
  if (from < 1 || words[from - 1]?.value !== 'builds') return null;
  const split = splitOptions(words.slice(from + 1), GCLOUD_OPTIONS);
  if (!split.options.some(({ name }) => name === 'tag' || name === 't')) return null;
  return { ...made('gcloud builds submit', split), context: split.positional[0] ?? word('.'), fileFrom: 'context', push: true };
}

/** `az acr build --registry R --image I --file F DIR`: F is looked for in the context. */
export function acrLine(words: readonly Field[]): BuildCommand {
  const split = splitOptions(words, ACR_OPTIONS);
  const tags = split.options.flatMap(({ name, value }) => ((name === 'image' || name === 't') && value ? [value] : []));
  return { ...made('az acr build', split), context: split.positional[0] ?? split.untold[0] ?? null, untold: [], fileFrom: 'either', tags, push: true };
}
