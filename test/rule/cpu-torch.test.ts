import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Plan } from '#plan/types.js';
import cpuTorch from '../../rules/requirements/cpu-torch/rule.js';
import { createResolver, type Resolver } from '#sizes/resolve/resolve.js';
import { CPU, ORDINARY, without } from '../indexes/instances.js';
import { startIndex, type RunningIndex } from '../indexes/server.js';
import { planFiles, textAfter } from '../plan/plan-files.js';
import { aidsWith, scratchFolder, uv } from '../sizes/resolve/machine.js';

const DOCKERFILE = `FROM python:3.11-slim-bookworm
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY main.py .
CMD ["python", "main.py"]
`;

describe.skipIf(!uv.ok)(`with uv and local indexes${uv.ok ? '' : ` (${uv.reason})`}`, { timeout: 120_000 }, () => {
  const scratch = scratchFolder();
  let ordinary: RunningIndex;
  let cpu: RunningIndex;
  let resolver: Resolver;
  beforeAll(async () => {
    ordinary = await startIndex(without(ORDINARY, 'torch 2.15.0'));
    cpu = await startIndex(CPU, { base: '/whl/cpu/', formats: 'html' });
    const variables = { PATH: process.env['PATH'], PIP_CONFIG_FILE: '/dev/null', PIP_INDEX_URL: ordinary.url, UV_CACHE_DIR: `${scratch.path}/uv` };
    resolver = createResolver(aidsWith(scratch.path, { variables }));
  });
  afterAll(async () => {
    await Promise.all([ordinary.stop(), cpu.stop()]);
    scratch.remove();
  });

  function planned(requirements: string, main: string, dockerfile = DOCKERFILE): Promise<Plan> {
    const rule = { ...cpuTorch, meta: { ...cpuTorch.meta, options: { ...cpuTorch.meta.options, schema: {}, defaults: { indexUrl: cpu.url } } } };
    return planFiles({ Dockerfile: dockerfile, 'requirements.txt': requirements, 'main.py': main }, [rule], { resolver });
  }

  test('a pinned torch becomes the same version for the CPU, and only what the other needed goes', async () => {
    const plan = await planned('torch==2.5.1\nflask==3.1.0\n', 'import flask\nimport torch\n');
    expect(textAfter(plan, 'requirements.txt')).toBe(`--extra-index-url ${cpu.url}\ntorch==2.5.1\nflask==3.1.0\n`);
    expect(plan.findings.map(({ status, heldBy }) => [status, heldBy.map(({ text }) => text)])).toEqual([['applied', []]]);
    const [proof] = plan.proof?.fixes ?? [];
    expect(proof?.outcome).toBe('proved');
    const said = plan.findings.flatMap(({ evidence }) => evidence.filter(({ kind }) => kind === 'resolver').map(({ text }) => text)).join('\n');
    expect(said).toMatch(/gone: nvidia-cublas-cu12, .*other versions: torch 2\.5\.1 -> 2\.5\.1\+cpu$/);
  });

  test('libraries of NVIDIA that the file pins go with it', async () => {
    const plan = await planned('nvidia-cublas-cu12==12.4.5.8\ntorch==2.5.1\n', 'import torch\n');
    expect(textAfter(plan, 'requirements.txt')).toBe(`--extra-index-url ${cpu.url}\ntorch==2.5.1\n`);
    expect(plan.proof?.fixes.map(({ outcome }) => outcome)).toEqual(['proved']);
  });

  test('what brings torch along finds the one for the CPU', async () => {
    const plan = await planned('sentence-transformers==3.3.1\n', 'import sentence_transformers\n');
    expect(plan.findings.map(({ status, heldBy, evidence }) => [status, heldBy.map(({ text }) => text), evidence.filter(({ kind }) => kind === 'resolver').map(({ text }) => text)])).toEqual([['applied', [], [expect.stringMatching(/^proved by uv: /)]]]);
    expect(textAfter(plan, 'Dockerfile')).toContain(`RUN pip install --no-cache-dir --no-deps torch --index-url ${cpu.url}\nCOPY requirements.txt .\n`);
  });
});
