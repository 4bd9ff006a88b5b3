import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CPU, CUDA, ORDINARY, without } from './instances.js';
import { makeVenv, type World } from './placement-run.js';
import { startIndex } from './server.js';
import type { Tools } from './tools.js';

/** The indexes and the folder in which placements are replayed. */
export async function openWorld(tools: Tools): Promise<World & { close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'slimify-placements-'));
  const [ordinary, inStep, cpu, cuda] = await Promise.all([
    startIndex(ORDINARY),
    startIndex(without(ORDINARY, 'torch 2.15.0')),
    startIndex(CPU, { base: '/whl/cpu/', formats: 'html' }),
    startIndex(CUDA, { base: '/whl/cu124/', formats: 'html' }),
  ]);
  const empty = join(folder, 'empty');
  await makeVenv(tools, empty);
  return {
    tools, ordinary, inStep, cpu, cuda, folder, empty, prepared: new Map(),
    close: async () => {
      await Promise.all([ordinary, inStep, cpu, cuda].map((index) => index.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
