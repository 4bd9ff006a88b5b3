import { assumed, incomplete, known, type Answer, type Place } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { requirementsOf, type Snapshot } from '#files/snapshot.js';
import { hasFlag, optionValues } from '#image/calls.js';
import type { Installs } from '#image/installs.js';
import type { DockerfileModel } from '#image/model.js';
import { includesOf, type Include } from '#requirements/includes.js';
import type { RequirementEntry, RequirementsDocument } from '#requirements/types.js';
import { couldMean, reaches, type FileUse, type FileUses } from '#services/file-uses.js';
import { pythonOf } from '#services/pythons.js';
import type { Read } from '#text/read.js';
import type { ImagePython, Images, Requirement, RequirementsFile } from './requirement.js';

export interface RequirementSource {
  readonly document: RequirementsDocument;
  readonly entry: RequirementEntry;
}

const sources = new WeakMap<Requirement, RequirementSource>();

export function sourceOfRequirement(requirement: Requirement): RequirementSource | null {
  return sources.get(requirement) ?? null;
}

/** Every requirement of the workspace as rules see it. */
export function requirementSubjects(snapshot: Snapshot, uses: FileUses, models: readonly DockerfileModel[]): readonly Requirement[] {
  const documents = requirementsOf(snapshot);
  const included = includeKinds(documents);
  const compiled = compiledFiles(documents);
  return documents.flatMap((document) => {
    if (isConstraints(document.path, uses, included)) return [];
    const file = fileSubject(document, compiled.get(document.path) ?? []);
    const images = imagesOf(document.path, uses, models);
    return document.entries.flatMap((entry) => (entry.kind === 'requirement' ? [requirementSubject(document, entry, file, images)] : []));
  });
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

function requirementSubject(document: RequirementsDocument, entry: RequirementEntry, file: RequirementsFile, images: Images): Requirement {
  const { requirement, name, hashes, lines } = entry;
  const subject: Requirement = {
    kind: 'requirement',
    name,
    written: entry.joined,
    extras: requirement.extras,
    specifiers: requirement.specifiers.map(({ operator, version }) => `${operator}${version}`).join(','),
    marker: requirement.marker,
    hashed: hashes.length > 0,
    at: { path: document.path, line: lines.first },
    file,
    images,
  };
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

function imagesOf(file: string, uses: FileUses, models: readonly DockerfileModel[]): Images {
  const installs = (uses.byFile.get(file) ?? []).filter(({ kind }) => kind === 'requirement');
  const names = [...new Set(installs.map(({ model }) => model.document.path))];
  let pythons: Answer<readonly ImagePython[]> | null = null;
  let aside: Answer<readonly Place[]> | null = null;
  return {
    names,
    pythons: () => ask((pythons ??= pythonsOf(file, installs, doubtsAbout(file, uses, models)))),
    installedAside: () => ask((aside ??= asideOf(installs))),
  };
}

/** What may install a file besides the installs that were followed back to it. */
function doubtsAbout(file: string, uses: FileUses, models: readonly DockerfileModel[]): readonly string[] {
  const lost = uses.lost.filter((one) => couldMean(one, file, uses)).map(({ because, model }) => `${model.document.path}: ${because}`);
  const unread = models
    .filter((model) => model.installs.some((stage) => stage.some(({ ok }) => !ok)) && reaches(model, file, uses))
    .flatMap((model) => model.installs.flat().flatMap((one) => doubtOf(model, one)));
  return [...lost, ...unread];
}

/** Why the installs of an instruction are not all known. */
function doubtOf(model: DockerfileModel, installs: Read<Installs>): readonly string[] {
  const reason = installs.ok ? installs.value.doubt : installs.reason;
  return reason === null ? [] : [`${model.document.path}: ${reason}`];
}

/**
 * The Python of every install of a file. Where some are told and others not, the others are taken for
 * the like: the same lines are installed by both. Where none is told, the answer is incomplete.
 */
function pythonsOf(file: string, installs: readonly FileUse[], doubts: readonly string[]): Answer<readonly ImagePython[]> {
  const answers = installs.map(({ model, install }) => pythonOf(model, install));
  const value = installs.map(({ model, install }, index): ImagePython => ({
    image: model.document.path,
    version: answers[index]?.value ?? null,
    at: { path: model.document.path, line: install.instruction.lines.first },
  }));
  const evidence = unique(answers.flatMap((answer) => answer.evidence));
  if (installs.length === 0) return incomplete(value, doubts[0] ?? `no Dockerfile was found to install ${file}`, evidence);
  const open = answers.find(({ complete }) => !complete);
  const told = value.filter(({ version }) => version !== null).map(({ version }) => version);
  if (open && told.length === 0) return incomplete(value, open.because, evidence);
  const [doubt] = [...(open ? [open.because] : []), ...doubts];
  if (doubt !== undefined) return assumed(value, `${doubt}; taken for a Python like the others (${[...new Set(told)].join(', ')})`, evidence);
  const guess = answers.find((answer) => answer.assumed)?.because ?? installs.find(({ assumption }) => assumption)?.assumption;
  if (guess) return assumed(value, guess, evidence);
  return known(value, `${file} is installed with Python ${[...new Set(told)].join(', ')}`, evidence);
}

function asideOf(installs: readonly FileUse[]): Answer<readonly Place[]> {
  const places = installs.flatMap(({ model, install }) => {
    const { call } = install;
    const words = [...call.globalOptions, ...call.arguments];
    const target = optionValues(words, ['-t', '--target']).length > 0 || hasFlag(words, '--prefix');
    return target ? [{ path: model.document.path, line: install.instruction.lines.first }] : [];
  });
  return known(places, places.length === 0 ? 'every install goes to site-packages, behind the standard library' : 'installed with --target or --prefix');
}

function unique<T extends { readonly text: string; readonly path: string | null; readonly line: number | null }>(rows: readonly T[]): readonly T[] {
  return [...new Map(rows.map((one) => [`${one.text}\0${one.path}\0${one.line}`, one])).values()];
}
