import { expandWord } from '#shell/expand-word.js';
import { factOf, imagePathOf, plainWords, programOf, textOf, type Fact } from './facts.js';
import type { Step } from './run-walk.js';
import { inputOf, type Stream } from '#image/installs/streams.js';

/** A file that a command writes or changes. */
export interface Write extends Fact {
  /** Absolute in the image; null where it cannot be told. */
  readonly path: string | null;
  /** It changes or adds to what is there (`sed -i`, `>>`). */
  readonly changes: boolean;
  /** The command as written. */
  readonly text: string;
  /** Who writes it: its words tell what (`uv export`, `pip freeze`). */
  readonly step: Step;
  /** Its lines, or the files that they come from, as far as told. */
  readonly content: Stream;
}

/** `> file`, `| tee file`, `-o file`, `sed -i … file`. */
export function writesOf(step: Step): readonly Write[] {
  const [words = []] = step.rounds;
  const name = programOf(words);
  const text = textOf(step);
  const made = (path: string | null, changes: boolean): Write => ({ ...factOf(step), path, changes, text, step, content: contentOf(step, name) });
  const redirected = step.redirects.flatMap(({ operator, text: target }) => {
    if (!/^1?(?:>>?|>\|)$/.test(operator) || target === undefined) return [];
    const path = expandWord(target, step.lookup)[0]?.value ?? null;
    return path === '/dev/null' || path === '/dev/stdout' || path === '/dev/stderr' ? [] : [made(imagePathOf(step, path), operator.includes('>>'))];
  });
  if (name === 'tee') return plainWords(words).map((word) => made(imagePathOf(step, word), words.some(({ value }) => value === '-a')));
  if (name === 'sed' && words.some(({ value }) => /^-[a-zA-Z]*i|^--in-place/.test(value ?? ''))) {
    const plain = plainWords(words, ['-e', '-f']);
    const files = words.some(({ value }) => value === '-e' || value === '-f') ? plain : plain.slice(1);
    return files.map((word) => made(imagePathOf(step, word), true));
  }
  const output = EXPORTS.test(words.map(({ value }) => value ?? '').join(' ')) ? outputOf(step) : null;
  return [...redirected, ...(output === null ? [] : [made(output, false)])];
}

/** Commands that write a requirements file where `-o` says so. */
const EXPORTS = /\b(?:uv export|poetry export|pdm export|uv pip compile|pip-compile|pip compile|uv pip freeze|pipenv requirements|conda list|pigar|pipreqs)\b/;

function outputOf(step: Step): string | null {
  const values = (step.rounds[0] ?? []).map(({ value }) => value);
  const at = values.findIndex((value) => value === '-o' || value === '--output' || value === '--output-file');
  if (at >= 0) return imagePathOf(step, values[at + 1] ?? null);
  const joined = values.flatMap((value) => /^--output(?:-file)?=(.+)$/.exec(value ?? '')?.[1] ?? [])[0];
  return joined === undefined ? null : imagePathOf(step, joined);
}

function contentOf(step: Step, name: string | null): Stream {
  if (name === 'cat' || name === 'tee' || name === 'grep' || name === 'sed' || name === 'awk' || name === 'tr' || name === 'sort' || name === 'echo' || name === 'printf' || name === 'envsubst' || name === 'cut' || name === 'head' || name === 'tail') {
    // What a command prints is what the next one in a pipeline would read.
    const own = inputOf({ ...step, input: step, redirects: [] }) ?? inputOf(step);
    return (name === 'cat' || name === 'tee' ? bodyOf(step) : null) ?? own ?? { kind: 'unknown', text: textOf(step) };
  }
  return { kind: 'command', step };
}

function bodyOf(step: Step): Stream | null {
  return step.redirects.some(({ body }) => body) ? inputOf(step) : null;
}
