import { readFileSync } from 'node:fs';
import type { Distribution, IndexData } from './distribution.js';

/** The day on which PyPI was asked for the fields below. */
export const CHECKED = data('ordinary').checked;

/** Like PyPI: torch for CUDA in three releases, and what repositories install with it. */
export const ORDINARY: readonly Distribution[] = data('ordinary').distributions;

/** Like https://download.pytorch.org/whl/cpu: torch for the CPU, and old releases of some ordinary packages. */
export const CPU: readonly Distribution[] = data('cpu').distributions;

/** Like https://download.pytorch.org/whl/cu124: PyPI's torch 2.5.1 is built for CUDA 12.4, and here it says so. */
export const CUDA: readonly Distribution[] = ORDINARY.filter(({ name, version }) => name === 'torch' && version === '2.5.1').map((torch) => ({
  ...torch,
  version: `${torch.version}+cu124`,
  wheels: torch.wheels
    .filter(({ file }) => file.includes('x86_64'))
    .map(({ file, bytes }) => ({ file: file.replace('-2.5.1-', '-2.5.1+cu124-').replace('manylinux1_', 'linux_'), bytes })),
}));

/** Those that are left when releases such as `torch 2.15.0` are not yet there. */
export function without(distributions: readonly Distribution[], ...releases: readonly string[]): Distribution[] {
  return distributions.filter(({ name, version }) => !releases.includes(`${name} ${version}`));
}

function data(name: string): IndexData {
  return JSON.parse(readFileSync(new URL(`data/${name}.json`, import.meta.url), 'utf8')) as IndexData;
}
