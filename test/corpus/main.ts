/**
 * Reads every Dockerfile and requirements file below the folders given, writes it back, edits it at random and reads
 * it again; with --oracle also compares each reading with BuildKit's own parser. Exit 1 on any crash or difference.
 *
 *     node --conditions=slimify-source --import tsx test/corpus/main.ts DIR… [--oracle PATH] [--seed N] [--limit N]
 */
import { parseArgs } from 'node:util';
import { checkDockerfiles } from './check-dockerfiles.js';
import { walk } from './walk.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { oracle: { type: 'string' }, seed: { type: 'string' }, limit: { type: 'string' } },
});
if (positionals.length === 0) {
  process.stderr.write('usage: corpus DIR… [--oracle PATH] [--seed N] [--limit N]\n');
  process.exit(2);
}
const found = positionals.map(walk);
const limit = Number(values.limit ?? Infinity);
const report = checkDockerfiles({
  dockerfiles: found.flatMap(({ dockerfiles }) => dockerfiles).slice(0, limit),
  oracle: values.oracle ?? null,
  seed: Number(values.seed ?? 1),
});
process.stdout.write(report.text);
process.exit(report.ok ? 0 : 1);
