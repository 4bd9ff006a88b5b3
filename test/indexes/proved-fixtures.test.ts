import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uvProgram } from '../oracles/uv-venv.js';
import { repository, temporaryFolder } from '../patch/git.js';
import { ORDINARY } from './instances.js';
import { apply, saidOf } from './proof/applied.js';
import { compiled, type Compiled } from './proof/compiled.js';
import { installsOf } from './proof/installs-of.js';
import { unexplained } from './proof/unexplained.js';
import { startIndex, type RunningIndex } from './server.js';

const uv = uvProgram();

interface Fixture {
  readonly files: Readonly<Record<string, string>>;
  /** What each service installs afterwards, in lines; of compiled files those that somebody wrote. */
  readonly lines: Readonly<Record<string, readonly string[]>>;
  readonly compiled?: boolean;
}

function dockerfile(service: string, files: readonly string[], installs: readonly string[]): string {
  return [
    'FROM python:3.11-slim-bookworm',
    'WORKDIR /app',
    ...files.map((file) => `COPY ${file} ${file}`),
    `RUN pip install --no-cache-dir ${installs.map((file) => `-r ${file}`).join(' ')}`,
    `COPY ${service} ${service}`,
    `CMD ["python", "${service}/main.py"]`,
    '',
  ].join('\n');
}

function compose(services: readonly string[]): string {
  return `services:\n${services.map((name) => `  ${name}:\n    build: { context: ., dockerfile: ${name}/Dockerfile }\n`).join('')}`;
}

/** numba keeps numpy below 2.1 wherever it is installed. */
const SHARED = `# for every service
fastapi==0.115.6
uvicorn==0.34.0

# figures
pandas==2.2.3
numba==0.60.0
matplotlib==3.10.0
`;

const CODE = {
  'api/main.py': 'import uvicorn\nfrom fastapi import FastAPI\n\nuvicorn.run(FastAPI())\n',
  'figures/main.py': 'import numba\nimport pandas\nimport uvicorn\nfrom fastapi import FastAPI\n\nprint(numba.njit, pandas.DataFrame)\nuvicorn.run(FastAPI())\n',
  'plots/main.py': 'import matplotlib.pyplot\nimport pandas\nimport uvicorn\nfrom fastapi import FastAPI\n\nprint(matplotlib.pyplot.plot, pandas.DataFrame)\nuvicorn.run(FastAPI())\n',
};

const SERVICES = ['api', 'figures', 'plots'] as const;

const WEB = ['fastapi==0.115.6', 'uvicorn==0.34.0'];

/** plots installed numba with the others, which kept numpy down: a limit stands in for it. */
const LINES = {
  api: WEB,
  figures: [...WEB, 'numba==0.60.0', 'pandas==2.2.3'],
  plots: [...WEB, 'matplotlib==3.10.0', 'numpy<2.1', 'pandas==2.2.3'],
};

const INCLUDED: Fixture = {
  files: {
    ...CODE,
    'compose.yaml': compose(SERVICES),
    'libs/requirements.txt': SHARED,
    ...Object.fromEntries(SERVICES.flatMap((name) => [
      [`${name}/requirements.txt`, '-r ../libs/requirements.txt\n'],
      [`${name}/Dockerfile`, dockerfile(name, ['libs/requirements.txt', `${name}/requirements.txt`], [`${name}/requirements.txt`])],
    ])),
  },
  lines: LINES,
};

const TWO_FILES: Fixture = {
  files: {
    ...CODE,
    'api/main.py': `import pandas\n${CODE['api/main.py']}`,
    'compose.yaml': compose(SERVICES),
    'libs/web.txt': 'fastapi==0.115.6\nuvicorn==0.34.0\nrequests==2.32.3\n',
    'libs/figures.txt': 'pandas==2.2.3\nnumba==0.60.0\nmatplotlib==3.10.0\n',
    ...Object.fromEntries(SERVICES.map((name) => [`${name}/Dockerfile`, dockerfile(name, ['libs/web.txt', 'libs/figures.txt'], ['libs/web.txt', 'libs/figures.txt'])])),
  },
  lines: { ...LINES, api: [...WEB, 'numpy<2.1', 'pandas==2.2.3'], figures: [...LINES.figures, 'numpy<2.1'] },
};

/** Compiled by uv itself when the test starts: what is edited is the file that it was compiled from. */
const COMPILED: Fixture = {
  files: {
    ...CODE,
    'compose.yaml': compose(SERVICES),
    'libs/requirements.in': SHARED,
    ...Object.fromEntries(SERVICES.map((name) => [`${name}/Dockerfile`, dockerfile(name, ['libs/requirements.txt'], ['libs/requirements.txt'])])),
  },
  lines: { api: WEB, figures: LINES.figures, plots: LINES.plots.filter((line) => line !== 'numpy<2.1') },
  compiled: true,
};

describe.skipIf(!uv.ok)(`a split of shared requirements changes what images install as it says, and no more${uv.ok ? '' : ` (${uv.reason})`}`, () => {
  const program = uv.ok ? uv.uv : '';
  let index: RunningIndex;
  beforeAll(async () => {
    index = await startIndex(ORDINARY);
  });
  afterAll(() => index.stop());

  function environment(): Readonly<Record<string, string>> {
    const cache = temporaryFolder();
    return { PIP_FIND_LINKS: '', PIP_CONFIG_FILE: '/dev/null', UV_DEFAULT_INDEX: index.url, PIP_INDEX_URL: index.url, UV_CACHE_DIR: `${cache}/uv`, XDG_CACHE_HOME: cache, PATH: `${dirname(program)}:${process.env['PATH'] ?? ''}` };
  }

  async function installed(root: string, env: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, Compiled>> {
    const found = new Map<string, Compiled>();
    for (const service of SERVICES) found.set(service, await compiled(installsOf(root, `${service}/Dockerfile`), { program, env, sourceOnly: new Set() }));
    return found;
  }

  /** With what uv compiles of it. */
  async function withCompiled(fixture: Fixture): Promise<Fixture> {
    const { root, read } = repository(fixture.files);
    await promisify(execFile)(program, ['pip', 'compile', 'requirements.in', '-o', 'requirements.txt', '-q', '--no-config', '--python-version', '3.11', '--python-platform', 'x86_64-manylinux_2_36'], {
      cwd: `${root}/libs`, env: { ...process.env, ...environment() },
    });
    return { ...fixture, files: { ...fixture.files, 'libs/requirements.txt': read('libs/requirements.txt') ?? '' } };
  }

  async function splits({ files, lines, compiled: isCompiled = false }: Fixture, skip: (note: string) => void): Promise<void> {
    const env = environment();
    const { root } = repository(files);
    const before = await installed(root, env);
    const report = await apply(root, env);
    if (!report.fixes.some(({ rule, status }) => rule === 'requirements/split' && status === 'applied')) {
      const why = report.fixes.find(({ rule }) => rule === 'requirements/split');
      return skip(why ? `requirements/split: ${why.status}, ${why.reason ?? 'no reason'}` : 'requirements/split finds nothing');
    }
    const after = await installed(root, env);
    expect(Object.fromEntries([...after].map(([name, { lines: asked }]) => [name, asked.filter((line) => !isCompiled || SHARED.includes(line)).toSorted()]))).toEqual(sortedAll(lines));
    for (const [service, old] of before) {
      const now = after.get(service);
      expect(now && unexplained(old, now, saidOf(report, service), isCompiled), service).toEqual([]);
    }
    expect(report.proof?.map(({ outcome }) => outcome).filter((outcome) => outcome !== 'proved')).toEqual([]);
    const again = await apply(root, env);
    expect(again.fixes.filter(({ status }) => status === 'applied')).toEqual([]);
  }

  test('taken by -r from the file of each service', async () => splits(INCLUDED, fail), 120_000);
  test('in two files', async () => splits(TWO_FILES, fail), 120_000);
  test('without --resolve nobody knows what it lets rise, and that is what is seen here', async () => {
    const env = environment();
    const { root } = repository(INCLUDED.files);
    const before = await installed(root, env);
    const report = await apply(root, env, []);
    const after = await installed(root, env);
    const [old, now] = [before.get('plots'), after.get('plots')];
    expect(old && now && unexplained(old, now, saidOf(report, 'plots'))).toEqual(['numpy goes from 2.0.2 to 2.4.6']);
  }, 120_000);

  test('compiled from another file', async (context) => splits(await withCompiled(COMPILED), (note) => context.skip(note)), 120_000);
});

function sortedAll(lines: Fixture['lines']): Fixture['lines'] {
  return Object.fromEntries(Object.entries(lines).map(([name, all]) => [name, all.toSorted()]));
}

function fail(note: string): void {
  throw new Error(note);
}
