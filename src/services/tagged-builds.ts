import type { ComposeService } from '#compose/types.js';
import type { Build } from '#image/build.js';
import type { JoinedBuilds } from './builds.js';
import { fits, imageName, type ImageName } from './image-names.js';

/** A name that a build gives its image, and the file that says so. */
export interface Tagged {
  readonly name: ImageName;
  readonly build: Build;
  readonly path: string;
}

/** The names that builds give, by their last part. */
export function taggedBuilds(joined: JoinedBuilds): ReadonlyMap<string, readonly Tagged[]> {
  const byBase = new Map<string, Tagged[]>();
  for (const [build, mentions] of joined.mentions) {
    for (const mention of mentions) {
      for (const written of mention.images) {
        const name = imageName(written);
        if (!name) continue;
        const key = lastPart(name.repository);
        const list = byBase.get(key) ?? [];
        list.push({ name, build, path: mention.at.path });
        byBase.set(key, list);
      }
    }
  }
  return byBase;
}

function lastPart(repository: string): string {
  return repository.slice(repository.lastIndexOf('/') + 1);
}

/** What a compose service builds, or the builds whose tag it runs: those of its own files before others. */
export function buildsOfService(service: ComposeService, joined: JoinedBuilds, tagged: ReadonlyMap<string, readonly Tagged[]>): readonly Build[] {
  if (service.build) {
    const build = joined.ofMention.get(service.build);
    return build ? [build] : [];
  }
  const name = service.image === null ? null : imageName(service.image);
  if (!name) return [];
  const found = (tagged.get(lastPart(name.repository)) ?? []).map((one) => ({ ...one, fit: fits(name, one.name) })).filter(({ fit }) => fit > 0);
  const best = Math.max(0, ...found.map(({ fit }) => fit));
  const candidates = found.filter(({ fit }) => fit === best);
  const near = candidates.filter(({ path }) => service.project.files.includes(path));
  return [...new Set((near.length > 0 ? near : candidates).map(({ build }) => build))];
}
