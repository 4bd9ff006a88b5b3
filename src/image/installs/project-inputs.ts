import { folderOf } from '#text/paths.js';
import { hasFlag, optionValues, type ManagerCall } from './calls.js';
import { joinPath } from './carry.js';
import { condaInputs } from './conda-inputs.js';
import { missing, spotOf, type Inputs } from './inputs.js';
import { positionals, type InstallCall } from './install-calls.js';
import type { InstallView } from './install-view.js';
import { inFolder, listed, optionsOf, type Plan } from './project-folder.js';
import type { StepWord } from '#image/run/step.js';
import { uvInputs } from './uv-inputs.js';
import { whence } from './whence.js';

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
      const origin = path === null ? null : whence(view, spotOf(install), path);
      if (origin?.kind !== 'workspace') return missing(`nothing copies ${path ?? 'a requirements file'} from the workspace`);
      return { inputs: [{ kind: 'file', role: 'requirement', written: written ?? '', path: origin.path, at: { path: view.document.path, line: install.line } }], missing: [], doubts: [] };
    });
    return { inputs: all.flatMap(({ inputs }) => inputs), missing: all.flatMap((one) => one.missing), doubts: [] };
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
