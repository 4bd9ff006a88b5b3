import type { InstallRequest, Resolution, ResolvedPackage } from '#sizes/types.js';

/**
 * A resolution written out by hand, one package a line: `flask 3.0.0` is asked for by name,
 * `click 8.1.7 <- flask` is required by what stands behind the arrow, `*` behind the version says both.
 */
export function resolution(rows: string, parts: Partial<Resolution> = {}): Resolution {
  const packages = rows.trim().split('\n').filter((row) => row.trim() !== '').map((row): readonly [string, ResolvedPackage] => {
    const [, name = '', version = '', both, parents] = /^\s*(\S+) (\S+?)(\*)?(?: <- (.+))?\s*$/.exec(row) ?? [];
    if (name === '') throw new Error(`not a package: ${row}`);
    const asked = both === '*' || parents === undefined ? [{ path: 'requirements.txt', line: 1 }] : [];
    return [name, { name, version, wheel: null, parents: parents?.split(', ') ?? [], asked }];
  });
  return { packages: new Map(packages), by: 'uv', complete: true, because: 'told by uv', unresolved: [], ...parts };
}

/** One install of these requirements, in an image of Python 3.11. */
export function request(lines: readonly string[], parts: Partial<InstallRequest> = {}): InstallRequest {
  return {
    at: { path: 'Dockerfile', line: 3 },
    manager: 'pip',
    lines: lines.map((text, index) => ({ name: /^[\w.-]+/.exec(text)?.[0] ?? '', text, at: { path: 'requirements.txt', line: index + 1 } })),
    constraints: [],
    indexes: { index: null, extra: [], findLinks: [], noIndex: false, choice: 'best-version' },
    target: { python: '3.11', arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } },
    prereleases: false,
    dependencies: true,
    lock: null,
    left: [],
    ...parts,
  };
}
