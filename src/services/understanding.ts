import type { Place } from '#answer/answer.js';
import { unheard } from '#answer/ledger.js';
import type { Build } from '#image/build.js';
import { copySources } from '#image/files/context-paths.js';
import type { ImageModel } from '#image/image.js';
import { baseImage } from '#knowledge/index.js';
import type { Placed, Services } from './service.js';
import { unique } from './service-parts.js';

/** How much of a workspace was understood. Every share counts places in files, not images: a line that ten builds run is one. */
export interface Understanding {
  /** Builds by what told of them (`compose`, `github` …, `inferred`); one may be told by several. */
  readonly builds: ReadonlyMap<string, number>;
  /** Builds that can be made as they are told. */
  readonly sound: Share;
  /** Builds whose context is known, or fits better than any other folder. */
  readonly contexts: Share;
  /** FROM lines with a base image that the catalogue knows. */
  readonly bases: Share;
  /** Sources of COPY and ADD that the context holds. */
  readonly sources: Share;
  /** Calls of Python package managers whose inputs are all known. */
  readonly installs: Share;
  /** Services whose start command is known, with the entrypoint that it is given to. */
  readonly starts: Share;
  /** Everything else that could not be understood. */
  readonly opaque: readonly Placed[];
}

export interface Share {
  readonly total: number;
  readonly rest: readonly Placed[];
}

/** `images`: one for every build that can be evaluated, and for the stages that no build needs. */
export function understandingOf({ services, builds }: Services, images: readonly ImageModel[]): Understanding {
  return {
    builds: countSources(builds),
    sound: shareOf(builds.map((build) => ({ key: build.id, at: topOf(build), because: build.problems[0] ?? null }))),
    contexts: shareOf(builds.map((build) => ({ key: build.id, at: topOf(build), because: contextDoubt(build.context) }))),
    bases: shareOf(images.flatMap(basesOf)),
    sources: shareOf(images.flatMap(sourcesOf)),
    installs: shareOf(images.flatMap(({ installs }) => installs.map(({ at, install, unresolved }) => ({ key: `${install.call.first}:${install.call.manager}`, at, because: unresolved })))),
    starts: shareOf(services.filter(({ images: own }) => own.length > 0).map(({ name, folder, start, images: own }) => ({
      key: name,
      at: own[0] ? topOf(own[0].build) : { path: folder, line: 1 },
      because: startDoubt(name, start),
    }))),
    opaque: unique(images.flatMap(({ opaque }) => opaque.map(({ because, at }) => ({ text: because, at })))),
  };
}

function startDoubt(name: string, start: Services['services'][number]['start']): string | null {
  if (start === null) return `what ${name} starts with is known to its base image only`;
  return start.whole ? null : `what ${name} starts is behind the entrypoint of its base image, which is not known`;
}

function topOf({ dockerfile, inline }: Build): Place {
  return inline?.at ?? { path: dockerfile, line: 1 };
}

function countSources(builds: Services['builds']): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { readFrom } of builds) {
    const kinds = new Set(readFrom.length === 0 ? ['inferred'] : readFrom.map(({ kind }) => kind));
    for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

function contextDoubt(context: Services['builds'][number]['context']): string | null {
  if (context.kind === 'unknown') return `its context is not known: ${context.because}`;
  return context.others.length === 0 ? null : `its context may be ${[context.path, ...context.others].map((path) => path || '.').join(' or ')}`;
}

interface Counted extends Pick<Placed, 'at'> {
  readonly key: string;
  /** Null: understood. */
  readonly because: string | null;
}

/** Each place once; understood where it is in every image that has it. */
function shareOf(rows: readonly Counted[]): Share {
  const found = new Map<string, Counted>();
  for (const row of rows) {
    const key = `${row.at.path}:${row.at.line} ${row.key}`;
    if (!found.has(key) || row.because !== null) found.set(key, row);
  }
  return { total: found.size, rest: [...found.values()].flatMap(({ at, because }) => (because === null ? [] : { at, text: because })) };
}

function basesOf({ dockerfile: { document, stages }, needed }: ImageModel): readonly Counted[] {
  return [...needed].flatMap((index) => {
    const model = stages[index];
    if (!model || model.base.kind === 'stage' || model.base.kind === 'scratch') return [];
    const at = { path: document.path, line: model.stage.from.instruction.lines.first };
    const { base } = model;
    if (base.kind === 'unknown') return { key: 'base', at, because: base.because };
    if (base.kind !== 'image') return [];
    const because = unheard(() => baseImage(base.reference)).value === null ? `${base.reference} is not in the catalogue of base images` : null;
    return { key: 'base', at, because };
  });
}

function sourcesOf({ context, dockerfile, build }: ImageModel): readonly Counted[] {
  if (context === null || build.context.kind === 'unknown') return [];
  const { path: folder } = build.context;
  return copySources(dockerfile, context, folder).map(({ source, exists, line }) => ({
    key: source,
    at: { path: dockerfile.document.path, line },
    because: exists ? null : `${source} is not in the build context ${folder === '' ? '.' : folder}`,
  }));
}
