import type { Instruction } from '#dockerfile/types.js';
import { expandAt, type Environment, type Moment, type Setting, type StageModel } from '#image/stages/stages.js';

/**
 * The variables of a container: those of the base image and every ENV, by name in the order in which
 * they were first set; null: set to what cannot be told. ARGs are gone when the build is.
 */
export function containerEnvironment(environment: Environment): ReadonlyMap<string, string | null> {
  const latest: (readonly [string, string | null])[] = [];
  const seen = new Set<string>();
  for (let at = environment; at; at = at.previous) {
    if (at.by === 'ARG' || seen.has(at.name)) continue;
    seen.add(at.name);
    latest.push([at.name, at.name === 'PATH' && addsToUntoldPath(at) ? null : (at.value ?? null)]);
  }
  return new Map(latest.toReversed());
}

/** Every image sets PATH, so `ENV PATH=/x:$PATH` is known only where the catalogue tells what the base image's is. */
export function addsToUntoldPath(setting: Setting): boolean {
  for (let at: Environment = setting; at; at = at.previous) {
    if (at.name !== 'PATH' || at.by === 'ARG') continue;
    if (at.by === 'base' || !/\$\{?PATH\b/.test(at.instruction?.joined ?? '')) return false;
  }
  return true;
}

/** Every port that EXPOSE names, `8000/tcp` as BuildKit writes it; what cannot be told as it stands there. */
export function portsOf(chain: readonly StageModel[], escape: string): readonly string[] {
  const words = declared(chain, 'EXPOSE', escape);
  return unique(words.flatMap((word) => word.split(/\s+/)).map((port) => (/^[\d-]+$/.test(port) ? `${port}/tcp` : port.toLowerCase())));
}

/** Every path that VOLUME names. */
export function volumesOf(chain: readonly StageModel[], escape: string): readonly string[] {
  return unique(declared(chain, 'VOLUME', escape));
}

function declared(chain: readonly StageModel[], keyword: string, escape: string): readonly string[] {
  return chain.flatMap(({ stage, moments }) =>
    stage.instructions.flatMap((instruction, at) => {
      const moment = moments[at];
      return instruction.keyword === keyword && moment ? wordsOf(instruction, moment, escape) : [];
    }),
  );
}

function wordsOf({ json, words }: Instruction, moment: Moment, escape: string): readonly string[] {
  const written = json ? json.map(({ value }) => value) : words.map(({ text }) => text);
  return written.map((word) => expandAt(moment, word, escape) ?? word).filter((word) => word !== '');
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}
