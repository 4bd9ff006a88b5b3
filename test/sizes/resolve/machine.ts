import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CacheFolder } from '#io/cache-folder.js';
import type { ProcessIo } from '#io/process-types.js';
import { processIo } from '#io/processes.js';
import { DEFAULTS, type Aids } from '#sizes/resolve/aids.js';
import type { InstallRequest } from '#sizes/types.js';
import type { Distribution } from '../../indexes/distribution.js';
import { uvProgram } from '../../oracles/uv-venv.js';

/** The uv of the tests, or the reason why there is none. */
export const uv = uvProgram();

/** A folder for a test file, and how it goes. */
export function scratchFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'slimify-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A machine of its own: nothing of the one that the tests run on decides what comes. */
export function aidsWith(home: string, given: Partial<Aids> = {}): Aids {
  return {
    ...DEFAULTS,
    uv: uv.ok ? uv.uv : null,
    pip: null,
    processes: processIo,
    cache: null,
    home,
    file: () => null,
    variables: { PATH: process.env['PATH'], PIP_CONFIG_FILE: '/dev/null' },
    workspace: null,
    text: () => null,
    ...given,
  };
}

/** An install of these lines, from one index, for Python 3.11 on Debian bookworm. */
export function request(index: string, lines: readonly string[], given: Partial<InstallRequest> = {}): InstallRequest {
  return {
    at: { path: 'Dockerfile', line: 4 },
    manager: 'pip',
    lines: lines.map((text, at) => ({ name: (/^[\w.-]+/.exec(text)?.[0] ?? '').toLowerCase(), text, at: { path: 'requirements.txt', line: at + 1 } })),
    constraints: [],
    indexes: { index, extra: [], findLinks: [], noIndex: false, choice: 'best-version' },
    target: { python: '3.11', arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } },
    prereleases: false,
    dependencies: true,
    lock: null,
    left: [],
    ...given,
  };
}

/** A release that only tests have. `only`: whether there is a wheel, a source archive, or both. */
export function release(name: string, version: string, requires: readonly string[] = [], only: 'wheel' | 'source' | 'both' = 'wheel', requiresPython: string | null = null): Distribution {
  const stem = `${name.replaceAll('-', '_')}-${version}`;
  return {
    name, version, requiresPython, requires, extras: [],
    wheels: only === 'source' ? [] : [{ file: `${stem}-py3-none-any.whl`, bytes: 10_000 }],
    sdist: only === 'wheel' ? null : { file: `${stem}.tar.gz`, bytes: 20_000 },
    source: 'made for a test',
  };
}

/** Programs, counted. */
export function counted(): ProcessIo & { readonly ran: string[] } {
  const ran: string[] = [];
  return {
    ran,
    start: (...all) => processIo.start(...all),
    run: (command, args, options) => {
      ran.push(args.slice(0, 2).join(' '));
      return processIo.run(command, args, options);
    },
  };
}

/** A cache folder in memory. */
export function memoryCache(): CacheFolder & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  return { runtime: 'test', files, read: (name) => files.get(name) ?? null, write: (name, parts) => void files.set(name, Buffer.concat(parts)) };
}
