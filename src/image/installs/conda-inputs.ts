import { baseName } from '#text/paths.js';
import { optionValues } from './calls.js';
import { joinPath } from './carry.js';
import { missing, spotOf, type Inputs } from './inputs.js';
import { positionals, type InstallCall } from './install-calls.js';
import type { InstallView } from './install-view.js';
import { optionsOf } from './project-folder.js';
import type { StepWord } from '#image/run/step.js';
import { whence } from './whence.js';

/** conda installs packages by name, from files, or an environment that a YAML file describes. `-c` names channels. */
export function condaInputs(view: InstallView, install: InstallCall, words: (words: readonly StepWord[]) => Inputs): Inputs | null {
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
    missing: [...told.flatMap((one) => one.missing), ...inline.missing],
    doubts: told.flatMap(({ doubts }) => doubts),
  };
}

/** `conda-forge::numpy=1.26`: the channel in front is no part of the requirement. */
function withoutChannel(word: StepWord): StepWord {
  const value = word.value?.replace(/^[\w./-]+::/, '') ?? null;
  return value === word.value ? word : { ...word, value, pattern: value };
}

function condaFile(view: InstallView, install: InstallCall, written: string | null): Inputs {
  if (written === null) return missing('the name of an environment file cannot be told');
  if (install.folder === null && !written.startsWith('/')) return missing(`the path of ${written} cannot be told`);
  if (written.includes('://')) return { inputs: [{ kind: 'archive', written, name: null, at: { path: view.document.path, line: install.line } }], missing: [], doubts: [] };
  const path = joinPath(written.startsWith('/') ? '' : (install.folder ?? ''), written);
  const origin = whence(view, spotOf(install), path);
  if (origin.kind !== 'workspace') return missing(origin.kind === 'unknown' ? `${path}: ${origin.because}` : `nothing copies ${path} from the workspace`);
  const doubts = origin.changed === null ? [] : [`${origin.changed} changes ${origin.path}`];
  if (!/\.ya?ml$/.test(path)) return { inputs: [{ kind: 'file', role: 'requirement', written, path: origin.path, at: { path: view.document.path, line: install.line } }], missing: [], doubts };
  const lock = /lock/.test(baseName(path)) ? origin.path : null;
  return { inputs: [{ kind: 'project', path: origin.path, extras: [], groups: [], withoutDev: false, editable: false, lock }], missing: [], doubts };
}
