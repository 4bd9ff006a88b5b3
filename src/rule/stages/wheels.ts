import { nativeNeeds } from '#knowledge/native-needs.js';
import { packageSizes, type SizedVersion } from '#knowledge/package-sizes.js';
import { hasWheelFor, wheelPythons } from '#knowledge/wheel-pythons.js';
import { parseSpecifiers } from '#pep/specifiers.js';
import { compareVersions, satisfies } from '#pep/versions.js';

/** One distribution that an install brings, as far as its version is told. */
export interface Coming {
  readonly name: string;
  /** The pinned version; null: a range, or what something else brings. */
  readonly version: string | null;
  /** `<2`, where it is asked for so; empty without. */
  readonly specifiers: string;
  /** A pinned distribution that brings it, which may hold it at an old version; null: none. */
  readonly heldBy: string | null;
}

/**
 * Why nobody can say that a wheel is installed, so that it may be compiled; null: records of others list one that this Python takes.
 * A version between two of which wheels for this Python are on record is taken to have one as well: what starts with a Python goes
 * on until it is dropped.
 */
export function noWheel({ name, version, specifiers, heldBy }: Coming, python: string | null): string | null {
  const rows = packageSizes(name);
  const exact = rows.find((one) => version !== null && compareVersions(one.version, version) === 0);
  const told = exact ?? rows[0];
  const [need] = nativeNeeds([name], null).value;
  if (need?.onlyWheels === true || name.startsWith('nvidia-') || (told === undefined && need?.wheels === true)) return null;
  if (told === undefined) return `no wheel of ${name} is on record`;
  if (told.any !== null) return null;
  if (told.x86_64 === null) return `no wheel of ${name} for x86_64 is on record`;
  if (python === null) return `which Python installs ${name} is not told, and its wheels are compiled for each`;
  const versions = wheelPythons(name);
  if (version !== null) return exact && measuredOn(exact, python) ? null : between(name, version, python);
  if (heldBy !== null && !/^3\.(?:[89]|1[01])$/.test(python)) return `which version of ${name} comes with ${heldBy} is not told, and an old one may have no wheel for Python ${python}`;
  const range = parseSpecifiers(specifiers);
  const fits = versions.some((one) => hasWheelFor(one, python) && range.ok && satisfies(one.version, range.value)) || rows.some((row) => measuredOn(row, python) && range.ok && satisfies(row.version, range.value));
  return fits ? null : `no wheel of ${name}${specifiers === '' ? '' : ` ${specifiers}`} for Python ${python} is on record`;
}

/** What was measured was the wheel that Python 3.11 takes (src/knowledge/README.md). */
function measuredOn({ measured }: SizedVersion, python: string): boolean {
  return measured !== null && python === '3.11';
}

function between(name: string, version: string, python: string): string | null {
  const taken = wheelPythons(name).filter((one) => hasWheelFor(one, python));
  const rows = packageSizes(name).filter((row) => measuredOn(row, python)).map((row) => row.version);
  const all = [...taken.map((one) => one.version), ...rows];
  const older = all.some((one) => (compareVersions(one, version) ?? 1) <= 0);
  const newer = all.some((one) => (compareVersions(one, version) ?? -1) >= 0);
  return older && newer ? null : `no wheel of ${name} ${version} for Python ${python} is on record`;
}
