import { sizedVersions, type SizedVersion, type SizeFactors, type SizesFile, type Spread, type WheelClass } from '#knowledge/package-sizes.js';
import { levelOf, type Level } from '#knowledge/size-levels.js';

/** The value below which a share of the values lies, between two of them in proportion. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  return low + ((sorted[Math.ceil(at)] ?? Number.NaN) - low) * (at - Math.floor(at));
}

/** The factors of a file's own figures, as they stand in it. */
export function factorsOf(content: Pick<SizesFile, 'sources'>): SizeFactors {
  const byName = sizedVersions(content);
  const measured = [...byName.values()].flat().filter(({ unpacked }) => unpacked !== null);
  // Below some kilobytes it is the header of a file that counts.
  const compiled = measured.filter(({ py, pyc }) => py !== null && pyc !== null && py >= 20_000);
  const classes = (kind: WheelClass) => {
    const own = measured.filter((one) => one.kind === kind);
    return { wheels: own.length, files: spread(own.map((one) => (one.unpacked ?? 0) / wheelOf(one))), bytecode: spread(own.flatMap((one) => (one.pyc === null ? [] : one.pyc / wheelOf(one)))) };
  };
  const neighbours = [...byName.values()].flatMap((own) => nearestPairs(own));
  const drift = (level: Level) => {
    const own = neighbours.filter((pair) => pair.level === level).map(({ size }) => size);
    return { pairs: own.length, size: rounded(Math.exp(quantile(own, 0.9))) };
  };
  const ratios = [...byName.values()].flatMap((own) => nearestPairs(own.filter(({ unpacked }) => unpacked !== null))).map(({ ratio }) => ratio ?? 0);
  const byClass = { native: classes('native'), nvidia: classes('nvidia'), pure: classes('pure') };
  // One version of each, measured or not: measured were above all the heavy ones.
  const ordinary = [...byName.values()].flatMap(([newest]) => {
    const wheel = newest === undefined ? null : (newest.x86_64 ?? newest.any);
    return newest === undefined || wheel === null ? [] : { kind: newest.kind, wheel };
  });
  return {
    classes: byClass,
    drift: { major: drift('major'), minor: drift('minor'), patch: drift('patch') },
    python: { wheels: compiled.length, bytecode: spread(compiled.map(({ py, pyc }) => (pyc ?? 0) / (py ?? 1))) },
    ratio: { pairs: ratios.length, files: rounded(Math.exp(quantile(ratios, 0.9))) },
    unheard: {
      distributions: ordinary.length,
      files: whole(spread(ordinary.map(({ kind, wheel }) => wheel * byClass[kind].files[1]))),
      bytecode: whole(spread(ordinary.map(({ kind, wheel }) => wheel * byClass[kind].bytecode[1]))),
      wheel: whole(spread(ordinary.map(({ wheel }) => wheel))),
    },
  };
}

/** Each version beside the next older one of its distribution, as natural logarithms of what differs. */
function nearestPairs(own: readonly SizedVersion[]): readonly { readonly level: Level; readonly size: number; readonly ratio: number | null }[] {
  return own.flatMap((newer, at) => {
    const older = own[at + 1];
    if (older === undefined || newer.kind !== older.kind) return [];
    const [a, b] = newer.kind === 'pure' ? [newer.any, older.any] : [newer.x86_64, older.x86_64];
    if (a === null || b === null) return [];
    const [left, right] = [newer, older].map((one) => (one.unpacked ?? 0) / wheelOf(one));
    return { level: levelOf(newer.version, older.version), size: Math.abs(Math.log(a / b)), ratio: left && right ? Math.abs(Math.log(left / right)) : null };
  });
}

/** The bytes of the wheel that was unpacked. */
function wheelOf({ measured, any, x86_64 }: SizedVersion): number {
  return (measured === 'any' ? any : x86_64) ?? Number.NaN;
}

function spread(values: readonly number[]): Spread {
  return [rounded(quantile(values, 0.1)), rounded(quantile(values, 0.5)), rounded(quantile(values, 0.9))];
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

function whole([low, middle, high]: Spread): Spread {
  return [Math.round(low), Math.round(middle), Math.round(high)];
}
