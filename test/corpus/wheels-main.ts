/**
 * Wheels of PyPI measured by the end of the file, against the whole file.
 *
 *     npm run corpus:wheels [-- --only NAME…] [--keep FOLDER]
 *
 * Downloads about 400 MB and deletes them again; `--keep` leaves the wheels in a folder. The table is for docs/accuracy.md.
 */
import { execFile } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createHttp } from '#io/http.js';
import type { HttpIo } from '#io/http-types.js';
import { bestWheel } from '#sizes/wheel/best-wheel.js';
import { measureWheel } from '#sizes/wheel/measure.js';
import type { Target, WheelFile } from '#sizes/types.js';
import type { WheelMeasure } from '#sizes/wheel/types.js';
import { pipPython } from '../oracles/pip-venv.js';
import { WHEELS } from './wheels-list.js';

const TARGET: Target = { python: '3.11', arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } };
const ORACLE = new URL('wheels_oracle.py', import.meta.url).pathname;
const run = promisify(execFile);

interface Row {
  readonly wheel: WheelFile;
  readonly measure: WheelMeasure;
  readonly transferred: number;
  readonly requests: number;
  readonly zipfile: { readonly bytes: number; readonly files: number; readonly python: number; readonly names: number };
  /** Bytes of the files that pip installs; null: not installed. */
  readonly installed: number | null;
}

const words = process.argv.slice(2);
const only = words.includes('--only') ? words.slice(words.indexOf('--only') + 1).filter((word) => !word.startsWith('--')) : null;
const kept = words.includes('--keep') ? words[words.indexOf('--keep') + 1] : undefined;
const pip = pipPython();
if (!pip.ok) process.stdout.write(`no installs: ${pip.reason}\n`);
const http = createHttp();
const rows: Row[] = [];
const problems: string[] = [];
for (const one of WHEELS.filter(({ name }) => only?.includes(name) ?? true)) {
  const row = await rowOf(one).catch((error: unknown) => String(error));
  if (typeof row === 'string') problems.push(`${one.name} ${one.version}: ${row}`);
  else rows.push(row);
  if (typeof row !== 'string') process.stdout.write(`${lineOf(row)}\n`);
}
summary();
process.exitCode = problems.length > 0 || rows.some((row) => !equal(row) || !installedAsSaid(row)) ? 1 : 0;

async function rowOf({ name, version, install }: (typeof WHEELS)[number]): Promise<Row | string> {
  const wheel = await wheelOf(name, version);
  if (typeof wheel === 'string') return wheel;
  const counted = { bytes: 0, requests: 0 };
  const measure = await measureWheel(wheel, { http: counting(counted), cache: null, python: TARGET.python });
  if (!measure.ok) return measure.reason;
  const whole = await http.get(wheel.url ?? '', { timeout: 300_000, most: 300_000_000 });
  if (!whole.ok) return whole.reason;
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'slimify-wheels-')));
  try {
    await mkdir(folder, { recursive: true });
    const path = join(folder, wheel.file);
    await writeFile(path, whole.value.body);
    const { stdout } = await run('python3', [ORACLE, path]);
    const installed = install === true && pip.ok ? await installedBytes(pip.python, folder, `${name}==${version}`) : null;
    return { wheel, measure: measure.value, transferred: counted.bytes, requests: counted.requests, zipfile: JSON.parse(stdout) as Row['zipfile'], installed };
  } finally {
    if (kept === undefined) await rm(folder, { recursive: true });
  }
}

/** Of PyPI's simple index as JSON (PEP 691, sizes by PEP 700). */
async function wheelOf(name: string, version: string): Promise<WheelFile | string> {
  const headers = { accept: 'application/vnd.pypi.simple.v1+json' };
  const page = await http.get(`https://pypi.org/simple/${name}/`, { timeout: 60_000, most: 50_000_000, headers });
  if (!page.ok) return page.reason;
  const { files } = JSON.parse(Buffer.from(page.value.body).toString()) as {
    readonly files: readonly { readonly filename: string; readonly url: string; readonly size: number; readonly hashes: { readonly sha256: string } }[];
  };
  const release = files.filter(({ filename }) => filename.split('-')[1] === version);
  const wheels = release.map(({ filename, url, size, hashes }) => ({ file: filename, url, bytes: size, sha256: hashes.sha256 }));
  return bestWheel(wheels, TARGET) ?? `none of its ${wheels.length} files fits`;
}

function counting(counted: { bytes: number; requests: number }): HttpIo {
  return {
    get: async (url, options) => {
      const answer = await http.get(url, options);
      counted.requests += 1;
      if (answer.ok) counted.bytes += answer.value.body.length;
      return answer;
    },
  };
}

/** By name and not by path: for a path pip writes a `direct_url.json` beside (PEP 610). */
async function installedBytes(python: string, links: string, requirement: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'slimify-installed-'));
  try {
    const options = ['--no-deps', '--no-compile', '--no-index', '--find-links', links, '--ignore-requires-python', '--quiet', '--disable-pip-version-check'];
    await run(python, ['-m', 'pip', 'install', ...options, '--target', join(folder, 'target'), requirement]);
    const names = await readdir(folder, { recursive: true });
    const stats = await Promise.all(names.map((name) => lstat(join(folder, name))));
    return stats.reduce((sum, one) => sum + (one.isFile() ? one.size : 0), 0);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function equal({ measure: { contents }, zipfile }: Row): boolean {
  return contents.bytes === zipfile.bytes && contents.files === zipfile.files && contents.python.bytes === zipfile.python;
}

function installedAsSaid({ measure: { files }, installed }: Row): boolean {
  return installed === null || (files.low <= installed && installed <= files.high);
}

function lineOf(row: Row): string {
  const { wheel, measure, transferred, requests, zipfile, installed } = row;
  const install = installed === null ? '' : ` | installed ${installed}, said ${measure.files.low} to ${measure.files.high}${installedAsSaid(row) ? '' : ' WRONG'}`;
  const told = `${measure.wheel} bytes, ${measure.contents.files} files, ${measure.contents.bytes} unpacked${equal(row) ? '' : `, zipfile says ${JSON.stringify(zipfile)} WRONG`}`;
  return `${wheel.file}: ${told} | ${transferred} by ${requests}${install}`;
}

function summary(): void {
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const [full, part] = [sum(({ measure }) => measure.wheel), sum(({ transferred }) => transferred)];
  const installs = rows.filter(({ installed }) => installed !== null);
  process.stdout.write(
    [
      `${rows.length} wheels, ${full} bytes, ${sum(({ measure }) => measure.contents.files)} files; equal to zipfile: ${rows.filter(equal).length}`,
      `transferred: ${part} bytes (${((part * 100) / full).toFixed(2)} %) by ${sum(({ requests }) => requests)} requests`,
      `installed by pip within what was said: ${installs.filter(installedAsSaid).length} of ${installs.length}`,
      ...problems.map((problem) => `problem: ${problem}`),
      '',
    ].join('\n'),
  );
}
