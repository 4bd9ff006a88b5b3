import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { processIo } from '#io/processes.js';
import { byEnvironment, requestsOf } from '#sizes/request/requests.js';
import { DEFAULTS } from '#sizes/resolve/aids.js';
import { createResolver, type Resolver } from '#sizes/resolve/resolve.js';
import { CPU, CUDA, ORDINARY, without } from '../../indexes/instances.js';
import { PIP_PLACEMENTS } from '../../indexes/pip-placements.js';
import type { Placement } from '../../indexes/placement.js';
import { startIndex, type RunningIndex } from '../../indexes/server.js';
import { UV_PLACEMENTS } from '../../indexes/uv-placements.js';
import { uvProgram } from '../../oracles/uv-venv.js';
import { workspaceModel } from '#services/workspace-model.js';
import { loadAll } from '../../workspace.js';

/**
 * What pip and uv really install is told by the table of placements, replayed with both. Here the same lines stand in a Dockerfile, and
 * what the model asks uv for must come to the same.
 */
const uv = uvProgram();

interface Indexes {
  readonly ordinary: RunningIndex;
  readonly inStep: RunningIndex;
  readonly cpu: RunningIndex;
  readonly cuda: RunningIndex;
}

let indexes: Indexes;
let scratch: string;
const resolvers = new Map<string, Resolver>();

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'slimify-test-'));
  indexes = {
    ordinary: await startIndex(ORDINARY),
    inStep: await startIndex(without(ORDINARY, 'torch 2.15.0')),
    cpu: await startIndex(CPU, { base: '/whl/cpu/', formats: 'html' }),
    cuda: await startIndex(CUDA, { base: '/whl/cu124/', formats: 'html' }),
  };
});

afterAll(async () => {
  await Promise.all(Object.values(indexes).map((index: RunningIndex) => index.stop()));
  rmSync(scratch, { recursive: true, force: true });
});

/** Rows that rest on what a request does not hold. */
function isOutside({ run, files, look }: Placement): boolean {
  const text = [...run, ...Object.values(files ?? {})].join('\n');
  // Hashes take candidates away; a target or a wheel folder for another machine is another target; a file that the build compiles is not known.
  return /--hash|hash O|hash C|--platform|\{Cwheel\}|pip (?:wheel|download|compile)|--no-index/.test(text) || look !== undefined;
}

describe.skipIf(!uv.ok)('a Dockerfile that installs torch resolves to what the tool installs', () => {
  const all = [...PIP_PLACEMENTS, ...UV_PLACEMENTS];
  const rows = all.filter((row) => !isOutside(row));

  test('most rows of the table are looked at', () => {
    expect(rows.length).toBeGreaterThan(all.length * 0.7);
  });

  test.each(rows.map((row) => [`${row.tool}: ${row.form}`, row] as const))('%s', { timeout: 60_000 }, async (_, row) => {
    const resolution = await resolved(row);
    if ('fails' in row.outcome) {
      expect(resolution.complete).toBe(false);
      return;
    }
    expect(resolution.because).toContain('uv ');
    const { came, nvidia } = row.outcome;
    // `--ignore-installed` leaves the record of the one before beside the new one: the last is what is imported.
    const last = Object.fromEntries(Object.entries(came).map(([name, version]) => [name, version?.split(' and ').at(-1) ?? null]));
    const versions = Object.fromEntries(Object.keys(came).map((name) => [name, resolution.packages.get(name)?.version ?? null]));
    expect(versions).toEqual(last);
    expect([...resolution.packages.keys()].some((name) => name.startsWith('nvidia-'))).toBe(nvidia);
  });
});

async function resolved(row: Placement) {
  const index = row.inStep === true ? indexes.inStep : indexes.ordinary;
  const fill = (text: string): string =>
    text.replaceAll('{O}', index.url).replaceAll('{C}', indexes.cpu.url).replaceAll('{X}', indexes.cuda.url).replaceAll('{Clinks}', indexes.cpu.findLinks).replaceAll('{D}', '/app');
  const quoted = (line: string): string => fill(line).split(' ').map((word) => (/[<>[\]]/.test(word) ? `'${word}'` : word)).join(' ');
  const dockerfile = [
    'FROM python:3.11-slim-bookworm',
    'WORKDIR /app',
    // As the table is made: pip's default index is set on the machine, uv's where it runs.
    ...(row.tool === 'uv' ? [`ENV UV_INDEX_URL=${index.url}`] : []),
    ...Object.entries(row.env ?? {}).map(([name, value]) => `ENV ${name}="${fill(value)}"`),
    'COPY . .',
    ...row.run.map((line) => `RUN ${quoted(line)}`),
    'CMD ["python"]',
    '',
  ].join('\n');
  const files = Object.fromEntries(Object.entries(row.files ?? {}).map(([path, content]) => [path, fill(content)]));
  const { snapshot } = loadAll({ Dockerfile: dockerfile, ...files });
  const { images } = workspaceModel(snapshot);
  const [image] = images.images;
  if (!image) throw new Error(`no image is made of\n${dockerfile}`);
  const environments = byEnvironment(requestsOf(image, snapshot));
  expect(environments).toHaveLength(1);
  const resolve = resolvers.get(index.url) ?? resolverFor(index.url);
  resolvers.set(index.url, resolve);
  return resolve(environments[0] ?? []);
}

/** A machine whose own pip takes packages from this index. */
function resolverFor(url: string): Resolver {
  return createResolver({
    ...DEFAULTS,
    file: () => null,
    uv: uv.ok ? uv.uv : null,
    pip: null,
    processes: processIo,
    cache: null,
    home: scratch,
    variables: { PATH: process.env['PATH'], PIP_INDEX_URL: url, PIP_CONFIG_FILE: '/dev/null' },
    workspace: null,
    text: () => null,
  });
}
