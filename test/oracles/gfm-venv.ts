import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const VENV = join(ROOT, '.cache/oracles/gfm');

/** Each Markdown text as HTML, by the library that GitHub renders with (cmark-gfm); raw HTML stays to be seen. */
const RENDER = `
import json, sys
from cmarkgfm import github_flavored_markdown_to_html as render
from cmarkgfm.cmark import Options
json.dump([render(text, options=Options.CMARK_OPT_UNSAFE) for text in json.load(sys.stdin)], sys.stdout)
`;

export type Render = (texts: readonly string[]) => readonly string[];

/** GitHub's renderer, made on first use; or why there is none (no Python, no network). */
export function gfmRenderer(): { readonly ok: true; readonly render: Render } | { readonly ok: false; readonly reason: string } {
  const python = join(VENV, 'bin/python');
  try {
    if (!isReady(python)) {
      execFileSync('python3', ['-m', 'venv', VENV], { stdio: 'pipe', timeout: 120_000 });
      execFileSync(python, ['-m', 'pip', 'install', '--quiet', 'cmarkgfm==2025.10.22'], { stdio: 'pipe', timeout: 120_000 });
    }
    const render: Render = (texts) => JSON.parse(execFileSync(python, ['-c', RENDER], { input: JSON.stringify(texts), encoding: 'utf8', maxBuffer: 64e6, timeout: 60_000 })) as string[];
    return isReady(python) ? { ok: true, render } : { ok: false, reason: `${VENV} holds no cmarkgfm` };
  } catch (error) {
    return { ok: false, reason: `${VENV} cannot be made: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}` };
  }
}

function isReady(python: string): boolean {
  if (!existsSync(python)) return false;
  try {
    execFileSync(python, ['-c', 'import cmarkgfm'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}
