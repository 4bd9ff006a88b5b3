import { posix } from 'node:path';
import { openTree } from '#files/tree.js';
import { loadWorkspace } from '#files/load.js';
import type { Build } from '#image/build.js';
import { evaluate } from '#image/evaluate.js';
import { fileAt, imageFiles } from '#image/files/files.js';
import type { Command, ImageModel } from '#image/image.js';
import type { InstallInput, ResolvedInstall } from '#image/installs/resolved-install.js';
import { nodeIo } from '#io/node.js';
import { baseImage } from '#knowledge/index.js';
import { projectRequirements } from '#files/project-requirements.js';
import { requirementsAt, type Snapshot } from '#files/snapshot.js';
import { evaluateMarker } from '#pep/marker.js';
import { normalizeName } from '#pep/name.js';
import { includesOf } from '#requirements/includes.js';
import type { Facts } from './facts.js';
import type { ImageCase } from './image-cases.js';

/**
 * What slimify's image model says of a build, from the workspace alone. Null: there is no model to
 * ask, and what a person wrote down (facts.json) is compared instead.
 */
export async function modelFacts(one: ImageCase): Promise<Facts | null> {
  const tree = openTree(nodeIo, one.workspace);
  const { snapshot } = loadWorkspace(nodeIo, { ...tree, git: null }, { selects: () => true });
  const image = evaluate(buildOf(one), { snapshot, baseEnvironment: (reference) => baseImage(reference).value?.environment ?? {} });
  return image.ok ? factsOf(image.value, snapshot) : null;
}

function buildOf({ name, context, dockerfile, target, args }: ImageCase): Build {
  const path = context === '.' ? '' : context;
  return {
    id: name,
    dockerfile,
    context: { kind: 'folder', path, because: 'build.json', others: [] },
    target,
    args: new Map(Object.entries(args)),
    contexts: new Map(),
    readFrom: [],
    problems: [],
  };
}

function factsOf(image: ImageModel, snapshot: Snapshot): Facts {
  const installs: readonly ResolvedInstall[] = image.installs.filter(({ ships, runs }) => ships && runs.kind !== 'never');
  return {
    files: imageFiles(image).files.map(({ path }) => path),
    unpacked: image.layers.flatMap(({ contents }) => contents.flatMap((content) => (content.kind === 'archive' ? content.target : []))),
    environment: Object.fromEntries([...image.environment].filter(([name, value]) => ownEnvironment(image)[name] !== value)),
    user: image.end.user ?? 'root',
    workdir: image.end.workdir ?? '',
    entrypoint: wordsOf(image.entry.entrypoint),
    cmd: wordsOf(image.entry.command) ?? inheritedCommand(image),
    distributions: [...new Set(installs.flatMap(({ inputs, install }) => inputs.flatMap((input) => namesOf({ image, snapshot, folder: install.folder }, input))))],
    unknown: installs.filter(({ unresolved, runs }) => unresolved !== null || runs.kind === 'if').map(({ at }) => `distributions of line ${at.line}`),
  };
}

/** What the base image sets. */
function ownEnvironment({ base }: ImageModel): Readonly<Record<string, string>> {
  return base.kind === 'image' ? (baseImage(base.reference).value?.environment ?? {}) : {};
}

/** As Docker keeps it: the shell form is a word behind the shell. */
function wordsOf(command: Command | null): readonly string[] | null {
  if (command === null || command.words.length === 0) return null;
  return [...(command.shell ?? []), ...command.words];
}

/** Where the Dockerfile has neither, the base image's own: Python's images start the interpreter. */
function inheritedCommand({ base, entry }: ImageModel): readonly string[] | null {
  if (entry.entrypoint !== null || base.kind !== 'image') return null;
  if (base.reference.startsWith('python:')) return ['python3'];
  return base.reference.startsWith('debian:') ? ['bash'] : null;
}

interface Place {
  readonly image: ImageModel;
  readonly snapshot: Snapshot;
  /** The folder that the install runs in: pip takes local paths from there. */
  readonly folder: string | null;
}

function namesOf(place: Place, input: InstallInput): readonly string[] {
  switch (input.kind) {
    case 'inline':
      return [pinned(input.name, input.written)];
    case 'archive':
      return input.name === null ? [] : [input.name];
    case 'wheels':
      return input.from.flatMap((one) => namesOf(place, one));
    case 'project':
      return namesOfProject(place.snapshot, input.path);
    case 'file':
      return input.role === 'constraint' ? [] : listed(place, input.path, new Set());
  }
}

/** What the images of the suite run on. */
const LINUX = { sys_platform: 'linux', platform_system: 'Linux', os_name: 'posix', python_version: '3.11', python_full_version: '3.11.2' };

function namesOfProject(snapshot: Snapshot, path: string): readonly string[] {
  const project = projectRequirements(path, snapshot.text(path) ?? '');
  if (!project?.ok) return [];
  const { name, requirements } = project.value;
  return [...(name === null ? [] : [normalizeName(name.text)]), ...requirements.filter(({ group }) => group === null).map((one) => pinned(one.name, one.written))];
}

/** A folder of the image that a line names: the project that the workspace put there. */
function namesOfFolder({ image, snapshot, folder }: Place, target: string): readonly string[] {
  for (const file of ['pyproject.toml', 'setup.py']) {
    const origin = fileAt(image, posix.resolve(folder ?? '/', target, file));
    if (origin.kind === 'workspace') return namesOfProject(snapshot, origin.path);
  }
  return [];
}

function listed(place: Place, path: string, seen: Set<string>): readonly string[] {
  const document = seen.has(path) ? null : requirementsAt(place.snapshot, path);
  seen.add(path);
  if (!document) return [];
  const own = document.entries.flatMap((entry) => {
    if (entry.kind === 'local') return namesOfFolder(place, entry.target);
    if (entry.kind !== 'requirement') return [];
    const { marker } = entry.requirement;
    const holds = marker === null ? null : evaluateMarker(marker, LINUX);
    return holds?.ok && holds.value === false ? [] : pinned(entry.name, entry.joined);
  });
  return [...own, ...includesOf(document).flatMap((include) => (include.where === 'inside' && include.kind === 'requirement' ? listed(place, include.path, seen) : []))];
}

/** A version that is pinned is what pip installs; any other is left open. */
function pinned(given: string, written: string): string {
  const name = normalizeName(given);
  const version = /==\s*([\w.]+)/.exec(written)?.[1];
  return version === undefined ? name : `${name}==${version}`;
}

