import type { Distribution, ReleaseFile } from './distribution.js';

/** One release on the index of torch for the CPU; that index itself is not reached from everywhere, so its names are from public places. */
interface CpuBuild {
  readonly name: string;
  /** PyPI's release of the same source. */
  readonly release: string;
  /** Which CPythons have it: 3.`from` to 3.`to`. */
  readonly from: number;
  readonly to: number;
  /** Of the wheel for x86_64; null: not known. */
  readonly bytes: number | null;
  /** Platforms of the wheels with `+cpu`; those of all others have the plain version, as PyPI's files. */
  readonly local: readonly string[];
  readonly source: string;
}

/**
 * Up to 2.5.1 only x86_64 has `+cpu`; aarch64 and macOS have the plain version (pytorch/pytorch#110791). From 2.6.0 on
 * only macOS is plain (nixpkgs fetches them by these names).
 */
const OLD = { from: 10, to: 12, local: ['linux_x86_64'], source: 'https://github.com/pytorch/pytorch/issues/110791' };
const NEW = {
  from: 11,
  to: 14,
  local: ['manylinux_2_28_x86_64', 'manylinux_2_28_aarch64'],
  source:
    'https://github.com/NixOS/nixpkgs/blob/19d64621d6ab5c16fc807aa41d4d849981b687ca/pkgs/development/python-modules/torch/bin/binary-hashes.nix',
};

const BUILDS: readonly CpuBuild[] = [
  { name: 'torch', release: '2.5.1', bytes: 174_700_000, ...OLD },
  { name: 'torchvision', release: '0.20.1', bytes: 1_800_000, ...OLD },
  { name: 'torchaudio', release: '2.5.1', bytes: null, ...OLD },
  { name: 'torch', release: '2.13.0', bytes: 191_800_000, ...NEW },
  { name: 'torchvision', release: '0.28.0', bytes: null, ...NEW },
];

/** The builds for the CPU, out of PyPI's releases of the same source. */
export function cpuBuilds(ordinary: readonly Distribution[]): Distribution[] {
  return BUILDS.flatMap((build) => {
    const release = ordinary.find(({ name, version }) => name === build.name && version === build.release);
    if (!release) throw new Error(`${build.name} ${build.release} is not among the ordinary releases`);
    const local = { ...release, version: `${build.release}+cpu`, wheels: localWheels(build) };
    return [local, { ...release, wheels: plainWheels(release, build) }].map((one) => ({ ...one, requires: withoutCuda(one), source: build.source }));
  });
}

function localWheels({ name, release, from, to, local, bytes }: CpuBuild): ReleaseFile[] {
  const tags = Array.from({ length: to - from + 1 }, (_, index) => `cp3${from + index}`);
  return local.flatMap((platform) =>
    tags.map((tag) => ({
      file: `${name}-${release}+cpu-${tag}-${tag}-${platform}.whl`,
      bytes: platform.endsWith('x86_64') ? bytes : null,
    })),
  );
}

/** The same code as PyPI's; the tags for aarch64 are written in full there. */
function plainWheels(release: Distribution, { local }: CpuBuild): readonly ReleaseFile[] {
  const machines = local.map((platform) => (platform.endsWith('x86_64') ? 'x86_64' : 'aarch64'));
  return release.wheels
    .filter(({ file }) => !machines.some((machine) => file.endsWith(`_${machine}.whl`)))
    .map(({ file, bytes }) => ({ file: file.replace('-manylinux2014_aarch64', '-manylinux_2_17_aarch64.manylinux2014_aarch64'), bytes }));
}

/**
 * A build for the CPU requires what PyPI's does but what brings CUDA. torchvision's says `torch==2.5.1` as PyPI's does: a local version
 * satisfies that (PEP 440).
 */
function withoutCuda({ requires }: Distribution): string[] {
  return requires.filter((line) => !/^(nvidia|cuda|triton)\b/.test(line));
}
