import type { DockerfileCheck } from './dockerfile.js';
import type { OracleResult } from './oracle.js';

/** What a run adds up to. */
export interface Tally {
  files: number;
  bytes: number;
  milliseconds: number;
  slowest: { path: string; milliseconds: number };
  compared: number;
  readonly skipped: Map<string, string[]>;
  readonly edits: Map<string, number>;
  readonly refused: Map<string, string[]>;
  readonly onlyBuildKit: Map<string, string[]>;
  readonly failures: string[];
}

export function newTally(): Tally {
  return {
    files: 0, bytes: 0, milliseconds: 0, slowest: { path: '', milliseconds: 0 }, compared: 0,
    skipped: new Map(), edits: new Map(), refused: new Map(), onlyBuildKit: new Map(), failures: [],
  };
}

export function addCheck(tally: Tally, path: string, bytes: number, milliseconds: number, check: DockerfileCheck): void {
  tally.files++;
  tally.bytes += bytes;
  tally.milliseconds += milliseconds;
  if (milliseconds > tally.slowest.milliseconds) tally.slowest = { path, milliseconds };
  if (check.skipped !== null) add(tally.skipped, general(check.skipped), path);
  if (check.edit !== null && check.refused === null) tally.edits.set(check.edit, (tally.edits.get(check.edit) ?? 0) + 1);
  if (check.refused !== null) add(tally.refused, `${check.edit}: ${general(check.refused)}`, path);
  tally.failures.push(...check.failures.map((failure) => `${path}: ${failure}`));
}

export function addOracle(tally: Tally, { failures, onlyBuildKit }: OracleResult, count: number): void {
  tally.compared += count;
  tally.failures.push(...failures);
  for (const { path, reason } of onlyBuildKit) add(tally.onlyBuildKit, general(reason), path);
}

export function tallyText(tally: Tally): string {
  const { files, bytes, milliseconds, slowest, compared, failures } = tally;
  const skipped = [...tally.skipped.values()].reduce((sum, paths) => sum + paths.length, 0);
  const speed = (bytes / 1e6 / (milliseconds / 1e3)).toFixed(1);
  return [
    `Dockerfiles: ${files} files, ${(bytes / 1e6).toFixed(1)} MB, ${skipped} skipped, ${failures.length} crashes or differences`,
    `  ${speed} MB/s with an edit and a second reading; slowest ${slowest.milliseconds.toFixed(0)} ms: ${slowest.path}`,
    ...(compared > 0 ? [`  ${compared} readings compared with BuildKit`] : []),
    ...section('skipped', tally.skipped),
    ...section('read by BuildKit, skipped here', tally.onlyBuildKit),
    `  edits: ${[...tally.edits].map(([kind, count]) => `${kind} ${count}`).join(', ')}`,
    ...section('edits refused', tally.refused),
    ...failures.slice(0, 50).map((failure) => `  FAIL ${failure.slice(0, 1500)}`),
    '',
  ].join('\n');
}

function section(title: string, groups: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const sorted = [...groups].sort(([, a], [, b]) => b.length - a.length);
  return [`  ${title}:`, ...sorted.slice(0, 30).map(([reason, paths]) => `    ${paths.length} ${reason} (${paths[0]})`)];
}

function add(groups: Map<string, string[]>, key: string, path: string): void {
  const paths = groups.get(key);
  if (paths) paths.push(path);
  else groups.set(key, [path]);
}

/** A reason without what is particular to one file. */
function general(reason: string): string {
  return reason.replace(/`[^`]*`/g, '`…`').replace(/line \d+/, 'line N').replace(/for `…`.*/, 'for `…`');
}
