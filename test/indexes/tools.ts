import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { uvProgram } from '../oracles/uv-venv.js';

const CACHE = fileURLToPath(new URL('../../.cache/oracles', import.meta.url));

/** What the table is made with: the pip of images of 2023, and the newest. */
export const PIPS = ['23.2.1', '26.3'] as const;

export interface Tools {
  /** The machine's: 3.10 to 3.12 on x86_64, since torch 2.5.1 has wheels for the CPU only there. */
  readonly python: string;
  /** `cp311`. */
  readonly tag: string;
  /** By version: the file that runs this pip under any Python, whatever is installed beside that. */
  readonly pips: Readonly<Record<string, string>>;
  readonly uv: string;
}

/** pip and uv, installed from PyPI on first use; or the one reason why the table cannot be made here. */
export function tools(): { readonly ok: true; readonly tools: Tools } | { readonly ok: false; readonly reason: string } {
  const uv = uvProgram();
  if (!uv.ok) return uv;
  try {
    const ask = ['-c', 'import sys, platform; print(sys.version_info[1], platform.system(), platform.machine(), sys.executable)'];
    const about = execFileSync('python3', ask, { encoding: 'utf8' });
    const [, minor, python] = /^(1[012]) Linux x86_64 (.+)$/.exec(about.trim()) ?? [];
    if (minor === undefined || python === undefined) {
      return { ok: false, reason: `python3 is not one of 3.10 to 3.12 on Linux x86_64: ${about.trim()}` };
    }
    const pips = Object.fromEntries(PIPS.map((version) => [version, pip(version)]));
    return { ok: true, tools: { python, tag: `cp3${minor}`, pips, uv: uv.uv } };
  } catch (error) {
    return { ok: false, reason: `pip cannot be set up: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}` };
  }
}

/** `__pip-runner__.py` is what `pip --python` itself runs under the other Python (pip/_internal/cli/main_parser.py). */
function pip(version: string): string {
  const venv = join(CACHE, `pip-${version}`);
  const python = join(venv, 'bin/python');
  if (!existsSync(python) || !pipRunner(venv, version)) {
    execFileSync('python3', ['-m', 'venv', venv], { stdio: 'pipe', timeout: 120_000 });
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', `pip==${version}`], { stdio: 'pipe', timeout: 120_000 });
  }
  const runner = pipRunner(venv, version);
  if (runner === null) throw new Error(`${venv} holds no pip ${version}`);
  return runner;
}

function pipRunner(venv: string, version: string): string | null {
  const site = sitePackages(venv);
  return site !== null && existsSync(join(site, `pip-${version}.dist-info`)) ? join(site, 'pip/__pip-runner__.py') : null;
}

/** `lib/python3.11/site-packages` below a prefix; null: there is none. */
export function sitePackages(prefix: string): string | null {
  const library = join(prefix, 'lib');
  const python = existsSync(library) ? readdirSync(library).find((name) => name.startsWith('python3')) : undefined;
  const site = python === undefined ? null : join(library, python, 'site-packages');
  return site !== null && existsSync(site) ? site : null;
}
