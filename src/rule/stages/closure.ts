import { unheard } from '#answer/ledger.js';
import { nativeNeeds } from '#knowledge/native-needs.js';
import { packageSizes } from '#knowledge/package-sizes.js';
import { compareVersions } from '#pep/versions.js';
import { askedFor } from '#needs/asked/asked.js';
import { edgesOf } from '#needs/image-edges.js';
import { closureFor, pinnedVersion } from '#needs/verdict/closures.js';
import { imagePython } from '#services/pythons.js';
import type { StageWorld } from './world.js';

/** What the images of a Dockerfile install, asked for or not. */
export interface Installed {
  /** Normalised names. */
  readonly names: readonly string[];
  /** Those of which no wheel for Linux is known, each with why; one may be compiled on install. */
  readonly unproven: readonly { readonly name: string; readonly because: string }[];
}

/** Everything that comes with the installs, as far as records of who requires whom go, and whether wheels of it are known. */
export function installedIn({ images, snapshot, options }: StageWorld): Installed {
  return unheard(() => {
    const names = new Set<string>();
    const unproven = new Map<string, string>();
    for (const image of images) {
      const python = imagePython(image.dockerfile);
      const environment = { os_name: 'posix', sys_platform: 'linux', platform_system: 'Linux', platform_machine: 'x86_64', implementation_name: 'cpython', platform_python_implementation: 'CPython', ...(python === null ? {} : { python_version: python }) };
      const { asked, doubts } = askedFor(image, snapshot, environment);
      const edges = edgesOf(image, snapshot, asked, options.metadata, options.resolved?.get(image.build.id) ?? null);
      const closure = closureFor({ asked, environment, edges }, new Set(asked.map(({ name }) => name)));
      for (const [name] of closure.comes) names.add(name);
      for (const { name, url } of asked) if (url !== null) unproven.set(name, `${name} comes from ${url.slice(0, 60)}`);
      for (const name of closure.unknown) unproven.set(name, `what ${name} requires is in no record`);
      for (const { text } of doubts) unproven.set('', text);
      for (const [name] of closure.comes) {
        const line = asked.find((one) => one.name === name);
        const because = noWheel(name, line ? pinnedVersion(line) : null);
        if (because !== null && !unproven.has(name)) unproven.set(name, because);
      }
      for (const { install } of image.installs) {
        if (install.arguments.some(({ value }) => /^--no-binary(?:=|$)/.test(value ?? ''))) unproven.set('', `line ${install.line} builds from source where it could take wheels`);
      }
    }
    return { names: [...names].toSorted(), unproven: [...unproven].map(([name, because]) => ({ name, because })) };
  });
}

/** Why nobody can say that a wheel is installed; null: locks that others published list one. */
function noWheel(name: string, version: string | null): string | null {
  const rows = packageSizes(name);
  const exact = rows.find((one) => version !== null && compareVersions(one.version, version) === 0);
  const told = exact ?? rows[0];
  if (told === undefined && nativeNeeds([name], null).value[0]?.wheels === true) return null;
  if (told === undefined) return `no wheel of ${name} is on record`;
  return told.any !== null || told.x86_64 !== null ? null : `no wheel of ${name} for x86_64 is on record`;
}
