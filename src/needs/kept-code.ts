import type { ComposeService } from '#compose/types.js';
import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import type { AskedFor } from './asked/asked.js';
import { codeOf } from './code/image-code.js';
import type { Facts } from './facts.js';
import type { Metadata } from './metadata.js';
import type { CodeOfImage } from './verdict/judged.js';
import { modulesKnown } from './verdict/modules.js';

interface Kept {
  readonly modules: ReadonlySet<string>;
  readonly code: CodeOfImage;
  /** With what is installed at the moment. */
  now: { readonly installed: Facts['installed']; readonly code: CodeOfImage } | null;
}

const codes = new WeakMap<ImageModel, Map<string, Kept>>();

interface CodeInputs {
  readonly image: ImageModel;
  readonly snapshot: Snapshot;
  readonly runners: readonly ComposeService[];
  /** The services' own folders. */
  readonly folders: readonly string[];
  readonly projects: AskedFor['projects'];
  readonly names: ReadonlySet<string>;
  readonly installed: Facts['installed'];
  readonly metadata: Metadata | null;
}

/**
 * The code of an image stays the same while a plan takes lines out of lists: it is worked out once for an image and its runners,
 * with the modules of all that was asked for first.
 */
export function codeFor({ image, snapshot, runners, folders, projects, names, installed, metadata }: CodeInputs): CodeOfImage {
  const modules = namedModules(names, metadata);
  const key = JSON.stringify([folders, projects.map(({ path }) => path)]);
  const byKey = codes.get(image) ?? new Map<string, Kept>();
  codes.set(image, byKey);
  const before = byKey.get(key);
  const found: Kept = before && [...modules].every((module) => before.modules.has(module)) ? before : { modules, code: codeOf({ image, snapshot, runners, projects, folders, namedModules: modules, installed }), now: null };
  byKey.set(key, found);
  // What is installed differs from moment to moment.
  if (found.now?.installed !== installed) found.now = { installed, code: withInstalled(found.code, installed) };
  return found.now.code;
}

function withInstalled(code: CodeOfImage, installed: Facts['installed']): CodeOfImage {
  return { ...code, facts: { ...code.facts, installed }, idle: { ...code.idle, facts: code.idle.facts && { ...code.idle.facts, installed } } };
}

/** Top-level modules of what is asked for. */
function namedModules(names: ReadonlySet<string>, metadata: Metadata | null): ReadonlySet<string> {
  const found = new Set<string>();
  for (const name of names) for (const module of modulesKnown({ metadata }, name) ?? [name.replaceAll('-', '_')]) found.add(module.split('.')[0] ?? module);
  return found;
}
