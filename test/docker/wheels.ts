import { createReadStream, mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { processIo } from '#io/processes.js';
import { unreadable, read, type Read } from '#text/read.js';

/** What the image of docker-library for Python 3.11 comes with. */
export const OF_PYTHON = { PIP: '24.0', SETUPTOOLS: '65.5.1', WHEEL: '0.45.1' };

/** Everything that the images install, and what builds of local packages need. All of it is small and pure Python. */
export const WHEELS = [
  `pip==${OF_PYTHON.PIP}`, `setuptools==${OF_PYTHON.SETUPTOOLS}`, `wheel==${OF_PYTHON.WHEEL}`,
  'click==8.1.7', 'click==8.1.8', 'idna==3.10', 'iniconfig==2.0.0', 'packaging==24.2', 'pluggy==1.5.0', 'six==1.17.0', 'toml==0.10.2',
];

export interface Index {
  readonly url: string;
  close(): void;
}

/** Fetches the wheels once, with the pip and the index that this machine is set up with. */
export async function fetchWheels(folder: string): Promise<Read<null>> {
  mkdirSync(folder, { recursive: true });
  // Two versions of one distribution do not resolve together.
  for (const [index, wheels] of [WHEELS.filter((wheel) => wheel !== 'click==8.1.7'), ['click==8.1.7']].entries()) {
    const ran = await processIo.run(
      'python3',
      ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary', ':all:', '--python-version', '3.11', '--dest', folder, ...wheels],
      { timeout: 120_000 },
    );
    if (!ran.ok) return ran;
    if (ran.value.exit !== 0) return unreadable(`pip download (${index + 1} of 2): ${ran.value.stderr.trim().split('\n').at(-1) ?? ''}`);
  }
  return read(null);
}

/** Serves a folder of wheels on this machine alone, as an index (simple repository API, PEP 503). */
export async function serveWheels(folder: string): Promise<Index> {
  const wheels = readdirSync(folder).filter((name) => name.endsWith('.whl'));
  const server = createServer((request, response) => {
    const [, simple, project = '', file = ''] = (request.url ?? '').split('/');
    const ofProject = wheels.filter((name) => projectOf(name) === project);
    if (simple !== 'simple' || ofProject.length === 0) return void response.writeHead(404).end();
    if (file === '') return void response.writeHead(200, { 'Content-Type': 'text/html' }).end(page(ofProject));
    if (!ofProject.includes(file)) return void response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': 'application/octet-stream' });
    createReadStream(join(folder, file)).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/simple/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function page(names: readonly string[]): string {
  return `<!DOCTYPE html>${names.map((name) => `<a href="${name}">${name}</a><br>`).join('')}`;
}

function projectOf(wheel: string): string {
  return (wheel.split('-')[0] ?? '').toLowerCase().replace(/_/g, '-');
}
