/**
 * Edits every requirements file below the folders given at random and reads it again, and compares each reading with that
 * of pip 26. Exit 1 on any failure or difference, 2 where there is no pip to ask.
 *
 *     node --conditions=slimify-source --import tsx test/corpus/requirements-main.ts DIR… [--seed N]
 */
import { parseArgs } from 'node:util';
import { pipPython } from '../oracles/pip-venv.js';
import { checkRequirements, comparePip } from './check-requirements.js';
import { walk } from './walk.js';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { seed: { type: 'string' } } });
const requirements = positionals.flatMap((folder) => walk(folder).requirements);
const edits = checkRequirements(requirements, Number(values.seed ?? 1));
process.stdout.write(edits.text);
const pip = pipPython();
if (!pip.ok) {
  process.stderr.write(`not compared with pip: ${pip.reason}\n`);
  process.exit(2);
}
const comparison = comparePip(requirements, pip.python);
process.stdout.write(comparison.text);
process.exit(edits.ok && comparison.ok ? 0 : 1);
