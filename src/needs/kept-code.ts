import type { ComposeService } from '#compose/types.js';
import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import type { AskedFor } from './asked/asked.js';
import { codeOf } from './code/image-code.js';
import { topOf } from './code/said-by.js';
import type { Facts } from './facts.js';
import type { Metadata } from './metadata.js';
import type { CodeOfImage } from './verdict/judged.js';
import { modulesKnown } from './verdict/modules.js';

interface Kept {
  /** What was asked for when it was worked out, and its top-level modules. */
  readonly names: ReadonlySet<string>;
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
  const key = JSON.stringify([folders, projects.map(({ path }) => path)]);
  const byKey = codes.get(image) ?? new Map<string, Kept>();
  codes.set(image, byKey);
  const before = byKey.get(key);
  const found = before && looksFor(before, names, metadata) ? before : made();
  byKey.set(key, found);
  function made(): Kept {
    const modules = namedModules(names, metadata);
    return { names, modules, code: codeOf({ image, snapshot, runners, projects, folders, namedModules: modules, installed }), now: null };
  }
  // What is installed differs from moment to moment.
  if (found.now?.installed !== installed) found.now = { installed, code: withInstalled(found.code, installed) };
  return found.now.code;
}

/** Whether code was looked through for all of these. */
function looksFor({ names: before, modules }: Kept, names: ReadonlySet<string>, metadata: Metadata | null): boolean {
  return isSubset(names, before) || isSubset(namedModules(names, metadata), modules);
}

/** Whether all of some names are among others. */
export function isSubset(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  if (some === all) return true;
  for (const one of some) if (!all.has(one)) return false;
  return true;
}

function withInstalled(code: CodeOfImage, installed: Facts['installed']): CodeOfImage {
  return { ...code, facts: { ...code.facts, installed }, idle: { ...code.idle, facts: code.idle.facts && { ...code.idle.facts, installed } } };
}

interface Named {
  readonly metadata: Metadata | null;
  readonly modules: ReadonlySet<string>;
}

const modulesNamed = new WeakMap<ReadonlySet<string>, Named>();

/** Top-level modules of what is asked for; the very same for the same names. */
function namedModules(names: ReadonlySet<string>, metadata: Metadata | null): ReadonlySet<string> {
  const known = modulesNamed.get(names);
  if (known?.metadata === metadata) return known.modules;
  const modules = modulesOf(names, metadata);
  modulesNamed.set(names, { metadata, modules });
  return modules;
}

function modulesOf(names: ReadonlySet<string>, metadata: Metadata | null): ReadonlySet<string> {
  const found = new Set<string>();
  for (const name of names) for (const module of modulesKnown({ metadata }, name) ?? [name.replaceAll('-', '_')]) found.add(topOf(module));
  return found;
}
