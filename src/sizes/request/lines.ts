import type { Place } from '#answer/answer.js';
import { requirementsAt, type Snapshot } from '#files/snapshot.js';
import type { ResolvedInstall } from '#image/installs/resolved-install.js';
import { askedInDocument } from '#needs/asked/asked-lines.js';
import { addProjectFolder } from '#needs/asked/asked-projects.js';
import type { Sink } from '#needs/asked/sink.js';
import type { Asked } from '#needs/types.js';
import { normalizeName } from '#pep/name.js';
import { parseSpecifiers } from '#pep/specifiers.js';
import type { MarkerEnvironment } from '#pep/types.js';
import { resolveIncludes } from '#requirements/includes.js';
import type { RequirementsDocument } from '#requirements/types.js';
import { shorten } from '#text/shorten.js';
import type { RequestLine, Unresolved } from '#sizes/types.js';
import { addFileOptions, type IndexDraft } from './index-options.js';
import { poetrySpecifiers } from './poetry-versions.js';

/** A request while the inputs of its install are read. */
export interface Draft {
  readonly lines: Map<string, RequestLine>;
  readonly constraints: Set<string>;
  readonly left: Unresolved[];
  readonly indexes: IndexDraft;
  /** Projects of the workspace that are installed from their folders, up to here: no index is asked for them. Normalised names. */
  readonly own: Set<string>;
  /** What Poetry's `python = "<3.9"` says of a requirement, as a marker, by `path:line name`. */
  readonly pythons: Map<string, string>;
  readonly manager: string;
  prereleases: boolean;
}

/** Said of a folder whose own code no registry has, though everything that it requires is in the request. */
export const READ_FOLDER = 'a folder of the workspace; what it requires is resolved';

/** Takes what the readers of requirements find in one install. */
export function requestSink(snapshot: Snapshot, environment: MarkerEnvironment, draft: Draft, located: Sink['located']): Sink {
  const sink: Sink = {
    snapshot,
    environment,
    add: (asked) => addAsked(draft, asked),
    project: ({ project }) => {
      if (project.name !== null) draft.own.add(normalizeName(project.name.text));
    },
    doubt: (text, at) => void draft.left.push({ what: text, reason: 'what it asks for cannot be told', at }),
    file: (path) => addFile(sink, draft, path, 'requirement', null),
    located,
    folder: (folder, extras, ships, at) => {
      const found = addProjectFolder(sink, folder, extras, ships, at);
      if (found) draft.left.push({ what: folder === '' ? '.' : folder, reason: READ_FOLDER, at });
      return found;
    },
  };
  return sink;
}

/** A requirements or constraints file of the workspace with all that it includes: lines, constraints, options. */
export function addFile(sink: Sink, draft: Draft, path: string, role: 'requirement' | 'constraint', at: Place | null): void {
  const start = requirementsAt(sink.snapshot, path);
  if (!start) {
    draft.left.push({ what: path, reason: 'cannot be read as a list of requirements', at });
    return;
  }
  const { documents, missing } = resolveIncludes(start, (other) => requirementsAt(sink.snapshot, other), role);
  for (const { document, kind } of documents) {
    addOptions(draft, document);
    if (kind === 'constraint') addConstraints(draft, document);
    else askedInDocument(sink, document, true);
  }
  for (const { from, include } of missing) {
    draft.left.push({ what: `-${include.kind === 'constraint' ? 'c' : 'r'} ${include.path}`, reason: 'a file that is not in the workspace', at: { path: from, line: include.line } });
  }
}

function addOptions(draft: Draft, { path, entries }: RequirementsDocument): void {
  for (const entry of entries) {
    if (entry.kind === 'invalid') draft.left.push({ what: shorten(entry.joined), reason: entry.reason, at: { path, line: entry.lines.first } });
    // uv stops at an option of a line that is no hash; pip reads on.
    if (draft.manager === 'uv' && entry.kind === 'requirement' && entry.options.some(({ name }) => name !== '--hash')) {
      draft.left.push({ what: shorten(entry.joined), reason: 'uv reads no option but --hash behind a requirement', at: { path, line: entry.lines.first } });
    }
    if (entry.kind !== 'option') continue;
    addFileOptions(draft.indexes, entry.options);
    if (entry.options.some(({ name }) => name === '--pre')) draft.prereleases = true;
  }
}

function addConstraints(draft: Draft, { path, entries }: RequirementsDocument): void {
  for (const entry of entries) {
    if (entry.kind !== 'requirement' && entry.kind !== 'local') continue;
    const { specifiers, url, marker } = entry.kind === 'requirement' ? entry.requirement : { specifiers: [], url: entry.target, marker: entry.marker };
    if (url !== null) draft.left.push({ what: shorten(entry.joined), reason: 'a constraint that is an address', at: { path, line: entry.lines.first } });
    else if (specifiers.length > 0) draft.constraints.add(lineText({ name: entry.name ?? '', extras: [], specifiers: specifiers.map(({ operator, version }) => `${operator}${version}`).join(','), marker }));
  }
}

/** A requirement of any file or word: handed on where a registry has it, left out with a reason where not. */
export function addAsked(draft: Draft, asked: Asked): void {
  if (asked.applies === 'no') return;
  const { name, at } = asked;
  const line = lineOf(asked, draft.pythons.size === 0 ? null : (draft.pythons.get(`${at.path}:${at.line} ${name}`) ?? null));
  if ('reason' in line) return void draft.left.push(line);
  const key = `${at.path}:${at.line} ${line.text}`;
  if (!draft.lines.has(key)) draft.lines.set(key, line);
}

const known = new WeakMap<Asked, RequestLine | Unresolved>();

/** Lines of a shared file are the same in all images that install it; only Poetry's `python` depends on more than the line. */
function lineOf(asked: Asked, python: string | null): RequestLine | Unresolved {
  if (python !== null) return madeLine(asked, python);
  const line = known.get(asked) ?? madeLine(asked, null);
  known.set(asked, line);
  return line;
}

function madeLine({ name, url, kind, at, written, extras, specifiers: said, marker: own }: Asked, python: string | null): RequestLine | Unresolved {
  if (kind === 'conda') return { what: name, reason: 'a package of conda', at };
  if (url !== null) return { what: name, reason: reasonFor(url), at };
  const specifiers = said === '' || parseSpecifiers(said).ok ? said : poetrySpecifiers(said);
  if (specifiers === null) return { what: shorten(written), reason: 'versions in words that resolvers do not share', at };
  const marker = [own, python].filter((part) => part !== null).map((part, _, all) => (all.length > 1 ? `(${part})` : part)).join(' and ');
  // Not all of `asked`: its comment is found by a look at the whole file, and there may be 10,000 lines.
  const text = lineText({ name, extras, specifiers, marker: marker === '' ? null : marker });
  if (/[$\n]/.test(text)) return { what: shorten(written), reason: 'only the build knows its version', at };
  return { name, text, at };
}

function reasonFor(url: string): string {
  if (/^(?:git|hg|svn|bzr)\+/.test(url)) return 'from a version control system, which no registry tells of';
  if (/^\w[\w+.-]*:/.test(url)) return 'from an address of its own, which no registry tells of';
  return 'a path, which no registry tells of';
}

function lineText({ name, extras, specifiers, marker }: Pick<Asked, 'name' | 'extras' | 'specifiers' | 'marker'>): string {
  return `${name}${extras.length > 0 ? `[${extras.join(',')}]` : ''}${specifiers}${marker === null ? '' : ` ; ${marker}`}`;
}

/** Why nothing that a manager installs is in a registry of Python packages; null: it takes from one. */
export function foreignManager({ install }: ResolvedInstall): string | null {
  const { manager } = install.call;
  return manager === 'conda' ? 'conda takes it from its own channels' : null;
}
