import { unheard } from '#answer/ledger.js';
import type { Stage } from '#dockerfile/types.js';
import { baseImage, type BaseImage } from '#knowledge/index.js';
import type { StageWorld } from './world.js';

/** What a Dockerfile stands on, as far as two stages are concerned. */
export interface BaseOfStages {
  readonly image: BaseImage | null;
  /** The slim image of the same Python and release as FROM writes it, variables left in; null: it is slim already. */
  readonly slim: string | null;
  readonly against: string | null;
}

/** The base of every build of a Dockerfile, and the one below what ships. */
export function baseOfStages({ images, model }: StageWorld, stage: Stage): BaseOfStages {
  const written = stage.from.image.text;
  const references = [...new Set([model, ...images.map(({ dockerfile }) => dockerfile)].map(({ stages }) => (stages[0]?.base.kind === 'image' ? stages[0].base.reference : null)))];
  const bases = references.map((reference) => (reference === null ? null : unheard(() => baseImage(reference)).value));
  const [image = null] = bases;
  const none = (against: string): BaseOfStages => ({ image, slim: null, against });
  if (references.includes(null)) return none(`FROM ${written} cannot be told: an argument decides`);
  if (image === null) return none(`FROM ${written} is in no catalogue: what it holds beside Python is not known`);
  if (bases.some((other) => other?.family !== image.family || other.variant !== image.variant || other.suite !== image.suite || other.python !== image.python)) return none(`builds give FROM ${written} different images`);
  if (/cuda|-devel\b/.test(references[0] ?? '')) return none(`FROM ${written}: code may compile for the GPU while it runs, with what the base brings`);
  if (image.family !== 'python') return none(`FROM ${written} is none of the Python images whose slim form holds the same interpreter at the same place`);
  if (image.variant === 'alpine') return none(`FROM ${written}: which packages of Alpine containers need is in no catalogue`);
  if (image.variant === 'windows') return none(`FROM ${written} is a Windows image`);
  const old = tooOld(image);
  if (old !== null) return none(`FROM ${written}: ${old}`);
  if (image.variant === 'slim') return { image, slim: null, against: null };
  if (image.variant !== 'full') return none(`FROM ${written}: its tag does not tell whether it is a full image`);
  if (image.digest !== null) return none(`FROM ${written}: the digest of the slim image of that build is not known`);
  const slim = slimOf(written, image);
  return slim === null ? none(`FROM ${written}: the tag of its slim form cannot be written`) : { image, slim, against: null };
}

/**
 * The pip that `python -m venv` puts there is the one that came with that Python (ensurepip): before 20.3 it knows no
 * manylinux_2_x wheels (PEP 600), and would compile what the image's own pip takes as a wheel.
 */
function tooOld({ python, tag, major }: BaseImage): string | null {
  const minor = /^3\.(\d+)$/.exec(python ?? '')?.[1];
  if (minor === undefined) return major === 3 && python === null ? 'its tag does not fix the Python, and an environment holds for one' : 'this Python has no `python -m venv`, or none that is told';
  const patch = new RegExp(`^3\\.${minor}\\.(\\d+)`).exec(tag ?? '')?.[1];
  if (Number(minor) < 8) return `the pip that Python 3.${minor} puts into an environment is older than the one of the image, and takes other wheels`;
  if (Number(minor) > 9 || patch === undefined || (minor === '9' && Number(patch) >= 5)) return null;
  return `the pip that Python 3.${minor}.${patch} puts into an environment is older than the one of the image, and takes other wheels`;
}

/** `python:3.11-bookworm` -> `python:3.11-slim-bookworm`, `python:${V}` -> `python:${V}-slim`. */
function slimOf(written: string, { suite, python }: BaseImage): string | null {
  if (python === null) return null;
  const tail = suite === null ? '' : `-${suite}`;
  if (suite !== null && !written.endsWith(tail)) return null;
  const head = written.slice(0, written.length - tail.length);
  return /:[^/]+$/.test(head) ? `${head}-slim${tail}` : null;
}
