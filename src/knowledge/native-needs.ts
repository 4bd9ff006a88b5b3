import { known } from '#answer/answer.js';
import type { Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { catalogue, cited } from './catalogue.js';
import type { Sourced } from './catalogue.js';

/** What a distribution needs of the system. */
export interface NativeNeed {
  readonly name: string;
  /** Packages of the release that a running container needs for it; over several releases null where they differ. */
  readonly libraries: readonly string[] | null;
  /** Its own page lists wheels for Linux or for every platform. */
  readonly wheels: boolean;
  /** The index has no source distribution of it: nothing of it is compiled on install. */
  readonly onlyWheels: boolean;
  /** The index has no wheel for Linux, so that every install compiles it. */
  readonly built: boolean;
  /** Why it needs a compiler in a running container; null: it needs none. */
  readonly compiles: string | null;
}

interface Entry extends Sourced {
  readonly libraries: Readonly<Record<string, readonly string[]>>;
  readonly built?: true;
  readonly wheels?: true;
  readonly only?: true;
  readonly compiles?: string;
}

const file = catalogue<{ readonly distributions: Readonly<Record<string, Entry>> }>('native-needs');

/** What is known of these distributions (normalised names) on a release; those that need nothing of the system are not in it. */
export function nativeNeeds(names: readonly string[], suite: string | null): Answer<readonly NativeNeed[]> {
  const { distributions } = file();
  const found = names.flatMap((name) => {
    const entry = Object.hasOwn(distributions, name) ? distributions[name] : undefined;
    if (entry === undefined) return [];
    const sets = suite === null ? Object.values(entry.libraries) : [entry.libraries[suite] ?? null];
    const [first = null] = sets;
    const libraries = first !== null && sets.every((one) => one?.join() === first.join()) ? first : null;
    return [{ need: { name, libraries, built: entry.built === true, wheels: entry.wheels === true, onlyWheels: entry.only === true, compiles: entry.compiles ?? null }, entry }];
  });
  const evidence = found.map(({ need, entry }) => cited(sentence(need), entry));
  return ask(known(found.map(({ need }) => need), found.length === 0 ? 'no distribution of it is known to need anything of the system' : found.map(({ need }) => sentence(need)).join('; '), evidence));
}

function sentence({ name, libraries, built, compiles }: NativeNeed): string {
  if (compiles !== null) return `${name}: ${compiles}`;
  const loads = libraries === null ? 'loads libraries of the system' : libraries.length === 0 ? 'loads nothing of the system' : `loads ${libraries.join(' and ')}`;
  return `${name} ${built ? 'is compiled on install and ' : ''}${loads}`;
}
