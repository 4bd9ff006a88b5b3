import { unheard } from '#answer/ledger.js';
import { projectRequirements } from '#files/project-requirements.js';
import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { hasFlag, optionValues } from '#image/installs/calls.js';
import type { InstallInput, ResolvedInstall } from '#image/installs/resolved-install.js';
import { askedInline } from '#needs/asked/asked-lines.js';
import { locatedFolder } from '#needs/asked/located.js';
import { projectAsked } from '#needs/asked/asked-projects.js';
import type { Sink } from '#needs/asked/sink.js';
import type { MarkerEnvironment } from '#pep/types.js';
import type { PythonProject } from '#pyproject/types.js';
import { shorten } from '#text/shorten.js';
import type { InstallRequest, Target } from '#sizes/types.js';
import { addConfiguredIndexes } from './image-pip-config.js';
import { addIndex, callIndexes } from './index-options.js';
import { addFile, foreignManager, requestSink, type Draft } from './lines.js';
import { pythonMarker } from './poetry-versions.js';
import { targetOf } from './target.js';

/**
 * What the installs of an image ask registries for, in order: those whose packages end up in it. An install that never
 * runs for this build asks for nothing; tools that live in environments of their own (pipx, `uv tool`) are not among them.
 */
export function requestsOf(image: ImageModel, snapshot: Snapshot): readonly InstallRequest[] {
  const own = new Set<string>();
  return image.installs.flatMap((install) => {
    if (!install.ships || install.runs.kind === 'never' || install.into.kind === 'tool') return [];
    return unheard(() => requestOf(image, snapshot, install, own));
  });
}

/** The requests of an image by the environment that they fill, each list in order. */
export function byEnvironment(requests: readonly InstallRequest[]): readonly (readonly InstallRequest[])[] {
  const found = new Map<string, InstallRequest[]>();
  for (const request of requests) {
    const key = request.environment ?? '';
    found.set(key, [...(found.get(key) ?? []), request]);
  }
  return [...found.values()];
}

function requestOf(image: ImageModel, snapshot: Snapshot, install: ResolvedInstall, own: Set<string>): InstallRequest {
  const { target, assumed } = targetOf(image, install);
  const words = [...install.install.call.globalOptions, ...install.install.call.arguments];
  const draft: Draft = { lines: new Map(), constraints: new Set(), left: [], indexes: callIndexes(install), own, pythons: new Map(), manager: install.install.call.manager, prereleases: prereleases(install, words) };
  const sink = requestSink(snapshot, markersOf(target), draft, (written) => locatedFolder(image, install, written));
  for (const input of install.inputs) addInput(sink, draft, input, install);
  if (install.unresolved !== null) draft.left.push({ what: `${install.install.call.manager} ${install.install.call.subcommand}`, reason: install.unresolved, at: install.at });
  if (install.doubt !== null) draft.left.push({ what: `${install.install.call.manager} ${install.install.call.subcommand}`, reason: install.doubt, at: install.at });
  addConfiguredIndexes(image, snapshot, install, draft.indexes);
  for (const { what, reason } of draft.indexes.refused) draft.left.push({ what: shorten(withoutCredentials(what)), reason, at: install.at });
  const { index, extra, findLinks, noIndex, choice } = draft.indexes;
  const conditional = install.runs.kind === 'if' ? [`it runs where ${shorten(install.runs.condition)}`] : [];
  return {
    at: install.at,
    manager: install.install.call.manager,
    // What an earlier install, or this one, takes from a folder of the workspace is there already.
    lines: [...draft.lines.values()].filter(({ name }) => !own.has(name)),
    constraints: [...draft.constraints],
    indexes: { index, extra, findLinks, noIndex, choice },
    target,
    prereleases: draft.prereleases,
    // `uv pip sync` installs what the file lists, and nothing that it requires.
    dependencies: !hasFlag(words, '--no-deps') && !hasFlag(words, '--no-dependencies') && install.install.call.subcommand !== 'pip sync',
    lock: locksOf(install)[0] ?? null,
    left: draft.left,
    environment: environmentKey(install),
    installed: installedBefore(install, words),
    assumed: [...assumed, ...conditional],
  };
}

function addInput(sink: Sink, draft: Draft, input: InstallInput, install: ResolvedInstall): void {
  const foreign = foreignManager(install);
  switch (input.kind) {
    case 'file':
      return addFile(sink, draft, input.path, input.role, input.at);
    case 'inline':
      // `uv pip sync requirements.txt`: its words are files, which are inputs of their own.
      if (install.install.call.subcommand.endsWith('sync')) return;
      if (foreign !== null) return void draft.left.push({ what: input.name, reason: foreign, at: input.at });
      for (const asked of askedInline(input, sink.environment, install)) sink.add(asked);
      return;
    case 'archive':
      return void draft.left.push({ what: shorten(withoutCredentials(input.name ?? input.written)), reason: archiveReason(input.written), at: input.at });
    case 'wheels':
      for (const inner of input.from) addInput(sink, draft, inner, install);
      return;
    case 'project':
      addProjectSettings(sink.snapshot, draft, input.path);
      projectAsked(sink, input, install);
  }
}

/** Addresses may hold a name and a password: what a person sees never does. */
function withoutCredentials(text: string): string {
  return text.replace(/(\w+:\/\/)[^/@\s]*@/g, '$1');
}

function archiveReason(written: string): string {
  if (/^(?:git|hg|svn|bzr)\+/.test(written)) return 'from a version control system, which no registry tells of';
  return written.includes('://') ? 'from an address of its own, which no registry tells of' : 'an archive, which no registry tells of';
}

/**
 * What a project's own file says beside its requirements: indexes (`[[tool.uv.index]]`, Poetry's sources, the Pipfile's), and for which
 * Python Poetry takes what.
 */
function addProjectSettings(snapshot: Snapshot, draft: Draft, path: string): void {
  const text = snapshot.text(path);
  const found = text === null ? null : projectRequirements(path, text);
  if (!found?.ok) return;
  const project: PythonProject = found.value;
  for (const { line, name, python } of project.requirements) {
    const marker = python === null ? null : pythonMarker(python);
    if (marker !== null) draft.pythons.set(`${path}:${line} ${name}`, marker);
  }
  const named = new Set(project.requirements.flatMap(({ sources }) => sources.flatMap(({ kind, target }) => (kind === 'index' ? target : []))));
  for (const { name, url, isDefault, explicit } of project.indexes) {
    if (explicit && (name === null || !named.has(name))) continue;
    // An index that only some packages are taken from: the best version of all comes closest to that.
    if (explicit) draft.indexes.choice = 'best-version';
    addIndex(draft.indexes, url, isDefault ? 'index' : 'extra');
  }
}

function locksOf({ inputs }: ResolvedInstall): readonly string[] {
  return inputs.flatMap((input) => (input.kind === 'project' && input.lock !== null ? input.lock : []));
}

const environments = new Map<string, MarkerEnvironment>();

/** What PEP 508 markers see, as far as the target tells. Equal targets are given the very same value, by which lines and closures are kept. */
export function markersOf({ python, patch, arch }: Target): MarkerEnvironment {
  const key = `${arch} ${python ?? ''} ${patch ?? ''}`;
  const known = environments.get(key);
  if (known) return known;
  const system = { os_name: 'posix', sys_platform: 'linux', platform_system: 'Linux', platform_python_implementation: 'CPython', implementation_name: 'cpython', platform_machine: arch };
  const made = python === null ? system : { ...system, python_version: python, ...(patch === undefined ? {} : { python_full_version: `${python}.${patch}` }) };
  environments.set(key, made);
  return made;
}

function prereleases({ install }: ResolvedInstall, words: readonly (string | null)[]): boolean {
  if (hasFlag(words, '--pre') || optionValues(words, ['--prerelease']).includes('allow')) return true;
  const variable = install.call.manager === 'pip' ? install.variable('PIP_PRE') : null;
  return typeof variable === 'string' && /^(?:1|true|yes|on|y|t)$/i.test(variable);
}

/** What ships from several stages into the same place lies there together in the end. */
function environmentKey({ install, into }: ResolvedInstall): string {
  if (into.kind === 'system') return 'system';
  return `${into.kind} ${into.path ?? `of stage ${install.stage}`}`;
}

/** notes on each option: https://pip.pypa.io/en/stable/cli/pip_install/, https://docs.astral.sh/uv/reference/cli/#uv-pip-install. */
function installedBefore({ install, into }: ResolvedInstall, words: readonly (string | null)[]): NonNullable<InstallRequest['installed']> {
  const { manager, subcommand } = install.call;
  const replacing = ['--force-reinstall', '--ignore-installed', '-I', '--reinstall'];
  if (replacing.some((name) => hasFlag(words, name)) || into.kind === 'target' || into.kind === 'none') return 'replaced';
  if (hasFlag(words, '--exact') || (subcommand.endsWith('sync') && manager !== 'pipenv' && !hasFlag(words, '--inexact'))) return 'exact';
  const upgrade = hasFlag(words, '--upgrade') || hasFlag(words, '-U') || words.some((word) => word !== null && /^-[a-zA-Z]*U[a-zA-Z]*$/.test(word));
  if (!upgrade) return 'kept';
  return manager === 'uv' || optionValues(words, ['--upgrade-strategy']).includes('eager') ? 'replaced' : 'upgraded';
}
