import { baseName, folderOf, isWithin } from '#text/paths.js';
import { hasFlag, optionValues, type ManagerCall, type Words } from './calls.js';
import { joinPath } from './carry.js';
import type { InstallCall } from './install-calls.js';
import { positionals } from './install-calls.js';
import type { Inputs } from './install-inputs.js';
import type { InstallInput } from './resolved-install.js';
import type { StepWord } from './run-walk.js';
import { whence, type InstallView } from './whence.js';

type Project = Extract<InstallInput, { kind: 'project' }>;
type Plan = Omit<Project, 'kind' | 'path' | 'lock'>;

/**
 * The inputs of calls that install a project and its lock (uv, poetry, pipenv, pdm, conda, pipx); null for a call that
 * names its requirements as pip does. `words`: how a requirement in a word is read. `exporting`: the call writes the
 * project's requirements to a file instead of installing them.
 */
export function projectInputs(view: InstallView, install: InstallCall, words: (words: readonly StepWord[]) => Inputs, exporting = false): Inputs | null {
  const { manager, subcommand } = install.call;
  switch (manager) {
    case 'uv':
      return uvInputs(view, install, words, exporting);
    case 'poetry':
      if (subcommand === 'add') return words(positionals(install.call, install.arguments));
      return subcommand === 'install' || subcommand === 'sync' || subcommand === 'update' || (exporting && subcommand === 'export')
        ? inFolder(view, install, optionsOf(install), ['-C', '--directory', '-P', '--project'], ['pyproject.toml'], ['poetry.lock'], poetryPlan(install.call))
        : null;
    case 'pdm':
      if (subcommand === 'add') return words(positionals(install.call, install.arguments));
      return subcommand === 'install' || subcommand === 'sync' || subcommand === 'update' || (exporting && subcommand === 'export')
        ? inFolder(view, install, optionsOf(install), ['-p', '--project'], ['pyproject.toml'], ['pdm.lock'], pdmPlan(install.call))
        : null;
    case 'pipenv':
      return pipenvInputs(view, install, words, exporting);
    case 'conda':
      return condaInputs(view, install, words);
    case 'pipx':
      return words(subcommand === 'inject' ? positionals(install.call, install.arguments).slice(1) : positionals(install.call, install.arguments));
    default:
      return null;
  }
}

function optionsOf({ call }: InstallCall): Words {
  return [...call.globalOptions, ...call.arguments];
}

function listed(values: readonly (string | null)[]): readonly string[] {
  return values.flatMap((value) => (value ?? '').split(/[,\s]+/).filter(Boolean));
}

function none(because: string): Inputs {
  return { inputs: [], missing: [because], doubts: [] };
}

function truthy(value: string | null | undefined): boolean {
  return value !== null && value !== undefined && /^(?:1|true|yes|on|t|y)$/i.test(value);
}

/** uv looks for pyproject.toml in the folder and above it (uv's project discovery), the lock lies at the workspace root. */
function uvInputs(view: InstallView, install: InstallCall, words: (words: readonly StepWord[]) => Inputs, exporting: boolean): Inputs | null {
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
    if (unknown && positionalUnknown(install, unknown)) return none(`what ${unknown.text.slice(0, 60)} stands for cannot be told`);
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
  if (start === null) return none('the folder that uv runs in cannot be told');
  const spot = { stage: install.stage, at: install.at, order: install.order };
  const plan: Plan = {
    extras: [...listed(optionValues(options, ['--extra'])), ...(hasFlag(options, '--all-extras') ? ['*'] : [])],
    groups: [...listed(optionValues(options, ['--group', '--only-group'])), ...(hasFlag(options, '--all-groups') ? ['*'] : []), ...(hasFlag(options, '--only-dev') || hasFlag(options, '--dev') ? ['dev'] : [])],
    withoutDev: ['--no-dev', '--no-default-groups', '--only-group'].some((flag) => hasFlag(options, flag)) || truthy(install.variable('UV_NO_DEV')) || truthy(install.variable('UV_NO_DEFAULT_GROUPS')),
    editable: !hasFlag(options, '--no-editable') && !hasFlag(options, '--no-install-project') && !truthy(install.variable('UV_NO_EDITABLE')),
  };
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
  return none(unknown ?? `no pyproject.toml of the workspace lies at ${start} or above it`);
}

function lockAbove(view: InstallView, install: InstallCall, from: string): string | null {
  const spot = { stage: install.stage, at: install.at, order: install.order };
  for (let folder = from; ; folder = folderOf(folder) || '/') {
    const origin = whence(view, spot, joinPath(folder, 'uv.lock'));
    if (origin.kind === 'workspace') return origin.path;
    if (folder === '/' || folder === '') return null;
  }
}

/** `--package x`: the member of the uv workspace that is called so. */
function memberOf(view: InstallView, root: string, name: string | null): string {
  if (name === null || view.tree === null) return root;
  const wanted = name.toLowerCase().replace(/[-_.]+/g, '-');
  const members = view.tree.paths.filter((path) => baseName(path) === 'pyproject.toml' && isWithin(path, folderOf(root))).slice(0, MAX_MEMBERS);
  const named = members.find((path) => /^\s*name\s*=\s*["']([^"']+)["']/m.exec(view.text(path) ?? '')?.[1]?.toLowerCase().replace(/[-_.]+/g, '-') === wanted);
  return named ?? root;
}

const MAX_MEMBERS = 2_000;

function startFolder(install: InstallCall, options: Words, names: readonly string[]): string | null {
  const [named] = optionValues(options, names);
  if (named === undefined) return install.folder;
  if (named === null) return null;
  return named.startsWith('/') ? named : install.folder === null ? null : joinPath(install.folder, named);
}

function poetryPlan({ arguments: words, globalOptions }: ManagerCall): Plan {
  const options = [...globalOptions, ...words];
  const only = listed(optionValues(options, ['--only']));
  const without = listed(optionValues(options, ['--without']));
  return {
    extras: [...listed(optionValues(options, ['-E', '--extras'])), ...(hasFlag(options, '--all-extras') ? ['*'] : [])],
    groups: [...listed(optionValues(options, ['--with'])), ...only.filter((group) => group !== 'main'), ...(hasFlag(options, '--all-groups') ? ['*'] : [])],
    withoutDev: only.length > 0 || without.includes('dev') || hasFlag(options, '--no-dev'),
    editable: !hasFlag(options, '--no-root') && only.length === 0,
  };
}

function pdmPlan({ arguments: words, globalOptions }: ManagerCall): Plan {
  const options = [...globalOptions, ...words];
  const groups = listed(optionValues(options, ['-G', '--group', '--with']));
  return {
    extras: [],
    groups: groups.map((group) => (group === ':all' ? '*' : group)),
    withoutDev: hasFlag(options, '--prod') || hasFlag(options, '--production') || hasFlag(options, '--no-dev'),
    editable: !hasFlag(options, '--no-editable') && !hasFlag(options, '--no-self'),
  };
}

function inFolder(
  view: InstallView, install: InstallCall, options: Words, names: readonly string[], files: readonly string[], locks: readonly string[], plan: Plan,
): Inputs {
  const folder = startFolder(install, options, names);
  if (folder === null) return none(`the folder that ${install.call.manager} runs in cannot be told`);
  const spot = { stage: install.stage, at: install.at, order: install.order };
  let unknown: string | null = null;
  // A lock alone tells the project as well: `pipenv sync`, `pipenv install --deploy`.
  for (const file of [...files, ...locks]) {
    const origin = whence(view, spot, joinPath(folder, file));
    if (origin.kind === 'workspace') {
      const lock = locks.flatMap((name) => {
        const found = whence(view, spot, joinPath(folder, name));
        return found.kind === 'workspace' ? found.path : [];
      })[0];
      const doubts = origin.changed === null ? [] : [`${origin.changed} changes ${origin.path}`];
      return { inputs: [{ kind: 'project', path: origin.path, lock: lock ?? null, ...plan }], missing: [], doubts };
    }
    if (origin.kind === 'download') return { inputs: [{ kind: 'archive', written: `git+${origin.download.urls[0] ?? '?'}`, name: null, at: { path: view.document.path, line: install.line } }], missing: [], doubts: [] };
    if (origin.kind === 'unknown') unknown ??= origin.because;
  }
  return none(unknown ?? `no ${files[0] ?? 'project'} of the workspace lies at ${folder}`);
}

function pipenvInputs(view: InstallView, install: InstallCall, words: (words: readonly StepWord[]) => Inputs, exporting: boolean): Inputs | null {
  const { subcommand } = install.call;
  const options = optionsOf(install);
  if (subcommand !== 'install' && subcommand !== 'sync' && subcommand !== 'update' && !(exporting && (subcommand === 'requirements' || subcommand === 'lock'))) return null;
  const named = subcommand === 'install' ? positionals(install.call, install.arguments) : [];
  if (named.length > 0) return words(named);
  const files = optionValues(options, ['-r', '--requirements']);
  if (files.length > 0 && !exporting) {
    const all = files.map((written): Inputs => {
      const path = written === null || install.folder === null ? null : joinPath(written.startsWith('/') ? '' : install.folder, written);
      const origin = path === null ? null : whence(view, { stage: install.stage, at: install.at, order: install.order }, path);
      if (origin?.kind !== 'workspace') return none(`nothing copies ${path ?? 'a requirements file'} from the workspace`);
      return { inputs: [{ kind: 'file', role: 'requirement', written: written ?? '', path: origin.path, at: { path: view.document.path, line: install.line } }], missing: [], doubts: [] };
    });
    return { inputs: all.flatMap(({ inputs }) => inputs), missing: all.flatMap(({ missing }) => missing), doubts: [] };
  }
  const plan: Plan = {
    extras: [],
    groups: [...listed(optionValues(options, ['--categories'])), ...(hasFlag(options, '--dev') || hasFlag(options, '-d') ? ['dev-packages'] : [])],
    withoutDev: !hasFlag(options, '--dev') && !hasFlag(options, '-d'),
    editable: false,
  };
  const pipfile = install.variable('PIPENV_PIPFILE');
  const at = typeof pipfile === 'string' && pipfile.startsWith('/') ? { ...install, folder: folderOf(pipfile) || '/' } : install;
  return inFolder(view, at, [], [], ['Pipfile'], ['Pipfile.lock'], plan);
}

/** conda installs packages by name, from files, or an environment that a YAML file describes. `-c` names channels. */
function condaInputs(view: InstallView, install: InstallCall, words: (words: readonly StepWord[]) => Inputs): Inputs | null {
  const { subcommand } = install.call;
  if (!/^(?:install|create|update|env create|env update)$/.test(subcommand)) return null;
  const options = optionsOf(install);
  const named = positionals(install.call, install.arguments).filter(({ value }) => !subcommand.startsWith('env ') || value === null || !/\.ya?ml$/.test(value));
  const files = optionValues(options, ['-f', '--file']);
  const positional = subcommand.startsWith('env ') ? positionals(install.call, install.arguments).flatMap(({ value }) => (value !== null && /\.ya?ml$/.test(value) ? value : [])) : [];
  const all = files.length + positional.length === 0 && subcommand.startsWith('env ') ? ['environment.yml', 'environment.yaml'] : [...files, ...positional];
  const wanted = files.length + positional.length === 0 ? all : [...files, ...positional];
  const found = wanted.map((written) => condaFile(view, install, written));
  const told = files.length + positional.length === 0 && found.some(({ inputs }) => inputs.length > 0) ? found.filter(({ inputs }) => inputs.length > 0).slice(0, 1) : files.length + positional.length === 0 ? found.slice(0, 1) : found;
  const inline = subcommand.startsWith('env ') ? { inputs: [], missing: [], doubts: [] } : words(named.map(withoutChannel));
  return {
    inputs: [...told.flatMap(({ inputs }) => inputs), ...inline.inputs],
    missing: [...told.flatMap(({ missing }) => missing), ...inline.missing],
    doubts: told.flatMap(({ doubts }) => doubts),
  };
}

/** `conda-forge::numpy=1.26`: the channel in front is no part of the requirement. */
function withoutChannel(word: StepWord): StepWord {
  const value = word.value?.replace(/^[\w./-]+::/, '') ?? null;
  return value === word.value ? word : { ...word, value, pattern: value };
}

function condaFile(view: InstallView, install: InstallCall, written: string | null): Inputs {
  if (written === null) return none('the name of an environment file cannot be told');
  if (install.folder === null && !written.startsWith('/')) return none(`the path of ${written} cannot be told`);
  if (written.includes('://')) return { inputs: [{ kind: 'archive', written, name: null, at: { path: view.document.path, line: install.line } }], missing: [], doubts: [] };
  const path = joinPath(written.startsWith('/') ? '' : (install.folder ?? ''), written);
  const origin = whence(view, { stage: install.stage, at: install.at, order: install.order }, path);
  if (origin.kind !== 'workspace') return none(origin.kind === 'unknown' ? `${path}: ${origin.because}` : `nothing copies ${path} from the workspace`);
  const doubts = origin.changed === null ? [] : [`${origin.changed} changes ${origin.path}`];
  if (!/\.ya?ml$/.test(path)) return { inputs: [{ kind: 'file', role: 'requirement', written, path: origin.path, at: { path: view.document.path, line: install.line } }], missing: [], doubts };
  const lock = /lock/.test(baseName(path)) ? origin.path : null;
  return { inputs: [{ kind: 'project', path: origin.path, extras: [], groups: [], withoutDev: false, editable: false, lock }], missing: [], doubts };
}
