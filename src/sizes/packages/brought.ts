import { unheard } from '#answer/ledger.js';
import type { Place } from '#answer/answer.js';
import type { ImageModel } from '#image/image.js';
import { environmentMade } from '#image/installs/made-environments.js';
import type { Environment } from '#image/installs/resolved-install.js';
import { programOf } from '#image/run/facts.js';
import { runFactsOf } from '#image/run/run-facts.js';
import type { Step } from '#image/run/run-walk.js';
import { baseImage } from '#knowledge/index.js';
import { compareVersions } from '#pep/versions.js';

/** What an environment holds before anything is installed into it. */
export interface Brought {
  /** By name: who brings it. */
  readonly names: ReadonlyMap<string, string>;
  /** The line that makes the environment, where it is a virtual one of the image; what it holds comes on top of the base image. */
  readonly made: Place | null;
}

const NOTHING: Brought = { names: new Map(), made: null };

/**
 * What the base image or `python -m venv` brings. The official Python images hold pip, and setuptools and wheel before
 * Python 3.12 (https://github.com/docker-library/python/issues/952); a virtual environment gets pip, and setuptools
 * before Python 3.12 (https://docs.python.org/3/library/venv.html); `uv venv` gives nothing without `--seed`.
 */
export function broughtInto(image: ImageModel, into: Environment, python: string | null): Brought {
  if (into.kind === 'venv') return broughtByVenv(image, into.path, python);
  if (into.kind !== 'system' || image.base.kind !== 'image') return NOTHING;
  const { reference } = image.base;
  const base = unheard(() => baseImage(reference)).value;
  if (base?.family !== 'python' || (into.path !== null && into.path !== '/usr/local')) return NOTHING;
  const version = base.python ?? python;
  const names = ['pip', ...(version !== null && isBefore312(version) ? ['setuptools', 'wheel'] : [])];
  return { names: new Map(names.map((name) => [name, `${reference} has it`])), made: null };
}

function broughtByVenv({ dockerfile: { document, stages }, needed }: ImageModel, path: string | null, python: string | null): Brought {
  if (path === null) return NOTHING;
  for (const stage of needed) {
    for (const at of (stages[stage]?.stage.instructions ?? []).keys()) {
      const facts = runFactsOf(document, stages, stage, at);
      if (!facts.ok) continue;
      for (const step of facts.value.steps) {
        const made = environmentMade(step);
        if (made?.kind !== 'venv' || made.path !== path) continue;
        const names = seeds(step, python);
        return { names: new Map(names.map((name) => [name, 'the virtual environment has it'])), made: { path: document.path, line: made.line } };
      }
    }
  }
  return NOTHING;
}

function seeds(step: Step, python: string | null): readonly string[] {
  const words = (step.rounds[0] ?? []).map(({ value }) => value);
  const older = python !== null && isBefore312(python) ? ['setuptools'] : [];
  if (programOf(step.rounds[0] ?? []) === 'uv') return words.includes('--seed') ? ['pip', ...older, ...(older.length > 0 ? ['wheel'] : [])] : [];
  return words.includes('--without-pip') || words.includes('--no-pip') ? [] : ['pip', ...older];
}

function isBefore312(version: string): boolean {
  const order = compareVersions(version, '3.12');
  return order !== null && order < 0;
}
