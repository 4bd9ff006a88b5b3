import type { CacheFolder } from '#io/cache-folder.js';
import type { HttpIo } from '#io/http-types.js';
import { sizeOfWheel } from '#sizes/catalogue/from-wheel.js';
import { catalogueSize } from '#sizes/catalogue/package-size.js';
import type { PackageSize, ResolvedPackage, Target, WheelFile } from '#sizes/types.js';
import { measureWheel } from '#sizes/wheel/measure.js';

/** How wheels are measured on their server; null where nothing may leave the machine. */
export interface Measuring {
  readonly http: HttpIo;
  readonly cache: CacheFolder | null;
  /** Called after each wheel with how many are done. */
  readonly progress?: (done: number, all: number) => void;
  /** Why measuring was given up; told once. */
  readonly gaveUp?: (reason: string) => void;
}

/** Wheels that are measured at once: more wait at the server's own limit of connections anyway. */
const AT_ONCE = 8;
/** So many failures without one success in between: nobody is there, and the rest would only wait. */
const ENOUGH_FAILURES = 4;

/** {@link weighPackages} that asks about each file once: the images of a repository share most of theirs. */
export function createWeigher(measuring: Measuring | null): (packages: readonly ResolvedPackage[], target: Target) => Promise<readonly PackageSize[]> {
  const known = new Map<string, Promise<PackageSize>>();
  return async (packages, target) => {
    const keyed = new Map(packages.map((one) => [JSON.stringify([one.name, one.version, one.wheel, target]), one]));
    const missing = [...keyed].filter(([key]) => !known.has(key));
    const found = weighPackages(missing.map(([, one]) => one), target, measuring);
    for (const [index, [key]] of missing.entries()) known.set(key, found.then((sizes) => sizes[index] ?? NOT_TOLD));
    return Promise.all(packages.map(({ name, version, wheel }) => known.get(JSON.stringify([name, version, wheel, target])) ?? NOT_TOLD));
  };
}

const NOT_TOLD: PackageSize = { files: null, bytecode: null, wheel: null, because: 'nobody was asked' };

/**
 * The size of each package, in order of trust: its wheel's own zip directory; the catalogue where it measured that very wheel;
 * the bytes of the wheel as an index or a lock tells them, times a factor; the catalogue's figure of this version or one beside
 * it. Else none. Where a server sends something that is not the wheel, what is told of it is not believed either: none.
 */
export async function weighPackages(packages: readonly ResolvedPackage[], target: Target, measuring: Measuring | null): Promise<readonly PackageSize[]> {
  const sizes: (PackageSize | null)[] = packages.map(() => null);
  const reasons = new Map<number, Failure>();
  if (measuring !== null) await measureAll(packages, target, measuring, sizes, reasons);
  return packages.map((one, index) => sizes[index] ?? notMeasured(toldSize(one, target), reasons.get(index)));
}

async function measureAll(packages: readonly ResolvedPackage[], target: Target, measuring: Measuring, sizes: (PackageSize | null)[], reasons: Map<number, Failure>): Promise<void> {
  const todo = packages.flatMap(({ wheel }, index) => (wheel?.url ? [{ index, wheel }] : [])).values();
  const all = packages.filter(({ wheel }) => wheel?.url).length;
  let done = 0;
  let failures = 0;
  const work = async (): Promise<void> => {
    for (const { index, wheel } of todo) {
      if (failures >= ENOUGH_FAILURES) return;
      const measured = await measureWheel(wheel, { http: measuring.http, cache: measuring.cache, python: target.python });
      failures = measured.ok ? 0 : failures + 1;
      if (measured.ok) {
        const { files, bytecode, wheel: bytes } = measured.value;
        sizes[index] = { files, bytecode, wheel: { low: bytes, high: bytes, basis: 'measured' }, because: `measured: what ${wheel.file} unpacks to${hostOf(wheel)}` };
      } else {
        reasons.set(index, measured);
        if (failures === ENOUGH_FAILURES) measuring.gaveUp?.(measured.reason);
      }
      done += 1;
      measuring.progress?.(done, all);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Of an address the host alone is shown: the rest may hold a name and a password. */
function hostOf({ url }: WheelFile): string {
  const host = url !== null && URL.canParse(url) ? new URL(url).hostname : '';
  return host === '' ? '' : `, at ${host}`;
}

interface Failure {
  readonly reason: string;
  readonly wrong?: true;
}

function notMeasured(size: PackageSize, failure: Failure | undefined): PackageSize {
  if (failure === undefined) return size;
  if (failure.wrong) return { files: null, bytecode: null, wheel: null, because: `its wheel is not what the index lists: ${failure.reason}` };
  return { ...size, because: `not measured: ${failure.reason}; ${size.because}` };
}

/** Without the network. */
function toldSize({ name, version, wheel }: ResolvedPackage, target: Target): PackageSize {
  const known = catalogueSize(name, version, target);
  if (wheel === null || wheel.bytes === null) return known;
  const same = known.files?.basis === 'catalogue' && known.wheel?.low === wheel.bytes && known.wheel.high === wheel.bytes;
  return same ? known : sizeOfWheel(name, version, { file: wheel.file, bytes: wheel.bytes }, target);
}
