/**
 * Judges what slimify would write in each of the folders (`written.ts`), with --oracle by BuildKit's own parser, with --alone
 * also each rule by itself. Exit 1 on any crash, rejected fix or difference. Nothing is written.
 *
 *     node --conditions=slimify-source --import tsx test/corpus/written-main.ts DIR… [--oracle PATH] [--alone]
 */
import { realpathSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { judgeWritten, type Written } from './written.js';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { oracle: { type: 'string' }, alone: { type: 'boolean' } } });
if (positionals.length === 0) {
  process.stderr.write('usage: corpus:written DIR… [--oracle PATH] [--alone]\n');
  process.exit(2);
}
const all: Written[] = [];
for (const folder of positionals) {
  const one = await judgeWritten(realpathSync(folder), { oracle: values.oracle ?? null, alone: values.alone ?? false });
  all.push(one);
  process.stdout.write(`${folder}: ${one.dockerfiles} Dockerfiles, ${one.changed} written, ${[...one.steps.values()].reduce((sum, count) => sum + count, 0)} fixes, ${one.failures.length} failures\n`);
  for (const failure of one.failures) process.stdout.write(`  ${failure}\n`);
}
const rules = new Map<string, number>();
for (const { steps } of all) for (const [rule, count] of steps) rules.set(rule, (rules.get(rule) ?? 0) + count);
process.stdout.write(`${[...rules].sort(([a], [b]) => (a < b ? -1 : 1)).map(([rule, count]) => `  ${rule.padEnd(32)} ${count}`).join('\n')}\n`);
const sum = (count: (one: Written) => number): number => all.reduce((total, one) => total + count(one), 0);
process.stdout.write(`${all.length} folders, ${sum((one) => one.dockerfiles)} Dockerfiles read, ${sum((one) => one.changed)} written, ${sum((one) => one.failures.length)} failures\n`);
process.exit(all.some(({ failures }) => failures.length > 0) ? 1 : 0);
