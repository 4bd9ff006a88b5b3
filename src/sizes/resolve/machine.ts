import { isAbsolute } from 'node:path';
import { pathOutside } from '#io/program-path.js';
import type { Indexes } from '#sizes/types.js';
import type { Aids } from './aids.js';
import { readPipConfig } from './pip-config.js';

/** The programs and index settings of this machine. */
export interface Machine {
  /** `uv 0.13.9`; null: there is none. */
  readonly uv: string | null;
  /** The Python that uv is to use, so that it does not search for one at every call; asked for once. Null: uv found none. */
  readonly python: () => Promise<string | null>;
  /** Asked for once, where uv cannot tell; null: there is none. */
  readonly pip: () => Promise<Pip | null>;
  /** Where this machine takes packages from where an install does not say; null: PyPI. */
  readonly index: string | null;
  readonly extra: readonly string[];
  /** Changes to the variables of every call. */
  readonly variables: Readonly<Record<string, string | null>>;
}

/** `pip 26.0`, and the Python that it runs with: `3.12`; null: it does not say. */
export interface Pip {
  readonly version: string;
  readonly python: string | null;
}

/** What would decide a resolution beside what is asked for (docs.astral.sh/uv/reference/environment, uv 0.13). */
const UV_SETTINGS = (
  'UV_INDEX UV_INDEX_URL UV_DEFAULT_INDEX UV_EXTRA_INDEX_URL UV_FIND_LINKS UV_NO_INDEX UV_INDEX_STRATEGY UV_PRERELEASE UV_RESOLUTION UV_FORK_STRATEGY ' +
  'UV_EXCLUDE_NEWER UV_CONSTRAINT UV_BUILD_CONSTRAINT UV_OVERRIDE UV_EXCLUDE UV_TORCH_BACKEND UV_NO_BINARY UV_NO_BINARY_PACKAGE UV_NO_BUILD UV_NO_BUILD_PACKAGE ' +
  'UV_PYTHON UV_PYTHON_PLATFORM UV_REQUIRE_HASHES UV_CONFIG_FILE UV_PROJECT UV_PROJECT_ENVIRONMENT UV_WORKING_DIR UV_WORKING_DIRECTORY UV_ENV_FILE UV_NO_SOURCES UV_SYSTEM_PYTHON'
).split(' ');

/** The same for pip: any option may be set by `PIP_<NAME>`. What leads to the index (proxy, certificate, its address) stays. */
const PIP_SETTINGS = (
  'PIP_FIND_LINKS PIP_NO_INDEX PIP_CONSTRAINT PIP_BUILD_CONSTRAINT PIP_REQUIREMENT PIP_TARGET PIP_PREFIX PIP_ROOT PIP_USER PIP_PRE PIP_NO_DEPS PIP_NO_BINARY PIP_ONLY_BINARY ' +
  'PIP_PREFER_BINARY PIP_UPGRADE PIP_UPGRADE_STRATEGY PIP_FORCE_REINSTALL PIP_IGNORE_INSTALLED PIP_IGNORE_REQUIRES_PYTHON PIP_REQUIRE_HASHES PIP_EDITABLE PIP_SRC PIP_PYTHON ' +
  'PIP_PLATFORM PIP_PYTHON_VERSION PIP_IMPLEMENTATION PIP_ABI PIP_REPORT PIP_DRY_RUN PIP_LOG PIP_QUIET PIP_VERBOSE PIP_REQUIRE_VIRTUALENV PIP_USE_DEPRECATED'
).split(' ');

/** An active environment may be one of the repository, and starting its Python runs what its `.pth` files say. */
const OF_ENVIRONMENTS = ['VIRTUAL_ENV', 'CONDA_PREFIX', 'CONDA_DEFAULT_ENV', 'PYTHONPATH', 'PYTHONHOME', 'PYTHONSTARTUP', 'PYTHONUSERBASE', 'PYENV_VERSION', '__PYVENV_LAUNCHER__'];

/**
 * Asks which tools there are, and which index this machine uses: uv's variables first, else pip's variables and files. uv's own configuration files are not read. Of pip's settings the addresses of indexes alone count: a
 * folder of wheels on this machine is not in the image.
 */
export async function readMachine(aids: Aids): Promise<Machine> {
  const variables = quietVariables(aids);
  // A second to say its version is plenty, and a shim that never ends must not hold us up.
  const options = { timeout: Math.min(aids.timeout, 10_000), cwd: '/', env: variables };
  const ask = async (command: readonly string[] | null, ...args: readonly string[]): Promise<string | null> => {
    const [program, ...first] = command ?? [];
    if (program === undefined) return null;
    const ran = await aids.processes.run(program, [...first, ...args], options);
    return ran.ok && ran.value.exit === 0 ? ran.value.stdout : null;
  };
  const uv = /^uv \d+(?:\.\d+)+/.exec((await ask(aids.uv === null ? null : [aids.uv], '--version')) ?? '')?.[0] ?? null;
  let pip: Promise<Pip | null> | null = null;
  let python: Promise<string | null> | null = null;
  const find = async (): Promise<string | null> => {
    const path = (await ask(aids.uv === null ? null : [aids.uv], 'python', 'find', '--no-config', '--system'))?.trim() ?? '';
    return isAbsolute(path) && !path.includes('\n') ? path : null;
  };
  return { uv, python: () => (python ??= find()), pip: () => (pip ??= pipOf(ask(aids.pip, '--version'))), ...indexesOf(aids), variables };
}

/** The indexes of a request, with this machine's where it names none. */
export function indexesHere({ index, extra, findLinks, noIndex, choice }: Indexes, machine: Machine): Indexes {
  if (index !== null || noIndex) return { index, extra, findLinks, noIndex, choice };
  return { index: machine.index, extra: [...extra, ...machine.extra.filter((url) => !extra.includes(url))], findLinks, noIndex, choice };
}

function quietVariables({ variables, workspace }: Aids): Readonly<Record<string, string | null>> {
  const gone = Object.fromEntries([...UV_SETTINGS, ...PIP_SETTINGS, ...OF_ENVIRONMENTS].map((name) => [name, null]));
  return {
    ...gone,
    PATH: pathOutside(variables['PATH'] ?? '', workspace),
    UV_PYTHON_DOWNLOADS: 'never',
    UV_NO_PROGRESS: '1',
    UV_HTTP_RETRIES: variables['UV_HTTP_RETRIES'] ?? '2',
    PIP_RETRIES: variables['PIP_RETRIES'] ?? '2',
    PIP_NO_INPUT: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PYTHONSAFEPATH: '1',
    NO_COLOR: '1',
    LC_ALL: 'C.UTF-8',
  };
}

async function pipOf(said: Promise<string | null>): Promise<Pip | null> {
  const [, version, python = null] = /^(pip \d+(?:\.\d+)*)\b(?:.*\(python (\d+\.\d+)\))?/.exec((await said) ?? '') ?? [];
  return version === undefined ? null : { version, python };
}

function indexesOf(aids: Aids): Pick<Machine, 'index' | 'extra'> {
  const words = (name: string): readonly string[] => (aids.variables[name] ?? '').split(/\s+/).filter(Boolean).map((word) => word.replace(/^[\w-]+=(?=\w+:\/\/)/, ''));
  const [index] = [...words('UV_DEFAULT_INDEX'), ...words('UV_INDEX_URL')];
  const extra = [...words('UV_INDEX'), ...words('UV_EXTRA_INDEX_URL')];
  const pip = readPipConfig(aids);
  return { index: index ?? pip.index, extra: extra.length > 0 ? extra : pip.extra };
}
