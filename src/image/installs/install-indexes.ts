import type { InstallCall } from './install-calls.js';

const WITH_VALUE: ReadonlySet<string> = new Set(['--index-url', '--extra-index-url', '--find-links', '--index', '--default-index', '--pypi-url', '--pypi-mirror', '--torch-backend']);
/** Short options by manager: `-f` is a file to conda, and `--force` to pipx. */
const SHORT: Readonly<Record<InstallCall['call']['manager'], readonly string[]>> = {
  pip: ['-i', '-f'],
  uv: ['-i', '-f'],
  pipenv: ['-i'],
  pipx: ['-i'],
  conda: ['-c', '--channel'],
  poetry: [],
  pdm: [],
};
const FLAGS: ReadonlySet<string> = new Set(['--no-index', '--offline', '--override-channels']);

const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  pip: ['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'PIP_FIND_LINKS', 'PIP_NO_INDEX'],
  uv: ['UV_INDEX_URL', 'UV_DEFAULT_INDEX', 'UV_INDEX', 'UV_EXTRA_INDEX_URL', 'UV_FIND_LINKS', 'UV_NO_INDEX', 'UV_TORCH_BACKEND'],
  pipenv: ['PIPENV_PYPI_MIRROR', 'PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL'],
  pipx: ['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL'],
};

/** The options and variables that decide where a call takes packages from, as written. */
export function indexesOf(install: InstallCall): readonly string[] {
  const short = SHORT[install.call.manager];
  const words = install.arguments;
  const options = words.flatMap(({ value, text }, index) => {
    const written = value ?? text;
    const name = written.startsWith('--') ? (written.split('=')[0] ?? '') : written;
    const valued = WITH_VALUE.has(name) || short.includes(name);
    if (FLAGS.has(written)) return [written];
    if (!valued) return [];
    if (written.includes('=') && written.startsWith('--')) return [written];
    const next = words[index + 1];
    return next ? [`${written} ${next.value ?? next.text}`] : [];
  });
  const globals = install.call.globalOptions.flatMap((word) => (word !== null && /^--(?:index|default-index|extra-index|find-links|no-index)/.test(word) ? word : []));
  const variables = (VARIABLES[install.call.manager] ?? []).flatMap((name) => {
    const value = install.variable(name);
    return typeof value === 'string' && value !== '' ? [`${name}=${value}`] : [];
  });
  return [...globals, ...options, ...variables];
}
