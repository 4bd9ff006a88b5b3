import { folderOf } from '#text/paths.js';
import { hasFlag, optionValues } from './calls.js';
import { joinPath } from './carry.js';
import type { InstallCall } from './install-calls.js';
import type { Environment } from './resolved-install.js';
import type { StageModel } from './stages.js';
import { factsAt, type InstallView } from './whence.js';

/** Where a call puts what it installs, by its options, its program, and the variables that it sees. */
export function environmentOf(view: InstallView, install: InstallCall): Environment {
  const { manager, subcommand } = install.call;
  if (subcommand === 'wheel' || subcommand === 'download') return { kind: 'none', path: null };
  if (manager === 'conda') return condaEnvironment(view, install);
  if (manager === 'pipx' || subcommand === 'tool install') return { kind: 'tool', path: toolFolder(view, install) };
  if (manager === 'poetry' || manager === 'pdm') return projectEnvironment(view, install);
  if (manager === 'pipenv') return pipenvEnvironment(view, install);
  if (manager === 'uv' && !subcommand.startsWith('pip ')) return uvProjectEnvironment(view, install);
  return byOption(view, install) ?? byProgram(view, install) ?? active(view, install);
}

function words({ call }: InstallCall): readonly (string | null)[] {
  return [...call.globalOptions, ...call.arguments];
}

function told(install: InstallCall, name: string): string | null {
  const value = install.variable(name);
  return value === undefined || value === null || value === '' ? null : value;
}

function inFolder(install: InstallCall, path: string): string | null {
  return path.startsWith('/') ? path.replace(/(.)\/+$/, '$1') : install.folder === null ? null : joinPath(install.folder, path);
}

/** `--target`, `--prefix`, `--root`, `--user` and pip's variables of the same name. */
function byOption(view: InstallView, install: InstallCall): Environment | null {
  const pip = install.call.manager === 'pip';
  for (const [kind, names, variable] of [
    ['target', ['-t', '--target'], 'PIP_TARGET'],
    ['prefix', ['--prefix'], 'PIP_PREFIX'],
    ['prefix', ['--root'], 'PIP_ROOT'],
  ] as const) {
    const [value] = optionValues(words(install), names);
    const path = value === undefined ? (pip ? told(install, variable) : null) : value;
    if (value === undefined && path === null) continue;
    return { kind, path: path === null ? null : inFolder(install, path) };
  }
  if (pip && (hasFlag(words(install), '--user') || /^(?:1|true|yes|on)$/i.test(told(install, 'PIP_USER') ?? ''))) {
    return { kind: 'user', path: told(install, 'PYTHONUSERBASE') ?? homeFolder(view, install, '.local') };
  }
  const [python] = install.call.manager === 'uv' ? optionValues(words(install), ['--python', '-p']) : optionValues(words(install), ['--python']);
  const folder = /^(\/.+)\/bin\/[^/]+$/.exec(python ?? '')?.[1];
  if (folder !== undefined && !isSystem(folder)) return { kind: 'venv', path: folder };
  if (python !== undefined && python !== null && /^\/.+/.test(python) && !/\/bin\//.test(python)) return { kind: 'venv', path: python };
  return null;
}

/** The home of the user that the call runs as: of USER, or of whom a wrapper names; root's where nobody else is named. */
function homeFolder(view: InstallView, install: InstallCall, below: string): string {
  const user = install.user ?? view.models[install.stage]?.moments[install.at]?.user?.split(':')[0] ?? null;
  const home = install.user === null ? told(install, 'HOME') : null;
  return `${home ?? (user === null || user === 'root' || user === '0' ? '/root' : `/home/${user}`)}/${below}`;
}

function toolFolder(view: InstallView, install: InstallCall): string | null {
  if (install.call.manager === 'pipx') return told(install, 'PIPX_HOME') ?? homeFolder(view, install, '.local/share/pipx');
  return told(install, 'UV_TOOL_DIR') ?? homeFolder(view, install, '.local/share/uv/tools');
}

function isSystem(folder: string): boolean {
  return folder === '/usr' || folder === '/usr/local' || folder === '';
}

/** `/opt/venv/bin/pip`, `conda run -n env pip`. */
function byProgram(view: InstallView, install: InstallCall): Environment | null {
  const program = install.command.command.words[install.call.first]?.value ?? '';
  const folder = /^(.*)\/bin\/[^/]+$/.exec(program)?.[1];
  if (folder !== undefined && !isSystem(folder) && install.call.manager === 'pip') {
    const path = inFolder(install, folder);
    return { kind: path !== null && /conda|mamba/.test(path) && !madeVenvs(view).has(path) ? 'conda' : 'venv', path };
  }
  if (install.condaEnvironment !== null) return { kind: 'conda', path: condaPath(view, install, install.condaEnvironment) };
  return null;
}

/** What is active: VIRTUAL_ENV for uv, for pip the first `bin` of PATH that is one of an environment. */
function active(view: InstallView, install: InstallCall): Environment {
  const virtual = told(install, 'VIRTUAL_ENV');
  const venvs = madeVenvs(view);
  if (install.call.manager === 'uv') {
    const system = hasFlag(words(install), '--system') || /^(?:1|true|yes|on)$/i.test(told(install, 'UV_SYSTEM_PYTHON') ?? '');
    if (system) return inPath(view, install, venvs) ?? systemOf(view, install);
    if (virtual !== null) return { kind: 'venv', path: inFolder(install, virtual) };
    // uv takes `.venv` of the folder or one above where such an environment was made.
    for (let folder = install.folder; folder !== null; folder = folder === '/' ? null : folderOf(folder) || '/') {
      const path = joinPath(folder, '.venv');
      if (venvs.has(path)) return { kind: 'venv', path };
    }
    return inPath(view, install, venvs) ?? systemOf(view, install);
  }
  // `activate` puts its bin in front, so that pip is the environment's own.
  const path = inPath(view, install, venvs);
  if (path) return path;
  return virtual !== null && (install.variable('PATH') === undefined || venvs.has(virtual)) ? { kind: 'venv', path: inFolder(install, virtual) } : systemOf(view, install);
}

function inPath(view: InstallView, install: InstallCall, venvs: ReadonlySet<string>): Environment | null {
  for (const entry of (told(install, 'PATH') ?? '').split(':')) {
    const folder = /^(\/.+)\/bin\/?$/.exec(entry)?.[1];
    if (folder === undefined) continue;
    if (isSystem(folder)) return null;
    if (venvs.has(folder) || /(?:^|\/)\.?v?(?:virtual)?env[^/]*$/i.test(folder)) return { kind: 'venv', path: folder };
    if (/conda|mamba/.test(folder)) return { kind: 'conda', path: folder };
  }
  return view.models[install.stage] && condaBase(view, install.stage) ? { kind: 'conda', path: '/opt/conda' } : null;
}

/** The Python of the base image. Official images build it into /usr/local (docker-library/python), distributions into /usr. */
function systemOf(view: InstallView, { stage }: InstallCall): Environment {
  const reference = baseReference(view, stage);
  if (reference !== null && /(?:^|\/)(?:python|uv):|astral-sh\/uv/.test(`${reference}:`)) return { kind: 'system', path: '/usr/local' };
  if (reference !== null && /(?:^|\/)(?:debian|ubuntu|alpine|fedora|amazonlinux|centos|rockylinux|almalinux)(?::|$)|^nvidia\/cuda/.test(reference)) return { kind: 'system', path: '/usr' };
  return { kind: 'system', path: null };
}

export function baseReference({ models }: InstallView, stage: number): string | null {
  let model: StageModel | undefined = models[stage];
  while (model?.base.kind === 'stage') model = models[model.base.index];
  return model?.base.kind === 'image' ? model.base.reference : null;
}

function condaBase(view: InstallView, stage: number): boolean {
  return /conda|mamba/.test(baseReference(view, stage) ?? '');
}

function condaEnvironment(view: InstallView, install: InstallCall): Environment {
  const [prefix] = optionValues(words(install), ['-p', '--prefix']);
  if (prefix !== undefined) return { kind: 'conda', path: prefix === null ? null : inFolder(install, prefix) };
  const [name] = optionValues(words(install), ['-n', '--name']);
  if (name === null) return { kind: 'conda', path: null };
  // The name may stand in the environment file; then its path is the file's to tell.
  if (name === undefined && install.call.subcommand.startsWith('env ')) return { kind: 'conda', path: null };
  return { kind: 'conda', path: condaPath(view, install, name ?? install.condaEnvironment ?? 'base') };
}

/** The folder of a conda environment by its name; conda's images put conda into /opt/conda. */
function condaPath(view: InstallView, install: InstallCall, name: string): string | null {
  if (name.startsWith('/')) return name;
  const inPathOf = /(?:^|:)(\/[^:]*(?:conda|mamba)[^:/]*)\/bin/.exec(told(install, 'PATH') ?? '')?.[1];
  const root = told(install, 'MAMBA_ROOT_PREFIX') ?? told(install, 'CONDA_DIR') ?? inPathOf ?? (condaBase(view, install.stage) ? '/opt/conda' : null);
  return root === null ? null : name === 'base' ? root : `${root}/envs/${name}`;
}

function uvProjectEnvironment(view: InstallView, install: InstallCall): Environment {
  const named = told(install, 'UV_PROJECT_ENVIRONMENT');
  const start = optionValues(words(install), ['--directory', '--project'])[0] ?? install.folder;
  if (hasFlag(words(install), '--active')) {
    const virtual = told(install, 'VIRTUAL_ENV');
    if (virtual !== null) return { kind: 'venv', path: inFolder(install, virtual) };
  }
  if (named === null) {
    const folder = start === null ? null : inFolder(install, start);
    return { kind: 'venv', path: folder === null ? null : joinPath(folder, '.venv') };
  }
  const path = named.startsWith('/') ? named.replace(/(.)\/+$/, '$1') : start === null ? null : joinPath(start, named);
  return path !== null && isSystem(path) ? { kind: 'system', path } : { kind: path !== null && condaBase(view, install.stage) && path.startsWith('/opt/conda') ? 'conda' : 'venv', path };
}

/** poetry and pdm install into what is active, into `.venv` of the project, or a folder of their own with a name by chance. */
function projectEnvironment(view: InstallView, install: InstallCall): Environment {
  const { manager } = install.call;
  if (install.condaEnvironment !== null) return { kind: 'conda', path: condaPath(view, install, install.condaEnvironment) };
  const virtual = told(install, 'VIRTUAL_ENV');
  if (virtual !== null) return { kind: 'venv', path: inFolder(install, virtual) };
  const inPathNow = inPath(view, install, madeVenvs(view));
  if (inPathNow?.kind === 'venv') return inPathNow;
  if (manager === 'poetry') {
    const off = /^(?:0|false)$/i.test(told(install, 'POETRY_VIRTUALENVS_CREATE') ?? '') || configured(view, install, /virtualenvs\.create\s+(?:--local\s+)?false/);
    if (off) return inPathNow ?? systemOf(view, install);
    const inside = /^(?:1|true)$/i.test(told(install, 'POETRY_VIRTUALENVS_IN_PROJECT') ?? '') || configured(view, install, /virtualenvs\.in-project\s+(?:--local\s+)?true/);
    return { kind: 'venv', path: inside && install.folder !== null ? joinPath(install.folder, '.venv') : null };
  }
  const off = configured(view, install, /pdm\s+config\s+(?:\S+\s+)*(?:python\.use_venv|use_venv)\s+false/i);
  if (off) return { kind: 'target', path: install.folder === null ? null : joinPath(install.folder, '__pypackages__') };
  const start = optionValues(words(install), ['-p', '--project'])[0] ?? install.folder;
  return { kind: 'venv', path: start === null ? null : joinPath(inFolder(install, start) ?? '/', '.venv') };
}

/** Whether a command before the call says so; its stages and those below it. */
function configured({ document }: InstallView, install: InstallCall, pattern: RegExp): boolean {
  return document.instructions.some(({ keyword, index, joined }) => keyword === 'RUN' && index <= install.instruction.index && pattern.test(joined));
}

function pipenvEnvironment(view: InstallView, install: InstallCall): Environment {
  if (hasFlag(words(install), '--system')) return inPath(view, install, madeVenvs(view)) ?? systemOf(view, install);
  const virtual = told(install, 'VIRTUAL_ENV');
  if (virtual !== null) return { kind: 'venv', path: inFolder(install, virtual) };
  const inside = /^(?:1|true)$/i.test(told(install, 'PIPENV_VENV_IN_PROJECT') ?? '');
  return { kind: 'venv', path: inside && install.folder !== null ? joinPath(install.folder, '.venv') : null };
}

const venvs = new WeakMap<InstallView, ReadonlySet<string>>();

/** The virtual environments that any RUN of the file makes. */
function madeVenvs(view: InstallView): ReadonlySet<string> {
  const known = venvs.get(view);
  if (known) return known;
  const found = new Set<string>();
  for (const [stage, { stage: written }] of view.models.entries()) {
    for (const at of written.instructions.keys()) {
      const facts = factsAt(view, stage, at);
      for (const { kind, path } of facts.ok ? facts.value.environments : []) if (kind === 'venv' && path !== null) found.add(joinPath('', path));
    }
  }
  venvs.set(view, found);
  return found;
}
