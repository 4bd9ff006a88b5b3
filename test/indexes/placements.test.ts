import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processIo } from '#io/processes.js';
import { PIP_PLACEMENTS } from './pip-placements.js';
import type { Outcome, Placement } from './placement.js';
import { withTables } from './placement-page.js';
import { replay, type Came, type World } from './placement-run.js';
import { PIPS, tools } from './tools.js';
import { UV_PLACEMENTS } from './uv-placements.js';
import { openWorld } from './world.js';

const PAGE = fileURLToPath(new URL('../../docs/index-placements.md', import.meta.url));
const set = tools();

/** Every row with every tool that it is for. */
const REPLAYS = [...PIP_PLACEMENTS, ...UV_PLACEMENTS].flatMap((row, at) =>
  (row.tool === 'pip' ? PIPS : ['uv']).map((version) => ({ row, version, id: `${at}-${version}` })),
);

it('docs/index-placements.md says what is shown below (write it with `vitest -u`)', async () => {
  const page = readFileSync(PAGE, 'utf8');
  await expect(withTables(page, { pip: PIP_PLACEMENTS, uv: UV_PLACEMENTS })).toMatchFileSnapshot(PAGE);
});

describe.skipIf(!set.ok)(`which torch comes${set.ok ? '' : `: cannot be shown, ${set.reason}`}`, () => {
  const came = new Map<string, Came>();
  let world: (World & { close(): Promise<void> }) | null = null;

  beforeAll(async () => {
    if (!set.ok) return;
    world = await openWorld(set.tools);
    await replayAll(world, came);
  }, 900_000);

  afterAll(async () => {
    await world?.close();
  }, 60_000);

  for (const { row, version, id } of REPLAYS) {
    it(`${row.tool === 'pip' ? `pip ${version}` : 'uv'}: ${row.form}: ${row.verdict}`, () => {
      expect(summary(came.get(id), expected(row, version))).toEqual(expected(row, version));
    });
  }

  it('uv: `--torch-backend cpu` and `UV_TORCH_BACKEND=cpu` ask download.pytorch.org, whatever the index is', async () => {
    if (!set.ok || !world) return;
    const asked: string[] = [];
    // A proxy for what leaves the machine: it notes the host and refuses.
    const proxy = createServer().on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    const settings = { UV_INDEX_URL: world.ordinary.url, UV_CACHE_DIR: `${world.folder}/uv-cache`, UV_HTTP_RETRIES: '0' };
    const own = { ...settings, HTTPS_PROXY: `http://127.0.0.1:${port}` };
    const install = ['pip', 'install', '--python', world.empty, '--dry-run', 'torch==2.5.1'];
    for (const [args, env] of [[['--torch-backend', 'cpu'], {}], [[], { UV_TORCH_BACKEND: 'cpu' }]] as const) {
      asked.length = 0;
      const ran = await processIo.run(set.tools.uv, [...install, ...args], { timeout: 60_000, env: { ...own, ...env } });
      expect(ran.ok && ran.value.exit).not.toBe(0);
      expect(new Set(asked)).toEqual(new Set(['download.pytorch.org:443']));
    }
    proxy.close();
  }, 120_000);
});

/** Two at a time: they are programs, and a laptop has work besides. */
async function replayAll(world: World, came: Map<string, Came>): Promise<void> {
  const waiting = [...REPLAYS];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) came.set(next.id, await replay(next.row, next.version, next.id, world));
  };
  await Promise.all([worker(), worker()]);
}

function expected(row: Placement, version: string): Outcome {
  return version === PIPS[0] ? (row.old ?? row.outcome) : row.outcome;
}

/** What came, told in the terms of what is expected. */
function summary(came: Came | undefined, wanted: Outcome): unknown {
  if (!came?.ok) return { fails: 'fails' in wanted && came?.said.includes(wanted.fails) ? wanted.fails : came?.said };
  const names = 'came' in wanted ? Object.keys(wanted.came) : ['torch', 'requests', 'flask'];
  return {
    came: Object.fromEntries(names.map((name) => [name, came.versions.get(name) ?? null])),
    nvidia: [...came.versions.keys()].some((name) => name.startsWith('nvidia-')),
  };
}
