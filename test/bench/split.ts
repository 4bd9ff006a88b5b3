import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { resolve } from 'node:path';
import { withScratchFolder } from '#io/folders.js';
import { nodeIo } from '#io/node.js';
import { workerIo } from '#io/workers.js';
import { run } from '#run.js';
import { discover } from '#run-discover.js';
import { builtInRules } from '#rules';
import { splitMonorepo } from './split-monorepo.js';
import { median } from './timing.js';

const ROUNDS = 3;

/**
 * `npm run bench -- split [--services N] [--modules N]`: how long the split of a shared file of 97 lines takes, and all rules
 * together, where 500 services install it; beside the model of the images with what each needs, without which no rule can say
 * anything, in turn in the same process and as the command does it, with its other threads. `--modules`: Python files of each
 * service, 3 if not given.
 */
export async function benchSplit(words: readonly string[]): Promise<void> {
  const services = numberOf(words, '--services', 500);
  const modules = numberOf(words, '--modules', 3);
  const shared = readFileSync(resolve('examples/tax-agent/libs/requirements.txt'), 'utf8');
  await withScratchFolder(splitMonorepo(services, shared, modules), async (root) => {
    const needs: number[] = [];
    const split: number[] = [];
    const all: number[] = [];
    let files = 0;
    for (let round = 0; round < ROUNDS; round++) {
      needs.push(await timed(async () => {
        const found = await discover({ root, config: null, workers: workerIo }, nodeIo);
        if (found.needs().images.length !== services) throw new Error(`not every image of ${services} was told`);
      }));
      split.push(await timed(async () => {
        files = (await planned(root, ['requirements/split'])).length;
      }));
      all.push(await timed(async () => void (await planned(root, []))));
    }
    if (files < services) throw new Error(`only ${files} files would change`);
    const bound = median(needs);
    console.log(`${services} services, one shared file of ${shared.trimEnd().split('\n').length} lines, ${services * (modules + 2)} Python files; load ${loadavg()[0]?.toFixed(1) ?? '?'}`);
    console.log(`model and needs             ${milliseconds(bound)}`);
    console.log(`split, ${String(files).padStart(4)} files change    ${milliseconds(median(split))}  x ${(median(split) / bound).toFixed(2)}`);
    console.log(`all rules, safety review    ${milliseconds(median(all))}  x ${(median(all) / bound).toFixed(2)}`);
  });
}

async function planned(root: string, only: readonly string[]): Promise<readonly unknown[]> {
  const { plan } = await run({ root, paths: [], rules: builtInRules, only, skip: [], services: [], safety: 'review', config: null, workers: workerIo }, nodeIo);
  return plan.changes;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

function milliseconds(time: number): string {
  return `${time.toFixed(0)} ms`.padStart(9);
}

function numberOf(words: readonly string[], flag: string, otherwise: number): number {
  const at = words.indexOf(flag);
  return at < 0 ? otherwise : Number(words[at + 1]);
}
