import { assumed, incomplete, known } from '#answer/answer.js';
import type { Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { nameIndex } from './names-index.js';
import type { Named } from './names-index.js';
import { cited } from './catalogue.js';

/** Modules are shorter than this. */
const LONGEST = 300;

/** Candidates that are cited one by one. */
const CITED = 5;

/**
 * The distributions that hold a dotted module, by the longest prefix that the catalogue knows:
 * `google.cloud.storage.blob` is google-cloud-storage's. A namespace alone (`google.cloud`) belongs
 * to everything below it. Several are alternatives to each other, unless it is a namespace.
 * Empty: no catalogue knows it; a name that merely looks alike is no answer (see {@link identityOf}).
 */
export function distributionsOf(name: string): Answer<readonly string[]> {
  const index = nameIndex();
  const module = name.slice(0, LONGEST);
  for (let prefix = module; prefix !== ''; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf('.')))) {
    const names = index.holding(prefix);
    if (names.length > 0) return holders(module, names, `${prefix} belongs to`);
  }
  const below = index.below(module);
  if (below.length > 0) return holders(module, below, `${module} is a namespace shared by`);
  const family = index.family(module);
  if (family.length > 0) return ask(assumed(family, `${module}: by the way its family is named it belongs to ${family.join(', ')}`));
  return ask(known([], `no catalogue knows the module ${module}`));
}

/**
 * The modules by which code can name a distribution: the shortest dotted prefixes that are its own
 * (`google.cloud.storage`, not `google`). Empty: code cannot name it at all, it only brings others,
 * data or types. Null: unknown.
 */
export function modulesOf(distribution: string): Answer<readonly string[] | null> {
  const found = nameIndex().find(distribution);
  if (!found) return ask(incomplete(null, `no catalogue knows the modules of ${distribution}`));
  const { modules } = found;
  const what = modules.length === 0 ? `${distribution} has no module` : `${distribution} holds ${modules.join(', ')}`;
  return trusted(modules, what, [found], found.partial ? 'it may hold more' : null);
}

/** The distributions that install a program of that name: torchrun is torch's. Empty: no catalogue knows it. */
export function distributionsOfScript(name: string): Answer<readonly string[]> {
  const names = nameIndex().installing(name);
  if (names.length === 0) return ask(known([], `no catalogue knows the program ${name}`));
  const entries = names.flatMap((one) => nameIndex().find(one) ?? []);
  return trusted(names, `${name} is a program of ${names.join(', ')}`, entries, entries.some(({ tells }) => tells.includes('scripts')) ? null : 'its source does not tell programs');
}

/** The programs that a distribution installs. Assumed where its source does not tell them. */
export function scriptsOf(distribution: string): Answer<readonly string[]> {
  return listed(distribution, 'scripts', 'programs');
}

/**
 * The entry-point groups that a distribution registers in (`pytest11`, `fsspec.specs`): whoever reads
 * the group loads it without an import. Assumed where its source does not tell them.
 */
export function pluginGroupsOf(distribution: string): Answer<readonly string[]> {
  return listed(distribution, 'groups', 'plugin groups');
}

/** The distribution that a module is called after, normalised (PEP 503). A guess, for when nothing else is known. */
export function identityOf(module: string): string {
  return (module.split('.')[0] ?? '').replace(/[-_.]+/gu, '-').toLowerCase();
}

function holders(module: string, names: readonly string[], verb: string): Answer<readonly string[]> {
  const entries = names.flatMap((name) => nameIndex().find(name) ?? []);
  const shown = names.length > CITED ? `${names.slice(0, CITED).join(', ')} and ${names.length - CITED} more` : names.join(', ');
  const what = verb.startsWith(`${module} `) ? '' : `${module}: `;
  return trusted(names, `${what}${verb} ${shown}`, entries, null);
}

function listed(distribution: string, field: 'scripts' | 'groups', word: string): Answer<readonly string[]> {
  const found = nameIndex().find(distribution);
  if (!found) return ask(assumed([], `no catalogue knows the ${word} of ${distribution}`));
  const values = found[field];
  const what = values.length === 0 ? `${distribution} has no ${word}` : `${word} of ${distribution}: ${values.join(', ')}`;
  return trusted(values, what, [found], found.tells.includes(field) ? null : `its source does not tell its ${word}`);
}

/** Known where every entry has a source; assumed where one has none, or for the doubt given. */
function trusted<T>(value: T, what: string, entries: readonly Named[], doubt: string | null): Answer<T> {
  const evidence = entries.slice(0, CITED).map((entry) => cited(what, entry));
  const why = doubt ?? (entries.some(({ source }) => source === null) ? 'not checked against a source' : null);
  return ask(why === null ? known(value, what, evidence) : assumed(value, `${what}: ${why}`, evidence));
}
