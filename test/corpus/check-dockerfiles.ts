import { readFileSync } from 'node:fs';
import { checkDockerfile } from './dockerfile.js';
import { askOracle, type OracleCase } from './oracle.js';
import { random } from './random.js';
import { addCheck, addOracle, newTally, type Tally, tallyText } from './tally.js';

export interface CorpusOptions {
  readonly dockerfiles: readonly string[];
  readonly oracle: string | null;
  readonly seed: number;
}

/** Files per run of the oracle. */
const BATCH = 1_000;

export function checkDockerfiles({ dockerfiles, oracle, seed }: CorpusOptions): { readonly text: string; readonly ok: boolean } {
  const tally = newTally();
  for (let at = 0; at < dockerfiles.length; at += BATCH) {
    const cases = dockerfiles.slice(at, at + BATCH).flatMap((path, index) => checkOne(tally, path, seed + at + index));
    if (oracle !== null) addOracle(tally, askOracle(oracle, cases), cases.length);
  }
  return { text: tallyText(tally), ok: tally.failures.length === 0 };
}

function checkOne(tally: Tally, path: string, seed: number): readonly OracleCase[] {
  const bytes = readFileSync(path);
  const start = performance.now();
  try {
    const check = checkDockerfile(path, bytes, random(seed));
    addCheck(tally, path, bytes.length, performance.now() - start, check);
    const { document, skipped, edited } = check;
    const own: OracleCase = { path, text: null, document, skipped };
    return edited ? [own, { path, text: edited.text, document: edited, skipped: null }] : [own];
  } catch (error) {
    tally.files++;
    tally.failures.push(`${path}: crash: ${error instanceof Error ? error.stack : String(error)}`);
    return [];
  }
}
