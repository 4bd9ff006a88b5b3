import { readFileSync } from 'node:fs';
import { compareWithPip, type PipComparison } from './pip-oracle.js';
import { random } from './random.js';
import { checkRequirementsFile } from './requirements.js';

export interface Report {
  readonly text: string;
  readonly ok: boolean;
}

/** At most this many failures are printed. */
const SHOWN = 40;

/** Edits every requirements file at random, reads it again, and tells what went wrong. */
export function checkRequirements(requirements: readonly string[], seed: number): Report {
  const numbers = random(seed);
  const start = performance.now();
  const skipped = new Map<string, number>();
  const failures: string[] = [];
  let [entries, edits, bytes] = [0, 0, 0];
  for (const path of requirements) {
    const content = readFileSync(path);
    const check = checkRequirementsFile(path, content, () => numbers.below(2 ** 32) / 2 ** 32);
    bytes += content.length;
    entries += check.entries;
    edits += check.edits;
    if (check.skipped !== null) skipped.set(check.skipped, (skipped.get(check.skipped) ?? 0) + 1);
    failures.push(...check.failures.map((failure) => `${path}: ${failure}`));
  }
  const speed = (bytes / 1e3 / (performance.now() - start)).toFixed(1);
  const first = `requirements: ${requirements.length} files, ${entries} entries, ${edits} edits, ${failures.length} failures, ${speed} MB/s with all edits`;
  return { text: paragraph([first, ...counted('skipped', skipped), ...failures.slice(0, SHOWN)]), ok: failures.length === 0 };
}

/** Compares our reading of every requirements file with that of pip. */
export function comparePip(requirements: readonly string[], python: string): Report {
  const result: PipComparison = compareWithPip(requirements, python);
  const kinds = [...result.kinds].map(([kind, count]) => `${count} ${kind}`).join(', ');
  const first = `pip: ${result.files} of ${requirements.length} files, ${result.lines} lines (${kinds}), ${result.differences.length} differences`;
  const lines = [first, ...counted('skipped', result.skipped), ...counted('explained', result.explained), ...result.differences.slice(0, SHOWN)];
  return { text: paragraph(lines), ok: result.differences.length === 0 };
}

function counted(what: string, counts: ReadonlyMap<string, number>): readonly string[] {
  return [...counts].map(([reason, count]) => `${what} ${count}: ${reason}`);
}

function paragraph([first, ...rest]: readonly string[]): string {
  return `${[first, ...rest.map((line) => `  ${line}`)].join('\n')}\n`;
}
