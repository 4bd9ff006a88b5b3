/**
 * Reads every Dockerfile and requirements file below the folders given, writes it back, edits it at random and reads
 * it again; with --oracle also compares each reading with BuildKit's own parser, and with --mutate also that of a
 * randomly damaged copy. Exit 1 on any crash or difference.
 *
 *     node --conditions=slimify-source --import tsx test/corpus/main.ts DIR… [--oracle PATH] [--seed N] [--limit N] [--mutate]
 */
import { parseArgs } from 'node:util';
import { checkDockerfiles } from './check-dockerfiles.js';
import { checkRequirements } from './check-requirements.js';
import { walk } from './walk.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { oracle: { type: 'string' }, seed: { type: 'string' }, limit: { type: 'string' }, mutate: { type: 'boolean' } },
});
if (positionals.length === 0) {
  process.stderr.write('usage: corpus DIR… [--oracle PATH] [--seed N] [--limit N] [--mutate]\n');
  process.exit(2);
}
const found = positionals.map(walk);
const limit = Number(values.limit ?? Infinity);
const seed = Number(values.seed ?? 1);
const dockerfiles = found.flatMap((files) => files.dockerfiles).slice(0, limit);
const requirements = found.flatMap((files) => files.requirements).slice(0, limit);
const reports = [
  ...(dockerfiles.length > 0 ? [checkDockerfiles({ dockerfiles, oracle: values.oracle ?? null, seed, mutate: values.mutate ?? false })] : []),
  ...(requirements.length > 0 ? [checkRequirements(requirements, seed)] : []),
];
for (const { text } of reports) process.stdout.write(text);
process.exit(reports.every(({ ok }) => ok) ? 0 : 1);
