import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Distribution } from '../distribution.js';
import type { Compiled, Uv } from './compiled.js';
import { TORCH } from './unexplained.js';

/**
 * The builds for the CPU of every torch that these images install, as https://download.pytorch.org/whl/cpu would list them: with what
 * the release on PyPI requires (uv logs it), without what only CUDA needs.
 */
export async function cpuBuildsOf(images: readonly Compiled[], uv: Uv): Promise<readonly Distribution[]> {
  const wanted = new Set(images.flatMap(({ versions }) => [...TORCH].flatMap((name) => (versions.has(name) ? [`${name}==${versions.get(name)}`] : []))));
  const found: Distribution[] = [];
  for (const one of [...wanted].toSorted()) {
    const [name = '', version = ''] = one.split('==');
    found.push({
      name,
      version: `${version}+cpu`,
      requiresPython: null,
      requires: (await requiredBy(one, uv)).filter((line) => !/^(?:nvidia|cuda|triton)\b/.test(line)),
      extras: [],
      wheels: [{ file: `${name}-${version}+cpu-cp311-cp311-linux_x86_64.whl`, bytes: null }],
      sdist: null,
      source: `https://pypi.org/project/${name}/${version}/`,
    });
  }
  return found;
}

async function requiredBy(pin: string, { program, env }: Uv): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'slimify-torch-'));
  try {
    writeFileSync(join(folder, 'in.txt'), `${pin}\n`);
    const words = ['pip', 'compile', 'in.txt', '--only-binary', ':all:', '--no-config', '--python-version', '3.11', '--python-platform', 'x86_64-manylinux_2_36', '-v'];
    const { stderr } = await promisify(execFile)(program, words, { cwd: folder, env: { ...process.env, ...env }, maxBuffer: 64e6 });
    const rows = [...stderr.matchAll(/Adding transitive dependency for (\S+): (.+)$/gm)];
    return rows.flatMap(([, parent, line]) => (parent === pin && line !== undefined ? [asRequirement(line)] : []));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** uv writes `sympy*`, `networkx>=2.5`, `torch{sys_platform == 'linux'}>=2.4.1, <2.4.1+`. */
function asRequirement(line: string): string {
  return line.replace(/\{.*?\}/, '').replace(/>=(\S+), <\1\+$/, '==$1').replace(/\*$/, '');
}
