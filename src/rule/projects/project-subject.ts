import { assumed, incomplete, type Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { isReadOnlyProject } from '#files/project-requirements.js';
import { projectAt, type Snapshot } from '#files/snapshot.js';
import { compiledOf, compiledProjects, isCompiledFrom } from '#needs/asked/compiled-projects.js';
import { projectUses, locksOf, type ProjectUse } from '#needs/asked/project-uses.js';
import type { ProjectDocument } from '#pyproject/document.js';
import type { ProjectEntry } from '#pyproject/edit/entries.js';
import { entryComment } from '#pyproject/edit/entry-comment.js';
import { parseSpecifiers } from '#pep/specifiers.js';
import { poetrySpecifiers } from '#pyproject/poetry-version.js';
import type { FileUses } from '#services/file-uses.js';
import { listed } from '#text/listed.js';
import { asRequirement } from '../as-requirement.js';
import type { Requirement, RequirementsFile } from '../requirement.js';
import type { FileQueries, Line, LineQueries } from '../requirement-needs.js';
import { isForPeople } from './for-people.js';
import { lockCommand } from './locks.js';
import { readOnlySubjects } from './read-only-subjects.js';
import { published } from './published.js';

/** A requirement of a project's file and where it stands. */
export interface ProjectSource {
  readonly document: ProjectDocument;
  readonly entry: ProjectEntry;
}

const sources = new WeakMap<Requirement, ProjectSource>();

export function sourceOfProject(requirement: Requirement): ProjectSource | null {
  return sources.get(requirement) ?? null;
}

/** What the queries of a line are made of, as for any requirements file. */
export interface ProjectQueries extends FileQueries {
  readonly needsOf: (line: Line, names: readonly string[], uses: FileUses, doubts: readonly string[], lists: readonly string[]) => LineQueries;
}

/** Every requirement of a pyproject.toml that some image installs. Those that none installs are asked for by nothing here. */
export function projectSubjects(snapshot: Snapshot, uses: FileUses, compiled: ReadonlyMap<string, RequirementsFile['compiledTo']>, queries: ProjectQueries): readonly Requirement[] {
  const found = projectUses(snapshot);
  if (found.size === 0) return [];
  return [...found.keys()].toSorted().flatMap((path) => {
    const document = projectAt(snapshot, path);
    const own = found.get(path) ?? [];
    if (!document) return isReadOnlyProject(path) ? readOnlySubjects(snapshot, path, own, uses, queries) : [];
    const locks = locksOf(snapshot, path, own);
    const made = madeFrom(snapshot, path, own, compiled.get(path) ?? []);
    const file: RequirementsFile = { path, origin: 'project', hashed: false, compiledTo: [...locks.map((lock) => ({ path: lock, command: lockCommand(snapshot, lock) })), ...made.files] };
    if (made.doubt !== null) doubted.set(file, made.doubt);
    const all: FileUses = { byFile: new Map([...uses.byFile, [path, own]]), lost: uses.lost };
    const world: World = { all, seen: new Map(), snapshot, document, file, own, uses, queries };
    return document.entries.flatMap((entry) => subjectOf(world, entry) ?? []);
  });
}

/** Why what a compiled list takes of a project is not told by its header, by the file of the project. */
const doubted = new WeakMap<RequirementsFile, string>();

/** The lists that a compiler made of a project: those that say so, and those of a workspace by which images install it. */
function madeFrom(snapshot: Snapshot, path: string, uses: readonly ProjectUse[], said: RequirementsFile['compiledTo']): { readonly files: RequirementsFile['compiledTo']; readonly doubt: string | null } {
  const taken = [...new Set(uses.flatMap(({ resolved }) => compiledOf(snapshot, resolved)))].filter((document) => isCompiledFrom(snapshot, document, path));
  const told = taken.flatMap(({ path: list, origin }) => (origin.kind === 'compiled' ? [{ path: list, command: origin.command ?? `what made ${list} of ${path}` }] : []));
  const doubts = taken.flatMap((document) => compiledProjects(snapshot, document).flatMap(({ doubt }) => doubt ?? []));
  return { files: [...new Map([...said, ...told].map((one) => [one.path, one])).values()], doubt: doubts[0] ?? null };
}

interface World {
  readonly snapshot: Snapshot;
  readonly document: ProjectDocument;
  readonly file: RequirementsFile;
  readonly own: readonly ProjectUse[];
  readonly uses: FileUses;
  readonly queries: ProjectQueries;
  readonly all: FileUses;
  /** The queries of lines that the same installs take, by those installs. */
  readonly seen: Map<string, ReturnType<ProjectQueries['imagesOf']>>;
}

function subjectOf({ snapshot, document, file, own, uses, queries, all, seen }: World, entry: ProjectEntry): Requirement | null {
  const { requirement } = entry;
  const { name, line, version, marker, python } = requirement;
  const at = { path: document.path, line };
  const taking = own.filter(({ rows }) => rows.has(`${line} ${name}`));
  if (taking.length === 0 || isForPeople(requirement.group)) return null;
  const names = [...new Set(taking.map(({ image }) => image))];
  // Installs of this line alone: another extra or group of the file is another image's business.
  const key = own.map((use) => (taking.includes(use) ? '1' : '0')).join('');
  const images = seen.get(key) ?? queries.imagesOf(document.path, { byFile: new Map([...uses.byFile, [document.path, taking]]), lost: uses.lost });
  seen.set(key, images);
  const outside = requirement.group?.kind === 'group' || requirement.group?.kind === 'dev' ? null : published(snapshot, document);
  const doubts = outside ? [outside.text] : [];
  const needs = queries.needsOf({ name, at }, names, all, doubts, file.compiledTo.map((one) => one.path));
  // Poetry's own words, where the same can be said in those of PEP 440.
  const told = entry.place.kind === 'key' ? poetrySpecifiers(version ?? '') : null;
  const parsed = parseSpecifiers(told ?? version ?? '');
  const said = {
    name,
    written: entry.place.kind === 'element' ? entry.place.value : `${entry.place.key} = ${shown(requirement.written)}`,
    extras: requirement.extras,
    specifiers: parsed.ok ? parsed.value.map((one) => `${one.operator}${one.version}`).join(',') : (version ?? ''),
    // For which Pythons Poetry takes it says what a marker says.
    marker: marker ?? (python === null ? null : `python ${python}`),
    url: requirement.sources.find(({ kind }) => kind === 'git' || kind === 'url' || kind === 'path')?.target ?? null,
    hashed: false,
    get comment() {
      return entryComment(document, entry);
    },
    at,
    file,
    images: {
      ...images,
      pythons: () => (outside ? ask(incompleteOf(images.pythons(), outside.text)) : images.pythons()),
      neededBy: needs.neededBy,
      askedByName: needs.askedByName,
      needs: () => ask(untilLocked(needs.needs(), file)),
    },
  };
  const subject = asRequirement(said, snapshot, queries.told);
  sources.set(subject, { document, entry });
  return subject;
}

/** `^1.2` in quotes, tables as they are. */
function shown(written: string): string {
  return written.startsWith('{') || written.startsWith('[') ? written : `"${written}"`;
}

function incompleteOf<T>({ value, evidence }: Answer<T>, because: string): Answer<T> {
  return incomplete(value, because, evidence);
}

/** What a person has to know of every change to a project with a lock; null: it has none. */
function staleness({ compiledTo }: RequirementsFile): string | null {
  if (compiledTo.length === 0) return null;
  const commands = [...new Set(compiledTo.map(({ command }) => command))];
  const [is, it] = compiledTo.length === 1 ? ['is', 'it'] : ['are', 'them'];
  const checked = compiledTo.some(({ path }) => LOCK.test(path)) ? 'an install that checks the lock fails before, one that does not installs what it did' : 'an install before takes what it did';
  return `${listed(compiledTo.map(({ path }) => path))} ${is} stale then, and nothing is smaller until ${listed(commands)} ${commands.length === 1 ? 'has' : 'have'} made ${it} anew: ${checked}`;
}

const LOCK = /(?:^|\/)(?:uv|poetry|pdm)\.lock$/;

/** An answer about a line of a project, as far as what is installed changes with it: once its lock is made anew. */
export function untilLocked<T>(answer: Answer<T>, file: RequirementsFile): Answer<T> {
  const because = staleness(file);
  return because === null || !answer.complete ? answer : assumed(answer.value, because, answer.evidence);
}

/** That a file with locks changes: what is installed changes only once a person has made them anew. Heard by the engine as an assumption. */
export function askForLocks({ file }: Requirement): void {
  if (file.origin !== 'project') return;
  const doubt = doubted.get(file);
  if (doubt !== undefined) ask(incomplete(null, doubt));
  const because = staleness(file);
  if (because !== null) ask(assumed(null, because));
}
