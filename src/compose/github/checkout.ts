import { isWithin } from '#text/paths.js';
import { type Read, read, unreadable } from '#text/read.js';
import { inputOf } from './actions.js';
import type { GithubContexts } from './expression.js';
import type { BuildMention } from '#compose/types.js';
import type { WorkspaceFiles } from '#compose/workspace-folder.js';
import { yamlAt, type YamlNode } from '#compose/yaml.js';

/** Where `actions/checkout` puts a repository. */
export interface Checkout {
  /** Folder under the runner's workspace, '' for itself. */
  readonly path: string;
  /** Another repository, by name; null: the one that the workflow stands in. */
  readonly other: string | null;
}

export function checkoutOf(step: YamlNode, contexts: GithubContexts): Checkout {
  const inputs = yamlAt(step, 'with');
  const path = inputOf(inputs, ['path'], contexts)?.value ?? '';
  const repository = inputOf(inputs, ['repository'], contexts);
  // `${{ github.repository }}` and the fork of a pull request are this one.
  const other = repository === null || repository.value === null || repository.value === '' ? null : repository.value;
  return { path: path.replace(/^(?:\.\/)+|\/+$/g, '').replace(/^\.$/, ''), other };
}

/** A build's paths as paths of this workspace, where the steps before put it into a folder, or another repository beside it. */
export function throughCheckouts(mention: BuildMention, checkouts: readonly Checkout[], files: WorkspaceFiles): BuildMention {
  if (checkouts.every(({ path, other }) => path === '' && other === null)) return mention;
  const { dockerfile, context } = mention;
  if (!('ok' in dockerfile)) return mention;
  // A workflow may name its own repository; what exists here is from here.
  if (dockerfile.ok && files.hasFile(dockerfile.value)) return mention;
  return { ...mention, context: moved(context, checkouts), dockerfile: moved(dockerfile, checkouts) };
}

function moved(found: Read<string>, checkouts: readonly Checkout[]): Read<string> {
  if (!found.ok) return found;
  const holder = checkouts.filter(({ path }) => isWithin(found.value, path)).reduce<Checkout | null>((best, one) => (best === null || one.path.length >= best.path.length ? one : best), null);
  if (!holder) return found;
  if (holder.other !== null) return unreadable(`it is a checkout of another repository: ${holder.other}`);
  return read(found.value.slice(holder.path.length).replace(/^\//, ''));
}
