import { relative, resolve } from 'node:path';
import { CONFIG_NAME, loadConfig } from '#config/load.js';
import { didYouMean } from '#config/nearest.js';
import type { Outside } from '#io/outside.js';
import { IDLE_RULE } from '#plan/suppressions/idle-rule.js';
import type { Rule } from '#rule/types.js';
import type { Config, RunOptions } from '#run-types.js';
import { UsageError } from './errors.js';
import { stopIfInterrupted } from './session.js';
import type { Arguments } from './flags.js';
import type { Terminal } from './terminal.js';
import { pathsInside, workspaceRoot } from './workspace.js';

/** What every command stands on: the workspace and its configuration. */
export interface Ground {
  readonly root: string;
  readonly config: Config | null;
}

/** The same for commands that ask the rules. */
export interface Setting extends Ground {
  /** The built-in rules, then the configuration's own. */
  readonly rules: readonly Rule[];
}

/** Finds the workspace and reads its configuration. `readsFiles` false: the command looks at no other file of the workspace. */
export async function prepareGround(args: Arguments, terminal: Terminal, outside: Outside, { readsFiles = true } = {}): Promise<Ground> {
  const root = workspaceRoot(args.root, terminal.cwd, outside.io);
  if (readsFiles) stopIfInterrupted(root, outside);
  return { root, config: await configOf(args, root, terminal.cwd, outside) };
}

/** The same, and loads the rules. */
export async function prepare(args: Arguments, terminal: Terminal, outside: Outside, reads = { readsFiles: true }): Promise<Setting> {
  const ground = await prepareGround(args, terminal, outside, reads);
  return { ...ground, rules: [...(await builtIn()), ...(ground.config?.ownRules ?? [])] };
}

/** Loaded when they are asked for: what a service needs is told without them. */
async function builtIn(): Promise<readonly Rule[]> {
  return (await import('#rules')).builtInRules;
}

async function configOf(args: Arguments, root: string, cwd: string, { io }: Outside): Promise<Config | null> {
  if (args.noConfig) {
    if (args.config !== null) throw new UsageError('--config and --no-config together: choose one');
    return null;
  }
  const path = args.config === null ? resolve(root, CONFIG_NAME) : resolve(cwd, args.config);
  if (args.config === null && io.stat(path) === null) return null;
  const shown = args.config ?? (relative(cwd, path) || path);
  const config = await loadConfig({ path, shown, io, rules: await builtIn() });
  if (!config.ok) throw new UsageError(config.reason);
  return config.value;
}

/** The options of a run, as the flags say. Names that look like rules are checked here, ids once the plan is there. */
export function runOptions(args: Arguments, setting: Setting, safety: 'safe' | 'review', terminal: Terminal, { io, workers, cacheFor }: Outside): RunOptions {
  const { root, config, rules } = setting;
  const names = [...rules, IDLE_RULE].map(({ meta }) => meta.name);
  for (const [flag, given] of [['--only', args.only], ['--skip', args.skip]] as const) {
    for (const name of given) {
      if (isId(name) || names.includes(name as Rule['meta']['name'])) continue;
      throw new UsageError(`${flag} ${name}: unknown rule${didYouMean(name, names)}`);
    }
  }
  return {
    root,
    paths: pathsInside(args.paths, root, terminal.cwd, io),
    rules,
    only: args.only,
    skip: args.skip,
    services: args.service,
    safety,
    config,
    workers,
    cacheFor,
    progress: (line) => terminal.progress(`${line} …`),
  };
}

/** Ids of findings and fixes are hexadecimal (src/plan/fingerprint.ts); rule names have a slash. */
export function isId(name: string): boolean {
  return /^[0-9a-f]{8,}$/.test(name);
}
