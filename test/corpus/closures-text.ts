import type { Class, Comparison } from './closures-compare.js';
import type { RequirementSet } from './closures-sets.js';
import type { Told, Weights } from './closures-weigh.js';

/** What is known of one set. */
export interface ClosureRow {
  readonly set: RequirementSet;
  readonly packages: number;
  /** The catalogue was taken from locks of this repository, among others. */
  readonly isSource: boolean;
  readonly comparison: Comparison;
  readonly weights: Weights;
}

export const TABLE_HEAD =
  '| set | Python | packages | uv = pip | resolved MB | catalogue MB | ratio | offline MB | ratio | by wheel | known |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n';

/** One row of the table; below it what differs. */
export function rowText({ set, packages, isSource, comparison, weights }: ClosureRow): string {
  const { target } = set.request;
  const { pip, differences, samePython, refusal } = comparison;
  const equal = !pip.ok ? `pip: ${pip.reason}` : differences.length === 0 ? 'yes' : [...countsOf(differences.map(({ why }) => why))].map(([why, count]) => `${count} ${why}`).join(', ');
  const cells = [
    `${set.repository} ${set.commit} \`${set.path}\`${isSource ? ' *' : ''}`,
    `${target.python ?? '?'} ${target.libc.kind === 'musl' ? 'musl' : target.libc.version}`,
    String(packages),
    equal,
    megabytes(weights.bytes),
    megabytes(weights.catalogue.bytes),
    ratioOf(weights.catalogue, weights.bytes),
    megabytes(weights.offline.bytes),
    ratioOf(weights.offline, weights.bytes),
    ratioOf(weights.wheels, weights.bytes),
    `${weights.catalogue.known} of ${weights.catalogue.of}`,
  ];
  const below = [
    ...differences.map(({ name, ours, pips, why }) => `    ${name}: ours ${shown(ours)}, pip ${shown(pips)}: ${why}`),
    ...(refusal === null ? [] : [`    uv of pip's versions: ${refusal}`]),
    ...(samePython ? [] : ['    pip ran with another Python']),
    ...(weights.missed.length + weights.invented.length === 0 ? [] : [`    offline lacks ${weights.missed.length} (${weights.missed.slice(0, 8).join(', ')}), has ${weights.invented.length} more (${weights.invented.slice(0, 8).join(', ')})`]),
    ...weights.failed.slice(0, 3).map((one) => `    not measured: ${one}`),
  ];
  return [`| ${cells.join(' | ')} |`, ...below, ''].join('\n');
}

export function summaryText(rows: readonly ClosureRow[], before: string): string {
  const total = rows.length;
  const all = rows.flatMap(({ comparison: { differences } }) => differences.map(({ why }) => why));
  const ours = rows.filter(({ comparison: { pip } }) => pip.ok);
  const plain = ours.filter(({ comparison: { differences } }) => differences.length === 0).length;
  const open = ours.filter(({ comparison: { differences } }) => differences.some(({ why }) => why === 'not explained')).length;
  const singles = rows.flatMap(({ weights }) => weights.singles);
  const known = singles.filter(({ told }) => told !== null);
  const share = (of: (row: ClosureRow) => Told): string => {
    const near = rows.filter((row) => isNear(of(row), row.weights.bytes)).length;
    return `within 25 % ${near} of ${total}, in the range ${rows.filter((row) => of(row).inside).length}, known ${rows.reduce((sum, row) => sum + of(row).known, 0)} of ${rows.reduce((sum, row) => sum + of(row).of, 0)}`;
  };
  return [
    '',
    `nothing uploaded after ${before}; ${total} sets, ${singles.length} packages, ${new Set(singles.map(({ name, version }) => `${name} ${version}`)).size} different`,
    `uv and pip: equal ${plain}, differences all explained ${ours.length - plain - open}, some not explained ${open}, pip refuses ${total - ours.length}`,
    `differences: ${[...countsOf(all)].map(([why, count]) => `${why} ${count}`).join(', ') || 'none'}`,
    `without those whose locks the catalogue was taken from (*): offline within 25 % ${rows.filter((row) => !row.isSource && isNear(row.weights.offline, row.weights.bytes)).length} of ${rows.filter(({ isSource }) => !isSource).length}`,
    `catalogue of the resolved names and versions: ${share(({ weights }) => weights.catalogue)}`,
    `offline (lock, pins, edges): ${share(({ weights }) => weights.offline)}`,
    `bytes of the wheels times what they unpack to: ${share(({ weights }) => weights.wheels)}`,
    `single packages: ${known.length} of ${singles.length} known, of these ${known.filter(({ inside }) => inside).length} in their range`,
    ...singles.filter(({ told, measured }) => told !== null && Math.abs(told - measured) > 5_000_000).toSorted((a, b) => Math.abs((b.told ?? 0) - b.measured) - Math.abs((a.told ?? 0) - a.measured)).slice(0, 12).map(({ name, version, told, measured, inside, because }) => `    ${name} ${version}: ${megabytes(told ?? 0)} MB told, ${megabytes(measured)} measured${inside ? '' : ', outside of the range'}: ${because}`),
    ...rows.flatMap(({ weights }) => weights.failed).length === 0 ? [] : [`not measured: ${rows.flatMap(({ weights }) => weights.failed).length}`],
    '',
  ].join('\n');
}

function isNear({ bytes }: Told, measured: number): boolean {
  return Math.abs(bytes / measured - 1) <= 0.25;
}

function ratioOf({ bytes, inside }: Told, measured: number): string {
  return `${(bytes / measured).toFixed(2)}${inside ? '' : ' outside'}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0);
}

function shown(version: string | null): string {
  return version === null ? 'none' : version === '' ? 'not known' : version;
}

function countsOf(classes: readonly Class[]): ReadonlyMap<Class, number> {
  const counts = new Map<Class, number>();
  for (const one of classes) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}
