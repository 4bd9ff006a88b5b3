import type { Place } from '#answer/answer.js';
import { runParts, type RunCommand } from '#dockerfile/run.js';
import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';
import type { ContextTree } from '#files/context-tree.js';
import { projectAt, requirementsAt, type Snapshot } from '#files/snapshot.js';
import { managerCall } from '#image/installs/calls.js';
import type { Command, ImageModel } from '#image/image.js';
import type { InstallInput, ResolvedInstall } from '#image/installs/resolved-install.js';
import { runFactsOf } from '#image/run/run-facts.js';
import type { SystemCall } from '#image/run/system-calls.js';
import { projectsAsked } from '#needs/asked/project-uses.js';
import type { RequirementsDocument } from '#requirements/types.js';
import { resolveIncludes } from '#requirements/includes.js';
import type { Aspect } from '#rule/types.js';
import { remembered } from '#text/remembered.js';
import { cacheOptions, isCache, isHousekeeping } from './housekeeping.js';

/**
 * What an image asks for, in words that can be compared before and after a fix. Nothing that a fix
 * leaves as it is may differ in it; what differs must be declared.
 */
export interface Asked {
  /** Distributions asked for by name, with the text of each line: versions, extras, markers. */
  readonly requirements: ReadonlyMap<string, string>;
  /** Packages of the system that are asked for by name, with the manager: `apt curl`. */
  readonly system: ReadonlySet<string>;
  /** What the image itself holds of both, and not only a stage on its way: `apt curl`, `python flask`. */
  readonly shipped: ReadonlySet<string>;
  /** What comes from the workspace, from stages, from here-documents, and what is taken away: in order, by path of the image. */
  readonly files: readonly FileRow[];
  readonly aspects: ReadonlyMap<Aspect, string>;
  /** What a COPY can take; null where that is not known. */
  readonly context: ContextTree | null;
  /** How much of it is not understood. */
  readonly opaque: number;
}

/** What an image asks for. Worked out once for each image and state of the requirements files. */
export function askedOf(image: ImageModel, snapshot: Snapshot): Asked {
  const own = ownPart(image);
  const requirements = new Map<string, string>();
  const indexes: string[] = [];
  const shipped = new Set(own.shippedSystem);
  for (const { inputs, ships } of image.installs) {
    const add = (name: string, text: string): void => {
      requirements.set(name, text);
      if (ships) shipped.add(ofPython(name));
    };
    for (const input of inputs) addInput(snapshot, input, add, indexes);
  }
  const { rows, paths } = projectsAsked(image, snapshot);
  // Two projects may ask for one distribution: each for itself.
  for (const { name, at, written } of rows) requirements.set(`${name} in ${at.path}`, [written, ...sourcesAt(snapshot, at, name)].join(' from '));
  indexes.push(...paths.flatMap((path) => projectIndexes(snapshot, path) ?? []));
  const index = [own.index, ...indexes].join('\n');
  return { ...own, requirements, shipped, aspects: new Map([...own.aspects, ['index', index]]) };
}

/** Names that are remembered at most. */
const MOST_KEPT = 50_000;
const ofPython = remembered((name) => `python ${name}`, MOST_KEPT);

export interface FileRow {
  readonly path: string;
  readonly text: string;
  /** Of what comes from the build context: where it lies in the workspace, and how many files that is. */
  readonly taken?: { readonly source: string; readonly files: number; readonly owner: string | null };
}

type OwnPart = Pick<Asked, 'system' | 'aspects' | 'opaque' | 'files' | 'context'> & { readonly index: string; readonly shippedSystem: readonly string[] };

const parts = new WeakMap<ImageModel, OwnPart>();

/** What the Dockerfile and its context alone decide. */
function ownPart(image: ImageModel): OwnPart {
  const known = parts.get(image);
  if (known) return known;
  const commands: string[] = [];
  const caches: string[] = [];
  const recommends: string[] = [];
  const system = new Set<string>();
  const shippedSystem: string[] = [];
  for (const { instruction, stage } of neededInstructions(image)) {
    if (instruction.keyword !== 'RUN') continue;
    for (const { kind, text } of runLines(image.dockerfile.document, instruction)) {
      (kind === 'cache' ? caches : commands).push(`${stage} ${text}`);
    }
  }
  for (const { call, stage } of systemCalls(image)) {
    for (const { name } of call.packages) {
      if (call.action === 'install') system.add(`${call.manager} ${name}`);
      if (call.action === 'install' && image.chain.includes(stage)) shippedSystem.push(`${call.manager} ${name}`);
      if (call.action === 'remove') system.add(`${call.manager} -${name}`);
    }
    if (call.action === 'install' && call.recommends === true) recommends.push(call.packages.map(({ name }) => name).join(' '));
  }
  const part: OwnPart = {
    system,
    shippedSystem,
    files: fileRows(image),
    context: image.context,
    opaque: image.opaque.length + image.installs.filter(({ unresolved }) => unresolved !== null).length,
    index: image.installs.flatMap(({ indexes }) => indexes).join('\n'),
    aspects: new Map<Aspect, string>([
      ['base', JSON.stringify(image.base)],
      ['user', String(image.end.user)],
      ['environment', JSON.stringify([...image.environment].filter(([name]) => name !== 'PATH').toSorted(([a], [b]) => (a < b ? -1 : 1)))],
      ['path', image.environment.get('PATH') ?? ''],
      ['files', String(image.end.workdir)],
      ['entry', entryText(image)],
      ['healthcheck', JSON.stringify(commandWords(image.entry.healthcheck))],
      ['commands', [...commands, ...image.installs.map(installText)].join('\n')],
      ['caches', caches.join('\n')],
      ['recommends', recommends.join('\n')],
    ]),
  };
  parts.set(image, part);
  return part;
}

function neededInstructions(image: ImageModel): readonly { readonly instruction: Instruction; readonly stage: number }[] {
  return [...image.needed]
    .toSorted((a, b) => a - b)
    .flatMap((stage) => (image.dockerfile.stages[stage]?.stage.instructions ?? []).map((instruction) => ({ instruction, stage })));
}

function systemCalls({ needed, dockerfile }: ImageModel): readonly { readonly call: SystemCall; readonly stage: number }[] {
  const { document, stages } = dockerfile;
  return [...needed].flatMap((stage) =>
    (stages[stage]?.stage.instructions ?? []).flatMap((_, at) => {
      const facts = runFactsOf(document, stages, stage, at);
      return facts.ok ? facts.value.system.map((call) => ({ call, stage })) : [];
    }),
  );
}

interface RunLine {
  readonly kind: 'command' | 'cache';
  readonly text: string;
}

const lines = new WeakMap<Instruction, readonly RunLine[]>();

/**
 * The commands of a RUN one by one, so that it does not matter which RUN holds them. Installs are told
 * apart: what they ask for is compared by name. `&&` says nothing here: a RUN that fails stops the build
 * just as well.
 */
function runLines(document: DockerfileDocument, instruction: Instruction): readonly RunLine[] {
  const known = lines.get(instruction);
  if (known) return known;
  const parts = runParts(document, instruction);
  const flags = instruction.flags.map(({ name, value }) => `--${name}=${value}`).join(' ');
  const found: readonly RunLine[] = parts.ok
    ? parts.value.commands.map((command) => runLine(command, flags))
    : [{ kind: 'command', text: instruction.joined }];
  lines.set(instruction, found);
  return found;
}

function runLine({ command }: RunCommand, flags: string): RunLine {
  // `/var/lib/apt/lists/*`: no value, but no secret either.
  const words = command.words.map(({ value, text }) => value ?? (/[$`]/.test(text) ? null : text));
  if (isHousekeeping(words)) return { kind: 'cache', text: words.join(' ') };
  const conditions = command.conditions.filter(({ kind }) => kind !== 'and').map((condition) => ('text' in condition ? `${condition.kind} ${condition.text}` : condition.kind));
  const assignments = command.assignments.map(({ name, value }) => `${name}=${value}`);
  const redirects = command.redirects.map(({ operator, target }) => `${operator}${target}`);
  const call = managerCall(words);
  const program = isSystemProgram(words[0] ?? null) ? `${words[0]} ${words.find((word, at) => at > 0 && word !== null && !word.startsWith('-'))}` : null;
  const text = call ? `${call.manager} ${call.subcommand}` : (program ?? wordsOf(command.words, words[0] ?? null));
  return { kind: 'command', text: [flags, ...conditions, ...assignments, text, ...redirects, command.pipe].join(' | ') };
}

/** A program that a variable names may be pip: what becomes of its cache is told with the install that it is. */
function wordsOf(written: readonly { readonly text: string }[], program: string | null): string {
  const off = program === null ? cacheOptions('pip') : [];
  return written.flatMap(({ text }) => (off.includes(text) ? [] : text)).join(' ');
}

function isSystemProgram(word: string | null): boolean {
  return word !== null && /(?:^|\/)(?:apt|apt-get|aptitude|apk|dnf|microdnf|yum|zypper|pacman)$/.test(word);
}

/** Options that neither name packages, nor indexes, nor files, nor say what becomes of a cache. */
function installText({ install, into, runs, inputs }: ResolvedInstall): string {
  const { call } = install;
  const caches = cacheOptions(call.manager);
  const options = [...call.globalOptions, ...call.arguments].filter(
    (word) => word !== null && word.startsWith('-') && !caches.includes(word.split('=')[0] ?? '') && !INPUT_OPTIONS.test(word),
  );
  const projects = inputs.flatMap((input) => (input.kind === 'project' ? [input] : []));
  return JSON.stringify([call.manager, call.subcommand, options, into, runs, projects]);
}

const INPUT_OPTIONS = /^(?:-[rcef]|-i|--(?:requirements?|constraints?|editable|find-links|(?:extra-)?index-url|index|default-index|no-index))(?:=|$|(?<=^-[rcefi]).)/;

function fileRows({ layers }: ImageModel): readonly FileRow[] {
  return layers.flatMap(({ contents }) =>
    contents.flatMap((content): readonly FileRow[] => {
      switch (content.kind) {
        case 'workspace':
          return [{ path: content.target, text: `${content.source} -> ${content.target} (${content.files}, ${content.owner})`, taken: { source: content.source === '.' ? '' : content.source, files: content.files, owner: content.owner } }];
        case 'stage':
          return [{ path: content.target, text: `${content.from}: ${content.source} -> ${content.target}` }];
        case 'heredoc':
          return [{ path: content.target, text: `heredoc -> ${content.target}` }];
        case 'archive':
          return [{ path: content.target, text: `${content.source} unpacked -> ${content.target}` }];
        case 'removal':
          return content.paths.filter((path) => !isCache(path)).map((path) => ({ path, text: `removes ${path}` }));
        default:
          return [];
      }
    }),
  );
}

function entryText({ entry, ports, volumes }: ImageModel): string {
  return JSON.stringify([commandWords(entry.entrypoint), commandWords(entry.command), ports, volumes]);
}

function commandWords(command: Command | 'none' | null): unknown {
  return command === null || command === 'none' ? command : [command.form, command.words, command.shell];
}

function addInput(snapshot: Snapshot, input: InstallInput, add: (name: string, text: string) => void, indexes: string[]): void {
  switch (input.kind) {
    case 'inline':
      add(input.name, input.written);
      break;
    case 'archive':
      add(input.name ?? input.written, input.written);
      break;
    case 'wheels':
      for (const inner of input.from) addInput(snapshot, inner, add, indexes);
      break;
    case 'project':
      add(`project ${input.path}`, input.path);
      break;
    case 'file': {
      const { role } = input;
      const listed = listedIn(snapshot, input.path, role);
      for (const [name, text] of listed.requirements) add(name, text);
      if (listed.options !== '') indexes.push(listed.options);
    }
  }
}

/** Where a project's tools look beside the usual index; null: nowhere. */
function projectIndexes(snapshot: Snapshot, path: string): string | null {
  const project = projectAt(snapshot, path)?.project;
  if (!project) return null;
  const indexes = project.indexes.map(({ name, url, isDefault, explicit }) => `${name} ${url} ${isDefault} ${explicit}`);
  return indexes.length === 0 ? null : [path, ...indexes].join('\n');
}

/** Where a project takes one of its requirements from, if not from the usual index. */
function sourcesAt(snapshot: Snapshot, { path, line }: Place, name: string): readonly string[] {
  const one = projectAt(snapshot, path)?.project.requirements.find((other) => other.line === line && other.name === name);
  return one?.sources.map(({ kind, target }) => `${kind} ${target}`) ?? [];
}

interface Listed {
  readonly requirements: ReadonlyMap<string, string>;
  readonly options: string;
}

/** What a requirements file asks for, with all that it includes. Constraints ask for nothing, but decide versions. */
function listedIn(snapshot: Snapshot, path: string, role: 'requirement' | 'constraint'): Listed {
  const start = requirementsAt(snapshot, path);
  const { documents } = start ? resolveIncludes(start, (other) => requirementsAt(snapshot, other), role) : { documents: [] };
  const each = documents.map(({ document, kind }) => listedBy(document, kind));
  const [only, second] = each;
  if (only && !second) return only;
  return { requirements: new Map(each.flatMap(({ requirements }) => [...requirements])), options: each.flatMap(({ options }) => options || []).join('\n') };
}

const listed = new WeakMap<RequirementsDocument, Map<string, Listed>>();

function listedBy(document: RequirementsDocument, role: 'requirement' | 'constraint'): Listed {
  const byRole = listed.get(document) ?? new Map<string, Listed>();
  listed.set(document, byRole);
  const known = byRole.get(role);
  if (known) return known;
  const requirements = new Map<string, string>();
  const options: string[] = [];
  for (const entry of document.entries) {
    const label = (name: string): string => (role === 'constraint' ? `constraint ${name}` : name);
    if (entry.kind === 'requirement') requirements.set(label(entry.name), entry.joined);
    if (entry.kind === 'local') requirements.set(label(entry.target), entry.joined);
    if (entry.kind === 'option') options.push(...entry.options.flatMap(({ name, value }) => (INCLUDES.has(name) ? [] : `${name}=${value}`)));
  }
  const found = { requirements, options: options.join('\n') };
  byRole.set(role, found);
  return found;
}

const INCLUDES: ReadonlySet<string> = new Set(['--requirement', '--constraint']);
