import { assumed, incomplete, known, type Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { compareVersions, satisfies } from '#pep/versions.js';
import type { Specifier } from '#pep/types.js';
import { catalogue, cited, type Sourced } from './catalogue.js';

/** What in code speaks against a swap: uses of what only the larger distribution can do. */
export interface CodeSigns {
  /** What both are imported as. */
  readonly module: string;
  /** Names below the module; `*` stands for any letters. */
  readonly symbols: readonly string[];
  /** Names that speak for themselves behind any dot. */
  readonly attributes: readonly string[];
  /** Patterns of whole string literals. */
  readonly strings: readonly string[];
  /** Patterns in lines of code without their comments. */
  readonly lines: readonly string[];
  /** Patterns in lines of configuration files. */
  readonly settings: readonly string[];
}

/** `headless`: the other one has no windows. `accelerator`: it runs on the CPU alone. */
export type SwapGroup = 'headless' | 'accelerator';

/** Markers: where there are wheels of the other one, and where not. */
export interface Where {
  readonly is: string;
  readonly other: string;
  /** The release since which the larger one has wheels for machines with Linux for which the other one has none; null: for all that it has. */
  readonly linux: string | null;
}

/** A distribution that another one stands for. */
export interface Swap {
  readonly from: string;
  readonly to: string;
  readonly group: SwapGroup;
  /** Its name or extra asks for an accelerator: somebody meant it. */
  readonly named: boolean;
  /** `system`: the libraries of the accelerator have to be there beside it. `own`: it has or brings them. */
  readonly libraries: 'none' | 'own' | 'system';
  /** Others that hold the same module. */
  readonly variants: readonly string[];
  /** The swap takes one of these extras away and keeps the name; empty: it is about the name. */
  readonly extras: readonly string[];
  /** Null: there are wheels of the other one wherever there are of this one. */
  readonly where: Where | null;
  readonly code: CodeSigns;
}

interface Entry extends Sourced, Omit<Swap, 'from' | 'extras' | 'where' | 'code'> {
  readonly code: string;
  readonly extras?: readonly string[];
  readonly where?: Where;
  readonly versions: readonly string[];
  readonly alone: readonly string[];
  readonly ahead: readonly string[];
  readonly basis: string;
}

interface File {
  readonly code: Readonly<Record<string, CodeSigns & Sourced & { readonly basis: string }>>;
  readonly swaps: Readonly<Record<string, Entry>>;
}

const file = catalogue<File>('swaps');

/** The smaller distribution that stands for one; null: the catalogue knows none. */
export function swapOf(name: string): Answer<Swap | null> {
  const { swaps, code } = file();
  const entry = Object.hasOwn(swaps, name) ? swaps[name] : undefined;
  const signs = entry && Object.hasOwn(code, entry.code) ? code[entry.code] : undefined;
  if (!entry || !signs) return ask(known(null, `no smaller distribution is known for ${name}`));
  const { to, group, named, libraries, variants, extras = [], where = null, basis } = entry;
  const { module, symbols, attributes, strings, lines, settings } = signs;
  const value: Swap = { from: name, to, group, named, libraries, variants, extras, where, code: { module, symbols, attributes, strings, lines, settings } };
  const says = `${to} stands for ${name}: ${basis}`;
  return ask(entry.source === null ? assumed(value, says, [cited(says, entry)]) : known(value, says, [cited(says, entry)]));
}

/** Every distribution that holds a module of a group of swaps. */
export function variantsOf(group: SwapGroup): ReadonlySet<string> {
  return new Set(Object.entries(file().swaps).flatMap(([name, entry]) => (entry.group === group ? [name, ...entry.variants] : [])));
}

/** The version of the other distribution that would come, or why none fits. */
export interface Counterpart {
  /** `4.10.0.84`; null: none that fits. */
  readonly version: string | null;
  /** Why not; null where one fits. */
  readonly problem: string | null;
}

/**
 * Which version of the other distribution comes for the specifiers of a line. Both have to have the same one: what is pinned, or
 * the newest that a range admits. Incomplete for a pin that is newer than what was looked at.
 */
export function counterpartOf({ from, to, extras }: Swap, specifiers: readonly Pick<Specifier, 'operator' | 'version'>[]): Answer<Counterpart> {
  const entry = file().swaps[from];
  if (!entry || extras.length > 0) return ask(known({ version: null, problem: null }, `${to} keeps its version`));
  const { versions, alone, ahead } = entry;
  const fits = (list: readonly string[]): string | null => list.findLast((version) => satisfies(version, specifiers)) ?? null;
  const both = fits(versions);
  const [only, ...more] = specifiers;
  const pinned = only && more.length === 0 && /^={2,3}$/.test(only.operator) && !only.version.endsWith('*') ? only.version : null;
  const newest = versions.at(-1) ?? null;
  const row = [cited(`${versions.length} releases of ${from} are releases of ${to} too`, entry)];
  const says = (version: string | null, problem: string | null): Counterpart => ({ version, problem });
  if (pinned !== null && both !== null) return ask(known(says(both, null), `${to} has ${pinned} as well`, row));
  if (pinned !== null) {
    if (newest === null || (compareVersions(pinned, newest) ?? -1) <= 0) return ask(known(says(null, `there is no ${to} ${pinned}`), `there is no ${to} ${pinned}`, row));
    return ask(incomplete(says(null, null), `${pinned} is newer than what was looked at: whether there is a ${to} ${pinned} is not known`, row));
  }
  const own = later(both, fits(alone));
  if (both === null && own !== null) return ask(known(says(null, `there is no ${to} ${own}`), `there is no ${to} ${own}`, row));
  if (both === null || own === null) return ask(incomplete(says(null, null), `no release that both have fits ${from}: whether there is a ${to} for it is not known`, row));
  if (own !== both) return ask(known(says(null, `the newest ${from} that fits is ${own}, and there is no ${to} ${own}`), `there is no ${to} ${own}`, row));
  const other = later(both, fits(ahead)) ?? both;
  if (other === both) return ask(known(says(both, null), `both are at ${both} today`, row));
  if (majorOf(other) !== majorOf(both)) return ask(known(says(null, `${to} would come as ${other} in place of ${from} ${both}`), `${to} is at ${other}`, row));
  return ask(assumed(says(other, null), `${to} comes as ${other} in place of ${from} ${both}`, row));
}

function later(left: string | null, right: string | null): string | null {
  if (left === null || right === null) return left ?? right;
  return (compareVersions(left, right) ?? 0) < 0 ? right : left;
}

function majorOf(version: string): string {
  return version.split('.')[0] ?? version;
}
