import { createRequire } from 'node:module';
import { row } from '#answer/answer.js';
import type { Evidence } from '#answer/answer.js';

/** What every entry of a catalogue says about itself. */
export interface Sourced {
  /** Where a person can check it; null: nobody did, and the entry can never support a `safe` fix. */
  readonly source: string | null;
  /** The day it was last checked, `2026-11-22`. */
  readonly checked: string;
}

const require = createRequire(import.meta.url);

/**
 * A catalogue file, read on first use. The files are not copied into `dist`: the package imports
 * map `#data/*.json` to `src/knowledge` for both. Their form is held by the schemas and their test.
 */
export function catalogue<T>(name: 'accelerators' | 'addresses' | 'apt' | 'apt-needs' | 'backports' | 'base-sizes' | 'bases' | 'build-packages' | 'categories' | 'context-debris' | 'edges' | 'equivalents' | 'full-image' | 'hand-programs' | 'launchers' | 'managers' | 'model-sizes' | 'names' | 'native-needs' | 'package-sizes' | 'standard-library' | 'swaps' | 'wheel-libraries' | 'wheel-pythons' | `implicit/${string}`): () => T {
  let content: T | undefined;
  return () => (content ??= require(`#data/${name}.json`) as T);
}

/** A row of proof that names the entry's source and age. */
export function cited(text: string, entry: Sourced): Evidence {
  return row('catalogue', entry.source === null ? `${text} (no source)` : `${text} (${entry.source}, checked ${entry.checked})`);
}
