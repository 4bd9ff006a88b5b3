import { assumed, known } from '#answer/answer.js';
import type { Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { catalogue, cited } from './catalogue.js';
import type { Sourced } from './catalogue.js';

/** What does the work of one function or class of a heavy distribution. */
export interface Equivalent extends Sourced {
  /** Normalised; the one that could go. */
  readonly distribution: string;
  /** `standard-library`: Python itself; `few-lines`: written out, with what `with` names; `distribution`: another one does the same. */
  readonly kind: 'standard-library' | 'few-lines' | 'distribution';
  /** Distributions that it needs; where they are there in any case, nothing is added. */
  readonly with: readonly string[];
  /** The first Python that has it; null: every Python 3 in use. */
  readonly python: string | null;
  /** What stands in its place, as Python. */
  readonly code: string;
  /** What it does otherwise, in words: defaults, missing values, what it returns. */
  readonly differs: string;
  /** The same by other names: `langchain.text_splitter` of older versions. */
  readonly also?: readonly string[];
  /** Members of it are meant too: `Splitter.from_encoder`. */
  readonly members?: true;
  /** What it returns is an object of its own: by its name in `objects`. What code does with it has to be in `allows`. */
  readonly gives?: string;
  readonly allows?: readonly string[];
  /** One of these has to stand in the file: what it does with the object, and not only that it makes one (to download a model, say). */
  readonly wants?: readonly string[];
  /** What was compared or read. */
  readonly basis: string;
}

/** What code does with an object that a library returns, as far as names behind a dot tell. */
export interface GivenObject extends Sourced {
  /** `a DataFrame or Series`. */
  readonly title: string;
  /** Names behind a dot that only such an object has. */
  readonly attributes: readonly string[];
  readonly basis: string;
}

interface File {
  readonly objects: Readonly<Record<string, GivenObject>>;
  readonly symbols: Readonly<Record<string, Equivalent>>;
}

const file = catalogue<File>('equivalents');

/** An equivalent with the name that it is listed by. */
export interface ListedEquivalent extends Equivalent {
  readonly symbol: string;
}

let index: ReadonlyMap<string, ReadonlyMap<string, ListedEquivalent>> | null = null;

/** Whether anything of a distribution has an equivalent. */
export function hasEquivalents(distribution: string): boolean {
  return (index ??= indexed()).has(distribution);
}

const NONE: ReadonlyMap<string, ListedEquivalent> = new Map();

/** What does the work of a name of a distribution (`scipy.stats.zscore`), by its longest part that is listed; null: nothing that is known. */
export function equivalentOf(distribution: string, symbol: string): Answer<ListedEquivalent | null> {
  const own = (index ??= indexed()).get(distribution) ?? NONE;
  for (let name = own.size === 0 ? '' : symbol; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
    const found = own.get(name);
    if (!found || (name !== symbol && found.members !== true)) continue;
    const evidence = [cited(`${found.symbol}: ${found.code.replaceAll('\n', '; ')}. ${found.differs}`, found)];
    return ask(found.source === null ? assumed(found, found.differs, evidence) : known(found, found.differs, evidence));
  }
  return ask(known(null, `no equivalent of ${symbol} is known`));
}

/** The names behind a dot that tell an object which a library returned. */
export function givenObject(name: string): GivenObject | null {
  const { objects } = file();
  return Object.hasOwn(objects, name) ? (objects[name] ?? null) : null;
}

function indexed(): ReadonlyMap<string, ReadonlyMap<string, ListedEquivalent>> {
  const found = new Map<string, Map<string, ListedEquivalent>>();
  for (const [symbol, entry] of Object.entries(file().symbols)) {
    const own = found.get(entry.distribution) ?? new Map<string, ListedEquivalent>();
    found.set(entry.distribution, own);
    for (const name of [symbol, ...(entry.also ?? [])]) own.set(name, { ...entry, symbol });
  }
  return found;
}
