import { askedFor } from './asked.js';
import type { Must, MustNot } from './cases.js';
import { composeContext } from './compose-context.js';
import { countAlpine, countRootCopies } from './dockerfile.js';
import { matching, named, type World } from './world.js';

/** Why a condition says nothing about a commit: its files or packages are not there, or it is so already. Null where it fits. */
export function unfitMust(condition: Must, world: World): string | null {
  const { files, kind } = condition;
  const missing = nothingThere(files, world);
  if (missing !== null) return missing;
  if (kind === 'user-install') return files.every((file) => countRootCopies(world.text(file)) > 0) ? null : 'nothing is copied into /root for another user';
  if (kind === 'drops' || kind === 'in-no-image') return notAsked(condition, world, 'every');
  if (kind !== 'moves') return null;
  const asking = matching(world, files).filter((file) => condition.packages.some((name) => named(name, askedFor(file, world.text(file))).length > 0));
  if (asking.length < (condition.atLeast ?? 1)) return `only ${asking.length} files ask for ${condition.packages.join(', ')}`;
  return condition.atLeast === undefined ? notAsked(condition, world, 'every') : null;
}

export function unfit(condition: MustNot, world: World): string | null {
  const { files, kind } = condition;
  const missing = nothingThere(files, world);
  if (missing !== null) return missing;
  if (kind === 'drops') return notAsked(condition, world, 'some');
  if (kind === 'alpine') {
    const already = files.find((pattern) => matching(world, [pattern]).every((file) => countAlpine(world.text(file)) > 0));
    return already === undefined ? null : `${already} is on Alpine already`;
  }
  if (kind === 'leaves-context') {
    return composeContext(condition.compose, world.text(condition.compose), condition.service) === null ? `${condition.compose} gives ${condition.service} no context` : null;
  }
  return null;
}

function nothingThere(files: readonly string[], world: World): string | null {
  const missing = files.find((pattern) => matching(world, [pattern]).length === 0);
  return missing === undefined ? null : `there is no ${missing}`;
}

/** Each package must be asked for by all of the files, or by one of each pattern's. */
function notAsked({ files, packages }: { readonly files: readonly string[]; readonly packages: readonly string[] }, world: World, by: 'every' | 'some'): string | null {
  for (const pattern of files) {
    const asked = matching(world, [pattern]).map((file) => askedFor(file, world.text(file)));
    const absent = packages.find((name) => !asked[by]((names) => named(name, names).length > 0));
    if (absent !== undefined) return `${pattern} does not ask for ${absent}`;
  }
  return null;
}
