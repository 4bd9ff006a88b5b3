import { normalizeName } from '#pep/name.js';
import { baseName, folderOf, isWithin } from '#text/paths.js';
import { hasFlag, optionValues, type Words } from './calls.js';
import { joinPath } from './carry.js';
import { missing, spotOf, type Inputs } from './inputs.js';
import { positionals, type InstallCall } from './install-calls.js';
import type { InstallView } from './install-view.js';
import { listed, optionsOf, startFolder, type Plan } from './project-folder.js';
import type { StepWord } from '#image/run/step.js';
import { whence } from './whence.js';

/** uv looks for pyproject.toml in the folder and above it (uv's project discovery), the lock lies at the workspace root. */
export function uvInputs(view: InstallView, install: InstallCall, words: (words: readonly StepWord[]) => Inputs, exporting: boolean): Inputs | null {
  const { subcommand } = install.call;
  const options = optionsOf(install);
  if (subcommand === 'tool install') {
    const named = words(positionals(install.call, install.arguments));
    const extra = listed(optionValues(options, ['--with'])).map((written): StepWord => ({ value: written, pattern: written, text: written, span: null, word: 0 }));
    const more = words(extra);
    return { inputs: [...named.inputs, ...more.inputs], missing: [...named.missing, ...more.missing], doubts: [] };
  }
  if (subcommand !== 'sync' && subcommand !== 'add' && !(exporting && subcommand === 'export')) return null;
  if (install.arguments.some(({ value }) => value === null)) {
    const unknown = install.arguments.find(({ value, text }) => value === null && !/^"?-/.test(text));
    if (unknown && positionalUnknown(install, unknown)) return missing(`what ${unknown.text.slice(0, 60)} stands for cannot be told`);
  }
  const project = uvProject(view, install, options);
  if (subcommand !== 'add') return project;
  const added = words(positionals(install.call, install.arguments));
  return { inputs: [...project.inputs, ...added.inputs], missing: [...project.missing, ...added.missing], doubts: project.doubts };
}

function positionalUnknown({ call, arguments: words }: InstallCall, word: StepWord): boolean {
  return positionals(call, words).includes(word);
}

function uvProject(view: InstallView, install: InstallCall, options: Words): Inputs {
  const start = startFolder(install, options, ['--directory', '--project']);
  if (start === null) return missing('the folder that uv runs in cannot be told');
  const spot = spotOf(install);
  const plan: Plan = { extras: [...listed(optionValues(options, ['--extra'])), ...(hasFlag(options, '--all-extras') ? ['*'] : [])], ...groupsOf(install, options), editable: installsItself(install, options) };
  let unknown: string | null = null;
  for (let folder = start; ; folder = folderOf(folder) || '/') {
    const origin = whence(view, spot, joinPath(folder, 'pyproject.toml'));
    if (origin.kind === 'workspace') {
      const lock = lockAbove(view, install, folder);
      const path = memberOf(view, origin.path, optionValues(options, ['--package'])[0] ?? null);
      const doubts = origin.changed === null ? [] : [`${origin.changed} changes ${origin.path}`];
      return { inputs: [{ kind: 'project', path, lock, ...plan }], missing: [], doubts };
    }
    if (origin.kind === 'download') return { inputs: [{ kind: 'archive', written: `git+${origin.download.urls[0] ?? '?'}`, name: null, at: { path: view.document.path, line: install.line } }], missing: [], doubts: [] };
    if (origin.kind === 'unknown') unknown ??= origin.because;
    if (folder === '/' || folder === '') break;
  }
  return missing(unknown ?? `no pyproject.toml of the workspace lies at ${start} or above it`);
}

/**
 * The groups that `uv sync` installs. `--no-group` and `--no-dev` win over all others; `--no-default-groups` leaves out
 * only what is not asked for by name (uv's reference of `uv sync`).
 */
function groupsOf(install: InstallCall, options: Words): Pick<Plan, 'groups' | 'withoutDev'> {
  const noDev = hasFlag(options, '--no-dev') || truthy(install.variable('UV_NO_DEV'));
  const refused = new Set([...listed(optionValues(options, ['--no-group'])), ...(noDev ? ['dev'] : [])]);
  const asked = [
    ...listed(optionValues(options, ['--group', '--only-group'])),
    ...(hasFlag(options, '--all-groups') ? ['*'] : []),
    ...(hasFlag(options, '--only-dev') || hasFlag(options, '--dev') ? ['dev'] : []),
  ];
  const groups = [...new Set(asked)].filter((group) => !refused.has(group));
  const noDefaults = ['--no-default-groups', '--only-group'].some((flag) => hasFlag(options, flag)) || truthy(install.variable('UV_NO_DEFAULT_GROUPS'));
  return { groups, withoutDev: refused.has('dev') || (noDefaults && !groups.includes('dev') && !groups.includes('*')) };
}

/** Whether the project itself is installed, and by a link to its folder: so uv does unless it is told otherwise. */
function installsItself(install: InstallCall, options: Words): boolean {
  const without = ['--no-editable', '--no-install-project', '--no-install-workspace', '--no-install-local', '--only-group', '--only-dev'];
  const unset = ['UV_NO_EDITABLE', 'UV_NO_INSTALL_PROJECT', 'UV_NO_INSTALL_WORKSPACE', 'UV_NO_INSTALL_LOCAL'];
  return !without.some((flag) => hasFlag(options, flag)) && !unset.some((name) => truthy(install.variable(name)));
}

function truthy(value: string | null | undefined): boolean {
  return value !== null && value !== undefined && /^(?:1|true|yes|on|t|y)$/i.test(value);
}

function lockAbove(view: InstallView, install: InstallCall, from: string): string | null {
  const spot = spotOf(install);
  for (let folder = from; ; folder = folderOf(folder) || '/') {
    const origin = whence(view, spot, joinPath(folder, 'uv.lock'));
    if (origin.kind === 'workspace') return origin.path;
    if (folder === '/' || folder === '') return null;
  }
}

/** `--package x`: the member of the uv workspace that is called so. */
function memberOf(view: InstallView, root: string, name: string | null): string {
  if (name === null || view.tree === null) return root;
  const wanted = normalizeName(name);
  const members = view.tree.paths.filter((path) => baseName(path) === 'pyproject.toml' && isWithin(path, folderOf(root))).slice(0, MAX_MEMBERS);
  const named = members.find((path) => {
    const written = /^\s*name\s*=\s*["']([^"']+)["']/m.exec(view.text(path) ?? '')?.[1];
    return written !== undefined && normalizeName(written) === wanted;
  });
  return named ?? root;
}

const MAX_MEMBERS = 2_000;
