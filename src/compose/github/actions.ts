import type { BuildCommand } from '#compose/shell/image-command.js';
import type { GithubContexts } from './expression.js';
import { fillKnown, fillTemplate } from './template.js';
import type { Field } from '#compose/shell/variables.js';
import { yamlAt, yamlEntries, type YamlNode } from '#compose/yaml.js';

/** How an action that builds an image calls its inputs; the first that is given counts. */
interface BuildAction {
  readonly name: RegExp;
  readonly context: readonly string[];
  readonly file: readonly string[];
  readonly fileFrom: 'folder' | 'context' | 'either';
  readonly args: readonly string[];
  readonly tags: readonly string[];
  readonly pushes: 'input' | 'always' | 'never';
}

/** From each action's `action.yml`. */
const ACTIONS: readonly BuildAction[] = [
  // docker/build-push-action (v1 called them path, dockerfile, build_args), and those that took its inputs over: depot, blacksmith, namespace.
  {
    name: /(?:^|\/)build-push-action$/,
    context: ['context', 'path'],
    file: ['file', 'dockerfile'],
    fileFrom: 'folder',
    args: ['build-args', 'build_args'],
    tags: ['tags'],
    pushes: 'input',
  },
  { name: /^redhat-actions\/buildah-build$/, context: ['context'], file: ['containerfiles', 'dockerfiles'], fileFrom: 'either', args: ['build-args'], tags: ['image'], pushes: 'never' },
  { name: /^elgohr\/publish-docker-github-action$/i, context: ['context', 'workdir'], file: ['dockerfile'], fileFrom: 'either', args: [], tags: ['name'], pushes: 'always' },
  { name: /^mr-smithers-excellent\/docker-build-push$/, context: ['directory'], file: ['dockerfile'], fileFrom: 'either', args: ['buildArgs'], tags: ['image'], pushes: 'always' },
  { name: /^whoan\/docker-build-with-cache-action$/, context: ['context'], file: ['dockerfile'], fileFrom: 'either', args: [], tags: ['image_name'], pushes: 'always' },
  { name: /^int128\/kaniko-action$/, context: ['context'], file: ['file'], fileFrom: 'either', args: ['build-args'], tags: ['tags'], pushes: 'input' },
  { name: /^macbre\/push-to-ghcr$/, context: ['context'], file: ['dockerfile'], fileFrom: 'either', args: ['build_arg'], tags: ['image_name'], pushes: 'always' },
];

/** An action of an organisation's own: that it gets a Dockerfile says what it does. */
const UNKNOWN_ACTION: BuildAction = {
  name: /build|docker|image|kaniko|container/i,
  context: ['context', 'build-context', 'build_context', 'docker-context', 'docker_context'],
  file: ['dockerfile', 'dockerfile-path', 'dockerfile_path', 'docker-file', 'docker_file', 'containerfile'],
  fileFrom: 'either',
  args: ['build-args', 'build_args', 'docker-build-args'],
  tags: ['tags', 'image', 'image-name', 'image_name', 'buildx-tags'],
  pushes: 'input',
};

/** The build that a step's action makes, or null where the action builds none. */
export function actionBuild(name: string, step: YamlNode, contexts: GithubContexts): BuildCommand | null {
  const inputs = yamlAt(step, 'with');
  const action = ACTIONS.find((one) => one.name.test(name)) ?? (isBuild(name, inputs) ? UNKNOWN_ACTION : null);
  if (!action) return null;
  const input = (...names: readonly string[]) => inputOf(inputs, names, contexts);
  const context = input(...action.context);
  // The default is a git context of the repository itself; `{{defaultContext}}:folder` is a folder in it.
  const inDefault = /^\{\{\s*defaultContext\s*\}\}(?::(.*))?$/.exec(context?.value ?? '');
  const file = listOf(input(...action.file), contexts)[0] ?? null;
  const push = input('push');
  return {
    kind: 'build',
    tool: name,
    context: inDefault ? plain(inDefault[1] ?? '.') : context && context.value !== '' ? context : plain('.'),
    file: file?.value === '' ? null : file,
    fileFrom: inDefault ? 'context' : action.fileFrom,
    defaults: action.name.test('redhat-actions/buildah-build') ? ['Containerfile', 'Dockerfile'] : ['Dockerfile'],
    target: input('target'),
    args: listOf(input(...action.args), contexts, action.args.includes('buildArgs')),
    tags: listOf(input(...action.tags), contexts, true),
    platforms: listOf(input('platforms', 'platform'), contexts, true),
    contexts: listOf(input('build-contexts'), contexts),
    push: action.pushes === 'always' || (action.pushes === 'input' && push !== null && push.value !== 'false' && push.value !== ''),
    load: input('load')?.value === 'true',
    untold: [],
    output: input('outputs'),
  };
}

/** Whether a step's action may build an image; without a look at its inputs' values. */
export function mayActionBuild(name: string, step: YamlNode): boolean {
  return ACTIONS.some((one) => one.name.test(name)) || isBuild(name, yamlAt(step, 'with'));
}

/** What lints or scans a Dockerfile builds nothing; what stands in this workspace is read itself. */
function isBuild(name: string, inputs: YamlNode | null): boolean {
  if (!UNKNOWN_ACTION.name.test(name) || name.startsWith('./') || /lint|scan|trivy|snyk|grype|dive|check|test|version|cache/i.test(name)) return false;
  return yamlEntries(inputs).some(({ key }) => UNKNOWN_ACTION.file.includes(key.toLowerCase()));
}

/** An input's text with its templates filled in; null: not given. */
export function inputOf(inputs: YamlNode | null, names: readonly string[], contexts: GithubContexts): Field | null {
  for (const name of names) {
    const entry = yamlEntries(inputs).find(({ key }) => key.toLowerCase() === name.toLowerCase());
    if (entry?.value.kind === 'scalar') return { ...fillTemplate(entry.value.text, contexts), text: entry.value.text };
  }
  return null;
}

/** The lines of an input, each worked out on its own; `commas`: they part values too. */
export function listOf(input: Field | null, contexts: GithubContexts, commas = false): readonly Field[] {
  if (!input) return [];
  const lines = fillKnown(input.text, contexts).split(/\r?\n/).map((line) => line.trim());
  const parts = commas ? lines.flatMap((line) => (line.includes('${{') ? [line] : line.split(',').map((part) => part.trim()))) : lines;
  return parts.filter((part) => part !== '' && !part.startsWith('#')).map((part) => ({ ...fillTemplate(part, contexts), text: part }));
}

function plain(value: string): Field {
  return { value, reason: '', text: value, several: false };
}
