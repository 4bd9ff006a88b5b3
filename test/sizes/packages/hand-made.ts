import type { Place } from '#answer/answer.js';
import type { Asked, Need, Verdict } from '#needs/types.js';
import type { Bytecode, PackageParts } from '#sizes/packages/types.js';
import type { Bytes, InstallRequest, PackageSize, RequestLine, Resolution, ResolvedPackage } from '#sizes/types.js';

/** `path:line` as a place. */
export function place(text: string): Place {
  const [path = '', line = '1'] = text.split(':');
  return { path, line: Number(line) };
}

export function megabytes(low: number, high = low, basis: Bytes['basis'] = 'catalogue'): Bytes {
  return { low: low * 1e6, high: high * 1e6, basis };
}

export function size(files: number | null, bytecode: number | null = 0): PackageSize {
  return {
    files: files === null ? null : megabytes(files),
    bytecode: files === null || bytecode === null ? null : megabytes(bytecode),
    wheel: null,
    because: files === null ? 'no catalogue has it' : 'catalogue of 2026-11-22',
  };
}

/** `torch 2.5.1 <- sentence-transformers, easyocr`: a resolved package with who requires it; `@ r.txt:3` where it is asked for. */
export function resolved(...texts: readonly string[]): ReadonlyMap<string, ResolvedPackage> {
  return new Map(
    texts.map((text) => {
      const [front = '', asked = ''] = text.split(' @ ');
      const [own = '', parents = ''] = front.split(' <- ');
      const [name = '', version] = own.trim().split(' ');
      const places = asked === '' ? [] : asked.split(', ').map(place);
      return [name, { name, version: version ?? null, wheel: null, parents: parents === '' ? [] : parents.split(', '), asked: places }];
    }),
  );
}

export function resolution(packages: ReadonlyMap<string, ResolvedPackage>, more: Partial<Resolution> = {}): Resolution {
  return { packages, by: 'uv', complete: true, because: 'uv 0.9.0 resolved it today', unresolved: [], ...more };
}

export function request(lines: readonly RequestLine[], more: Partial<InstallRequest> = {}): InstallRequest {
  return {
    at: place('Dockerfile:5'),
    manager: 'pip',
    lines,
    constraints: [],
    indexes: { index: null, extra: [], findLinks: [], noIndex: false, choice: 'best-version' },
    target: { python: '3.12', arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } },
    prereleases: false,
    dependencies: true,
    lock: null,
    left: [],
    ...more,
  };
}

export function need(name: string, at: string, verdict: Verdict, kind: Asked['kind'] = 'file'): Need {
  return {
    asked: { name, extras: [], specifiers: '', marker: null, url: null, written: name, comment: null, at: place(at), kind, group: null, applies: 'yes', ships: true },
    verdict,
    reason: `because it is ${verdict}`,
    evidence: [],
    chain: [],
    assumed: false,
  };
}

export const COMPILED: Bytecode = { written: 'yes', because: 'pip compiles what it installs' };

/** The parts of one environment in which the lines of all asked-for packages are installed at once. */
export function parts(packages: ReadonlyMap<string, ResolvedPackage>, sizes: Readonly<Record<string, PackageSize>>, more: Partial<PackageParts> = {}): PackageParts {
  const lines = [...packages.values()].flatMap(({ name, asked }) => asked.map((at) => ({ name, text: name, at })));
  return {
    into: '/usr/local (system)',
    ships: true,
    installs: [{ request: request(lines), bytecode: COMPILED }],
    resolution: resolution(packages),
    needs: [],
    frozen: new Set(),
    brought: new Map(),
    sizeOf: ({ name }) => sizes[name] ?? size(null),
    ...more,
  };
}
