import { hasFlag, optionValues } from './calls.js';
import { joinPath } from './carry.js';
import { condaBase, condaPath, inFolder, inPath, isSystem, madeVenvs, systemOf, told, words } from './environment-parts.js';
import type { InstallCall } from './install-calls.js';
import type { InstallView } from './install-view.js';
import type { Environment } from './resolved-install.js';

/** `uv sync`: UV_PROJECT_ENVIRONMENT, else `.venv` of the project. */
export function uvProjectEnvironment(view: InstallView, install: InstallCall): Environment {
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
export function projectEnvironment(view: InstallView, install: InstallCall): Environment {
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

/** pipenv: the system with `--system`, else what is active, else a folder of its own. */
export function pipenvEnvironment(view: InstallView, install: InstallCall): Environment {
  if (hasFlag(words(install), '--system')) return inPath(view, install, madeVenvs(view)) ?? systemOf(view, install);
  const virtual = told(install, 'VIRTUAL_ENV');
  if (virtual !== null) return { kind: 'venv', path: inFolder(install, virtual) };
  const inside = /^(?:1|true)$/i.test(told(install, 'PIPENV_VENV_IN_PROJECT') ?? '');
  return { kind: 'venv', path: inside && install.folder !== null ? joinPath(install.folder, '.venv') : null };
}
