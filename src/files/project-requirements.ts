import { readPipfile } from '#pyproject/pipfile.js';
import { readPyproject } from '#pyproject/pyproject.js';
import { readSetupCfg } from '#pyproject/setup-cfg.js';
import { readSetupPy } from '#pyproject/setup-py.js';
import type { PythonProject } from '#pyproject/types.js';
import { baseName } from '#text/paths.js';
import type { Read } from '#text/read.js';
import { readCondaEnvironment } from './conda-environment.js';

type Reader = (path: string, text: string) => Read<PythonProject>;

const READERS: Readonly<Record<string, Reader>> = {
  'pyproject.toml': readPyproject,
  'Pipfile': readPipfile,
  'setup.cfg': readSetupCfg,
  'setup.py': readSetupPy,
};

/** `environment.yml`, `environment-dev.yaml`, `conda-env.yml`, `gpu_environment.yml`. */
const CONDA = /^(?:.*[._-])?(?:environment|conda(?:[._-]?env)?|env)(?:[._-].*)?\.ya?ml$/i;

function readerOf(path: string): Reader | null {
  const name = baseName(path);
  const known = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  return known ?? (CONDA.test(name) ? readCondaEnvironment : null);
}

/** Files of projects that are read and never edited: programs and older forms. */
export function isReadOnlyProject(path: string): boolean {
  return /^(?:setup\.py|setup\.cfg|Pipfile)$/.test(baseName(path));
}

/** What a person is told of such a file. */
export const READ_ONLY = 'not edited by slimify: what the title says is to be done there by hand';

/**
 * What a project's own file asks for, whichever of them it is; null where its name is none of theirs. What an
 * install then takes of it: `selectRequirements`.
 */
export function projectRequirements(path: string, text: string): Read<PythonProject> | null {
  return readerOf(path)?.(path, text) ?? null;
}
