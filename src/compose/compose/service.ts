import type { Place } from '#answer/answer.js';
import { composeBuild, namedValues } from './build.js';
import { hasOrigin, unique } from './merge.js';
import { composeAccelerators, composeMounts } from './mounts.js';
import { type ComposeText, type ComposeTree, itemsAt, known, shownTree, textAt, textsAt, valueAt } from './tree.js';
import { commandWords } from './words.js';
import { pathFrom } from '#compose/context-path.js';
import type { LoadedService } from './load.js';
import type { ComposeCommand, ComposeProject, ComposeService, ComposeValue } from '#compose/types.js';

const MEMORY: readonly (readonly string[])[] = [
  ['mem_limit'],
  ['mem_reservation'],
  ['memswap_limit'],
  ['deploy', 'resources', 'limits', 'memory'],
  ['deploy', 'resources', 'reservations', 'memory'],
];

type Problem = (at: Place, reason: string) => void;

/** A service as the file's readers need it; what of it cannot be read is told to `problem`. */
export function composeService(name: string, { at, tree, folder, lookup }: LoadedService, project: ComposeProject, problem: Problem): ComposeService {
  const profiles = unique(textsAt(tree, 'profiles'), (item) => (item.kind === 'text' ? item.text : null)).filter((item) => item.kind === 'text');
  if (!hasOrigin(tree)) problem(at, `the service ${name} has neither an image nor a build`);
  return {
    name,
    project,
    at,
    build: composeBuild({ name, tree, project, folder, lookup, profiles }),
    image: textAt(tree, 'image')?.text ?? null,
    profiles: profiles.map(({ text }) => text),
    command: commandAt(tree, 'command', problem),
    entrypoint: commandAt(tree, 'entrypoint', problem),
    environment: namedValues(valueAt(tree, 'environment'), lookup),
    envFiles: envFilesOf(tree, problem),
    ports: unique(itemsAt(tree, 'ports'), portText).map((item) => ({ text: portText(item), at: item.at })),
    healthcheck: healthcheckOf(tree),
    workingDir: valueOf(textAt(tree, 'working_dir')),
    user: valueOf(textAt(tree, 'user')),
    containerName: valueOf(textAt(tree, 'container_name')),
    memory: MEMORY.flatMap((keys) => {
      const text = textAt(tree, ...keys);
      return text ? [{ key: keys.join('.'), text: text.text, at: text.at, span: text.span, unset: text.unset }] : [];
    }),
    mounts: composeMounts(tree, problem),
    accelerators: composeAccelerators(tree),
  };
}

function valueOf(text: ComposeText | null): ComposeValue | null {
  return text && { value: text.unset.length > 0 ? null : text.text, at: text.at };
}

function commandAt(tree: ComposeTree, key: string, problem: Problem): ComposeCommand | null {
  const value = valueAt(tree, key);
  if (value === null || value.kind === 'map') return null;
  if (value.kind === 'list') return listCommand(value);
  const read = commandWords(value.text);
  if (!read.ok) {
    problem(value.at, `${key}: ${read.reason}`);
    return null;
  }
  const { words, dropped } = read.value;
  if (dropped !== null) problem(value.at, `${key}: compose runs no shell and drops what stands behind ${words.at(-1) ?? 'nothing'}: ${dropped.slice(0, 60).trim()}`);
  return { form: 'string', words, unset: value.unset, at: value.at };
}

function listCommand(value: ComposeTree): ComposeCommand {
  const texts = itemsAt(value).filter((item) => item.kind === 'text');
  return { form: 'list', words: texts.map(({ text }) => text), unset: [...new Set(texts.flatMap(({ unset }) => unset))], at: value.at };
}

function healthcheckOf(tree: ComposeTree): ComposeService['healthcheck'] {
  const value = valueAt(tree, 'healthcheck');
  if (value?.kind !== 'map') return null;
  const test = valueAt(value, 'test');
  // A text is run by the container's shell, other than a command (types/healthcheck.go in compose-go).
  const command: ComposeCommand | null =
    test === null || test.kind === 'map' ? null : test.kind === 'list' ? listCommand(test) : { form: 'string', words: ['CMD-SHELL', test.text], unset: test.unset, at: test.at };
  const disabled = textAt(value, 'disable')?.text.toLowerCase() === 'true' || command?.words[0] === 'NONE';
  return { test: command, disabled, at: value.at };
}

function envFilesOf(tree: ComposeTree, problem: Problem): ComposeService['envFiles'] {
  const files = unique(itemsAt(tree, 'env_file'), (item) => (item.kind === 'map' ? textAt(item, 'path') : item.kind === 'text' ? item : null)?.text ?? null);
  return files.flatMap((item) => {
    const text = item.kind === 'map' ? textAt(item, 'path') : item.kind === 'text' ? item : null;
    if (text === null) return [];
    const named = known(text);
    const path = named.ok ? pathFrom(text.folder, named.value) : named;
    if (!path.ok) problem(text.at, `env_file: ${path.reason}`);
    return path.ok ? [{ path: path.value, at: text.at }] : [];
  });
}

/** The long form in the words of the short one: `127.0.0.1:8080:80/udp`. */
function portText(item: ComposeTree): string {
  if (item.kind !== 'map') return item.kind === 'text' ? item.text : shownTree(item);
  const [target, published, host, protocol] = ['target', 'published', 'host_ip', 'protocol'].map((key) => textAt(item, key)?.text ?? null);
  const from = [host, published].filter((part) => part !== null && part !== undefined).map((part) => `${part}:`);
  return `${from.join('')}${target ?? ''}${protocol ? `/${protocol}` : ''}`;
}
