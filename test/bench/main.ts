import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { withScratchFolder } from '#io/folders.js';
import { nodeIo } from '#io/node.js';
import { parseDockerfile } from '#dockerfile/parse.js';
import { parseRequirements } from '#requirements/parse.js';
import { openTree } from '#files/tree.js';
import { imageFiles } from '#image/files/files.js';
import { planTree } from '#run.js';
import { discover } from '#run-discover.js';
import { builtInRules } from '#rules';
import { monorepo } from './monorepo.js';
import { median } from './timing.js';

/**
 * How fast slimify is, as ratios against a lower bound measured in the same run: bare node for the
 * start, reading the bytes for documents. Not a test: machines differ.
 */
const REPEATS = 7;

interface Row {
  readonly what: string;
  readonly measured: string;
  readonly bound: string;
  readonly ratio: number;
}

const [part, ...words] = process.argv.slice(2);
if (part === 'needs') await (await import('./needs.js')).benchNeeds(words);
else if (part === 'sizes') await (await import('./sizes.js')).benchSizes(words);
else if (part === 'plan') await (await import('./plan.js')).benchPlan(words);
else if (part === 'split') await (await import('./split.js')).benchSplit(words);
else show([start(['--help']), start(['--version']), ...(await workspace(500))]);

function show(rows: readonly Row[]): void {
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => [row.what, row.measured, row.bound][column]?.length ?? 0)));
  for (const { what, measured, bound, ratio } of rows) {
    console.log(`${what.padEnd(widths[0] ?? 0)}  ${measured.padStart(widths[1] ?? 0)}  ${bound.padStart(widths[2] ?? 0)}  x ${ratio.toFixed(2)}`);
  }
}

/** Wall time of the built command over that of bare node, in pairs. */
function start(words: readonly string[]): Row {
  const bare: number[] = [];
  const ours: number[] = [];
  for (let run = 0; run <= REPEATS; run++) {
    const pair = [wall(['-e', '0']), wall(['dist/src/cli/main.js', ...words])];
    if (run === 0) continue;
    bare.push(pair[0] ?? 0);
    ours.push(pair[1] ?? 0);
  }
  const [lower, upper] = [median(bare), median(ours)];
  return { what: `slimify ${words.join(' ')}`, measured: `${upper.toFixed(0)} ms`, bound: `bare node ${lower.toFixed(0)} ms`, ratio: upper / lower };
}

function wall(words: readonly string[]): number {
  const begin = performance.now();
  spawnSync(process.execPath, words, { stdio: 'ignore' });
  return performance.now() - begin;
}

/** A monorepo on disk: reading its bytes, parsing its documents, modelling it whole, planning it. */
async function workspace(services: number): Promise<readonly Row[]> {
  const files = monorepo(services);
  const rows: Row[] = [];
  await withScratchFolder(files, async (root) => {
    const tree = openTree(nodeIo, root);
    const documents = tree.paths.filter((path) => path.endsWith('Dockerfile') || path.endsWith('.txt'));
    const reading = best(() => documents.forEach((path) => readFileSync(`${root}/${path}`)));
    const texts = documents.map((path) => ({ path, text: readFileSync(`${root}/${path}`, 'utf8') }));
    const parsing = best(() => texts.forEach(({ path, text }) => (path.endsWith('.txt') ? parseRequirements(path, text) : parseDockerfile(path, text))));
    rows.push({ what: `${documents.length} documents parsed`, measured: `${(parsing / documents.length).toFixed(3)} ms each`, bound: `read in ${(reading / documents.length).toFixed(3)} ms`, ratio: parsing / reading });
    rows.push(await modelled(root, services, documents.length, reading));
    const planning: number[] = [];
    let fixes = 0;
    for (let run = 0; run < 3; run++) {
      const begin = performance.now();
      const { plan } = await planTree(tree, { root, paths: [], rules: builtInRules, only: [], skip: [], services: [], safety: 'review', config: null }, nodeIo);
      planning.push(performance.now() - begin);
      fixes = plan.steps.length;
    }
    const planned = Math.min(...planning);
    rows.push({ what: `plan of ${services} services, ${fixes} fixes`, measured: `${planned.toFixed(0)} ms`, bound: `read and parsed in ${(reading + parsing).toFixed(0)} ms`, ratio: planned / (reading + parsing) });
  });
  return rows;
}

/**
 * From the listing of the files to every image with its installs, layers and doubts worked out, and the files of one
 * listed: what `slimify services` and `slimify image` rest on. To be under 1 s for 500 services.
 */
async function modelled(root: string, services: number, documents: number, reading: number): Promise<Row> {
  const times: number[] = [];
  let evaluated = 0;
  let files = 0;
  for (let run = 0; run < REPEATS; run++) {
    const begin = performance.now();
    const { images } = await discover({ root, config: null }, nodeIo);
    const all = images();
    for (const { installs, layers, opaque } of all) evaluated += Number(installs.length + layers.length + opaque.length > 0);
    files = all[0] ? imageFiles(all[0]).files.length : 0;
    times.push(performance.now() - begin);
  }
  if (evaluated !== services * REPEATS) throw new Error(`${evaluated / REPEATS} of ${services} images were evaluated`);
  const time = Math.min(...times);
  return {
    what: `${services} services modelled, ${files} files of one listed`,
    measured: `${time.toFixed(0)} ms, ${(time / documents).toFixed(2)} each`,
    bound: `${documents} documents read in ${reading.toFixed(0)} ms`,
    ratio: time / reading,
  };
}

function best(work: () => void): number {
  const times: number[] = [];
  for (let run = 0; run < REPEATS; run++) {
    const begin = performance.now();
    work();
    times.push(performance.now() - begin);
  }
  return Math.min(...times);
}
