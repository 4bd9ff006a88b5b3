import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { unheard } from '#answer/ledger.js';
import { normalizeName } from '#pep/name.js';
import type { InstallInput } from '#image/installs/resolved-install.js';
import { askedFor } from '#needs/asked/asked.js';
import { readLock } from '#pyproject/locks/read-lock.js';
import { imagePython, pythonOf } from '#services/pythons.js';
import type { Subject } from './services.js';

/** A virtual environment with what an image installs. */
export interface Installed {
  readonly python: string;
  readonly site: string;
  /** `3.12.1`. */
  readonly version: string;
  /** `3.11` where the image has that and this machine does not; null: the same. */
  readonly instead: string | null;
  /** Requirements as they were given to the installer. */
  readonly requirements: readonly string[];
  /** What could not be installed, and the last line of why. */
  readonly left: readonly { readonly name: string; readonly because: string }[];
}

const LIMIT = 400_000;

/** Makes the environment, or says why it cannot be made. */
export function install(subject: Subject, folder: string): Installed | string {
  const wanted = wantedPython(subject);
  const found = pythonFor(wanted);
  if (found === null) return `no Python ${wanted} on this machine`;
  mkdirSync(folder, { recursive: true });
  const venv = join(folder, 'venv');
  const made = run('uv', ['venv', '--quiet', '--clear', '--python', found.path, venv]);
  if (!made.ok) return `no environment: ${made.text}`;
  const python = join(venv, 'bin/python');
  const { requirements, constraints } = askedOf(subject, found.version);
  const left: { name: string; because: string }[] = [];
  let rest = requirements;
  for (let round = 0; round < 12; round++) {
    writeFileSync(join(folder, 'requirements.txt'), rest.join('\n'));
    writeFileSync(join(folder, 'constraints.txt'), constraints.join('\n'));
    const done = run('uv', ['pip', 'install', '--quiet', '--python', python, '-c', join(folder, 'constraints.txt'), '-r', join(folder, 'requirements.txt')]);
    if (done.ok) {
      const site = join(venv, 'lib', readdirSync(join(venv, 'lib')).find((name) => name.startsWith('python')) ?? '', 'site-packages');
      return { python, site, version: found.version, instead: found.exact ? null : wanted, requirements: rest, left };
    }
    const bad = guilty(done.text, rest) ?? [rest.length > 0 ? oneByOne(python, rest, folder) : null].flatMap((one) => one ?? []);
    if (bad.length === 0) return `not installed: ${done.text.slice(-300)}`;
    for (const name of bad) left.push({ name, because: done.text.trim().split('\n').at(-1) ?? '' });
    rest = rest.filter((line) => !bad.includes(nameOf(line)));
  }
  return 'not installed: too many of its requirements cannot be';
}

function nameOf(requirement: string): string {
  return normalizeName(/^[\w.-]+/.exec(requirement)?.[0] ?? '');
}

/** The requirements that an error of uv names as those that do not build; null: none. */
function guilty(text: string, requirements: readonly string[]): readonly string[] | null {
  const names = new Set(requirements.map(nameOf));
  const found = [...text.matchAll(/Failed to (?:build|download(?: and build)?|fetch)[^`]*`([\w.-]+)(?:==|\s@|`)/g)].map((match) => normalizeName(match[1] ?? ''));
  found.push(...[...text.matchAll(/Because ([\w.-]+) was not found in the package registry/g)].map((match) => normalizeName(match[1] ?? '')));
  found.push(...[...text.matchAll(/was included because `([\w.-]+)`/g)].map((match) => normalizeName(match[1] ?? '')));
  const own = found.filter((name) => names.has(name));
  return own.length > 0 ? own : null;
}

/** The requirements that cannot be had even alone. */
function oneByOne(python: string, requirements: readonly string[], folder: string): readonly string[] {
  return requirements.flatMap((line) => {
    writeFileSync(join(folder, 'one.txt'), line);
    const done = run('uv', ['pip', 'install', '--quiet', '--dry-run', '--no-deps', '--python', python, '-r', join(folder, 'one.txt')]);
    return done.ok ? [] : [nameOf(line)];
  });
}

/** The Python that the image installs with. */
function wantedPython({ image }: Subject): string {
  const told = image.installs.filter(({ ships }) => ships).map(({ install }) => unheard(() => pythonOf(image.dockerfile, install)).value);
  return (told.find((version) => version !== null) ?? imagePython(image.dockerfile) ?? '3.12').split('.').slice(0, 2).join('.');
}

/** A Python of this machine: the wanted one, else the nearest one after it, else before it. */
function pythonFor(wanted: string): { readonly path: string; readonly version: string; readonly exact: boolean } | null {
  const homes = [process.env.PYENV_ROOT ?? join(homedir(), '.pyenv')].map((home) => join(home, 'versions')).filter((one) => existsSync(one));
  const pyenv = homes.flatMap((home) => readdirSync(home).map((name) => join(home, name, 'bin/python')));
  const system = [...Array.from({ length: 10 }, (_, minor) => `/usr/bin/python3.${minor + 6}`), ...Array.from({ length: 10 }, (_, minor) => `/usr/local/bin/python3.${minor + 6}`)];
  const all = [...pyenv, ...system].filter((path) => existsSync(path)).flatMap((path) => {
    const version = run(path, ['-c', 'import platform; print(platform.python_version())']);
    return version.ok ? [{ path, version: version.text.trim() }] : [];
  });
  const minor = (version: string): number => Number(version.split('.')[1]);
  const near = all.filter(({ version }) => version.startsWith('3.')).sort((a, b) => distance(minor(a.version)) - distance(minor(b.version)));
  function distance(of: number): number {
    return of >= minor(wanted) ? of - minor(wanted) : 100 + minor(wanted) - of;
  }
  const [best] = near;
  return best ? { ...best, exact: minor(best.version) === minor(wanted) } : null;
}

/** What the image asks for, and the versions that its locks and constraints hold. */
function askedOf({ needs, image, snapshot }: Subject, version: string): { readonly requirements: readonly string[]; readonly constraints: readonly string[] } {
  const requirements = new Set<string>();
  // The code of the workspace's own projects is laid out.
  const own = new Set(askedFor(image, snapshot, {}).projects.map(({ project }) => normalizeName(project.name?.text ?? '')));
  for (const { asked } of needs.needs) {
    if (!asked.ships || asked.applies === 'no' || own.has(asked.name)) continue;
    const extras = asked.extras.length > 0 ? `[${asked.extras.join(',')}]` : '';
    // A specifier of Poetry's own (`^1.2`) is none of pip's; its lock says the version.
    const specifiers = /[\^]|^[\d*]|\|\|/.test(asked.specifiers) ? '' : asked.specifiers;
    requirements.add(asked.url === null ? `${asked.name}${extras}${specifiers}` : `${asked.name}${extras} @ ${asked.url}`);
  }
  // Images of Python before 3.12 bring setuptools along (docker-library/python).
  if (Number(version.split('.')[1]) < 12 && !needs.needs.some(({ asked }) => asked.name === 'setuptools')) requirements.add('setuptools<80');
  const constraints = new Map<string, string>();
  for (const { inputs } of image.installs) for (const input of inputs) for (const line of heldBy(input, snapshot)) constraints.set(nameOf(line), line);
  return { requirements: [...requirements], constraints: [...constraints.values()] };
}

function heldBy(input: InstallInput, snapshot: Subject['snapshot']): readonly string[] {
  const path = input.kind === 'project' ? input.lock : null;
  const bytes = path === null ? null : snapshot.contextFiles.bytes(path);
  const lock = path !== null && bytes?.ok ? readLock(path, new TextDecoder().decode(bytes.value)) : null;
  if (!lock?.ok) return [];
  const versions = new Map<string, Set<string>>();
  for (const { name, version, source } of lock.value.packages) {
    if (version !== null && source.kind === 'registry') versions.set(name, (versions.get(name) ?? new Set()).add(version));
  }
  return [...versions].flatMap(([name, found]) => (found.size === 1 ? `${name}==${[...found][0]}` : []));
}

/** Runs a program; its output, or what it said of its failure. */
export function run(program: string, args: readonly string[], options: { readonly input?: string } = {}): { readonly ok: boolean; readonly text: string } {
  const environment = { ...process.env, UV_PYTHON_DOWNLOADS: 'never', UV_SYSTEM_CERTS: '1', NO_COLOR: '1' };
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: LIMIT, maxBuffer: 2 ** 28, env: environment, input: options.input ?? '' });
  if (status === 0) return { ok: true, text: stdout };
  return { ok: false, text: `${stderr}${error ? error.message : ''}` };
}
