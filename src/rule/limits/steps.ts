const MEBIBYTE = 1024 ** 2;

/** The share of a limit from which on it is tight, and which is left used at most by the next one. */
export const TIGHT = 0.7;

/** The lowest of 64, 96, 128, 192, 256, 384 … MiB above a limit that leaves 30 % of itself free. Bytes; null: none within a terabyte does. */
export function nextStep(used: number, limit: number): number | null {
  for (let step = 64 * MEBIBYTE; step <= MEBIBYTE * MEBIBYTE; step *= 2) {
    for (const size of [step, step * 1.5]) if (size > limit && used <= TIGHT * size) return size;
  }
  return null;
}

/** A number of whole mebibytes in the spelling of another limit: `128m` -> `192m`, `1GiB` -> `1536MiB`, bytes as bytes. Null: it is no size. */
export function writtenLike(bytes: number, written: string): string | null {
  const [, space = '', unit, rest = ''] = /^\d+(?:\.\d+)?(\s*)([kmgt]?)(i?b?)$/i.exec(written) ?? [];
  if (unit === undefined) return null;
  if (unit === '') return `${bytes}${space}${rest}`;
  const power = 'kmgt'.indexOf(unit.toLowerCase()) + 1;
  const number = bytes / 1024 ** power;
  if (Number.isInteger(number)) return `${number}${space}${unit}${rest}`;
  return `${bytes / MEBIBYTE}${space}${unit === unit.toUpperCase() ? 'M' : 'm'}${rest}`;
}
