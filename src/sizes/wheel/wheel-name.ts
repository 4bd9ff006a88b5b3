/** The name of a wheel (PEP 427, "File name convention"; PEP 425 for compressed tag sets). */
export interface WheelName {
  readonly distribution: string;
  readonly version: string;
  /** `[1, "local"]`; null without one, which is less than any. */
  readonly build: readonly [number, string] | null;
  /** `cp311-abi3-manylinux2014_x86_64`, every one that is meant. */
  readonly tags: readonly string[];
}

/** Tag sets that multiply to more are not meant. */
const MOST_TAGS = 1000;

/** Null for what is no wheel's name. */
export function parseWheelName(file: string): WheelName | null {
  const parts = file.toLowerCase().endsWith('.whl') && file.length < 500 ? file.slice(0, -4).split('-') : [];
  if (parts.length !== 5 && parts.length !== 6) return null;
  const build = parts.length === 6 ? /^(\d{1,15})(.*)$/.exec(parts[2] ?? '') : null;
  if (parts.some((part) => part === '') || (parts.length === 6 && build === null)) return null;
  const [pythons, abis, platforms] = parts.slice(-3).map((part) => part.toLowerCase().split('.')) as [string[], string[], string[]];
  if (pythons.length * abis.length * platforms.length > MOST_TAGS) return null;
  const tags = pythons.flatMap((python) => abis.flatMap((abi) => platforms.map((platform) => `${python}-${abi}-${platform}`)));
  return { distribution: parts[0] ?? '', version: parts[1] ?? '', build: build === null ? null : [Number(build[1]), build[2] ?? ''], tags };
}
