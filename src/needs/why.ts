import { distributionsOf } from '#knowledge/names.js';
import { normalizeName } from '#pep/name.js';
import type { NeedsByService, ServiceNeeds } from './by-service.js';
import type { Replaceable } from './replaceable.js';
import type { ImageNeeds, Missing, Need } from './types.js';

/** What one distribution is to the images of a workspace. */
export interface Why {
  /** Normalised (PEP 503). */
  readonly name: string;
  readonly services: readonly WhyService[];
  /** Services that neither ask for it nor get it. */
  readonly without: readonly string[];
}

/** What it is to one image of a service. */
export interface WhyService {
  readonly service: string;
  readonly image: string;
  readonly purpose: ServiceNeeds['purpose'];
  /** Why the search in the image was not complete; null: it was. */
  readonly blind: string | null;
  /** A verdict for each line that asks for it. */
  readonly needs: readonly Need[];
  /** Imports of it that no line answers. */
  readonly missing: readonly Missing[];
  /** The way from it to the requirement that brings it, where no line asks for it; empty: it does not come, as far as is known. */
  readonly through: readonly string[];
  /** Whether the image could do without it; null: nobody asked, or no line of the image asks for it. */
  readonly replaceable: Replaceable | null;
}

/** Says whether an image could do without a distribution that it asks for. */
export type ReplaceableOf = (needs: ImageNeeds, name: string) => Replaceable | null;

/**
 * The distributions that a word means: that of this name, if any image asks for it, gets it or lacks it; else those that have a
 * module of the name, as far as an image has to do with them. Empty: nothing here goes by the word.
 */
export function namesFor(word: string, { told }: NeedsByService): readonly string[] {
  const known = new Set(told.flatMap(namesIn));
  const name = normalizeName(word);
  if (known.has(name)) return [name];
  const catalogue = distributionsOf(word).value.map(normalizeName).filter((one) => known.has(one));
  if (catalogue.length > 0) return [...new Set(catalogue)];
  const missing = told.flatMap(({ needs }) => needs.missing.filter(({ module }) => module === word || module.startsWith(`${word}.`)));
  return missing.length === 0 ? [] : [...new Set(missing.flatMap(({ distributions }) => distributions.slice(0, 1))), ...(missing.some(({ distributions }) => distributions.length === 0) ? [name] : [])];
}

/** Every name that an image has to do with: asked for, along with others, or imported without being asked for. */
export function namesIn({ needs }: ServiceNeeds): readonly string[] {
  return [...needs.needs.map(({ asked }) => asked.name), ...needs.along.keys(), ...needs.missing.flatMap(({ distributions }) => distributions)];
}

/** What a distribution is to each service. */
export function whyOf(name: string, { told }: NeedsByService, replaceableOf: ReplaceableOf | null = null): Why {
  const rows = told.map(({ service, image, purpose, needs }): WhyService => {
    const own = needs.needs.filter(({ asked }) => asked.name === name);
    return {
      service,
      image,
      purpose,
      blind: needs.blind,
      needs: own,
      missing: own.length > 0 ? [] : needs.missing.filter(({ module, distributions }) => distributions.includes(name) || (distributions.length === 0 && normalizeName(module) === name)),
      through: own.length > 0 ? [] : (needs.along.get(name) ?? []),
      replaceable: own.length === 0 ? null : (replaceableOf?.(needs, name) ?? null),
    };
  });
  const services = rows.filter(({ needs, missing, through }) => needs.length + missing.length + through.length > 0);
  const named = new Set(services.map(({ service }) => service));
  return { name, services, without: [...new Set(rows.map(({ service }) => service))].filter((service) => !named.has(service)) };
}
