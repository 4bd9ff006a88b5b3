import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ran } from '#io/process-types.js';
import { processIo } from '#io/processes.js';
import { normalized } from './distribution.js';
import type { Placement } from './placement.js';
import type { RunningIndex } from './server.js';
import { sitePackages, type Tools } from './tools.js';

/** Beside the names of distributions: the torch whose files are there, which need not be the one that is recorded. */
export const IMPORTED = 'import torch';

export interface World {
  readonly tools: Tools;
  readonly ordinary: RunningIndex;
  /** The ordinary index without the newest torch. */
  readonly inStep: RunningIndex;
  readonly cpu: RunningIndex;
  readonly cuda: RunningIndex;
  /** For everything that is written. */
  readonly folder: string;
  /** An environment in which nothing is installed, for rows that only ask. */
  readonly empty: string;
  /** Environments that several rows start from, by tool and command line. */
  readonly prepared: Map<string, Promise<string>>;
}

/** What really came: versions by name, or the end of what the failed tool said. */
export type Came = { readonly ok: true; readonly versions: ReadonlyMap<string, string> } | { readonly ok: false; readonly said: string };

/** An environment without pip: the tools come from outside. */
export async function makeVenv(tools: Tools, venv: string): Promise<void> {
  const made = await processIo.run(tools.python, ['-m', 'venv', '--without-pip', venv], { timeout: 60_000 });
  if (!made.ok || made.value.exit !== 0) throw new Error(made.ok ? made.value.stderr : made.reason);
}

/** Replays one row with a tool: `23.2.1` of pip, or `uv`. */
export async function replay(row: Placement, version: string, name: string, world: World): Promise<Came> {
  const folder = join(world.folder, name);
  mkdirSync(folder, { recursive: true });
  const fill = filler(row, folder, world);
  for (const [path, content] of Object.entries(row.files ?? {})) writeFileSync(join(folder, path), fill(content));
  const lines = row.run.map(fill);
  // A report tells all of a single install without making it.
  const dry = row.tool === 'pip' && lines.length === 1 && row.look === undefined;
  const venv = dry ? world.empty : join(folder, 'venv');
  const [first = ''] = lines;
  const shared = lines.length > 1 && !first.includes(folder);
  if (shared) cpSync(await prepared(row, version, first, world), venv, { recursive: true, verbatimSymlinks: true });
  else if (!dry) await makeVenv(world.tools, venv);
  const report = join(folder, 'report.json');
  for (const line of shared ? lines.slice(1) : lines) {
    const ran = await runLine(dry ? `${line} --dry-run --report ${report}` : line, version, venv, folder, world, environment(row, venv, world, fill));
    if (ran.exit !== 0) return { ok: false, said: ran.stderr };
  }
  if (dry) return { ok: true, versions: reported(readFileSync(report, 'utf8')) };
  const looked = row.look === undefined ? venv : join(folder, row.look);
  return { ok: true, versions: installed(sitePackages(looked) ?? looked) };
}

/** The environment after a first RUN that many rows share; made once, since nothing in it knows where it lies. */
function prepared(row: Placement, version: string, line: string, world: World): Promise<string> {
  const key = `${version} ${line}`;
  const made = world.prepared.get(key) ?? prepare(row, version, line, join(world.folder, `prepared-${world.prepared.size}`), world);
  world.prepared.set(key, made);
  return made;
}

async function prepare(row: Placement, version: string, line: string, venv: string, world: World): Promise<string> {
  await makeVenv(world.tools, venv);
  const ran = await runLine(line, version, venv, world.folder, world, environment(row, venv, world, filler(row, world.folder, world)));
  if (ran.exit !== 0) throw new Error(`${line}: ${ran.stderr}`);
  return venv;
}

async function runLine(line: string, version: string, venv: string, cwd: string, world: World, env: Record<string, string | null>): Promise<Ran> {
  const [program, ...words] = line.split(' ');
  const [command, ...args] = program === 'uv' ? [world.tools.uv, ...words] : [join(venv, 'bin/python'), world.tools.pips[version] ?? '', ...words];
  const ran = await processIo.run(command, args, { timeout: 120_000, cwd, env });
  if (!ran.ok) throw new Error(`${line}: ${ran.reason}`);
  return ran.value;
}

function filler(row: Placement, folder: string, { tools, ordinary, inStep, cpu, cuda }: World): (text: string) => string {
  const index = row.inStep === true ? inStep : ordinary;
  const { tag } = tools;
  const wheels = { O: `torch-2.5.1-${tag}-${tag}-manylinux1_x86_64.whl`, C: `torch-2.5.1+cpu-${tag}-${tag}-linux_x86_64.whl` };
  const values: Readonly<Record<string, string>> = {
    '{O}': index.url,
    '{C}': cpu.url,
    '{X}': cuda.url,
    '{Clinks}': cpu.findLinks,
    '{Cwheel}': cpu.fileUrl(wheels.C),
    '{hash O torch}': index.sha256Of(wheels.O),
    '{hash C torch}': cpu.sha256Of(wheels.C),
    '{D}': folder,
  };
  return (text) => Object.entries(values).reduce((filled, [key, value]) => filled.replaceAll(key, value), text);
}

/** Nothing of this machine's own settings of pip and uv counts. */
function environment(row: Placement, venv: string, world: World, fill: (text: string) => string): Record<string, string | null> {
  const unset = Object.keys(process.env).filter((name) => /^(PIP|UV)_/.test(name)).map((name) => [name, null] as const);
  const index = row.tool === 'pip' ? { PIP_INDEX_URL: '{O}' } : { UV_INDEX_URL: '{O}' };
  const own = { ...index, ...row.env };
  const quiet = { PIP_CONFIG_FILE: '/dev/null', PIP_NO_CACHE_DIR: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_QUIET: '1', PIP_NO_COMPILE: '1' };
  return {
    ...Object.fromEntries(unset),
    ...(row.tool === 'pip' ? quiet : {}),
    HOME: world.folder,
    UV_CACHE_DIR: join(world.folder, 'uv-cache'),
    UV_PYTHON_DOWNLOADS: 'never',
    UV_PROJECT_ENVIRONMENT: venv,
    VIRTUAL_ENV: venv,
    ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== '').map(([name, value]) => [name, fill(value)])),
  };
}

/** What we read of pip's report (https://pip.pypa.io/en/stable/reference/installation-report/). */
interface ReportedInstall {
  readonly metadata: { readonly name: string; readonly version: string };
}

function reported(report: string): Map<string, string> {
  const { install } = JSON.parse(report) as { readonly install: readonly ReportedInstall[] };
  return new Map(install.map(({ metadata }) => [normalized(metadata.name), metadata.version]));
}

/** Of the packages of a folder, or of the wheels that lie in it. */
function installed(folder: string): Map<string, string> {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const found = new Map<string, string>();
  for (const name of names.filter((one) => /\.(dist-info|whl)$/.test(one)).sort()) {
    const [distribution = '', version = ''] = name.replace(/\.dist-info$/, '').split('-');
    const before = found.get(normalized(distribution));
    // pip can leave two of one name in a folder that it does not take for an environment.
    found.set(normalized(distribution), before === undefined ? version : `${before} and ${version}`);
  }
  const module = join(folder, 'torch/version.py');
  const imported = existsSync(module) ? /__version__ = '(.*)'/.exec(readFileSync(module, 'utf8'))?.[1] : undefined;
  return imported === undefined ? found : found.set(IMPORTED, imported);
}
