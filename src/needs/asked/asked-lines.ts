import type { InstallInput, ResolvedInstall } from '#image/installs/resolved-install.js';
import { filePathOf } from '#pep/file-url.js';
import { evaluateMarker } from '#pep/marker.js';
import { normalizeName } from '#pep/name.js';
import { parsePep508 } from '#pep/pep508.js';
import type { MarkerEnvironment } from '#pep/types.js';
import { commentOf } from '#requirements/comment.js';
import type { LocalEntry, RequirementEntry, RequirementsDocument } from '#requirements/types.js';
import { folderOf, resolvePath } from '#text/paths.js';
import type { Asked } from '#needs/types.js';
import type { Sink } from './sink.js';

/** The requirements of one document, without what it includes. */
export function askedInDocument(sink: Sink, document: RequirementsDocument, ships: boolean): void {
  const lines = linesOf(document, sink.environment, ships);
  for (const entry of document.entries) {
    // pip reads some of these all the same, such as extras in `#egg=`: what they ask for may need anything.
    if (entry.kind === 'invalid') sink.doubt(`a line cannot be read (${entry.reason})`, { path: document.path, line: entry.lines.first });
    if (entry.kind === 'local') addLocal(sink, entry, { path: document.path, line: entry.lines.first }, kindOf(document), ships);
    const line = lines.get(entry);
    if (line && !isFolder(sink, line)) sink.add(line);
  }
}

/** `common @ file:///opt/common`: the project of the workspace that lies there is taken for the line. */
function isFolder(sink: Sink, { url, extras, at, ships, applies }: Asked): boolean {
  const folder = url !== null && applies !== 'no' && filePathOf(url) !== null ? sink.located(url) : null;
  return folder !== null && sink.folder(folder, extras, ships, at);
}

function kindOf({ origin }: RequirementsDocument): Asked['kind'] {
  return origin.kind === 'compiled' ? 'compiled' : 'file';
}

type Lines = ReadonlyMap<RequirementsDocument['entries'][number], Asked>;

const known = new WeakMap<RequirementsDocument, { readonly environment: MarkerEnvironment; readonly ships: boolean; readonly lines: Lines }[]>();
/** Environments that the lines of one document are kept for. */
const MOST_KEPT = 20;

/** Every image that installs a shared file is given the very same lines, so that what is found out of a line can be kept by it. */
function linesOf(document: RequirementsDocument, environment: MarkerEnvironment, ships: boolean): Lines {
  const all = known.get(document) ?? [];
  known.set(document, all);
  const before = all.find((one) => one.environment === environment && one.ships === ships);
  if (before) return before.lines;
  const lines = new Map(document.entries.flatMap((entry) => (entry.kind === 'requirement' ? [[entry, lineOf(document, entry, environment, ships)] as const] : [])));
  if (all.length < MOST_KEPT) all.push({ environment, ships, lines });
  return lines;
}

function lineOf(document: RequirementsDocument, entry: RequirementEntry, environment: MarkerEnvironment, ships: boolean): Asked {
  const { requirement, name } = entry;
  return {
    name,
    extras: requirement.extras.map(normalizeName),
    specifiers: requirement.specifiers.map(({ operator, version }) => `${operator}${version}`).join(','),
    marker: requirement.marker,
    url: requirement.url,
    written: entry.joined,
    // Found by what removal would take, which costs a look at the whole file: asked for of few lines.
    get comment() {
      return commentOf(document, entry) ?? leadingText(document, entry);
    },
    at: { path: document.path, line: entry.lines.first },
    kind: kindOf(document),
    group: null,
    applies: applies(requirement.marker, environment),
    ships,
  };
}

/** Comment lines right above, which removal leaves where they may head a list: what they say may still be about this line. */
function leadingText({ text }: RequirementsDocument, { leading }: RequirementEntry): string | null {
  return leading ? text.slice(leading.start, leading.end).replace(/\s+/g, ' ').trim() : null;
}

/** `-e ./libs/common`, a path, an archive, an address. */
function addLocal(sink: Sink, entry: LocalEntry, at: Asked['at'], kind: Asked['kind'], ships: boolean): void {
  const { form, target, name, extras, marker, joined } = entry;
  // pip resolves a path against the working folder; where the image tells nothing of it, that is taken to be the file's folder or the root.
  const guessed = form === 'path' ? [resolvePath(folderOf(at.path), target), resolvePath('', target)] : [];
  const folders = form === 'path' || filePathOf(target) !== null ? [sink.located(target), ...guessed] : [];
  const taken = applies(marker, sink.environment);
  if (taken !== 'no' && folders.some((folder) => folder !== null && sink.folder(folder, extras, ships, at))) return;
  if (name === null) {
    if (taken === 'no') return;
    sink.doubt(form === 'path' ? `no project of the workspace lies at ${target}: what its code needs is not known` : `the name of ${target} cannot be told`, at);
    return;
  }
  sink.add({ name, extras, specifiers: '', marker, url: target, written: joined, comment: null, at, kind, group: null, applies: taken, ships });
}

/** A word of a RUN: `pip install "flask[async]>=3"`. */
export function askedInline(input: Extract<InstallInput, { readonly kind: 'inline' }>, environment: MarkerEnvironment, { install, ships, indexes }: ResolvedInstall): readonly Asked[] {
  const parsed = parsePep508(input.written);
  const told = parsed.ok ? parsed.value : null;
  return [
    {
      name: input.name,
      extras: told?.extras.map(normalizeName) ?? [],
      specifiers: told?.specifiers.map(({ operator, version }) => `${operator}${version}`).join(',') ?? '',
      marker: told?.marker ?? null,
      url: told?.url ?? null,
      written: input.written,
      // `RUN pip install torch --index-url …/cpu`: the call says which build comes.
      ...(indexes.length > 0 ? { sourced: true as const } : {}),
      comment: null,
      at: input.at,
      kind: install.call.manager === 'conda' ? 'conda' : 'inline',
      group: null,
      applies: applies(told?.marker ?? null, environment),
      ships,
    },
  ];
}

/** Whether a marker lets a requirement into the image. */
export function applies(marker: string | null, environment: MarkerEnvironment): Asked['applies'] {
  if (marker === null) return 'yes';
  const truth = evaluateMarker(marker, environment);
  if (!truth.ok || truth.value === 'unknown') return 'unknown';
  return truth.value ? 'yes' : 'no';
}
