import { assumed, incomplete, known, row, type Answer, type Hit, type Hits, type Place } from '#answer/answer.js';
import { ask, unheard } from '#answer/ledger.js';
import { requirementsAt, requirementsOf, type Snapshot } from '#files/snapshot.js';
import { hasFlag, optionValues } from '#image/installs/calls.js';
import type { DockerfileModel } from '#image/model.js';
import { valueOf } from '#image/stages/stages.js';
import { includesOf, type Include } from '#requirements/includes.js';
import { commentOf } from '#requirements/comment.js';
import type { RequirementEntry, RequirementsDocument } from '#requirements/types.js';
import type { FileUse, FileUses } from '#services/file-uses.js';
import { untoldInstalls, otherImages } from '#services/other-images.js';
import { olderPythons } from '#services/python-hints.js';
import { pythonOf } from '#services/pythons.js';
import { workspaceImages } from '#services/workspace-images.js';
import { compareVersions } from '#pep/versions.js';
import { askedByName } from '#needs/code/named-distributions.js';
import type { WorkspaceNeeds } from '#needs/workspace-needs.js';
import { asRequirement } from './as-requirement.js';
import type { ImagePython, Images, Requirement, RequirementsFile } from './requirement.js';
import type { Dockerfile } from './dockerfile.js';
import { inlineSubjects } from './inline/subjects.js';
import { projectSubjects } from './projects/project-subject.js';
import { testedOutside } from './outside-imports.js';
import { askedBeside, neededHits, needsOfLine, type FileAnswers, type FileQueries, type Line, type LineQueries } from './requirement-needs.js';

export interface RequirementSource {
  readonly document: RequirementsDocument;
  readonly entry: RequirementEntry;
}

const sources = new WeakMap<Requirement, RequirementSource>();

export function sourceOfRequirement(requirement: Requirement): RequirementSource | null {
  return sources.get(requirement) ?? null;
}

/**
 * Every requirement of the workspace as rules see it. `needs`: the verdicts, worked out when a rule asks for them. `within`: of lists
 * and calls those of these files alone.
 */
export function requirementSubjects(snapshot: Snapshot, { uses, models, needs, dockerfiles }: RequirementWorld, within?: ReadonlySet<string>): readonly Requirement[] {
  const documents = requirementsOf(snapshot);
  const included = includeKinds(documents);
  const compiled = compiledFiles(documents);
  const listed = documents.flatMap((document) => {
    if (within?.has(document.path) === false || isConstraints(document.path, uses, included)) return [];
    const file = fileSubject(document, compiled.get(document.path) ?? []);
    const images = imagesOf(document.path, uses, models, snapshot);
    const needsOf = (line: Line): LineQueries => imageNeeds(line, images.names, { snapshot, doubts: () => untoldInstalls(snapshot, document.path, uses, models), outside: () => testedOutside(snapshot, line, [...new Set((uses.byFile.get(document.path) ?? []).map(({ model }) => model.document.path))]), needs });
    return document.entries.flatMap((entry) => (entry.kind === 'requirement' ? [requirementSubject(document, entry, file, { images, needsOf, snapshot, needs })] : []));
  });
  const shared: FileQueries = { told: (image) => needs().of(image), imagesOf: (file, own) => imagesOf(file, own, models, snapshot) };
  const projects = projectSubjects(snapshot, uses, compiled, {
    ...shared,
    needsOf: (line, images, own, doubts, lists) => imageNeeds(line, images, { snapshot, doubts: () => [...untoldInstalls(snapshot, line.at.path, own, models), ...doubts], outside: () => testedWith(snapshot, line, lists), needs }),
  });
  const words = inlineSubjects(snapshot, dockerfiles().filter(({ path }) => within?.has(path) !== false), {
    ...shared,
    needsOf: (line, images) => imageNeeds(line, images, { snapshot, doubts: () => [], outside: () => null, needs }),
  });
  return [...listed, ...projects, ...words];
}

/** What the requirements of a snapshot are told with. */
interface RequirementWorld {
  readonly uses: FileUses;
  readonly models: readonly DockerfileModel[];
  readonly needs: () => WorkspaceNeeds;
  readonly dockerfiles: () => readonly Dockerfile[];
}

/** The same for what a project asks for: of the lists that are compiled from it, what CI installs to test its code. */
function testedWith(snapshot: Snapshot, { name, at }: Line, lists: readonly string[]): string | null {
  for (const path of lists) {
    const told = requirementsAt(snapshot, path) === null ? null : testedOutside(snapshot, { name, at: { path, line: 1 } }, [at.path]);
    if (told !== null) return told;
  }
  return null;
}

/** How each file is included by others. */
function includeKinds(documents: readonly RequirementsDocument[]): ReadonlyMap<string, ReadonlySet<Include['kind']>> {
  const kinds = new Map<string, Set<Include['kind']>>();
  for (const { path, kind, where } of documents.flatMap(includesOf)) {
    if (where === 'inside') kinds.set(path, (kinds.get(path) ?? new Set()).add(kind));
  }
  return kinds;
}

/** The compiled files of each source, with the command that makes them anew. */
function compiledFiles(documents: readonly RequirementsDocument[]): ReadonlyMap<string, RequirementsFile['compiledTo']> {
  const compiled = new Map<string, RequirementsFile['compiledTo']>();
  for (const { path, origin } of documents) {
    if (origin.kind !== 'compiled') continue;
    for (const source of origin.sources) {
      const command = origin.command ?? `pip-compile --output-file=${path} ${source}`;
      compiled.set(source, [...(compiled.get(source) ?? []), { path, command }]);
    }
  }
  return compiled;
}

/** A constraints file asks for nothing: its lines only say which version, if something else asks. */
function isConstraints(path: string, uses: FileUses, included: ReadonlyMap<string, ReadonlySet<Include['kind']>>): boolean {
  const kinds = uses.byFile.get(path)?.map(({ kind }) => kind) ?? [...(included.get(path) ?? [])];
  return kinds.length > 0 ? !kinds.includes('requirement') : /(?:^|[/._-])constraints?[._-]/.test(path);
}

/** The queries of a line, and those of its whole file. */
interface Queries {
  readonly images: FileAnswers;
  readonly needsOf: (line: Line) => LineQueries;
  readonly snapshot: Snapshot;
  readonly needs: () => WorkspaceNeeds;
}

function requirementSubject(document: RequirementsDocument, entry: RequirementEntry, file: RequirementsFile, { images, needsOf, snapshot, needs }: Queries): Requirement {
  const { requirement, name, hashes, lines } = entry;
  const at = { path: document.path, line: lines.first };
  const said = {
    name,
    written: entry.joined,
    extras: requirement.extras,
    specifiers: requirement.specifiers.map(({ operator, version }) => `${operator}${version}`).join(','),
    marker: requirement.marker,
    url: requirement.url,
    hashed: hashes.length > 0,
    get comment() {
      return commentOf(document, entry);
    },
    at,
    file,
    images: { ...images, ...needsOf({ name, at }) },
  };
  const subject = asRequirement(said, snapshot, (image) => needs().of(image));
  sources.set(subject, { document, entry });
  return subject;
}

function fileSubject({ entries, path, origin }: RequirementsDocument, compiledTo: RequirementsFile['compiledTo']): RequirementsFile {
  const hashed = entries.some((entry) => {
    if (entry.kind === 'requirement') return entry.hashes.length > 0;
    return entry.kind === 'option' && entry.options.some(({ name }) => name === '--require-hashes');
  });
  return { path, origin: origin.kind, hashed, compiledTo };
}

/** Worked out when it is asked for, and once. `outside`: who else would go without the line. */
function imageNeeds(line: Line, images: readonly string[], { doubts, outside, needs, snapshot }: { readonly snapshot: Snapshot; readonly doubts: () => readonly string[]; readonly outside: () => string | null; readonly needs: () => WorkspaceNeeds }): LineQueries {
  let answer: ReturnType<Images['needs']> | null = null;
  const told = (): ReturnType<Images['needs']> => (answer ??= needsOfLine(line, images, needs(), doubts()));
  const neededBy = (): Hits => {
    const hits = neededHits(told());
    const beside = hits.complete && hits.value.length === 0 ? askedBeside(line, images, needs()) : [];
    if (beside.length > 0) return known(beside, 'another line asks for it as well');
    const other = hits.complete && hits.value.length === 0 ? outside() : null;
    return other === null ? hits : incomplete(hits.value, other);
  };
  const lookedUp = (): readonly Hit[] => {
    const { images: built, besides } = workspaceImages(snapshot);
    return [...built, ...besides].filter(({ build }) => images.includes(build.id)).flatMap((image) => askedByName(snapshot, image, line.name));
  };
  return { needs: () => ask(told()), neededBy: () => ask(neededBy()), askedByName: () => ask(unheard(() => known(lookedUp(), 'no code of the images and no step of their builds looks it up by its name'))) };
}

function imagesOf(file: string, uses: FileUses, models: readonly DockerfileModel[], snapshot: Snapshot): FileAnswers {
  const installs = (uses.byFile.get(file) ?? []).filter(({ kind }) => kind === 'requirement');
  const names = [...new Set(installs.map(({ image }) => image))];
  let pythons: Answer<readonly ImagePython[]> | null = null;
  let aside: Answer<readonly Place[]> | null = null;
  return {
    names,
    pythons: () => ask((pythons ??= pythonsOf(file, installs, snapshot, uses, models))),
    pythonsBelow: (version) => ask(hitsBelow((pythons ??= pythonsOf(file, installs, snapshot, uses, models)), version)),
    installedAside: () => ask((aside ??= asideOf(installs))),
  };
}

/**
 * The Python of every install of a file. Where some are told and others not, the others are taken for
 * the like: the same lines are installed by both. Where none is told, the answer is incomplete.
 */
function pythonsOf(file: string, installs: readonly FileUse[], snapshot: Snapshot, uses: FileUses, models: readonly DockerfileModel[]): Answer<readonly ImagePython[]> {
  const answers = installs.map(({ model, install }) => pythonOf(model, install));
  const value = installs.map(({ model, install, image }, index): ImagePython => ({
    image,
    version: answers[index]?.value ?? null,
    at: { path: model.document.path, line: install.line },
  }));
  const evidence = unique(answers.flatMap((answer) => answer.evidence));
  if (installs.length === 0) return incomplete(value, `no Dockerfile was found to install ${file}`, evidence);
  const open = answers.find(({ complete }) => !complete);
  const told = value.flatMap(({ version }) => version ?? []).toSorted((a, b) => compareVersions(a, b) ?? 0);
  const [lowest] = told;
  if (lowest === undefined) return incomplete(value, open?.because ?? 'no Python is told', evidence);
  const doubts = otherImages(snapshot, file, uses, models, lowest);
  const older = doubts.find((doubt) => doubt.older);
  if (older) return incomplete(value, older.because, evidence);
  const [doubt] = [...(open ? [open.because] : []), ...doubts.map(({ because }) => because)];
  if (doubt !== undefined) return assumed(value, `${doubt}; taken for a Python like the others (${[...new Set(told)].join(', ')})`, evidence);
  const guess = answers.find((answer) => answer.assumed)?.because ?? installs.find(({ assumption }) => assumption)?.assumption;
  if (guess) return assumed(value, guess, evidence);
  const [elsewhere] = olderPythons(snapshot, file, told);
  if (elsewhere) return assumed(value, `${elsewhere.path}:${elsewhere.line}: ${elsewhere.text}`, [...evidence, elsewhere]);
  return known(value, `${file} is installed with Python ${[...new Set(told)].join(', ')}`, evidence);
}

function hitsBelow(pythons: Answer<readonly ImagePython[]>, wanted: string): Hits {
  const hits = pythons.value.flatMap(({ image, version, at }): readonly Hit[] =>
    version !== null && (compareVersions(version, wanted) ?? 0) < 0 ? [{ text: `has Python ${version}`, at, image }] : [],
  );
  const because = `no image that installs it has a Python below ${wanted}`;
  if (!pythons.complete) return incomplete(hits, pythons.because);
  return pythons.assumed ? assumed(hits, pythons.because) : known(hits, because);
}

/** Installs whose packages come before the standard library: in a folder of their own, or with site-packages on PYTHONPATH. */
function asideOf(installs: readonly FileUse[]): Answer<readonly Place[]> {
  const places = installs.flatMap(({ model, install }) => (isAside(model, install) ? [{ path: model.document.path, line: install.line }] : []));
  if (installs.length === 0) return known(places, 'no install was found that would put it anywhere', [row('absence', 'no install of it was found')]);
  if (places.length > 0) return known(places, 'installed where it comes before the standard library', places.map((at) => row('source', '--target, --prefix or PYTHONPATH', at)));
  const because = 'every install goes to site-packages, behind the standard library';
  return known(places, because, [row('absence', `no --target, --prefix, nor site-packages on PYTHONPATH: ${because}`)]);
}

function isAside(model: DockerfileModel, { call, stage, at }: FileUse['install']): boolean {
  const words = [...call.globalOptions, ...call.arguments];
  if (optionValues(words, ['-t', '--target']).length > 0 || hasFlag(words, '--prefix')) return true;
  const environment = model.stages[stage]?.moments[at]?.environment ?? null;
  if (call.manager === 'pip' && ['PIP_TARGET', 'PIP_PREFIX'].some((name) => valueOf(environment, name) !== null)) return true;
  return model.stages.some(({ end }) => {
    const path = valueOf(end.environment, 'PYTHONPATH');
    return path === undefined || (path !== null && /(?:site|dist)-packages/.test(path));
  });
}

function unique<T extends { readonly text: string; readonly path: string | null; readonly line: number | null }>(rows: readonly T[]): readonly T[] {
  return [...new Map(rows.map((one) => [`${one.text}\0${one.path}\0${one.line}`, one])).values()];
}
