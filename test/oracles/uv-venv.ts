import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What tests say of uv is said of this one. */
export const UV_VERSION = '0.13.9';

const VENV = join(ROOT, '.cache/oracles', `uv-${UV_VERSION}`);

/** The uv that tests compare with, installed from PyPI on first use; or why there is none (no Python, no network). */
export function uvProgram(): { readonly ok: true; readonly uv: string } | { readonly ok: false; readonly reason: string } {
  const uv = join(VENV, 'bin/uv');
  try {
    if (!isReady(uv)) {
      execFileSync('python3', ['-m', 'venv', VENV], { stdio: 'pipe', timeout: 120_000 });
      const install = ['-m', 'pip', 'install', '--quiet', `uv==${UV_VERSION}`];
      execFileSync(join(VENV, 'bin/python'), install, { stdio: 'pipe', timeout: 180_000 });
    }
    return isReady(uv) ? { ok: true, uv } : { ok: false, reason: `${VENV} holds no uv ${UV_VERSION}` };
  } catch (error) {
    return { ok: false, reason: `${VENV} cannot be made: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}` };
  }
}

function isReady(uv: string): boolean {
  return existsSync(uv) && execFileSync(uv, ['--version'], { encoding: 'utf8' }).includes(UV_VERSION);
}
