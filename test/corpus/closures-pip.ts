import { createHash } from 'node:crypto';
import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cacheFolder } from '#io/cache-folder.js';
import type { HttpIo } from '#io/http-types.js';
import { markersOf } from '#sizes/request/requests.js';
import { fullPython, nameOf } from '#sizes/resolve/question.js';
import { platformsOf } from '#sizes/wheel/tags.js';
import { bestWheel } from '#sizes/wheel/best-wheel.js';
import type { InstallRequest, Target } from '#sizes/types.js';
import { stubWheel } from '../indexes/stub-wheel.js';
import type { Tools } from '../indexes/tools.js';

const SCRIPT = new URL('closures_pip.py', import.meta.url).pathname;
const CACHE = new URL('../../.cache/closures', import.meta.url).pathname;

/** The newest; and one of before 24.1, which refuses what metadata of those days may say (pypa/pip#12063). */
export type PipVersion = '26.3' | '23.2.1';

export interface PipAids {
  readonly tools: Tools;
  readonly http: HttpIo;
  /** Nothing that was uploaded later counts. */
  readonly before: string;
}

/** `old metadata`: an older pip was asked. `upper bound`: it was told to overlook Requires-Python. */
export interface Refused {
  readonly name: string;
  readonly why: 'old metadata' | 'upper bound';
}

/** What pip is asked. */
export interface PipQuestion {
  readonly request: InstallRequest;
  /** Beside the request's own: what its lock pins. */
  readonly pins: readonly string[];
  /** Names that no wheel is said to fit: an empty wheel stands in for every release of them that really has none, or pip would refuse everything. */
  readonly absent: readonly string[];
  /** Take releases whatever they say of Python, as uv does of upper bounds. */
  readonly anyPython: boolean;
  /** Judge markers as the image's Python does, and not as the one that pip runs with. */
  readonly imageMarkers: boolean;
}

export type PipAnswer =
  /** `stubs`: names of which it took the empty wheel. `refused`: what it would not take, and why, so that it was asked in another way. */
  | { readonly ok: true; readonly refused: Refused | null; readonly versions: ReadonlyMap<string, string>; readonly stubs: ReadonlySet<string> }
  | { readonly ok: false; readonly reason: string };

/** The Python that pip runs with for a target: of the same version where this machine has it. */
export function pythonFor(version: string | null, { python }: Tools): { readonly python: string; readonly same: boolean } {
  try {
    const found = execFileSync(`python${version ?? ''}`, ['-c', 'import sys; print(sys.executable, sys.version_info >= (3, 10))'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const [path, enough] = found.trim().split(' ');
    if (version !== null && path !== undefined && enough === 'True') return { python: path, same: true };
  } catch {
    // This machine has no such Python.
  }
  return { python, same: false };
}

/** `pip install --dry-run --report` of the very lines; where the newest pip refuses the metadata of a release, by one of its days. */
export async function pipClosure(question: PipQuestion, aids: PipAids): Promise<PipAnswer> {
  const newest = await closureBy('26.3', question, aids);
  if (newest.ok) return newest;
  const [, why, name] = /^(old metadata|upper bound): .* for ([\w.-]+)/.exec(newest.reason) ?? [];
  if (name === undefined || (why !== 'old metadata' && why !== 'upper bound') || question.anyPython) return newest;
  const again = why === 'old metadata' ? await closureBy('23.2.1', question, aids) : await pipClosure({ ...question, anyPython: true }, aids);
  return again.ok ? { ...again, refused: { name: nameOf(name), why } } : again;
}

/** An answer is kept in `.cache/closures`. */
async function closureBy(pip: PipVersion, question: PipQuestion, aids: PipAids): Promise<PipAnswer> {
  const { request, pins, absent, imageMarkers, anyPython } = question;
  const { python } = pythonFor(request.target.python, aids.tools);
  await mkdir(CACHE, { recursive: true });
  const cache = cacheFolder(CACHE);
  const key = `pip-${createHash('sha256').update(JSON.stringify([1, ...(pip === '26.3' ? [] : [pip]), python, aids.before, request.lines.map(({ text }) => text), request.constraints, request.indexes, request.target, request.prereleases, request.dependencies, pins, ...(anyPython ? ['any'] : []), ...(absent.length === 0 ? [] : ['stubs of releases without a wheel']), absent, imageMarkers])).digest('hex').slice(0, 40)}`;
  const kept = cache.read(key);
  const report = kept === null ? await dryRun(pip, question, python, aids) : Buffer.from(kept).toString();
  if (!report.startsWith('{')) return { ok: false, reason: report };
  if (kept === null) cache.write(key, [Buffer.from(report)]);
  const { install } = JSON.parse(report) as { readonly install: readonly Item[] };
  const named = install.map(({ metadata: { name, version }, download_info: { url } }) => ({ name: nameOf(name), version, isStub: url.startsWith('file:') }));
  return { ok: true, refused: null, versions: new Map(named.map(({ name, version }) => [name, version])), stubs: new Set(named.filter(({ isStub }) => isStub).map(({ name }) => name)) };
}

interface Item {
  readonly metadata: { readonly name: string; readonly version: string };
  readonly download_info: { readonly url: string };
}

/** The report; or why there is none. */
async function dryRun(pip: PipVersion, { request, pins, absent, imageMarkers, anyPython }: PipQuestion, python: string, { tools, http, before }: PipAids): Promise<string> {
  const { lines, constraints, indexes, target, prereleases, dependencies } = request;
  const folder = await mkdtemp(join(tmpdir(), 'slimify-closure-'));
  try {
    await mkdir(join(folder, 'stubs'));
    const gone: string[] = [];
    for (const name of absent) if (!(await writeStubs(join(folder, 'stubs'), name, target, http))) gone.push(name);
    await writeFile(join(folder, 'requirements.txt'), lines.filter(({ name }) => !gone.includes(name)).map(({ text }) => `${text}\n`).join(''));
    await writeFile(join(folder, 'constraints.txt'), [...constraints, ...pins].map((line) => `${line}\n`).join(''));
    const site = dirname(dirname(tools.pips[pip] ?? ''));
    const markers = { ...markersOf(target), python_full_version: fullPython(target) };
    const words = [
      'install', '--dry-run', '--report', 'report.json', '--quiet', '--ignore-installed', '--only-binary=:all:', '--target', 'target', '--no-input',
      '--implementation', 'cp', '--python-version', fullPython(target), ...platformsOf(target).flatMap((platform) => ['--platform', platform]),
      ...(indexes.index === null ? [] : ['--index-url', indexes.index]), ...indexes.extra.flatMap((url) => ['--extra-index-url', url]),
      '--find-links', 'stubs', ...(pip === '26.3' ? ['--uploaded-prior-to', before] : []),
      ...(anyPython ? ['--ignore-requires-python'] : []), ...(prereleases ? ['--pre'] : []), ...(dependencies ? [] : ['--no-deps']),
      '-r', 'requirements.txt', '-c', 'constraints.txt',
    ];
    const env = { ...process.env, PIP_FIND_LINKS: '', PIP_DISABLE_PIP_VERSION_CHECK: '1', PYTHONDONTWRITEBYTECODE: '1' };
    const said = await new Promise<string | null>((end) => {
      execFile(python, [SCRIPT, site, imageMarkers ? JSON.stringify(markers) : '-', ...words], { cwd: folder, env, timeout: 400_000, maxBuffer: 50_000_000 }, (error, _, stderr) => {
        const errors = stderr.split('\n').filter((line) => line.startsWith('ERROR'));
        const reason = stderr.includes('has invalid metadata') ? 'old metadata: ' : boundOf(stderr) ? 'upper bound: ' : '';
        end(error === null ? null : error.killed === true ? 'pip took longer than 400 seconds' : reason + (errors.at(-1) ?? error.message).replace(/^ERROR: */, '').slice(0, 300));
      });
    });
    return said ?? (await readFile(join(folder, 'report.json'), 'utf8'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Whether what pip does not find is there, for older Pythons alone: `3.10.0.0 Requires-Python !=3.0.*,<3.5,>=2.7`. */
function boundOf(stderr: string): boolean {
  const version = /No matching distribution found for [\w.-]+==(\S+)/.exec(stderr)?.[1];
  const ignored = /require a different python version: (.*)/.exec(stderr)?.[1] ?? '';
  return version !== undefined && ignored.split('; ').some((one) => one.startsWith(`${version} Requires-Python `) && one.includes('<'));
}

/** A wheel without requirements in place of each source archive that pip would build. False: the index does not know the name. */
async function writeStubs(folder: string, name: string, target: Target, http: HttpIo): Promise<boolean> {
  const page = await http.get(`https://pypi.org/simple/${name}/`, { timeout: 60_000, most: 50_000_000, headers: { accept: 'application/vnd.pypi.simple.v1+json' } });
  if (!page.ok || page.value.status !== 200) return false;
  const { versions = [], files } = JSON.parse(Buffer.from(page.value.body).toString()) as { readonly versions?: readonly string[]; readonly files: readonly { readonly filename: string }[] };
  for (const version of versions) {
    const wheels = files.filter(({ filename }) => filename.endsWith('.whl') && filename.split('-')[1] === version).map(({ filename }) => ({ file: filename, url: null, bytes: null, sha256: null }));
    if (bestWheel(wheels, target) !== null) continue;
    const file = `${name.replaceAll('-', '_')}-${version}-py3-none-any.whl`;
    await writeFile(join(folder, file), stubWheel({ name, version, requiresPython: null, requires: [], extras: [], wheels: [], sdist: null, source: '' }, file));
  }
  return true;
}
