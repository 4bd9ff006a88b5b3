import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What tests say of Poetry is said of this one. */
export const POETRY_VERSION = '2.1.3';

const VENV = join(ROOT, '.cache/oracles', `poetry-${POETRY_VERSION}`);

/** The Poetry that tests compare with, installed from PyPI on first use; or why there is none (no Python, no network). */
export function poetryProgram(): { readonly ok: true; readonly poetry: string } | { readonly ok: false; readonly reason: string } {
  const poetry = join(VENV, 'bin/poetry');
  try {
    if (!isReady(poetry)) {
      execFileSync('python3', ['-m', 'venv', VENV], { stdio: 'pipe', timeout: 120_000 });
      const { PIP_FIND_LINKS: _, ...env } = process.env;
      execFileSync(join(VENV, 'bin/python'), ['-m', 'pip', 'install', '--quiet', `poetry==${POETRY_VERSION}`], { stdio: 'pipe', timeout: 300_000, env });
    }
    return isReady(poetry) ? { ok: true, poetry } : { ok: false, reason: `${VENV} holds no Poetry ${POETRY_VERSION}` };
  } catch (error) {
    return { ok: false, reason: `${VENV} cannot be made: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}` };
  }
}

function isReady(poetry: string): boolean {
  return existsSync(poetry) && execFileSync(poetry, ['--version'], { encoding: 'utf8' }).includes(POETRY_VERSION);
}
