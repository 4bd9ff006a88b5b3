import { thisOutside } from '#io/this-outside.js';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { PackagePorts } from '#sizes/packages/image-packages.js';
import type { ImagePackages } from '#sizes/packages/types.js';
import type { ImageModel } from '#image/image.js';
import type { ImageNeeds } from '#needs/types.js';
import { bytesText } from '#report/packages-bytes.js';
import { discover, type Discovery } from '#run-discover.js';
import { imagePackages } from '#sizes/packages/image-packages.js';
import { requestsOf } from '#sizes/request/requests.js';
import type { InstallRequest } from '#sizes/types.js';
import { packagePorts } from '#cli/package-ports.js';
import { median } from './timing.js';

/** What warm closures and sizes of all services may take, in milliseconds. */
const WARM = 1_000;
const ROUNDS = 3;

/**
 * `npm run bench -- sizes [DIR] [--resolve]`: closures and sizes of every service of a repository (examples/tax-agent without one), behind
 * the models and needs that other parts of the bench time. Without --resolve from the bundled catalogues; with it also with
 * nothing remembered, beside uv alone on the same requirements with nothing remembered either, and with all remembered, which
 * is to stay under a second.
 */
export async function benchSizes(words: readonly string[]): Promise<void> {
  const root = resolve(words.find((word) => !word.startsWith('--')) ?? 'examples/tax-agent');
  const discovery = await discover({ root, config: null }, thisOutside().io);
  const asked = imagesOf(discovery);
  console.log(`${root}: ${asked.length} services; load ${load()}`);
  const weigh = async (ports: PackagePorts): Promise<Weighed> => {
    const begin = performance.now();
    const found = await Promise.all(asked.map(({ image, needs }) => imagePackages(image, discovery.snapshot, needs, ports, false)));
    return { found, time: performance.now() - begin };
  };
  await weigh(await packagePorts(root, false, QUIET, thisOutside()));
  const offline = await several(async () => weigh(await packagePorts(root, false, QUIET, thisOutside())));
  show(asked, offline.found);
  console.log(`offline, from locks, edges and catalogue: ${milliseconds(offline.time)}`);
  if (!words.includes('--resolve')) return;
  const scratch = mkdtempSync(join(tmpdir(), 'slimify-bench-'));
  try {
    await resolved(root, discovery, asked, weigh, scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

interface Weighed {
  readonly found: readonly ImagePackages[];
  readonly time: number;
}

interface Asked {
  readonly service: string;
  readonly image: ImageModel;
  readonly needs: ImageNeeds | null;
}

const QUIET = { note: (line: string) => console.log(`note: ${line}`), progress: () => {} };

function imagesOf(discovery: Discovery): readonly Asked[] {
  const needs = discovery.needs();
  return discovery.services.services.flatMap(({ name, images: [first] }) => {
    const image = first ? discovery.imageOf(first.build) : null;
    return first && image?.ok ? [{ service: name, image: image.value, needs: needs.of(first.build.id) }] : [];
  });
}

async function resolved(root: string, discovery: Discovery, asked: readonly Asked[], weigh: (ports: PackagePorts) => Promise<Weighed>, scratch: string): Promise<void> {
  process.env['XDG_CACHE_HOME'] = join(scratch, 'ours');
  process.env['UV_CACHE_DIR'] = join(scratch, 'uv-ours');
  const cold = await weigh(await packagePorts(root, true, QUIET, thisOutside()));
  const told = cold.found.flatMap(({ environments }) => environments);
  if (told.some(({ by }) => by !== 'uv')) {
    console.log(`with --resolve: not measured, since uv did not resolve all of it: ${told.find(({ by }) => by !== 'uv')?.because ?? ''}`);
    return;
  }
  show(asked, cold.found);
  console.log(`with --resolve, nothing remembered: ${milliseconds(cold.time)}`);
  console.log(uvAlone(asked.flatMap(({ image }) => requestsOf(image, discovery.snapshot)), scratch, cold.time));
  const warm = await several(async () => weigh(await packagePorts(root, true, QUIET, thisOutside())));
  console.log(`with --resolve, all remembered: ${milliseconds(warm.time)}, ${warm.time < WARM ? 'under' : 'NOT under'} ${WARM} ms; load ${load()}`);
}

/** The middle of a few rounds. */
async function several(work: () => Promise<Weighed>): Promise<Weighed> {
  const rounds: Weighed[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await work());
  return { found: rounds[0]?.found ?? [], time: median(rounds.map(({ time }) => time)) };
}

/**
 * Wall time of `uv pip compile` on the lines of each install, one call after the other, the same lines once, with a cache that
 * starts empty: what ours rests on, without what an earlier install left and without any size.
 */
function uvAlone(requests: readonly InstallRequest[], scratch: string, ours: number): string {
  const env = { ...process.env, UV_CACHE_DIR: join(scratch, 'uv-alone') };
  const input = join(scratch, 'requirements.in');
  const inputs = new Map(requests.map((request) => [[...request.lines.map(({ text }) => text), ...request.constraints].join('\n'), request.target]));
  let time = 0;
  let failed = 0;
  for (const [text, { python, arch }] of inputs) {
    writeFileSync(input, text);
    const options = ['--quiet', '--only-binary', ':all:', '--format', 'pylock.toml', '--python-version', python ?? '3.12', '--python-platform', `${arch}-manylinux_2_36`, '-o', join(scratch, 'pylock.toml')];
    const begin = performance.now();
    const ran = spawnSync('uv', ['pip', 'compile', ...options, input], { env, cwd: scratch, encoding: 'utf8' });
    time += performance.now() - begin;
    if (ran.status !== 0) failed += 1;
  }
  const left = failed === 0 ? '' : ` (${failed} of them without a solution: ours leaves out what is missing)`;
  return `uv alone, ${inputs.size} calls${left}, nothing remembered: ${milliseconds(time)}   x ${(ours / time).toFixed(2)}`;
}

function show(asked: readonly Asked[], found: readonly ImagePackages[]): void {
  const width = Math.max(...asked.map(({ service }) => service.length));
  for (const [index, { service }] of asked.entries()) {
    const environments = found[index]?.environments ?? [];
    const packages = environments.reduce((sum, one) => sum + one.packages.length, 0);
    const totals = environments.map(({ total }) => `${total.unknown.length > 0 ? 'at least ' : ''}${total.bytes === null ? 'not known' : bytesText(total.bytes)}${total.unknown.length > 0 ? `, ${total.unknown.length} not known` : ''}`);
    console.log(`  ${service.padEnd(width)}  ${String(packages).padStart(4)} packages  ${totals.join('; ')}`);
  }
}

function milliseconds(time: number): string {
  return `${time.toFixed(0)} ms`;
}

function load(): string {
  return loadavg()[0]?.toFixed(1) ?? '?';
}
