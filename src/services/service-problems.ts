import type { Place } from '#answer/answer.js';
import type { JoinedBuilds } from './builds.js';
import type { ServiceGroup } from './group-services.js';
import type { Placed } from './service.js';
import { unique, type ServiceParts } from './service-parts.js';

/** What is wrong with a service: its builds that cannot be made as they are told, or cannot be evaluated, or copy what is not there. */
export function problemsOf({ joined, imageOf }: ServiceParts, { builds, runsAs }: ServiceGroup): readonly Placed[] {
  const found = builds.flatMap((build) => {
    const at = build.readFrom[0]?.at ?? { path: build.dockerfile, line: 1 };
    const image = joined.sound.has(build) ? imageOf(build) : null;
    const reasons = image && !image.ok ? [...build.problems, image.reason] : build.problems;
    const stops = image?.ok ? image.value.opaque.filter((doubt) => doubt.stops) : [];
    return [...reasons.map((text) => ({ text, at })), ...stops.map(({ because: text, at: line }) => ({ text, at: line }))];
  });
  const untold = runsAs.flatMap(({ build }) => {
    const reason = build ? joined.untold.get(build) : undefined;
    return build && reason !== undefined ? { text: reason, at: build.at } : [];
  });
  return unique([...found, ...untold]);
}

/** Builds that no service has, since they cannot be made as they are told, and mentions that became no build. */
export function unclaimed({ joined }: ServiceParts, groups: readonly ServiceGroup[]): readonly Placed[] {
  const claimed = new Set(groups.flatMap(({ builds }) => builds));
  const composed = new Set(groups.flatMap(({ runsAs }) => runsAs.flatMap(({ build }) => build ?? [])));
  return [
    ...counted(joined.builds.filter((build) => !claimed.has(build)).flatMap(({ problems, readFrom, dockerfile }) => problems.map((text) => ({ text, at: readFrom[0]?.at ?? { path: dockerfile, line: 1 } })))),
    ...[...joined.untold].flatMap(([mention, text]) => (composed.has(mention) ? [] : { text, at: mention.at })),
  ];
}

/**
 * What files cannot tell, without what a build says already: options that cannot be told are why its target cannot be,
 * and one line for one cause is enough.
 */
export function withoutTold(problems: readonly Placed[], { builds, ofMention }: JoinedBuilds): readonly Placed[] {
  const shown = new Set(builds.flatMap(({ readFrom: [first] }) => (first ? [placeKey(first.at)] : [])));
  const told = new Set([...ofMention.keys()].flatMap(({ at, target }) => {
    const [, word = '', reason = ''] = target?.ok === false ? (/^the options in (.+?) cannot be told: (.*)$/s.exec(target.reason) ?? []) : [];
    return reason !== '' && shown.has(placeKey(at)) ? [`${placeKey(at)} ${word}: ${reason}`] : [];
  }));
  return problems.filter(({ at, text }) => !told.has(`${placeKey(at)} ${text.replace(/^options of .+? that cannot be told: /, '')}`));
}

function placeKey({ path, line }: Place): string {
  return `${path}:${line}`;
}

/** More at one place are the rounds of a loop. */
const MOST_AT_ONE_PLACE = 3;

function counted(rows: readonly Placed[]): readonly Placed[] {
  const byPlace = new Map<string, { readonly at: Place; readonly texts: string[] }>();
  for (const { text, at } of rows) {
    const key = placeKey(at);
    const place = byPlace.get(key) ?? { at, texts: [] };
    place.texts.push(text);
    byPlace.set(key, place);
  }
  return [...byPlace.values()].flatMap(({ at, texts }) => {
    const more = texts.length - MOST_AT_ONE_PLACE;
    const shown = more > 1 ? [...texts.slice(0, MOST_AT_ONE_PLACE), `and ${more} more like these`] : texts;
    return shown.map((text) => ({ text, at }));
  });
}
