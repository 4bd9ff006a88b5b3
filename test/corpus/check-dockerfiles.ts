import { readFileSync } from 'node:fs';
import { checkDockerfile } from './dockerfile.js';
import { readAsBuildKit } from '#dockerfile/parse.js';
import { decode } from '#text/decode.js';
import { mutate } from './mutate.js';
import { askOracle, type OracleCase } from './oracle.js';
import { random } from './random.js';
import { addCheck, addOracle, newTally, type Tally, tallyText } from './tally.js';

export interface CorpusOptions {
  readonly dockerfiles: readonly string[];
  readonly oracle: string | null;
  readonly seed: number;
  /** Also read each file with random damage, for the oracle to compare. */
  readonly mutate: boolean;
}

/** Files per run of the oracle. */
const BATCH = 1_000;

export function checkDockerfiles({ dockerfiles, oracle, seed, mutate: damage }: CorpusOptions): { readonly text: string; readonly ok: boolean } {
  const tally = newTally();
  for (let at = 0; at < dockerfiles.length; at += BATCH) {
    const cases = dockerfiles.slice(at, at + BATCH).flatMap((path, index) => checkOne(tally, path, seed + at + index));
    if (damage) cases.push(...cases.flatMap((one, index) => damaged(tally, one, seed + at + index)));
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

/** A damaged copy of a file, read by our scanner alone: most often BuildKit refuses it, and so must we. */
function damaged(tally: Tally, { path, text }: OracleCase, seed: number): readonly OracleCase[] {
  const decoded = text === null ? decode(readFileSync(path)) : null;
  if (!decoded?.ok) return [];
  const mutated = mutate(decoded.text, random(seed));
  try {
    const read = readAsBuildKit(path, mutated);
    return [{ path: `${path} (damaged)`, text: mutated, document: read.ok ? read.value : null, skipped: read.ok ? null : read.reason }];
  } catch (error) {
    tally.failures.push(`${path} (damaged): crash: ${error instanceof Error ? error.stack : String(error)}`);
    return [];
  }
}
