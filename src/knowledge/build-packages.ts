import { known } from '#answer/answer.js';
import type { Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { catalogue, cited } from './catalogue.js';
import type { Sourced } from './catalogue.js';

/** A package that is there for builds: compilers, headers, tools. */
export interface BuildPackage {
  readonly name: string;
  /** What of all that it brings may be needed in a running container; null: not known for the release. */
  readonly leaves: readonly string[] | null;
  /** Python code loads its library by name (ctypes, cffi): no proof that nothing is compiled says anything about it. */
  readonly loaded: boolean;
  /** What it puts on PATH. */
  readonly programs: readonly string[];
}

interface Entry extends Sourced {
  readonly leaves: Readonly<Record<string, readonly string[]>>;
  /** Names that every release takes. */
  readonly either?: readonly string[];
  readonly loaded?: true;
  /** Where they are not called as the package is. */
  readonly programs?: readonly string[];
}

const file = catalogue<{ readonly packages: Readonly<Record<string, Entry>> }>('build-packages');

/**
 * Those of these packages that serve builds alone, on a release (`bookworm`); null: the tag does not fix one, then what they
 * leave is told where every release says the same. What ends with `-dev` and is in no catalogue is one whose leavings are not known.
 */
export function buildPackages(names: readonly string[], suite: string | null): Answer<readonly BuildPackage[]> {
  const { packages } = file();
  const found = names.flatMap((name): readonly { readonly one: BuildPackage; readonly entry: Entry | null }[] => {
    const entry = Object.hasOwn(packages, name) ? packages[name] : undefined;
    if (entry === undefined) return name.endsWith('-dev') ? [{ one: { name, leaves: null, loaded: true, programs: [] }, entry: null }] : [];
    const programs = entry.programs ?? (name.endsWith('-dev') ? [] : [name]);
    return [{ one: { name, leaves: leavesOn(entry, suite), loaded: entry.loaded === true, programs }, entry }];
  });
  const evidence = found.flatMap(({ one, entry }) => (entry === null ? [] : [cited(sentence(one), onRelease(entry, one.name, suite))]));
  const value = found.map(({ one }) => one);
  return ask(known(value, value.length === 0 ? 'no package is there for builds alone' : `${value.map(({ name }) => name).join(', ')} serve builds`, evidence));
}

function leavesOn({ leaves, either }: Entry, suite: string | null): readonly string[] | null {
  if (suite !== null) return (Object.hasOwn(leaves, suite) ? leaves[suite] : undefined) ?? null;
  const [first, ...others] = Object.values(leaves);
  if (either !== undefined) return either;
  return first !== undefined && others.every((other) => other.join() === first.join()) ? first : null;
}

/** The page of the release that is asked about; of a tag that moves, the one that lists them all. */
function onRelease(entry: Entry, name: string, suite: string | null): Sourced {
  const page = suite === null ? name : `${suite}/${name}`;
  return { ...entry, source: entry.source?.replace(/^(https:\/\/packages\.debian\.org\/)[a-z]+\/[^/]+$/, `$1${page}`) ?? null };
}

function sentence({ name, leaves }: BuildPackage): string {
  if (leaves === null || leaves.length === 0) return `${name} serves builds`;
  return `${name} serves builds; ${leaves.join(' and ')} of what it brings may be loaded later`;
}
