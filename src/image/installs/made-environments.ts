import { factOf, imagePathOf, plainWords, programOf, type Fact } from '#image/run/facts.js';
import type { Step } from '#image/run/run-walk.js';

/** A virtual or conda environment that a command makes. */
export interface MadeEnvironment extends Fact {
  readonly kind: 'venv' | 'conda';
  /** Absolute; for conda its name where it has one; null where it cannot be told. */
  readonly path: string | null;
}

const VENV_VALUED = ['-p', '--python', '--prompt', '--seed', '--extra-search-dir', '--cache-dir', '--index-url', '--with', '--app-data', '--system-site-packages-dir'];

/** `python -m venv x`, `virtualenv x`, `uv venv x`, `conda create -n x`. */
export function environmentMade(step: Step): MadeEnvironment | null {
  const [words = []] = step.rounds;
  const name = programOf(words);
  const venv = name === 'virtualenv' ? words : name === 'uv' && words[1]?.value === 'venv' ? words.slice(1) : moduleWords(words.map(({ value }) => value)) >= 0 ? words.slice(moduleWords(words.map(({ value }) => value))) : null;
  if (venv) {
    const [folder] = plainWords(venv, VENV_VALUED);
    // uv takes `.venv` where no folder is named.
    return { ...factOf(step), kind: 'venv', path: folder ? imagePathOf(step, folder) : name === 'uv' ? imagePathOf(step, '.venv') : null };
  }
  if ((name !== 'conda' && name !== 'mamba' && name !== 'micromamba') || !words.some(({ value }) => value === 'create')) return null;
  const at = words.findIndex(({ value }) => value === '-n' || value === '--name' || value === '-p' || value === '--prefix');
  return { ...factOf(step), kind: 'conda', path: at < 0 ? null : (words[at + 1]?.value ?? null) };
}

function moduleWords(values: readonly (string | null)[]): number {
  const at = values.indexOf('-m');
  return at > 0 && (values[at + 1] === 'venv' || values[at + 1] === 'virtualenv') ? at + 1 : -1;
}
