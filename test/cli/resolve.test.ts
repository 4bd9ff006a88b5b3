import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Distribution } from '../indexes/distribution.js';
import { ORDINARY } from '../indexes/instances.js';
import { startIndex, type RunningIndex } from '../indexes/server.js';
import { pipPython } from '../oracles/pip-venv.js';
import { uvProgram } from '../oracles/uv-venv.js';
import { repository, temporaryFolder, type Repository } from '../patch/git.js';
import { faults } from '../report/schema.js';
import { slimifyBeside, type Outcome } from './slimify.js';

/** pandas is used; nothing needs numba and requests. While numba 0.60 is there, numpy stays below 2.1. */
const FILES = {
  'Dockerfile': `FROM python:3.11-slim-bookworm
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY main.py .
CMD ["python", "main.py"]
`,
  'requirements.txt': 'pandas==2.2.3\nnumba==0.60.0\nrequests==2.32.3\n',
  'main.py': 'import pandas\n\nprint(pandas.Timestamp.now())\n',
};

const WITHOUT_BOTH = 'pandas==2.2.3\n';
const HELD = 'numpy<2.1  # held as it was beside numba\npandas==2.2.3\n';
const LIMIT = 'requirements.txt asks for numpy<2.1: without that it would go from 2.0.2 to 2.4.6 where numba leaves';

/** A file with hashes takes no line more: nobody knows the hash of what it would bring. */
const HASH = `--hash=sha256:${'0'.repeat(64)}`;
const HASHED = { ...FILES, 'requirements.txt': `pandas==2.2.3 ${HASH}\nnumba==0.60.0 ${HASH}\nrequests==2.32.3 ${HASH}\n` };
const NUMPY = 'root: numpy would go from 2.0.2 to 2.4.6, which the fix does not declare; ask for numpy<2.1 where pandas is asked for (requirements.txt:1), and it can go';

interface Report {
  readonly findings: readonly { readonly packages: readonly string[]; readonly status: string; readonly evidence: readonly Row[]; readonly heldBy: readonly Row[] }[];
  readonly proof: readonly { readonly outcome: string; readonly by: string | null; readonly reason: string | null; readonly holds: readonly unknown[] }[];
}

interface Row {
  readonly kind: string;
  readonly text: string;
  readonly path: string | null;
  readonly line: number | null;
}

/** A PATH with git and these programs alone: each a name with the file that it is. */
function pathWith(programs: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  const git = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  for (const [name, file] of Object.entries({ git, ...programs })) symlinkSync(file, join(folder, name));
  return folder;
}

/** Variables of a machine whose packages come from this address, with a cache of its own. */
function machine(index: string, path: string, cache = temporaryFolder()): Readonly<Record<string, string | null>> {
  return {
    PATH: path,
    XDG_CACHE_HOME: cache,
    UV_DEFAULT_INDEX: index,
    UV_CACHE_DIR: join(cache, 'uv'),
    UV_HTTP_RETRIES: '0',
    PIP_RETRIES: '0',
    PIP_INDEX_URL: index,
    PIP_FIND_LINKS: null,
    PIP_CONFIG_FILE: '/dev/null',
  };
}

function plan(env: Readonly<Record<string, string | null>>, { root }: Repository, ...words: readonly string[]): Promise<Outcome> {
  return slimifyBeside(env, root, 'plan', '--only', 'requirements/unused', '--resolve', ...words);
}

test('--resolve is in the help of the commands that take it', async () => {
  for (const command of ['plan', 'apply', 'check', 'needs', 'why']) expect((await slimifyBeside({}, '/', command, '--help')).out, command).toContain('--resolve');
  expect((await slimifyBeside({}, '/', 'services', '--help')).out).not.toContain('--resolve');
});

test('with neither uv nor pip that is said, and the plan stands as it is without --resolve', async () => {
  const repo = repository(FILES);
  const { code, out, err } = await plan(machine('http://127.0.0.1:9/simple/', pathWith({})), repo);
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('     resolver  not proved: ');
  expect(out).toMatch(/\n2 fixes not proved: [^.]*\bno\s+uv\b[^.]*\bpip\b/);
  expect(out).toContain('  review  requirements/unused  ');
  const without = await slimifyBeside({}, repo.root, 'plan', '--only', 'requirements/unused');
  expect(changedLines(out)).toEqual(changedLines(without.out));
  expect(without.out).not.toContain('resolver');
});

function changedLines(text: string): readonly string[] {
  return text.split('\n').filter((line) => /^[-+]/.test(line));
}

const uv = uvProgram();

describe.skipIf(!uv.ok)(`with uv${uv.ok ? '' : ` (${uv.reason})`}`, () => {
  // uv asks a Python what it can install: beside it lies one.
  const path = (): string => `${uv.ok ? dirname(uv.uv) : ''}:${pathWith({})}`;
  let index: RunningIndex;
  beforeAll(async () => {
    index = await startIndex(ORDINARY);
  });
  afterAll(() => index.stop());

  test('a removal that is just that is proved; one that would let another package rise comes with a limit', async () => {
    const { code, out, err } = await plan(machine(index.url, path()), repository(FILES));
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`
     resolver  proved by uv: 13 packages before, 11 after; gone: llvmlite, numba  Dockerfile:4
     resolver  requirements.txt asks for numpy<2.1: without that it would go from 2.0.2 to 2.4.6
               where numba leaves
`);
    expect(out).toContain(`
     resolver  proved by uv: 11 packages before, 6 after; gone: certifi, charset-normalizer, idna,
               requests, urllib3
               Dockerfile:4
`);
    expect(changedLines(out)).toEqual([
      '--- a/requirements.txt', '+++ b/requirements.txt', '+numpy<2.1  # held as it was beside numba', '-numba==0.60.0',
      '--- a/requirements.txt', '+++ b/requirements.txt', '-requests==2.32.3',
    ]);
    expect(out).toContain('\n2 fixes proved by uv; 1 fix with limits that keep other packages at their versions.\n1 file would change. slimify apply --safety review --only requirements/unused --resolve writes it');
  });

  test('where no limit can be written it is rejected, with the difference and what a person could write', async () => {
    const { code, out, err } = await plan(machine(index.url, path()), repository(HASHED));
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`
  held back
    requirements.txt:2  Drop numba, which nothing needs
      rejected, requirements/unused: root: numpy would go from 2.0.2 to 2.4.6, which the fix does
      not declare; ask for numpy<2.1 where pandas is asked for (requirements.txt:1), and it can go
      (Dockerfile:4)
`);
    expect(changedLines(out)).toEqual(['--- a/requirements.txt', '+++ b/requirements.txt', `-requests==2.32.3 ${HASH}`]);
    expect(out).toContain('\n1 fix proved by uv; 1 fix rejected: something else would be installed.\n1 file would change.');
  });

  test('the report says the same and follows its schema', async () => {
    const shown = async (files: Readonly<Record<string, string>>): Promise<unknown> => {
      const { out } = await plan(machine(index.url, path()), repository(files), '--json');
      const report = JSON.parse(out) as Report;
      expect(faults('report', report)).toBeNull();
      return {
        findings: report.findings.map(({ packages, status, evidence, heldBy }) => [...packages, status, ...[...evidence, ...heldBy].filter(({ kind }) => kind === 'resolver').map(({ text }) => text)]),
        proof: report.proof.map(({ outcome, by, reason, holds }) => [outcome, by, reason, holds]),
      };
    };
    expect(await shown(FILES)).toEqual({
      findings: [
        ['numba', 'proposed', 'proved by uv: 13 packages before, 11 after; gone: llvmlite, numba', LIMIT],
        ['requests', 'proposed', 'proved by uv: 11 packages before, 6 after; gone: certifi, charset-normalizer, idna, requests, urllib3'],
      ],
      proof: [
        ['proved', 'uv', null, [{ name: 'numpy', specifier: '<2.1', path: 'requirements.txt', from: '2.0.2', to: '2.4.6' }]],
        ['proved', 'uv', null, []],
      ],
    });
    expect(await shown(HASHED)).toEqual({
      findings: [
        ['numba', 'rejected', NUMPY],
        ['requests', 'proposed', 'proved by uv: 13 packages before, 8 after; gone: certifi, charset-normalizer, idna, requests, urllib3'],
      ],
      proof: [['proved', 'uv', null, []], ['refuted', null, `${NUMPY} (Dockerfile:4)`, []]],
    });
  });

  test('apply writes it; check finds nothing more to write, with the resolver or without', async () => {
    const repo = repository(FILES);
    const env = machine(index.url, path());
    const flags = ['--only', 'requirements/unused', '--safety', 'review'];
    expect((await slimifyBeside(env, repo.root, 'check', ...flags, '--resolve')).code).toBe(1);
    expect((await slimifyBeside(env, repo.root, 'apply', '--yes', ...flags, '--resolve')).code).toBe(0);
    expect(repo.read('requirements.txt')).toBe(HELD);
    expect((await slimifyBeside(env, repo.root, 'check', ...flags, '--resolve')).code).toBe(0);
    expect((await slimifyBeside(env, repo.root, 'check', ...flags)).code).toBe(0);
    const careless = repository(FILES);
    const { code } = await slimifyBeside(env, careless.root, 'apply', '--yes', ...flags);
    expect([code, careless.read('requirements.txt')]).toEqual([0, WITHOUT_BOTH]);
  });

  test('a second run asks no index', async () => {
    const env = machine(index.url, path());
    const repo = repository(FILES);
    const first = await plan(env, repo);
    const asked = index.requests.length;
    expect((await plan(env, repo)).out).toBe(first.out);
    expect(index.requests.length).toBe(asked);
  });

  test('an install that does not resolve as it is proves nothing and refutes nothing', async () => {
    const repo = repository({ ...FILES, 'requirements.txt': 'pandas==2.2.3\nnumba==0.60.0\nnumpy==2.4.6\nrequests==2.32.3\n', 'main.py': `${FILES['main.py']}import numpy\n` });
    const { out } = await plan(machine(index.url, path()), repo, '--json');
    const { proof } = JSON.parse(out) as Report;
    expect(proof.map(({ outcome }) => outcome)).toContain('unproved');
    expect(proof.map(({ outcome }) => outcome)).not.toContain('refuted');
    expect(proof.find(({ outcome }) => outcome === 'unproved')?.reason).toMatch(/^what is installed does not resolve as it is: .*numba/);
  });

  test('a name that the index does not have is named, and the plan stands', async () => {
    const repo = repository({ ...FILES, 'requirements.txt': 'pandas==2.2.3\nacme-private-tools==1.0\nipaddress==1.0.23\n', 'main.py': `${FILES['main.py']}import acme_private_tools\n` });
    const { out } = await slimifyBeside(machine(index.url, path()), repo.root, 'plan', '--only', 'requirements/backport', '--resolve', '--json');
    const { proof, findings } = JSON.parse(out) as Report;
    expect(proof.map(({ outcome, reason }) => [outcome, reason])).toEqual([['unproved', expect.stringMatching(/^acme-private-tools: the index does not have it/)]]);
    expect(findings.map(({ packages, status }) => [packages, status])).toEqual([[['ipaddress'], 'proposed']]);
  });

  test('needs and why learn from it who requires whom', async () => {
    const acme: Distribution = {
      name: 'acme-tools', version: '1.0', requiresPython: null, requires: ['requests>=2'], extras: [],
      wheels: [{ file: 'acme_tools-1.0-py3-none-any.whl', bytes: null }], sdist: null, source: 'made up',
    };
    const own = await startIndex([...ORDINARY, acme]);
    const repo = repository({ ...FILES, 'requirements.txt': 'pandas==2.2.3\nacme-tools==1.0\nrequests==2.32.3\nfastapi==0.115.6\n', 'main.py': `${FILES['main.py']}import acme_tools\n` });
    const env = machine(own.url, path());
    const verdicts = async (...words: readonly string[]): Promise<unknown> => {
      const { out } = await slimifyBeside(env, repo.root, 'plan', '--json', ...words);
      const { requirements } = JSON.parse(out) as { readonly requirements: readonly { readonly name: string; readonly verdict: string }[] };
      return Object.fromEntries(requirements.map(({ name, verdict }) => [name, verdict]));
    };
    expect(await verdicts()).toEqual({ 'pandas': 'used', 'acme-tools': 'used', 'requests': 'unknown', 'fastapi': 'unknown' });
    expect(await verdicts('--resolve')).toEqual({ 'pandas': 'used', 'acme-tools': 'used', 'requests': 'redundant', 'fastapi': 'unused' });
    const { out } = await slimifyBeside(env, repo.root, 'why', 'requests', '--resolve');
    await own.stop();
    expect(out).toContain('acme-tools');
  });

  test('where the index is down, or goes away in the middle, that is said, and the plan stands', async () => {
    const repo = repository(FILES);
    const down = await plan(machine('http://127.0.0.1:9/simple/', path()), repo);
    expect(down.code).toBe(0);
    expect(down.out).toContain('\n2 fixes not proved: ');
    expect(changedLines(down.out)).toEqual(expect.arrayContaining(['-numba==0.60.0', '-requests==2.32.3']));
    const flaky = await startIndex(ORDINARY, { faults: [{ on: 'page', project: 'numpy', does: 'unavailable' }] });
    const middle = await plan(machine(flaky.url, path()), repo);
    await flaky.stop();
    expect(middle.out).toContain('\n2 fixes not proved: ');
    expect(changedLines(middle.out)).toEqual(changedLines(down.out));
  });
});

const pip = pipPython();

test.skipIf(!pip.ok)(`with pip alone${pip.ok ? '' : ` (${pip.reason})`}: the same by pip`, async () => {
  const index = await startIndex(ORDINARY);
  const path = pip.ok ? `${dirname(pip.python)}:${pathWith({})}` : '';
  const { out } = await plan(machine(index.url, path), repository(FILES));
  await index.stop();
  expect(out).toContain('     resolver  proved by pip: 13 packages before, 11 after; gone: llvmlite, numba  Dockerfile:4');
  expect(out).toContain('\n2 fixes proved by pip; 1 fix with limits that keep other packages at their versions.\n');
});
