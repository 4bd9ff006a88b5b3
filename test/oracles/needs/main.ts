/**
 * Holds `unused` against what runs: installs what a service's image installs, imports everything that it reaches and runs its tests,
 * hides what is called unused with what came along for it, and does the same again. Nothing may fail that did not before.
 *
 *     npm run oracle:needs -- DIR… [--service NAME]… [--tests SECONDS] [--env NAME=VALUE]… [--work FOLDER] [--planted N] [--limit N]
 *
 * Runs code of the repositories that it is given: only for those that you trust. Needs uv, Pythons (pyenv's or the system's; the
 * python3 on PATH with pip) and an index. `--planted N` plants dead packages and hidden uses into copies of N services instead,
 * and looks only at the verdicts. Exit 1 where a verdict is wrong.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkService, type Checked } from './check-service.js';
import { checkPlanted } from './planted.js';
import { largeOf, subjectsOf, type Subject } from './services.js';
import { details, plantedTable, table, unknownReasons } from './tables.js';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    service: { type: 'string', multiple: true, default: [] },
    tests: { type: 'string', default: '90' },
    env: { type: 'string', multiple: true, default: [] },
    work: { type: 'string', default: join(tmpdir(), 'slimify-needs') },
    planted: { type: 'string' },
    limit: { type: 'string', default: '1000' },
  },
});

const folders = positionals.map((folder) => resolve(folder));
process.exitCode = flags.planted === undefined ? await compareAll() : await plantAll(Number(flags.planted));

async function compareAll(): Promise<number> {
  const checked: { repository: string; result: Checked }[] = [];
  const skipped: string[] = [];
  const seen: Subject[] = [];
  for (const folder of folders) {
    const repository = basename(folder);
    const subjects = (await subjectsOf(folder)).filter(({ service }) => flags.service.length === 0 || flags.service.includes(service.name));
    for (const subject of subjects.slice(0, Number(flags.limit))) {
      const name = `${repository} ${subject.service.name}`;
      const large = largeOf(subject);
      if (large.length > 0) {
        skipped.push(`${name}: ${large[0]} is too large`);
        continue;
      }
      seen.push(subject);
      const work = join(flags.work, repository, subject.service.name);
      rmSync(work, { recursive: true, force: true });
      const environment = Object.fromEntries(flags.env.map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]));
      const result = checkService(subject, { folder, work, limit: Number(flags.tests), environment });
      rmSync(join(work, 'venv'), { recursive: true, force: true });
      if (typeof result === 'string') skipped.push(`${name}: ${result}`);
      else {
        checked.push({ repository, result });
        mkdirSync(work, { recursive: true });
        writeFileSync(join(work, 'report.json'), JSON.stringify(result, null, 1));
        process.stderr.write(`${name}: ${result.failures.length} new failures\n`);
      }
    }
  }
  process.stdout.write([table(checked), details(checked), 'not compared:', ...skipped.map((line) => `  ${line}`), '', unknownReasons(seen), ''].join('\n'));
  return checked.some(({ result }) => result.failures.length > 0) ? 1 : 0;
}

async function plantAll(count: number): Promise<number> {
  const rows = await checkPlanted(folders, count, join(flags.work, 'planted'));
  process.stdout.write(`${plantedTable(rows)}\n`);
  return rows.every(({ wrong }) => wrong.length === 0) ? 0 : 1;
}
