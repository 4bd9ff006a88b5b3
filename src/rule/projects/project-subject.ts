import { assumed, incomplete, type Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { projectAt, type Snapshot } from '#files/snapshot.js';
import { projectUses, locksOf, type ProjectUse } from '#needs/asked/project-uses.js';
import type { ImageNeeds } from '#needs/types.js';
import type { ProjectDocument } from '#pyproject/document.js';
import type { GroupOf } from '#pyproject/types.js';
import type { ProjectEntry } from '#pyproject/edit/entries.js';
import { entryComment } from '#pyproject/edit/entry-comment.js';
import { parseSpecifiers } from '#pep/specifiers.js';
import type { FileUses } from '#services/file-uses.js';
import { narrowExtras } from '../extras/found.js';
import { narrowOf } from '../narrow/found.js';
import type { Images, Requirement, RequirementsFile } from '../requirement.js';
import { lockCommand } from './locks.js';
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
export interface ProjectQueries {
  /** The queries about the images of a file that do not need to know the line. */
  readonly imagesOf: (file: string, uses: FileUses) => Omit<Images, 'needs' | 'neededBy'>;
  readonly told: (image: string) => ImageNeeds | null;
  readonly needsOf: (line: { readonly name: string; readonly at: Requirement['at'] }, names: readonly string[], uses: FileUses, doubts: readonly string[]) => Pick<Images, 'needs' | 'neededBy'>;
}

/** Every requirement of a pyproject.toml that some image installs. Those that none installs are asked for by nothing here. */
export function projectSubjects(snapshot: Snapshot, uses: FileUses, compiled: ReadonlyMap<string, RequirementsFile['compiledTo']>, queries: ProjectQueries): readonly Requirement[] {
  const found = projectUses(snapshot);
  if (found.size === 0) return [];
  return [...found.keys()].toSorted().flatMap((path) => {
    const document = projectAt(snapshot, path);
    const own = found.get(path) ?? [];
    if (!document) return [];
    const locks = locksOf(snapshot, path, own);
    const file: RequirementsFile = { path, origin: 'project', hashed: false, compiledTo: [...locks.map((lock) => ({ path: lock, command: lockCommand(snapshot, lock) })), ...(compiled.get(path) ?? [])] };
    const all: FileUses = { byFile: new Map([...uses.byFile, [path, own]]), lost: uses.lost };
    const world: World = { all, seen: new Map(), snapshot, document, file, own, uses, queries };
    return document.entries.flatMap((entry) => subjectOf(world, entry) ?? []);
  });
}

/**
 * Groups and extras for those who develop: what no image needs of them is needed on their machines, so that images say nothing about
 * such a line, even where one installs it.
 */
function isForPeople(group: GroupOf | null): boolean {
  return group !== null && (group.kind === 'dev' || FOR_PEOPLE.test(group.name));
}

const FOR_PEOPLE = /(?:^|[-_.])(?:dev|develop|developer|development|tests?|testing|lint|linting|linters?|docs?|documentation|typing|types?|style|format|formatting|notebooks?|jupyter|debug|ci|qa|tools?|tooling|quality|checks?|bench|benchmarks?|release|pre-?commit|local|examples?)(?:$|[-_.])/;

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
  const needs = queries.needsOf({ name, at }, names, all, doubts);
  const told = (): readonly ImageNeeds[] => names.flatMap((image) => queries.told(image) ?? []);
  const parsed = parseSpecifiers(version ?? '');
  const subject: Requirement = {
    kind: 'requirement',
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
      needs: () => ask(untilLocked(needs.needs(), file)),
    },
    narrowExtras: (smallest, speed) => ask(narrowExtras(snapshot, subject, told(), { smallest, speed })),
    narrow: (limits) => ask(narrowOf(subject, told(), limits)),
  };
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
function staleness({ compiledTo: [first] }: RequirementsFile): string | null {
  return first ? `${first.path} is stale then, and nothing is smaller until ${first.command} has made it anew: an install that checks the lock fails before, one that does not installs what it did` : null;
}

/** An answer about a line of a project, as far as what is installed changes with it: once its lock is made anew. */
export function untilLocked<T>(answer: Answer<T>, file: RequirementsFile): Answer<T> {
  const because = staleness(file);
  return because === null || !answer.complete ? answer : assumed(answer.value, because, answer.evidence);
}

/** That a file with locks changes: what is installed changes only once a person has made them anew. Heard by the engine as an assumption. */
export function askForLocks({ file }: Requirement): void {
  if (file.origin !== 'project') return;
  const because = staleness(file);
  if (because !== null) ask(assumed(null, because));
}
