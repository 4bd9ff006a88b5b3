/** A number of bytes as people and programs write it. */
const SIZE = /^\s*(\d+(?:\.\d+)?)\s*([kmgtp]?)(i?)(b?)\s*$/i;

const POWERS = 'kmgtp';

/**
 * Bytes as Docker prints and reads them. `binary`: `128M`, `128MB` and `128MiB` are all 128 * 1024 * 1024, as in
 * a limit (RAMInBytes of github.com/docker/go-units, size.go); else only `MiB` is, as in what `podman stats` prints.
 * Null: no size.
 */
export function bytesOf(text: string, { binary }: { readonly binary: boolean }): number | null {
  const [, number, unit = '', i = ''] = SIZE.exec(text) ?? [];
  if (number === undefined) return null;
  const power = unit === '' ? 0 : POWERS.indexOf(unit.toLowerCase()) + 1;
  return Number(number) * (binary || i !== '' ? 1024 : 1000) ** power;
}

/** `103.4 MiB`: at most one decimal. */
export function shownBytes(bytes: number): string {
  const mebibytes = bytes / 1024 ** 2;
  return mebibytes >= 1024 ? `${rounded(mebibytes / 1024)} GiB` : `${rounded(mebibytes)} MiB`;
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
