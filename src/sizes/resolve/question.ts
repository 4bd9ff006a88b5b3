import { parsePep508 } from '#pep/pep508.js';
import { normalizeName } from '#pep/name.js';
import type { Indexes, Target, WheelFile } from '#sizes/types.js';

/** What is asked of a resolver in one call: all of it registry requirements. */
export interface Question {
  /** PEP 508, one requirement each. */
  readonly lines: readonly string[];
  readonly constraints: readonly string[];
  /** What is installed already and came from an index that is not asked: `torch @ https://…/torch-2.5.1%2Bcpu-….whl`, as constraints. */
  readonly installed: readonly string[];
  /** Names of what is held fast in one of these ways: that it does not fit is no fault of the index. */
  readonly held: readonly string[];
  readonly indexes: Indexes;
  readonly target: Target;
  readonly prereleases: boolean;
  readonly dependencies: boolean;
}

/** What a resolver says. Plain data, since it is kept on disk. */
export type Outcome =
  /** `doubt`: why it may not be what is installed; null: it is. */
  | { readonly kind: 'resolved'; readonly packages: readonly Told[]; readonly missing: readonly MissingOne[]; readonly doubt: string | null }
  /** It was asked, and there is no set of versions that does it. `names`: those that its reason is about. */
  | { readonly kind: 'conflict'; readonly reason: string; readonly names: readonly string[] }
  /** The index could not be reached, or not in time. */
  | { readonly kind: 'down'; readonly reason: string }
  /** The tool is not there, too old, or wrote what cannot be read. */
  | { readonly kind: 'unable'; readonly reason: string };

export interface Told {
  readonly name: string;
  readonly version: string | null;
  readonly wheel: WheelFile | null;
  readonly parents: readonly string[];
}

/** Something that was left out so that the rest resolves. */
export interface MissingOne {
  readonly name: string;
  readonly reason: string;
}

/**
 * Whether a line may reach a resolver: a requirement by name that a registry can answer, and nothing else. Guarantee 10 of
 * docs/design.md rests on it: no option, no path, no address, no variable of the environment gets through.
 */
export function isRegistryLine(line: string): boolean {
  if (/[\n\r$]/.test(line)) return false;
  const parsed = parsePep508(line);
  return parsed.ok && parsed.value.url === null;
}

/** The normalised name of a PEP 508 line. */
export function nameOf(line: string): string {
  return normalizeName(/^\s*([A-Za-z0-9][\w.-]*)/.exec(line)?.[1] ?? line);
}

/** The version that a line pins; null for a range. */
export function pinOf(line: string): string | null {
  return /^[^;=<>!~]*={2,3}\s*([^,*;\s]+)\s*(?:;.*)?$/.exec(line)?.[1] ?? null;
}

/** The Python that stands in where the image's is not known; whoever uses it says so. */
export const STAND_IN = '3.12';

/** A target whose Python is told. */
export function onPython(target: Target): Target {
  return { ...target, python: target.python ?? STAND_IN };
}

/** No release of a Python has come to so many patches: it stands for the newest, which a tag without a patch means. */
const NEWEST_PATCH = 99;

/** `3.11.4`; markers may ask for the patch: `async-timeout ; python_full_version < "3.11.3"`. */
export function fullPython({ python, patch }: Target): string {
  return `${python ?? STAND_IN}.${patch ?? NEWEST_PATCH}`;
}
