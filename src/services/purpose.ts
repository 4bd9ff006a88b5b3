import type { BuildFile, BuildMention, ComposeService } from '#compose/types.js';
import { kindOf } from '#files/kinds.js';
import type { Snapshot } from '#files/snapshot.js';
import type { FileTree } from '#files/tree.js';
import type { Build } from '#image/build.js';
import { entryOf } from '#image/entry.js';
import { baseName, folderOf } from '#text/paths.js';
import type { JoinedBuilds } from './builds.js';
import { dockerfileModelOf, stagesOfTarget } from './dockerfile-models.js';
import { ownFolder } from './folders.js';
import { arePipelineSteps, purposeOfCommand, purposeOfDockerfile, purposeOfFolder, purposeOfName } from './purpose-words.js';
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
  const folder = byFolder(snapshot, build);
  const each = mentions.flatMap((mention): readonly Use[] => {
    const services = uses.get(mention) ?? [];
    return services.length === 0 ? [{ mention, service: null }] : services.map((service) => ({ mention, service }));
  });
  const purposes = (each.length === 0 ? [{ mention: null, service: null }] : each).map((use) => purposeOfMention(snapshot, build, use));
  if (folder !== null) {
    // The folder speaks for what nobody says to be production.
    const said = purposes.find(({ kind, silent }) => kind === 'production' && silent !== true);
    if (!said) return { ...folder, loose: false };
    return { kind: 'production', because: `${said.because}, although ${folder.because}`, at: said.at, loose: false };
  }
  const started = byStart(snapshot, build);
  if (started) return { ...started, loose: false };
  const production = purposes.find(({ kind }) => kind === 'production');
  if (production) return { ...production, loose: false };
  // None says production: what the image is comes before how it is used.
  const [first] = purposes.toSorted((a, b) => Number(a.loose) - Number(b.loose));
  return first ?? { kind: 'production', because: 'nothing says otherwise', at: null, loose: false };
}

/** Steps 2 and 3: what the build itself says, whoever names it. */
function byBuild(snapshot: Snapshot, build: Build, mentions: readonly BuildMention[]): Purpose | null {
  const { dockerfile, target } = build;
  // Where some name the last stage and some do not, it is one build, and has no target.
  for (const { target: named, at } of mentions) {
    const kind = named?.ok ? purposeOfName(named.value) : null;
    if (kind && named?.ok) return { kind, because: `its target is ${named.value}`, at };
  }
  const model = dockerfileModelOf(snapshot, build);
  const chain = model ? stagesOfTarget(model, target) : [];
  const stage = chain.at(-1)?.stage;
  if (target === null && stage?.name) {
    const kind = purposeOfName(stage.name);
    // The name of a last stage is not an order to build it for production: a file for development may have been copied.
    if (kind && kind !== 'production') return { kind, because: `its last stage is called ${stage.name}`, at: { path: model?.document.path ?? dockerfile, line: stage.from.instruction.lines.first } };
  }
  const top = build.inline?.at ?? { path: dockerfile, line: 1 };
  const byName = purposeOfDockerfile(dockerfile);
  if (byName) return { kind: byName, because: 'the name of its Dockerfile says so', at: top };
  const base = chain[0]?.base;
  if (base?.kind === 'image' && TEST_IMAGES.test(base.reference) && /playwright|cypress|e2e/i.test(dockerfile)) {
    return { kind: 'test', because: `it is called as the test runner that it is made from, ${base.reference}`, at: top };
  }
  return null;
}

/** Images of test runners for browsers; a service that draws pages may be made from one as well. */
const TEST_IMAGES = /^(?:mcr\.microsoft\.com\/playwright|(?:docker\.io\/)?cypress\/)/;

/** Step 4: the folder that its Dockerfile lies in. */
function byFolder({ tree }: Snapshot, { dockerfile, inline }: Build): Purpose | null {
  const found = purposeOfFolder(dockerfile);
  if (!found || (found.kind === 'test' && arePipelineSteps(namesBeside(tree, found.folder)))) return null;
  return { kind: found.kind, because: `it lies in ${found.folder}/`, at: inline?.at ?? { path: dockerfile, line: 1 } };
}

/** The folders with a Dockerfile of their own that lie beside a folder. */
function namesBeside({ paths }: FileTree, folder: string): readonly string[] {
  const parent = folderOf(folder);
  return paths.flatMap((path) => (kindOf(path) === 'dockerfile' && folderOf(folderOf(path)) === parent && folderOf(path) !== parent ? baseName(folderOf(path)) : []));
}

/** Step 5: what the image itself starts. */
function byStart(snapshot: Snapshot, build: Build): Purpose | null {
  const model = dockerfileModelOf(snapshot, build);
  if (!model) return null;
  const { entrypoint, command } = entryOf(model.document, stagesOfTarget(model, build.target));
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
