import type { Place } from '#answer/answer.js';
import type { BuildMention, ComposeService } from '#compose/types.js';
import { pathsBelow } from '#files/tree.js';
import type { Snapshot } from '#files/snapshot.js';
import type { Build } from '#image/build.js';
import { entryOf } from '#image/entry.js';
import type { Entry } from '#image/image.js';
import { copyTransfer } from '#image/files/transfers.js';
import { baseName, isWithin, resolvePath } from '#text/paths.js';
import { dockerfileModelAt, stagesOfTarget } from './dockerfile-models.js';
import { purposeOfCommand, purposeOfComposeFile, purposeOfFolder, purposeOfName, purposeOfTag } from './purpose-words.js';
import type { Purpose } from './service.js';

/** One way in which a file builds an image, and the compose service that it does so for. */
export interface Use {
  readonly mention: BuildMention | null;
  readonly service: ComposeService | null;
}

export interface UsePurpose extends Purpose {
  readonly loose: boolean;
  /** True: no step says anything. */
  readonly silent?: boolean;
}

type Step = (snapshot: Snapshot, build: Build, use: Use) => UsePurpose | null;

/** Steps 6 to 11 of docs/services.md, in their order. */
const STEPS: readonly Step[] = [byDevcontainer, byFileFolder, byFileName, byProfile, byCommand, byMounts, byTags, byName];

/** What an image is for as one use of it tells; production where it says nothing. */
export function purposeOfMention(snapshot: Snapshot, build: Build, use: Use): UsePurpose {
  for (const step of STEPS) {
    const found = step(snapshot, build, use);
    if (found) return found;
  }
  return { kind: 'production', because: 'nothing says otherwise', at: use.mention?.at ?? null, loose: false, silent: true };
}

function byDevcontainer(_: Snapshot, __: Build, { mention }: Use): UsePurpose | null {
  return mention?.source === 'devcontainer' ? { kind: 'development', because: 'it is built for a devcontainer', at: mention.at, loose: false } : null;
}

/** Workflows stand in `.github/` whatever they build, and a pipeline builds what goes to production. */
const SAY_NOTHING: ReadonlySet<string> = new Set(['github', 'gitlab']);

function byFileFolder(_: Snapshot, __: Build, { mention, service }: Use): UsePurpose | null {
  if (!mention || SAY_NOTHING.has(mention.source)) return null;
  for (const path of new Set([mention.at.path, ...(service?.project.files ?? [])])) {
    const found = purposeOfFolder(path);
    if (found) return { kind: found.kind, because: `${path}, which builds it, lies in ${found.folder}/`, at: mention.at, loose: found.kind !== 'production' };
  }
  return null;
}

function byFileName(_: Snapshot, __: Build, { mention, service }: Use): UsePurpose | null {
  if (!mention || mention.source === 'github' || mention.source === 'gitlab' || mention.source === 'make') return null;
  const files = [...new Set([mention.at.path, ...(service?.project.files ?? [])])];
  const kinds = files.map((path) => ({ path, kind: mention.source === 'compose' ? purposeOfComposeFile(path) : purposeOfName(baseName(path)) }));
  const found = kinds.find(({ kind }) => kind === 'production') ?? kinds.find(({ kind }) => kind !== null);
  if (!found?.kind) return null;
  return { kind: found.kind, because: `${found.path} builds it`, at: mention.at, loose: found.kind !== 'production' };
}

function byProfile(_: Snapshot, __: Build, { mention, service }: Use): UsePurpose | null {
  const profiles = service?.profiles ?? (mention?.circumstances ?? []).filter(({ kind }) => kind === 'profile').map(({ text }) => text);
  const kinds = profiles.map((profile) => ({ profile, kind: purposeOfName(profile) }));
  // It runs for every one of its profiles.
  if (kinds.length === 0 || kinds.some(({ kind }) => kind === null)) return null;
  const found = kinds.find(({ kind }) => kind === 'production') ?? kinds[0];
  return found?.kind ? { kind: found.kind, because: `it only runs with the profile ${found.profile}`, at: service?.at ?? mention?.at ?? null, loose: false } : null;
}

/** `compose.override.yaml` is what a person lays over the files for their own machine. */
function isOverride({ path }: Place): boolean {
  return /(?:^|[.-])override\.ya?ml$/.test(baseName(path));
}

function byCommand(snapshot: Snapshot, build: Build, { service }: Use): UsePurpose | null {
  const { entrypoint, command } = service ?? { entrypoint: null, command: null };
  const own = ownCommands(snapshot, build);
  const started = [entrypoint ?? own.entrypoint, command ?? (entrypoint ? null : own.command)];
  for (const words of started) {
    const kind = words && !isOverride(words.at) ? purposeOfCommand(words.words) : null;
    if (words && kind) return { kind, because: `it starts ${words.words.join(' ')}`, at: words.at, loose: kind === 'development' };
  }
  return null;
}

function ownCommands(snapshot: Snapshot, { dockerfile, target }: Build): Entry {
  const model = dockerfileModelAt(snapshot, dockerfile);
  return model ? entryOf(model.document, stagesOfTarget(model, target)) : { entrypoint: null, command: null, healthcheck: null };
}

/** A bind mount that lays a folder of the workspace over the very files that the image holds of it. */
function byMounts(snapshot: Snapshot, build: Build, { service }: Use): UsePurpose | null {
  const mounts = (service?.mounts ?? []).filter(({ at }) => !isOverride(at));
  if (mounts.length === 0) return null;
  const copies = copiedFolders(snapshot, build);
  const hiding = mounts.find(({ source, target }) => holdsCode(snapshot, source) && copies.some((copy) => sameFiles(copy, source, target)));
  return hiding ? { kind: 'development', because: `${hiding.source === '' ? 'the workspace' : hiding.source} is mounted over its code at ${hiding.target}`, at: hiding.at, loose: true } : null;
}

function holdsCode({ tree }: Snapshot, folder: string): boolean {
  return pathsBelow(tree, folder).some((path) => /\.(?:py|js|jsx|ts|tsx|go|rs|rb|java|php)$/.test(path));
}

interface CopiedFolder {
  readonly from: string;
  readonly to: string;
}

/** What the image's own stages copy from the workspace, one row per source that is a folder. */
function copiedFolders(snapshot: Snapshot, build: Build): readonly CopiedFolder[] {
  const model = dockerfileModelAt(snapshot, build.dockerfile);
  const { context } = build;
  if (!model || context.kind === 'unknown') return [];
  return stagesOfTarget(model, build.target).flatMap(({ stage, moments }) =>
    stage.instructions.flatMap((instruction, at) => {
      const moment = moments[at];
      const copy = moment ? copyTransfer(instruction, moment, model.document.escape) : null;
      if (!copy || copy.from !== null || copy.destination === null) return [];
      const to = resolvePath('', copy.destination) ?? '';
      return copy.sources.flatMap((source) => {
        const from = source === null ? null : resolvePath(context.path, `./${source}`);
        return from !== null && snapshot.tree.hasFolder(from) ? { from, to } : [];
      });
    }),
  );
}

/** Whether `source` mounted at `target` holds what the copy put there. */
function sameFiles({ from, to }: CopiedFolder, source: string, target: string): boolean {
  const place = resolvePath('', target) ?? '';
  if (isWithin(place, to)) return source === (resolvePath(from, `.${place.slice(to.length)}`) ?? null);
  return isWithin(to, place) && from === (resolvePath(source, `.${to.slice(place.length)}`) ?? null);
}

function byTags(_: Snapshot, __: Build, { mention }: Use): UsePurpose | null {
  const tags = (mention?.images ?? []).map((tag) => ({ tag, kind: purposeOfTag(tag) }));
  // One tag that says nothing, and the image goes elsewhere too.
  if (tags.length === 0 || tags.some(({ kind }) => kind === null)) return null;
  const found = tags.find(({ kind }) => kind === 'production') ?? tags[0];
  return found?.kind ? { kind: found.kind, because: `it is tagged ${found.tag}`, at: mention?.at ?? null, loose: found.kind !== 'production' } : null;
}

/** The name of a make or bake target, or of a function of a script. */
function byName(_: Snapshot, __: Build, { mention }: Use): UsePurpose | null {
  if (!mention || !['make', 'bake', 'script', 'skaffold'].includes(mention.source) || mention.name === null) return null;
  const kind = purposeOfName(mention.name);
  return kind ? { kind, because: `${mention.name} in ${mention.at.path} builds it`, at: mention.at, loose: kind !== 'production' } : null;
}
