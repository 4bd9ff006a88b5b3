import type { Place } from '#answer/answer.js';
import type { BuildFile, BuildMention } from '#compose/types.js';
import type { Parser, Snapshot } from '#files/snapshot.js';
import { contentOf, type Build, type BuildSource } from '#image/build.js';
import { identified } from './build-ids.js';
import { unreadDockerfiles } from './build-places.js';
import { dockerfileOf, draftOf, infer, keyOf, onlyAlike, type Draft } from './build-drafts.js';
import type { Placed } from './service.js';

/** The builds of a workspace, with what the files that name them say. */
export interface JoinedBuilds {
  readonly builds: readonly Build[];
  /** The mentions that a build was read from; none for an inferred one. */
  readonly mentions: ReadonlyMap<Build, readonly BuildMention[]>;
  readonly ofMention: ReadonlyMap<BuildMention, Build>;
  /** The text of Dockerfiles that stand in a compose or bake file. */
  readonly inline: ReadonlyMap<Build, string>;
  /** Builds that can be evaluated: the Dockerfile reads, the context is there, the target is one of its stages. */
  readonly sound: ReadonlySet<Build>;
  /** Mentions that became no build, each with the reason: their Dockerfile cannot be told, or there are too many. */
  readonly untold: ReadonlyMap<BuildMention, string>;
  /** What concerns a Dockerfile and none of its builds. */
  readonly problems: readonly Placed[];
}

/** A matrix of more builds is not worth modelling one by one. */
const MOST_BUILDS = 200;

/** Every way in which an image of the workspace is made: read from the files that name it, else inferred. */
export function buildsOf(snapshot: Snapshot, buildFiles: readonly BuildFile[]): readonly Build[] {
  return joinBuilds(snapshot, buildFiles).builds;
}

const known = new WeakMap<Snapshot, { readonly files: readonly BuildFile[]; readonly joined: JoinedBuilds }>();

/** The mentions of all files joined: those that say the same are one build, and every Dockerfile has at least one. */
export function joinBuilds(snapshot: Snapshot, buildFiles: readonly BuildFile[]): JoinedBuilds {
  const before = known.get(snapshot);
  if (before?.files === buildFiles) return before.joined;
  const joined = join(snapshot, buildFiles);
  known.set(snapshot, { files: buildFiles, joined });
  return joined;
}

function join(snapshot: Snapshot, buildFiles: readonly BuildFile[]): JoinedBuilds {
  const untold = new Map<BuildMention, string>();
  const drafts = new Map<string, Map<string, Draft>>();
  const mentions = buildFiles.flatMap((file) => file.mentions);
  const unclear = mentions.filter(({ context }) => !context.ok);
  // Those with a context first: what does not tell its own may be one of them.
  for (const mention of [...mentions.filter(({ context }) => context.ok), ...unclear]) addMention(snapshot, drafts, mention, untold);
  for (const [path, kind] of snapshot.kinds) {
    if (kind !== 'dockerfile') continue;
    const own = drafts.get(path) ?? new Map<string, Draft>();
    if ([...own.values()].some(({ sound }) => sound)) continue;
    const inferred = infer(snapshot, path);
    if (inferred) drafts.set(path, own.set('inferred', inferred));
  }
  const { problems, ...joined } = finish(drafts, untold, snapshot.parser);
  // What names a Dockerfile says already that it cannot be read.
  const unread = unreadDockerfiles(snapshot).filter(({ at }) => !drafts.has(at.path));
  return { ...joined, problems: [...problems, ...unread] };
}

function addMention(snapshot: Snapshot, drafts: Map<string, Map<string, Draft>>, mention: BuildMention, untold: Map<BuildMention, string>): void {
  const place = dockerfileOf(mention);
  if (!place.ok) {
    untold.set(mention, `${nameOf(mention)}: its Dockerfile cannot be told: ${place.reason}`);
    return;
  }
  const own = drafts.get(place.value.path) ?? new Map<string, Draft>();
  drafts.set(place.value.path, own);
  const draft = draftOf(snapshot, mention, place.value);
  const same = own.get(keyOf(draft)) ?? (mention.context.ok ? undefined : onlyAlike(own, draft));
  if (same) {
    same.mentions.push(mention);
    if (draft.target === null && mention.target?.ok !== false) same.target = null;
  } else if (own.size < MOST_BUILDS) own.set(keyOf(draft), draft);
  else untold.set(mention, tooMany(place.value.path));
}

function tooMany(dockerfile: string): string {
  return `${dockerfile} has more than ${MOST_BUILDS} builds: this one is left out`;
}

/** What is left out is counted, at the first of it. */
function leftOut(path: string, untold: ReadonlyMap<BuildMention, string>): readonly Placed[] {
  const mentions = [...untold].flatMap(([mention, reason]) => (reason === tooMany(path) ? mention : []));
  const [first] = mentions;
  return first ? [{ text: `${path} has more than ${MOST_BUILDS} builds: ${mentions.length} are left out`, at: first.at }] : [];
}

function finish(drafts: ReadonlyMap<string, ReadonlyMap<string, Draft>>, untold: ReadonlyMap<BuildMention, string>, parser: Parser): JoinedBuilds {
  const mentions = new Map<Build, readonly BuildMention[]>();
  const ofMention = new Map<BuildMention, Build>();
  const inline = new Map<Build, string>();
  const sound = new Set<Build>();
  const paths = [...drafts.keys()].toSorted();
  const builds = paths.flatMap((path) => {
    const own = [...(drafts.get(path)?.values() ?? [])];
    const made = identified(own.map(buildOf)).map((build) => oneOf(build, parser));
    for (const [index, build] of made.entries()) {
      const draft = own[index];
      if (!draft) continue;
      mentions.set(build, draft.mentions);
      for (const mention of draft.mentions) ofMention.set(mention, build);
      if (draft.inline !== null) inline.set(build, draft.inline.inline);
      if (draft.sound) sound.add(build);
    }
    return made;
  });
  const crowded = paths.filter((path) => drafts.get(path)?.size === MOST_BUILDS);
  return { builds, mentions, ofMention, inline, sound, untold, problems: crowded.flatMap((path) => leftOut(path, untold)) };
}

const one = new WeakMap<Parser, Map<string, Build>>();

/**
 * The same build however often the workspace is joined: what runs it and what it belongs to are kept by identity, and its image
 * may have been worked out before all files were found.
 */
function oneOf(build: Build, parser: Parser): Build {
  const known = one.get(parser) ?? new Map<string, Build>();
  one.set(parser, known);
  const key = contentOf(build);
  const found = known.get(key) ?? build;
  known.set(key, found);
  return found;
}

function buildOf({ dockerfile, inline, context, target, args, contexts, mentions, problems }: Draft): Build {
  return { id: dockerfile, dockerfile, ...(inline ? { inline: { at: inline.at, keepsLines: inline.keepsLines } } : {}), context, target, args, contexts, readFrom: sourcesOf(mentions), problems: [...new Set(problems)] };
}

/** What says most of how an image is run comes first. */
const SOURCES = ['compose', 'bake', 'skaffold', 'github', 'gitlab', 'make', 'script', 'devcontainer'];

/** Each place once: a file that two projects include says the same thing twice. */
function sourcesOf(mentions: readonly BuildMention[]): readonly BuildSource[] {
  const found = new Map<string, BuildSource>();
  for (const { source, name, at } of mentions) found.set(`${at.path}:${at.line}:${name}`, { kind: source, name, at });
  return [...found.values()].toSorted((a, b) => sourceRank(a) - sourceRank(b) || order(a.at, b.at));
}

function sourceRank({ kind }: BuildSource): number {
  const rank = SOURCES.indexOf(kind);
  return rank < 0 ? SOURCES.length : rank;
}

function order(a: Place, b: Place): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.line - b.line;
}

function nameOf({ name, source }: BuildMention): string {
  return name ?? `a build (${source})`;
}
