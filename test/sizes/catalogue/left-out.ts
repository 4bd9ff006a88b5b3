import { sizedVersions, type SizedVersion, type SizesFile } from '#knowledge/package-sizes.js';
import { sizeFromWheelBytes, sizeOfWheelAmong } from '#sizes/catalogue/from-wheel.js';
import { sizeAmong } from '#sizes/catalogue/package-size.js';
import { middleOf } from '#sizes/catalogue/range.js';
import type { Bytes, Target } from '#sizes/types.js';
import { quantile } from '../../corpus/sizes-factors.js';

/** How well figures of the catalogue are told by the others. */
export interface LeftOut {
  readonly how: string;
  readonly wheels: number;
  /** Of the wheels whose size lies in the range. */
  readonly inside: number;
  /** By how much the middle of the range is wrong, half of the times: 0.1 is a tenth. */
  readonly median: number;
  /** The same for nine of ten. */
  readonly ninth: number;
  /** By how much the sum of all middles is wrong. */
  readonly sum: number;
}

/** What was measured was chosen for this. */
export const MEASURED_ON: Target = { python: '3.11', arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } };

/** Every measured wheel, as if its own figures were not there, by each way that `catalogueSize` knows. The factors are those of all. */
export function leftOut(content: Pick<SizesFile, 'sources'>): readonly LeftOut[] {
  const cases = [...sizedVersions(content).values()].flatMap((own) =>
    own.filter(({ unpacked }) => unpacked !== null).map((one) => ({ one, others: own.filter((other) => other !== one) })),
  );
  const measured = cases.filter(({ others }) => others.some(({ unpacked }) => unpacked !== null));
  const whole = (one: SizedVersion): number => one.unpacked ?? 0;
  return [
    judged('its wheel alone', cases.map(({ one }) => [sizeFromWheelBytes(one.kind, wheelOf(one), MEASURED_ON).files, whole(one)])),
    judged('its wheel, and what another version unpacks to', measured.map(({ one, others }) => [sizeOfWheelAmong(others, one.name, one.version, { file: fileOf(one), bytes: wheelOf(one) }, MEASURED_ON).files, whole(one)])),
    judged('another version alone', measured.map(({ one, others }) => [sizeAmong(others.filter(({ unpacked }) => unpacked !== null), one.name, one.version, MEASURED_ON).files, whole(one)])),
    judged('another version, the version asked for not known', measured.map(({ one, others }) => [sizeAmong(others.filter(({ unpacked }) => unpacked !== null), one.name, null, MEASURED_ON).files, whole(one)])),
    judged('bytecode by its wheel alone', cases.flatMap(({ one }) => (one.pyc === null ? [] : [[sizeFromWheelBytes(one.kind, wheelOf(one), MEASURED_ON).bytecode, one.pyc] as const]))),
  ];
}

function judged(how: string, pairs: readonly (readonly [Bytes | null, number])[]): LeftOut {
  const told = pairs.flatMap(([bytes, truth]) => (bytes === null ? [] : [{ bytes, truth }]));
  const errors = told.filter(({ truth }) => truth > 0).map(({ bytes, truth }) => Math.abs(middleOf(bytes) / truth - 1));
  const [sum, truths] = [told.reduce((all, { bytes }) => all + middleOf(bytes), 0), told.reduce((all, { truth }) => all + truth, 0)];
  const inside = told.filter(({ bytes, truth }) => bytes.low <= truth && truth <= bytes.high).length;
  return { how, wheels: told.length, inside: inside / told.length, median: quantile(errors, 0.5), ninth: quantile(errors, 0.9), sum: sum / truths - 1 };
}

function wheelOf({ measured, any, x86_64 }: SizedVersion): number {
  return (measured === 'any' ? any : x86_64) ?? 0;
}

function fileOf({ name, version, measured }: SizedVersion): string {
  return `${name}-${version}-${measured === 'any' ? 'py3-none-any' : 'cp311-cp311-manylinux_2_28_x86_64'}.whl`;
}
