import { imagePathOf, optionValue, plainWords, programOf } from '#image/run/facts.js';
import { installerCall } from './calls.js';
import type { Step, StepWord } from '#image/run/run-walk.js';

/** Wheels or archives that a command puts into a folder: `pip wheel -w`, `uv build`, `python setup.py bdist_wheel`. */
export interface Dist {
  /** Absolute. */
  readonly folder: string;
  /** The folder of the project that is built; null: what the call names. */
  readonly project: string | null;
  readonly step: Step;
}

/** What a step builds; null: nothing. */
export function distMadeBy(step: Step): Dist | null {
  const [words = []] = step.rounds;
  const name = programOf(words);
  if (name === null || step.folder === null) return null;
  const values = words.map(({ value }) => value);
  const call = installerCall(values);
  if (call?.manager === 'pip' && (call.subcommand === 'wheel' || call.subcommand === 'download')) {
    const folder = optionValue(words, ['-w', '--wheel-dir', '-d', '--dest', '--destination-dir']);
    return { folder: imagePathOf(step, folder ?? '.') ?? step.folder, project: null, step };
  }
  if (name === 'uv' && values[1] === 'build') return project(step, words.slice(1), optionValue(words, ['-o', '--out-dir']), ['-o', '--out-dir', '--package', '-p', '--python']);
  const module = values.indexOf('-m');
  if (module > 0 && values[module + 1] === 'build') return project(step, words.slice(module + 1), optionValue(words, ['-o', '--outdir']), ['-o', '--outdir', '-C', '--installer']);
  if (name === 'pyproject-build') return project(step, words, optionValue(words, ['-o', '--outdir']), ['-o', '--outdir']);
  if ((name === 'poetry' || name === 'flit' || name === 'hatch' || name === 'pdm') && values.includes('build')) {
    return { folder: imagePathOf(step, optionValue(words, ['-o', '--output', '-d', '--dest']) ?? 'dist') ?? step.folder, project: step.folder, step };
  }
  if (name === 'maturin' && values[1] === 'build') return { folder: imagePathOf(step, optionValue(words, ['-o', '--out']) ?? 'target/wheels') ?? step.folder, project: step.folder, step };
  const script = values.findIndex((value) => value !== null && /(?:^|\/)setup\.py$/.test(value));
  if (script >= 0 && values.some((value) => value !== null && /^(?:bdist_wheel|sdist|bdist_egg|bdist)$/.test(value))) {
    return { folder: imagePathOf(step, optionValue(words, ['-d', '--dist-dir']) ?? 'dist') ?? step.folder, project: step.folder, step };
  }
  return null;
}

/** The folder that is built is the first plain word, else the one that the command runs in; it holds `dist`. */
function project(step: Step, words: readonly StepWord[], out: string | null, valued: readonly string[]): Dist | null {
  const [named] = plainWords(words, valued);
  const folder = named ? imagePathOf(step, named) : step.folder;
  if (folder === null) return null;
  return { folder: imagePathOf(step, out ?? `${folder.replace(/\/$/, '')}/dist`) ?? folder, project: folder, step };
}
