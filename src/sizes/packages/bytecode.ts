import type { ImageModel } from '#image/image.js';
import type { ResolvedInstall } from '#image/installs/resolved-install.js';
import { settingOf } from '#image/stages/stages.js';
import type { Bytecode } from './types.js';

/**
 * Whether a call leaves bytecode of what it installs.
 * - pip compiles unless `--no-compile` (pip/_internal/cli/cmdoptions.py, `compile`), or a variable with a value that turns it off: `PIP_COMPILE=0`,
 *   and `PIP_NO_COMPILE=0`, since both set the same switch. PYTHONDONTWRITEBYTECODE does not stop it.
 * - uv compiles with `--compile-bytecode` or `UV_COMPILE_BYTECODE` (docs.astral.sh/uv/reference/environment/), poetry with `--compile`.
 * - conda compiles what is `noarch` and unpacks the rest with the bytecode that it was made with.
 */
export function bytecodeOf(resolved: ResolvedInstall, image: ImageModel): Bytecode {
  const { install: { instruction }, at } = resolved;
  const { document } = image.dockerfile;
  const compiled = compiles(resolved, image);
  if (compiled.written === 'no' || !DELETES.test(document.text.slice(instruction.span.start, instruction.span.end))) return compiled;
  return { written: 'maybe', because: `${at.path}:${instruction.lines.first} deletes bytecode in the same RUN` };
}

/** `find / -name __pycache__ -exec rm …`, `-name '*.pyc' -delete`. */
const DELETES = /__pycache__|\.py\[?[co]/;

/** What `strtobool` of pip and the boolean variables of uv take for no. */
const OFF = /^(?:0|n|no|f|false|off)$/i;

function compiles({ install }: ResolvedInstall, image: ImageModel): Bytecode {
  const { call } = install;
  const words = [...call.globalOptions, ...call.arguments];
  const has = (...options: readonly string[]): boolean => words.some((word) => word !== null && options.includes(word));
  const set = (name: string): string | null | undefined => variableOf(install, image, name);
  switch (call.manager) {
    case 'pip':
    case 'pipx':
    case 'pipenv':
      if (has('--no-compile')) return { written: 'no', because: '--no-compile' };
      for (const name of ['PIP_COMPILE', 'PIP_NO_COMPILE']) {
        const value = set(name);
        if (value === undefined) return untold(name);
        if (value !== null && OFF.test(value)) return { written: 'no', because: `${name}=${value}` };
      }
      return { written: 'yes', because: 'pip compiles what it installs' };
    case 'uv': {
      if (has('--no-compile-bytecode', '--no-compile')) return { written: 'no', because: '--no-compile-bytecode' };
      if (has('--compile-bytecode', '--compile')) return { written: 'yes', because: '--compile-bytecode' };
      const value = set('UV_COMPILE_BYTECODE');
      if (value === undefined) return untold('UV_COMPILE_BYTECODE');
      return value === null || value === '' || OFF.test(value) ? { written: 'no', because: 'uv does not compile unless it is told to' } : { written: 'yes', because: `UV_COMPILE_BYTECODE=${value}` };
    }
    case 'poetry':
      return has('--compile') ? { written: 'yes', because: '--compile' } : { written: 'no', because: 'poetry does not compile unless it is told to' };
    case 'conda':
      return { written: 'yes', because: 'packages of conda hold bytecode' };
    case 'pdm':
      return { written: 'maybe', because: 'whether pdm compiles is its configuration' };
  }
}

function untold(name: string): Bytecode {
  return { written: 'maybe', because: `the value of ${name} cannot be told` };
}

/** The value of a variable; null: not set; undefined: ENV or ARG set it to what cannot be told. */
function variableOf({ variable, stage, at }: ResolvedInstall['install'], { dockerfile: { stages } }: ImageModel, name: string): string | null | undefined {
  const value = variable(name);
  if (typeof value === 'string') return value;
  const moment = stages[stage]?.moments[at];
  const setting = moment ? settingOf(moment.environment, name) : null;
  return setting === null ? null : setting.value;
}
