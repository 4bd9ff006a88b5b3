import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { resolve } from 'node:path';
import { cacheFolder } from '#io/cache-folder.js';
import { withScratchFolder } from '#io/folders.js';
import { nodeIo } from '#io/node.js';
import { workerIo } from '#io/workers.js';
import { run } from '#run.js';
import { discover } from '#run-discover.js';
import type { RunOptions } from '#run-types.js';
import { builtInRules } from '#rules';
import { splitMonorepo } from './split-monorepo.js';
import { median } from './timing.js';

const ROUNDS = 3;

/** What a service and the shared library have besides the modules that the number of files is made up with. */
const OTHER_FILES = 2;

/**
 * `npm run bench -- plan [--services N] [--files N]`: the model of every image, what each needs, and the plan of all rules, where
 * 500 services install one shared file of 97 lines and 20,000 Python files lie in the workspace. Each from the listing of the
 * files on, as the command does it, with its other threads. Shown: the first round, which compiles as a command does, the middle
 * one, and the CPU time of the middle one; the plan as a multiple of the model with the needs. Then the plan as it is made where
 * an earlier run has kept what the files of code say, as the command keeps it.
 */
export async function benchPlan(words: readonly string[]): Promise<void> {
  const services = numberOf(words, '--services', 500);
  const files = numberOf(words, '--files', 20_000);
  const modules = Math.max(1, Math.round(files / services) - OTHER_FILES);
  const shared = readFileSync(resolve('examples/tax-agent/libs/requirements.txt'), 'utf8');
  await withScratchFolder(splitMonorepo(services, shared, modules), async (root) => {
    const rows = { model: [] as Time[], needs: [] as Time[], plan: [] as Time[], again: [] as Time[] };
    let fixes = 0;
    const plan = (kept: Pick<RunOptions, 'cacheFor'>): Promise<Time> => timed(async () => {
      const { plan: made } = await run({ root, paths: [], rules: builtInRules, only: [], skip: [], services: [], safety: 'review', config: null, workers: workerIo, ...kept }, nodeIo);
      fixes = made.steps.length;
    });
    for (let round = 0; round < ROUNDS; round++) {
      rows.model.push(await timed(async () => void (await discover({ root, config: null }, nodeIo)).images().map(({ installs }) => installs.length)));
      rows.needs.push(await timed(async () => {
        const found = await discover({ root, config: null, workers: workerIo }, nodeIo);
        if (found.needs().images.length !== services) throw new Error(`not every image of ${services} was told`);
      }));
      rows.plan.push(await plan({}));
    }
    await withScratchFolder(new Map(), async (folder) => {
      const kept = { cacheFor: () => cacheFolder(folder) };
      await plan(kept);
      for (let round = 0; round < ROUNDS; round++) rows.again.push(await plan(kept));
    });
    console.log(`${services} services, one shared file of ${shared.trimEnd().split('\n').length} lines, ${services * (modules + OTHER_FILES)} Python files; load ${loadavg()[0]?.toFixed(1) ?? '?'}`);
    console.log('                             first     middle        CPU');
    console.log(`model                    ${shown(rows.model)}`);
    console.log(`model and needs          ${shown(rows.needs)}`);
    console.log(`all rules, safety review ${shown(rows.plan)}  x ${ratio(rows.plan, rows.needs, 'wall')} of model and needs, x ${ratio(rows.plan, rows.needs, 'cpu')} of their CPU; ${fixes} fixes`);
    console.log(`the same once more       ${shown(rows.again)}`);
  });
}

interface Time {
  readonly wall: number;
  /** User time of all threads. */
  readonly cpu: number;
}

async function timed(work: () => Promise<void>): Promise<Time> {
  const [begin, before] = [performance.now(), process.cpuUsage()];
  await work();
  return { wall: performance.now() - begin, cpu: process.cpuUsage(before).user / 1000 };
}

function middle(times: readonly Time[], of: keyof Time): number {
  return median(times.map((one) => one[of]));
}

function ratio(times: readonly Time[], others: readonly Time[], of: keyof Time): string {
  return (middle(times, of) / middle(others, of)).toFixed(2);
}

function shown(times: readonly Time[]): string {
  return [times[0]?.wall ?? 0, middle(times, 'wall'), middle(times, 'cpu')].map((time) => `${time.toFixed(0)} ms`.padStart(10)).join(' ');
}

function numberOf(words: readonly string[], flag: string, otherwise: number): number {
  const at = words.indexOf(flag);
  return at < 0 ? otherwise : Number(words[at + 1]);
}
