import type { Options } from 'yargs';
import { UsageError } from './errors.js';

/** The flags of the command line, each with its line of help; commands pick those that mean something for them. */
export const FLAGS = {
  root: { type: 'string', requiresArg: true, describe: 'workspace; default: the git root above the current folder' },
  only: { type: 'string', array: true, requiresArg: true, describe: 'only this rule or finding; may be repeated' },
  skip: { type: 'string', array: true, requiresArg: true, describe: 'not this rule or finding; may be repeated' },
  service: { type: 'string', array: true, requiresArg: true, describe: 'only findings of this service; may be repeated' },
  safety: { choices: ['safe', 'review'], requiresArg: true, describe: 'highest level that is written' },
  format: { choices: ['text', 'md', 'json'], requiresArg: true, describe: 'how the result is printed; default: text' },
  json: { type: 'boolean', describe: 'short for --format json' },
  all: { type: 'boolean', describe: 'every row of every table' },
  suggestions: { type: 'boolean', describe: 'show suggestions in full' },
  'patch-dir': { type: 'string', requiresArg: true, describe: 'write patches for git am to this folder' },
  'patch-by': { choices: ['rule', 'service', 'one'], requiresArg: true, describe: 'a patch per rule, per service, or one; default: rule' },
  report: { type: 'string', requiresArg: true, describe: 'write the report to this file as JSON; as Markdown if it ends in .md' },
  out: { type: 'string', requiresArg: true, describe: 'save the plan to this file, for slimify apply FILE' },
  yes: { type: 'boolean', describe: 'write without asking' },
  'no-input': { type: 'boolean', describe: 'never ask' },
  'dry-run': { type: 'boolean', describe: 'show what would be written, and write nothing' },
  'allow-dirty': { type: 'boolean', describe: 'also write files that have uncommitted changes' },
  config: { type: 'string', requiresArg: true, describe: 'default: slimify.config.json in the workspace' },
  'no-config': { type: 'boolean', describe: 'no configuration, and none of its rules' },
  venv: { type: 'string', requiresArg: true, describe: 'virtual environment with the packages installed: their own metadata counts' },
  'pip-list': { type: 'string', array: true, requiresArg: true, describe: "SERVICE=FILE: what pip list says in a service's container; may be repeated" },
  resolve: { type: 'boolean', describe: 'ask uv or pip what installs resolve to, and what each fix would change of it; asks package indexes' },
  strict: { type: 'boolean', describe: 'exit 1 when a file could not be read' },
  packages: { type: 'boolean', describe: 'what each requirement brings in, and what that weighs' },
  stats: { type: 'boolean', describe: 'how much was understood, and what was not' },
  'stats-file': { type: 'string', array: true, requiresArg: true, describe: 'what docker stats printed, for limits of memory; may be repeated' },
  update: { type: 'boolean', describe: 'write after/ and expect.json of the cases anew' },
  color: { type: 'boolean', describe: 'colours even without a terminal' },
  'no-color': { type: 'boolean', describe: 'no colours; NO_COLOR does the same' },
  quiet: { type: 'boolean', describe: 'no notes on standard error' },
  debug: { type: 'boolean', describe: 'stack traces and counts on standard error' },
} as const satisfies Readonly<Record<string, Options>>;

export type Flag = keyof typeof FLAGS;

/** What is typed for a flag: `--stats` of `services` takes no file, that of the commands which plan does. */
export function optionOf(flag: Flag): string {
  return flag === 'stats-file' ? 'stats' : flag;
}

export const EVERYWHERE = ['color', 'no-color', 'quiet', 'debug'] as const satisfies readonly Flag[];
export const WORKSPACE = ['root', 'config', 'no-config'] as const satisfies readonly Flag[];
/** What is installed, from outside the repository. */
export const INSTALLED = ['venv', 'pip-list', 'resolve'] as const satisfies readonly Flag[];
export const FINDINGS = [
  ...WORKSPACE, ...INSTALLED, 'stats-file', 'only', 'skip', 'service', 'safety', 'format', 'json', 'all', 'suggestions', 'report', 'strict',
] as const satisfies readonly Flag[];
export const PATCHES = ['patch-dir', 'patch-by'] as const satisfies readonly Flag[];

/** What was typed, by flag. */
export interface Arguments {
  readonly paths: readonly string[];
  readonly root: string | null;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly service: readonly string[];
  readonly safety: 'safe' | 'review' | null;
  readonly format: 'text' | 'md' | 'json';
  readonly all: boolean;
  readonly suggestions: boolean;
  readonly patchDir: string | null;
  readonly patchBy: 'rule' | 'service' | 'one';
  readonly report: string | null;
  readonly out: string | null;
  readonly yes: boolean;
  readonly input: boolean;
  readonly dryRun: boolean;
  readonly allowDirty: boolean;
  readonly config: string | null;
  readonly noConfig: boolean;
  readonly venv: string | null;
  /** `SERVICE=FILE`, as far as it has that form. */
  readonly pipList: readonly PipList[];
  readonly resolve: boolean;
  readonly strict: boolean;
  readonly packages: boolean;
  readonly stats: boolean;
  /** As typed. */
  readonly statsFiles: readonly string[];
  readonly update: boolean;
  readonly colour: boolean | null;
  readonly quiet: boolean;
  readonly debug: boolean;
}

export interface PipList {
  readonly service: string;
  /** As typed. */
  readonly file: string;
}

/** yargs' result in our words: one value per flag, the last one where it was given twice. */
export function argumentsOf(parsed: Readonly<Record<string, unknown>>, paths: readonly string[]): Arguments {
  const last = (name: Flag): unknown => {
    const value = parsed[name];
    return Array.isArray(value) ? value.at(-1) : value;
  };
  const text = (name: Flag): string | null => {
    const value = last(name);
    return typeof value === 'string' ? value : null;
  };
  const on = (name: Flag): boolean => last(name) === true;
  const list = (name: Flag): readonly string[] => {
    const value = parsed[name];
    return (Array.isArray(value) ? value : [])
      .flatMap((each) => String(each).split(','))
      .map((each) => each.trim())
      .filter((each) => each !== '');
  };
  const safety = text('safety');
  const patchBy = text('patch-by');
  return {
    paths,
    root: text('root'),
    only: list('only'),
    skip: list('skip'),
    service: list('service'),
    safety: safety === 'safe' || safety === 'review' ? safety : null,
    format: on('json') ? 'json' : formatOf(text('format')),
    all: on('all'),
    suggestions: on('suggestions'),
    patchDir: text('patch-dir'),
    patchBy: patchBy === 'one' || patchBy === 'service' ? patchBy : 'rule',
    report: text('report'),
    out: text('out'),
    yes: on('yes'),
    input: !on('no-input'),
    dryRun: on('dry-run'),
    allowDirty: on('allow-dirty'),
    config: text('config'),
    noConfig: on('no-config'),
    venv: text('venv'),
    pipList: pipLists(parsed['pip-list']),
    resolve: on('resolve'),
    strict: on('strict'),
    packages: on('packages'),
    stats: on('stats'),
    // A path may hold a comma: nothing is split at one.
    statsFiles: (Array.isArray(parsed['stats']) ? parsed['stats'] : []).map(String),
    update: on('update'),
    colour: on('no-color') ? false : on('color') ? true : null,
    quiet: on('quiet'),
    debug: on('debug'),
  };
}

function formatOf(word: string | null): Arguments['format'] {
  return word === 'json' || word === 'md' ? word : 'text';
}

/** A path may hold a comma: nothing is split at one. */
function pipLists(value: unknown): readonly PipList[] {
  return (Array.isArray(value) ? value : []).map((each) => {
    const [, service = '', file = ''] = /^([^=]+)=(.+)$/.exec(String(each)) ?? [];
    if (file === '') throw new UsageError(`--pip-list is SERVICE=FILE, not ${JSON.stringify(each)}`);
    return { service: service.trim(), file };
  });
}

/** What has to be typed again after another command to ask the same question. */
export function repeated({ root, only, skip, service, config, noConfig, venv, pipList, statsFiles, resolve, paths }: Arguments): string {
  const words = [
    ...(root === null ? [] : ['--root', root]),
    ...only.flatMap((name) => ['--only', name]),
    ...skip.flatMap((name) => ['--skip', name]),
    ...service.flatMap((name) => ['--service', name]),
    ...(config === null ? [] : ['--config', config]),
    ...(noConfig ? ['--no-config'] : []),
    ...(venv === null ? [] : ['--venv', venv]),
    ...pipList.flatMap(({ service: name, file }) => ['--pip-list', `${name}=${file}`]),
    ...statsFiles.flatMap((file) => ['--stats', file]),
    ...(resolve ? ['--resolve'] : []),
    ...paths,
  ];
  return words.map((word) => ` ${quoted(word)}`).join('');
}

/** ` --root DIR` where it was typed, or nothing. */
export function rootFlag({ root }: Pick<Arguments, 'root'>): string {
  return root === null ? '' : ` --root ${quoted(root)}`;
}

/** A word as a shell takes it whole. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
