import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ORDINARY } from '../indexes/instances.js';
import { startIndex } from '../indexes/server.js';
import { uvProgram } from '../oracles/uv-venv.js';
import { repository } from '../patch/git.js';
import { faults } from '../report/schema.js';
import { slimify, slimifyBeside, slimifyWith } from './slimify.js';

const FILES = {
  'compose.yaml': 'services:\n  api:\n    build: .\n  db:\n    image: postgres:16\n',
  Dockerfile: 'FROM python:3.12-slim-bookworm\nRUN apt-get update && apt-get install -y --no-install-recommends curl\nWORKDIR /srv\nCOPY . .\nRUN pip install --no-cache-dir -r requirements.txt\nCMD ["uvicorn", "main:app"]\n',
  'requirements.txt': 'fastapi==0.115.8\nsentence-transformers==3.3.1\nuvicorn==0.34.0\nnltk==3.9.1\n',
  'main.py': 'from fastapi import FastAPI\nfrom sentence_transformers import SentenceTransformer\n\napp = FastAPI()\nmodel = SentenceTransformer("x")\n',
};

const scratch = mkdtempSync(join(tmpdir(), 'slimify-test-'));
/** One for all tests: none writes. */
const { root } = repository(FILES, mkdtempSync(join(scratch, 'repository-')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Report {
  readonly images: readonly {
    readonly environments: readonly {
      readonly by: string;
      readonly total: { readonly unknown: readonly string[] };
      readonly requirements: readonly { readonly name: string; readonly needed: string; readonly goes: readonly string[] }[];
      readonly packages: readonly { readonly name: string; readonly version: string | null; readonly bytes: { readonly basis: string } | null; readonly chain: readonly string[] }[];
      readonly unresolved: readonly { readonly what: string; readonly reason: string }[];
    }[];
    readonly parts: readonly { readonly kind: string; readonly what: string; readonly bytes: unknown }[];
  }[];
}

function environmentIn(out: string): Report['images'][number]['environments'][number] {
  const environment = (JSON.parse(out) as Report).images[0]?.environments[0];
  if (!environment) throw new Error(out);
  return environment;
}

describe('image --packages without a network', () => {
  const { code, out, err } = slimify(root, 'image', 'api', '--packages');

  test('what each requirement brings in, with its verdict, the chain of the heaviest, the base image and apt', () => {
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^api: production, because .*\nDockerfile {3}context \.\n\n(?:at least )?~.* {3}\d+ packages, 4 requirements in \/usr\/local \(system\)\n/);
    expect(out).toContain('  with bytecode (pip compiles what it installs)\n');
    expect(out).toMatch(/\n +~\S+ GB(?: \+)? +\(\d+\) .* sentence-transformers 3\.3\.1 +used +requirements\.txt:2\n/);
    expect(out).toMatch(/ nltk 3\.9\.1 +unused +requirements\.txt:4\n/);
    expect(out).toMatch(/torch(?: \S+)? <- sentence-transformers <- requirements\.txt:2\n/);
    expect(out).toMatch(/goes with nltk, which is unused\n/);
    expect(out).toMatch(/base python:3\.12-slim-bookworm {3}Dockerfile:1/);
    expect(out).toMatch(/apt curl {3}Dockerfile:2/);
    expect(out).toContain('\nslimify image api --packages --resolve  ');
  });

  test('every line stays within the columns where nobody looks, but for paths and commands', () => {
    const long = out.split('\n').filter((line) => line.length > 100);
    expect(long.filter((line) => !line.startsWith('slimify image'))).toEqual([]);
  });

  test('--json follows its schema', () => {
    const json = slimify(root, 'image', 'api', '--packages', '--json').out;
    expect(faults('packages', JSON.parse(json))).toBeNull();
    const { by, requirements } = environmentIn(json);
    expect(by).toBe('edges');
    expect(Object.fromEntries(requirements.map(({ name, needed }) => [name, needed]))).toEqual({ fastapi: 'used', 'sentence-transformers': 'used', uvicorn: 'command', nltk: 'unused' });
    expect((JSON.parse(json) as Report).images[0]?.parts.map(({ kind, what }) => `${kind} ${what}`)).toEqual(['base python:3.12-slim-bookworm', 'system apt curl']);
  });

  test('without --packages its flags are refused, and the image is shown as before', () => {
    expect(slimify(root, 'image', 'api', '--resolve')).toMatchObject({ code: 2, err: 'slimify: image --resolve goes with --packages\n' });
    expect(slimify(root, 'image', 'api').out).toContain('\nlayers\n');
    expect(slimify(root, 'image', 'db', '--packages')).toMatchObject({ code: 2 });
  });

  test('--resolve without uv, pip and network says so in one line and shows what is known all the same', () => {
    const asked = slimifyWith({ PATH: scratch, XDG_CACHE_HOME: join(scratch, 'none') }, root, 'image', 'api', '--packages', '--resolve');
    expect(asked.code).toBe(0);
    expect(asked.err).toMatch(/^slimify: nothing was resolved: .*no uv is installed; no pip is installed.*\n$/);
    expect(asked.out).toContain(' sentence-transformers 3.3.1 ');
  });
});

const uv = uvProgram();

/** uv alone, a cache of its own, and an index of this test. */
function variables(index: string, cache: string): Readonly<Record<string, string | null>> {
  const program = uv.ok ? uv.uv : '';
  return { PATH: [dirname(program), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter), XDG_CACHE_HOME: join(scratch, cache), UV_CACHE_DIR: join(scratch, `${cache}-uv`), UV_DEFAULT_INDEX: index, PIP_FIND_LINKS: null, http_proxy: null, HTTP_PROXY: null, ALL_PROXY: null };
}

describe.skipIf(!uv.ok)(`image --packages --resolve${uv.ok ? '' : ` (skipped: ${uv.reason})`}`, () => {
  const LINES = 'sentence-transformers==3.3.1\nown-secret-tool==1.0\n./libs/own\n';
  const { root: small } = repository({ ...FILES, 'requirements.txt': LINES, 'libs/own/setup.py': 'from setuptools import setup\nopen("was-run", "w")\nsetup(name="own")\n' }, mkdtempSync(join(scratch, 'small-')));

  test('versions as the index has them, wheels measured on it, and what it does not have with the reason; asked again, nobody is asked', async () => {
    const index = await startIndex(ORDINARY);
    const words = ['image', 'api', '--packages', '--resolve', '--json'];
    const first = await slimifyBeside(variables(index.url, 'one'), small, ...words);
    const asked = index.requests.length;
    const second = await slimifyBeside(variables(index.url, 'one'), small, ...words);
    const again = index.requests.length - asked;
    await index.stop();
    expect(first.code).toBe(0);
    expect(faults('packages', JSON.parse(first.out))).toBeNull();
    const { by, packages, unresolved } = environmentIn(first.out);
    expect(by).toBe('uv');
    expect(packages.find(({ name }) => name === 'torch')).toMatchObject({ chain: ['torch', 'sentence-transformers'], bytes: { basis: expect.stringMatching(/measured|heuristic/) } });
    expect(packages.some(({ name }) => name.startsWith('nvidia-'))).toBe(true);
    expect(unresolved.map(({ what }) => what)).toContain('own-secret-tool');
    expect(environmentIn(second.out).packages).toEqual(packages);
    expect(again).toBe(0);
    expect([existsSync(join(small, 'was-run')), existsSync(join(small, 'libs/own/was-run'))]).toEqual([false, false]);
  }, 120_000);

  test('an index that is down is said in one line, and the exit code stays 0', async () => {
    const index = await startIndex(ORDINARY, { faults: [{ on: 'page', does: 'unavailable' }] });
    const { code, out, err } = await slimifyBeside({ ...variables(index.url, 'two'), UV_HTTP_RETRIES: '0' }, root, 'image', 'api', '--packages', '--resolve');
    await index.stop();
    expect(code).toBe(0);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toMatch(/^slimify: nothing was resolved: /);
    expect(out).toContain(' sentence-transformers 3.3.1 ');
  }, 120_000);
});
