/**
 * Serves the three indexes until it is ended, for people and for builds in containers, and prints where.
 *
 *     node --conditions=slimify-source --import tsx test/indexes/main.ts [--host 0.0.0.0] [--ports 3141,3142,3143]
 *
 * With `--host 0.0.0.0` containers reach them by the address of the host in their network.
 */
import { parseArgs } from 'node:util';
import { CPU, CUDA, ORDINARY } from './instances.js';
import { startIndex } from './server.js';

const { values } = parseArgs({
  options: { host: { type: 'string', default: '127.0.0.1' }, ports: { type: 'string', default: '0,0,0' } },
});
const [ordinary = 0, cpu = 0, cuda = 0] = values.ports.split(',').map(Number);
const indexes = await Promise.all([
  startIndex(ORDINARY, { host: values.host, port: ordinary }),
  startIndex(CPU, { host: values.host, port: cpu, base: '/whl/cpu/', formats: 'html' }),
  startIndex(CUDA, { host: values.host, port: cuda, base: '/whl/cu124/', formats: 'html' }),
]);
process.stdout.write(`ordinary ${indexes[0].url}\ncpu ${indexes[1].url}\ncuda ${indexes[2].url}\n`);

async function stop(): Promise<void> {
  await Promise.all(indexes.map((index) => index.stop()));
  process.exit(0);
}

process.on('SIGINT', () => void stop());
process.on('SIGTERM', () => void stop());
