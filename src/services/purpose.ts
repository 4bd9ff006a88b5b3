import type { BuildFile, BuildMention, ComposeService } from '#compose/types.js';
import type { Snapshot } from '#files/snapshot.js';
import type { Build } from '#image/build.js';
import { entryOf } from '#image/entry.js';
import { folderOf } from '#text/paths.js';
import type { JoinedBuilds } from './builds.js';
import { dockerfileModelAt, stagesOfTarget } from './dockerfile-models.js';
import { ownFolder } from './folders.js';
import { purposeOfCommand, purposeOfDockerfile, purposeOfFolder, purposeOfName } from './purpose-words.js';
import { purposeOfMention, type Use } from './purpose-of-mention.js';
import type { Purpose } from './service.js';

/** What the configuration says an image is for; null: nothing. */
export type PurposeOverride = (build: Build) => Purpose['kind'] | null;

/**
 * What each image is for, by an ordered test whose steps stand in docs/services.md. What cannot be
 * told is production: taking a production image for another would let its own needs go unseen.
 */
export function purposesOf(snapshot: Snapshot, joined: JoinedBuilds, buildFiles: readonly BuildFile[], override: PurposeOverride): ReadonlyMap<Build, Purpose> {
  const uses = composeUses(buildFiles);
  const judged = new Map(joined.builds.map((build) => [build, judge(snapshot, build, joined.mentions.get(build) ?? [], uses, override)]));
  const inProduction = new Set([...judged].flatMap(([build, { kind }]) => (kind === 'production' ? ownFolder(build.dockerfile) : [])));
  return new Map([...judged].map(([build, judgement]) => [build, settled(build, judgement, inProduction)]));
}

/** `loose`: it rests on how one file uses the image, not on what the image is. */
interface Judgement extends Purpose {
  readonly loose: boolean;
}

function settled(build: Build, { kind, because, at, loose }: Judgement, inProduction: ReadonlySet<string>): Purpose {
  const folder = ownFolder(build.dockerfile);
  if (!loose || inProduction.has(folder)) return { kind, because, at };
  return { kind: 'production', because: `${because}, but it is the only image of ${folder === '' ? 'the root' : folder}`, at };
}

function composeUses(buildFiles: readonly BuildFile[]): ReadonlyMap<BuildMention, readonly ComposeService[]> {
  const uses = new Map<BuildMention, ComposeService[]>();
  for (const service of buildFiles.flatMap(({ services }) => services)) {
    if (service.build) uses.set(service.build, [...(uses.get(service.build) ?? []), service]);
  }
  return uses;
}

function judge(
  snapshot: Snapshot,
  build: Build,
  mentions: readonly BuildMention[],
  uses: ReadonlyMap<BuildMention, readonly ComposeService[]>,
  override: PurposeOverride,
): Judgement {
  const wanted = override(build);
  if (wanted !== null) return { kind: wanted, because: 'the configuration says so', at: null, loose: false };
  const own = byBuild(snapshot, build, mentions);
  if (own) return { ...own, loose: false };
  const each = mentions.flatMap((mention): readonly Use[] => {
    const services = uses.get(mention) ?? [];
    return services.length === 0 ? [{ mention, service: null }] : services.map((service) => ({ mention, service }));
  });
  const purposes = (each.length === 0 ? [{ mention: null, service: null }] : each).map((use) => purposeOfMention(snapshot, build, use));
  const production = purposes.find(({ kind }) => kind === 'production');
  if (production) return { ...production, loose: false };
  // None says production: what the image is comes before how it is used.
  const [first] = purposes.toSorted((a, b) => Number(a.loose) - Number(b.loose));
  return first ?? { kind: 'production', because: 'nothing says otherwise', at: null, loose: false };
}

/** Steps 2 to 5: what the build itself says, whoever names it. */
function byBuild(snapshot: Snapshot, build: Build, mentions: readonly BuildMention[]): Purpose | null {
  const { dockerfile, target } = build;
  const at = mentions[0]?.at ?? null;
  if (target !== null) {
    const kind = purposeOfName(target);
    if (kind) return { kind, because: `its target is ${target}`, at };
  }
  const model = dockerfileModelAt(snapshot, dockerfile);
  const chain = model ? stagesOfTarget(model, target) : [];
  const stage = chain.at(-1)?.stage;
  if (target === null && stage?.name) {
    const kind = purposeOfName(stage.name);
    // The name of a last stage is not an order to build it for production: a file for development may have been copied.
    if (kind && kind !== 'production') return { kind, because: `its last stage is called ${stage.name}`, at: { path: dockerfile, line: stage.from.instruction.lines.first } };
  }
  const top = { path: dockerfile, line: 1 };
  const byName = purposeOfDockerfile(dockerfile);
  if (byName) return { kind: byName, because: 'the name of its Dockerfile says so', at: top };
  const byFolder = purposeOfFolder(dockerfile);
  if (byFolder) return { kind: byFolder.kind, because: `it lies in ${byFolder.folder}/`, at: top };
  if (!model) return null;
  const { entrypoint, command } = entryOf(model.document, chain);
  for (const started of [entrypoint, command]) {
    const kind = started && purposeOfCommand(started.words);
    // A server that reloads is how many ship; a container that tests, or only waits, does nothing else.
    if (started && (kind === 'test' || (kind === 'development' && /\b(?:sleep|tail)\b/.test(started.words.join(' '))))) {
      return { kind, because: `it starts ${started.words.join(' ')}`, at: started.at };
    }
  }
  return null;
}

/** Whether a compose service is started in production, as far as its files, profiles and commands tell. */
export function runsInProduction(service: ComposeService): boolean {
  const files = service.project.files;
  return files.every((path) => ['production', null].includes(purposeOfFolder(path)?.kind ?? null)) && purposeOfUse(service) === null;
}

function purposeOfUse({ project, profiles, command, entrypoint }: ComposeService): Purpose['kind'] | null {
  const names = [...project.files.map((path) => path.slice(folderOf(path).length)), ...profiles];
  const kinds = names.flatMap((name) => purposeOfName(name) ?? []).filter((kind) => kind !== 'production');
  return kinds[0] ?? (command && purposeOfCommand(command.words)) ?? (entrypoint && purposeOfCommand(entrypoint.words)) ?? null;
}
