import { folderOf } from '#text/paths.js';
import { hasFlag, optionValues } from './calls.js';
import { joinPath } from './carry.js';
import { condaPath, inFolder, inPath, isSystem, madeVenvs, systemOf, told, words } from './environment-parts.js';
import type { InstallCall } from './install-calls.js';
import type { InstallView } from './install-view.js';
import { pipenvEnvironment, projectEnvironment, uvProjectEnvironment } from './project-environment.js';
import type { Environment } from './resolved-install.js';
import { fallsBackToUser, homeFolder, userScheme } from './user-scheme.js';

/** Where a call puts what it installs, by its options, its program, and the variables that it sees. */
export function environmentOf(view: InstallView, install: InstallCall): Environment {
  const { manager, subcommand } = install.call;
  if (subcommand === 'wheel' || subcommand === 'download') return { kind: 'none', path: null };
  if (manager === 'conda') return condaEnvironment(view, install);
  if (manager === 'pipx' || subcommand === 'tool install') return { kind: 'tool', path: toolFolder(view, install) };
  if (manager === 'poetry' || manager === 'pdm') return projectEnvironment(view, install);
  if (manager === 'pipenv') return pipenvEnvironment(view, install);
  if (manager === 'uv' && !subcommand.startsWith('pip ')) return uvProjectEnvironment(view, install);
  const chosen = byOption(view, install);
  if (chosen !== null) return chosen;
  const found = byProgram(view, install) ?? active(view, install);
  return fallsBackToUser(view, install, found) ? userScheme(view, install) : found;
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
    return userScheme(view, install);
  }
  const [python] = install.call.manager === 'uv' ? optionValues(words(install), ['--python', '-p']) : optionValues(words(install), ['--python']);
  const folder = /^(\/.+)\/bin\/[^/]+$/.exec(python ?? '')?.[1];
  if (folder !== undefined && !isSystem(folder)) return { kind: 'venv', path: folder };
  if (python !== undefined && python !== null && /^\/.+/.test(python) && !/\/bin\//.test(python)) return { kind: 'venv', path: python };
  return null;
}

function toolFolder(view: InstallView, install: InstallCall): string | null {
  if (install.call.manager === 'pipx') return told(install, 'PIPX_HOME') ?? homeFolder(view, install, '.local/share/pipx');
  return told(install, 'UV_TOOL_DIR') ?? homeFolder(view, install, '.local/share/uv/tools');
}

/** `/opt/venv/bin/pip`, `conda run -n env pip`. */
function byProgram(view: InstallView, install: InstallCall): Environment | null {
  const program = install.command.command.words[install.call.first]?.value ?? '';
  const folder = /^(.*)\/bin\/[^/]+$/.exec(program)?.[1];
  // `/usr/local/bin/pip`: the system's own, whatever is active.
  if (folder !== undefined && isSystem(folder) && install.call.manager === 'pip') return systemOf(view, install);
  if (folder !== undefined && install.call.manager === 'pip') {
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
    // uv then passes over what is an environment, on PATH too (EnvironmentPreference::OnlySystem).
    if (system) return systemOf(view, install);
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

function condaEnvironment(view: InstallView, install: InstallCall): Environment {
  const [prefix] = optionValues(words(install), ['-p', '--prefix']);
  if (prefix !== undefined) return { kind: 'conda', path: prefix === null ? null : inFolder(install, prefix) };
  const [name] = optionValues(words(install), ['-n', '--name']);
  if (name === null) return { kind: 'conda', path: null };
  // The name may stand in the environment file; then its path is the file's to tell.
  if (name === undefined && install.call.subcommand.startsWith('env ')) return { kind: 'conda', path: null };
  return { kind: 'conda', path: condaPath(view, install, name ?? install.condaEnvironment ?? 'base') };
}
