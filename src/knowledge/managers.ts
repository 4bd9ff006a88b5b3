import { assumed, known } from '#answer/answer.js';
import type { Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { catalogue, cited } from './catalogue.js';
import type { Sourced } from './catalogue.js';

export type ManagerName = 'conda' | 'pdm' | 'pip' | 'pipenv' | 'pipx' | 'poetry' | 'uv';

/** How a package manager treats its download cache. */
export interface ManagerFacts {
  readonly name: ManagerName;
  readonly cache: {
    /** Folders that it writes to when nothing is set; `~` is HOME. */
    readonly folders: readonly string[];
    /** Variables that move it, first wins; `below` is put behind the value. */
    readonly moves: readonly { readonly variable: string; readonly below: string }[];
    /** Options that move it, for one call. */
    readonly moveOptions: readonly string[];
    /** What switches it off; null: nothing does. */
    readonly off: CacheSwitch | null;
    /** Commands that empty it. */
    readonly purges: readonly string[];
  };
  /** Subcommands that download and therefore write to the cache. */
  readonly writes: readonly string[];
  /** Options that take a value as the next word; every other option is a flag. */
  readonly valueOptions: readonly string[];
  /** What a forgotten cache costs, measured; empty: not measured. */
  readonly costs: readonly CacheCost[];
}

export interface CacheSwitch {
  /** The long option first, then its other spellings. */
  readonly option: string;
  readonly spellings: readonly string[];
  readonly variable: string;
  /** `presence`: every valid truth value switches it off, `0` too. `truth`: only a true one does. `filled`: any text. */
  readonly heeds: 'presence' | 'truth' | 'filled';
  /** The truth values that the manager takes, in lower case. */
  readonly truths: readonly string[];
  readonly falsehoods: readonly string[];
  /** What an empty value does: nothing, or the manager refuses to run. */
  readonly empty: 'ignored' | 'refused';
}

/** Bytes in one layer, each file once however often it is linked, with and without the cache. */
export interface CacheCost {
  readonly case: string;
  readonly with: number;
  readonly without: number;
  readonly tool: string;
  readonly measured: string;
}

interface Entry extends Omit<ManagerFacts, 'name'>, Sourced {
  readonly basis: string;
}

const file = catalogue<{ readonly managers: Readonly<Record<ManagerName, Entry>> }>('managers');

/** What the catalogue has on a package manager. */
export function managerFacts(name: ManagerName): Answer<ManagerFacts> {
  const { source, checked: _checked, basis, ...facts } = file().managers[name];
  const says = `how ${name} treats its cache: ${basis}`;
  const evidence = [cited(`how ${name} treats its cache`, file().managers[name])];
  return ask(source === null ? assumed({ name, ...facts }, says, evidence) : known({ name, ...facts }, says, evidence));
}

/** The option and the variable that keep a manager from writing a cache; null where it has none. */
export function cacheSwitch(name: ManagerName): Answer<CacheSwitch | null> {
  const { source, checked: _checked, basis, cache } = file().managers[name];
  const says = cache.off === null ? `${name} always keeps a cache` : `${name} keeps no cache with ${cache.off.option} or ${cache.off.variable}`;
  const evidence = [cited(says, file().managers[name])];
  return ask(source === null ? assumed(cache.off, says, evidence) : known(cache.off, `${says}; ${basis}`, evidence));
}

/** Whether a value of the variable switches the cache off; null: the manager refuses to run with it. */
export function switchesCacheOff(off: CacheSwitch, value: string): boolean | null {
  if (value === '') return off.empty === 'ignored' ? false : null;
  if (off.heeds === 'filled') return true;
  const word = value.toLowerCase();
  if (off.truths.includes(word)) return true;
  if (off.falsehoods.includes(word)) return off.heeds === 'presence';
  return null;
}

/** The folder that a manager caches in, seen from `environment` (null: not set) with HOME at `home`. */
export function cacheFolders(facts: ManagerFacts, environment: (name: string) => string | null, home: string): readonly string[] {
  for (const { variable, below } of facts.cache.moves) {
    const value = environment(variable);
    if (value !== null && value !== '') return [`${value.replace(/\/+$/, '')}${below}`];
  }
  return facts.cache.folders.map((folder) => folder.replace(/^~(?=\/|$)/, home.replace(/\/+$/, '')));
}
