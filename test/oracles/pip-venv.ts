import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const VENV = join(ROOT, '.cache/oracles/pip');

/** The script that asks pip. */
export const ORACLE = join(ROOT, 'test/oracles/pip_requirements.py');

/** A Python with pip 26 for the oracle, made on first use; or why there is none (no Python, no network). */
export function pipPython(): { readonly ok: true; readonly python: string } | { readonly ok: false; readonly reason: string } {
  const python = join(VENV, 'bin/python');
  try {
    if (!isReady(python)) {
      execFileSync('python3', ['-m', 'venv', VENV], { stdio: 'pipe', timeout: 120_000 });
      execFileSync(python, ['-m', 'pip', 'install', '--quiet', 'pip==26.*', 'packaging'], { stdio: 'pipe', timeout: 120_000 });
    }
    return isReady(python) ? { ok: true, python } : { ok: false, reason: `${VENV} holds no pip 26` };
  } catch (error) {
    return { ok: false, reason: `${VENV} cannot be made: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}` };
  }
}

function isReady(python: string): boolean {
  if (!existsSync(python)) return false;
  const version = execFileSync(python, ['-c', 'import pip; print(pip.__version__)'], { encoding: 'utf8' });
  return version.startsWith('26.');
}
