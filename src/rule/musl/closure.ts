import type { Evidence } from '#answer/answer.js';
import { unheard } from '#answer/ledger.js';
import type { ImageModel } from '#image/image.js';
import { muslWheel, packageSizes } from '#knowledge/package-sizes.js';
import { compareVersions } from '#pep/versions.js';
import { askedFor } from '#needs/asked/asked.js';
import { linesByName } from '#needs/asked/lines-by-name.js';
import { edgesOf, lockedVersion } from '#needs/image-edges.js';
import { closureFor, pinnedVersion } from '#needs/verdict/closures.js';
import { usualLinux } from '#rule/stages/closure.js';
import type { StageWorld } from '#rule/stages/world.js';
import { imagePython } from '#services/pythons.js';

/** What the installs of an image bring, and which of it has a wheel for musl. */
export interface MuslClosure {
  /** Normalised names. */
  readonly names: readonly string[];
  /** On record without such a wheel, each with who brings it, itself first. */
  readonly without: readonly { readonly name: string; readonly chain: readonly string[]; readonly evidence: readonly Evidence[] }[];
  /** Why not all of it can be told; null: it can. */
  readonly untold: string | null;
  readonly evidence: readonly Evidence[];
}

/** `whole`: false where one package without a wheel, or of which nothing can be told, decides: then no more are looked at. */
export function muslClosure({ snapshot, options }: Pick<StageWorld, 'snapshot' | 'options'>, image: ImageModel, whole: boolean): MuslClosure {
  return unheard(() => {
    const python = imagePython(image.dockerfile);
    const environment = usualLinux(python);
    const { asked: all, pins, doubts } = askedFor(image, snapshot, environment);
    const asked = all.filter(({ applies }) => applies !== 'no');
    const edges = edgesOf(image, snapshot, asked, options.metadata, options.resolved?.get(image.build.id) ?? null);
    const closure = closureFor({ asked, environment, edges }, new Set(asked.map(({ name }) => name)));
    const lines = linesByName(asked);
    const without: MuslClosure['without'][number][] = [];
    const evidence: Evidence[] = [];
    let untold = doubts[0]?.text ?? (closure.unknown[0] === undefined ? null : `what ${closure.unknown[0]} requires is in no record`);
    for (const [name, { chain }] of closure.comes) {
      if (!whole && (untold !== null || without.length > 0)) break;
      const line = lines.get(name)?.[0];
      if (line?.url) untold ??= `${name} comes from an address of its own`;
      const version = (line ? pinnedVersion(line) : null) ?? pins.get(name) ?? lockedVersion(image, snapshot, name);
      const wheel = muslWheel(name, version, 'x86_64');
      if (wheel.value === false && !isNewer(name, version)) without.push({ name, chain, evidence: wheel.evidence });
      else if (wheel.value !== true) untold ??= wheel.because;
      else evidence.push(...wheel.evidence.slice(0, 1));
    }
    return { names: [...closure.comes.keys()], without, untold, evidence };
  });
}

/** Whether a version came out after all that are on record: wheels for musl have come to many. */
function isNewer(name: string, version: string | null): boolean {
  const newest = packageSizes(name).find(({ kind, any, musl }) => kind === 'pure' || any !== null || musl !== null);
  return version !== null && newest !== undefined && (compareVersions(newest.version, version) ?? 0) < 0;
}
