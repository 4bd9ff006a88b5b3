import { describe, expect, test } from 'vitest';
import type { ImageModel } from '#image/image.js';
import { workspaceNeeds } from '#needs/workspace-needs.js';
import { workspaceImages } from '#services/workspace-images.js';
import { broughtInto } from '#sizes/packages/brought.js';
import { bytecodeOf } from '#sizes/packages/bytecode.js';
import { imagePackages, type Alike, type PackagePorts } from '#sizes/packages/image-packages.js';
import type { EnvironmentPackages } from '#sizes/packages/types.js';
import type { InstallRequest, ResolvedPackage } from '#sizes/types.js';
import { loadAll, type Files } from '../../workspace.js';
import { resolution, size } from './hand-made.js';

const COMPOSE = 'services:\n  api:\n    build: .\n';

function imageOf(files: Files): { readonly image: ImageModel; readonly snapshot: ReturnType<typeof loadAll>['snapshot'] } {
  const { snapshot } = loadAll({ 'compose.yaml': COMPOSE, ...files });
  const [image] = workspaceImages(snapshot).images;
  if (!image) throw new Error('no image');
  return { image, snapshot };
}

describe('whether an install leaves bytecode', () => {
  test.each([
    ['pip install flask', 'yes', 'pip compiles what it installs'],
    ['PYTHONDONTWRITEBYTECODE=1 pip install flask', 'yes', 'pip compiles what it installs'],
    ['pip install --no-compile flask', 'no', '--no-compile'],
    ['PIP_NO_COMPILE=1 pip install flask', 'yes', 'pip compiles what it installs'],
    ['PIP_NO_COMPILE=0 pip install flask', 'no', 'PIP_NO_COMPILE=0'],
    ['PIP_COMPILE=false pip install flask', 'no', 'PIP_COMPILE=false'],
    ['pip install flask && find / -name __pycache__ -exec rm -rf {} +', 'maybe', 'Dockerfile:2 deletes bytecode in the same RUN'],
    ["pip install flask && find /usr -name '*.pyc' -delete", 'maybe', 'Dockerfile:2 deletes bytecode in the same RUN'],
    ['uv pip install --system flask', 'no', 'uv does not compile unless it is told to'],
    ['uv pip install --system --compile-bytecode flask', 'yes', '--compile-bytecode'],
    ['UV_COMPILE_BYTECODE=1 uv pip install --system flask', 'yes', 'UV_COMPILE_BYTECODE=1'],
    ['UV_COMPILE_BYTECODE=0 uv pip install --system flask', 'no', 'uv does not compile unless it is told to'],
  ])('%s: %s', (run, written, because) => {
    const { image } = imageOf({ Dockerfile: `FROM python:3.12-slim\nRUN ${run}\n` });
    const [install] = image.installs;
    if (!install) throw new Error('no install');
    expect(bytecodeOf(install, image)).toEqual({ written, because });
  });

  test('a variable that ENV sets counts, and one that nobody can tell leaves both open', () => {
    const uv = imageOf({ Dockerfile: 'FROM python:3.12-slim\nENV UV_COMPILE_BYTECODE=1\nRUN uv pip install --system flask\n' }).image;
    expect(uv.installs.map((install) => bytecodeOf(install, uv).written)).toEqual(['yes']);
  });
});

describe('what is there before the first install', () => {
  test.each([
    ['FROM python:3.12-slim\nRUN pip install flask\n', ['pip'], null],
    ['FROM python:3.11-slim\nRUN pip install flask\n', ['pip', 'setuptools', 'wheel'], null],
    ['FROM debian:bookworm\nRUN pip install flask\n', [], null],
    ['FROM python:3.12-slim\nRUN python -m venv /venv\nENV PATH="/venv/bin:$PATH"\nRUN pip install flask\n', ['pip'], 2],
    ['FROM python:3.11-slim\nRUN python -m venv /venv\nRUN /venv/bin/pip install flask\n', ['pip', 'setuptools'], 2],
    ['FROM python:3.11-slim\nRUN python -m venv --without-pip /venv\nENV VIRTUAL_ENV=/venv PATH="/venv/bin:$PATH"\nRUN pip install flask\n', [], 2],
    ['FROM python:3.12-slim\nRUN uv venv /venv\nENV VIRTUAL_ENV=/venv PATH="/venv/bin:$PATH"\nRUN uv pip install flask\n', [], 2],
  ])('%j: %j', (dockerfile, names, line) => {
    const { image } = imageOf({ Dockerfile: dockerfile });
    const install = image.installs.at(-1);
    if (!install) throw new Error('no install');
    const brought = broughtInto(image, install.into, dockerfile.includes('3.11') ? '3.11' : '3.12');
    expect([[...brought.names.keys()], brought.made?.line ?? null]).toEqual([names, line]);
  });
});

/** Answers with the lines themselves: who asks for what is what these tests are about. */
function ports(asked: InstallRequest[][] = []): PackagePorts {
  return {
    resolve: async (requests) => {
      asked.push([...requests]);
      const packages = new Map<string, ResolvedPackage>();
      for (const { name, at } of requests.flatMap(({ lines }) => lines)) packages.set(name, { name, version: '1.0', wheel: null, parents: [], asked: [...(packages.get(name)?.asked ?? []), at] });
      return resolution(packages);
    },
    weigh: async (packages) => packages.map(() => size(10, 2)),
    notes: ['offline'],
  };
}

test('the verdict of needs stands beside each requirement, and the lines of two installs of one environment are asked about together', async () => {
  const { image, snapshot } = imageOf({
    Dockerfile: 'FROM python:3.12-slim\nWORKDIR /srv\nCOPY . .\nRUN pip install -r requirements.txt\nRUN pip install --no-compile rich==13.9\nCMD ["python", "main.py"]\n',
    'requirements.txt': 'flask==3.0\nnltk==3.9\n',
    'main.py': 'import flask\n',
  });
  const asked: InstallRequest[][] = [];
  const found = await imagePackages(image, snapshot, workspaceNeeds(snapshot, { keep: [], metadata: null }).of(image.build.id), ports(asked), false);
  expect(asked.map((requests) => requests.map(({ lines }) => lines.map(({ name }) => name)))).toEqual([[['flask', 'nltk'], ['rich']]]);
  expect(found.environments).toHaveLength(1);
  expect(found.environments[0]?.requirements.map(({ name, verdict, at }) => `${name} ${verdict} ${at.map(({ path, line }) => `${path}:${line}`).join()}`).toSorted()).toEqual(['flask used requirements.txt:1', 'nltk unused requirements.txt:2', 'rich unused Dockerfile:5']);
  expect(Object.fromEntries(found.environments[0]?.packages.map(({ name, bytes }) => [name, bytes?.high]) ?? [])).toEqual({ flask: 12e6, nltk: 12e6, rich: 10e6 });
  expect(found.notes).toEqual(['offline']);
});

const STAGES = `FROM python:3.12-slim AS tools
RUN pip install mypy==1.11
FROM python:3.12-slim AS build
RUN python -m venv /venv
RUN /venv/bin/pip install flask==3.0
FROM python:3.12-slim
COPY --from=tools /etc/hostname /tmp/
COPY --from=build /venv /venv
CMD ["/venv/bin/flask", "run"]
`;

test('what a stage that does not ship installs is not counted, and is listed apart when it is asked for', async () => {
  const { image, snapshot } = imageOf({ Dockerfile: STAGES });
  const shipped = await imagePackages(image, snapshot, null, ports(), false);
  expect(shipped.environments.map(({ into, packages }) => [into, packages.map(({ name }) => name)])).toEqual([['/venv (venv)', ['flask']]]);
  const all = await imagePackages(image, snapshot, null, ports(), true);
  expect(all.environments.map(({ ships, packages }) => [ships, packages.map(({ name }) => name)])).toEqual([[true, ['flask']], [false, ['mypy']]]);
});

test('the pip of a virtual environment is told apart, with the line that makes it', async () => {
  const { image, snapshot } = imageOf({ Dockerfile: STAGES });
  const { parts } = await imagePackages(image, snapshot, null, ports(), false);
  expect(parts.filter(({ kind }) => kind === 'venv')).toMatchObject([{ kind: 'venv', what: 'pip in /venv (venv)', at: { path: 'Dockerfile', line: 4 }, bytes: { high: 12e6 } }]);
});

test('a list of everything that pip freeze wrote does not make each of its lines a wish', async () => {
  const names = ['blinker==1.8', 'click==8.1', 'flask==3.0', 'importlib-metadata==8.5', 'itsdangerous==2.2', 'jinja2==3.1', 'markupsafe==2.1', 'werkzeug==3.0'];
  const { image, snapshot } = imageOf({
    Dockerfile: 'FROM python:3.12-slim\nWORKDIR /srv\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["python", "main.py"]\n',
    'requirements.txt': `${names.join('\n')}\n`,
    'main.py': 'import flask\n',
  });
  const edges: Readonly<Record<string, string>> = { blinker: 'flask', click: 'flask', 'importlib-metadata': 'flask', itsdangerous: 'flask', jinja2: 'flask', markupsafe: 'jinja2', werkzeug: 'flask' };
  const own = ports();
  const found = await imagePackages(image, snapshot, workspaceNeeds(snapshot, { keep: [], metadata: null }).of(image.build.id), {
    ...own,
    resolve: async (requests) => {
      const told = await own.resolve(requests);
      return { ...told, packages: new Map([...told.packages].map(([name, one]) => [name, { ...one, parents: edges[name] === undefined ? [] : [edges[name]] }])) };
    },
  }, false);
  expect(found.environments[0]?.requirements.map(({ name, goes }) => [name, goes.length])).toEqual([['flask', 8]]);
});

const FROZEN = 'blinker==1.8\nclick==8.1\nflask==3.0\nimportlib-metadata==8.5\nitsdangerous==2.2\njinja2==3.1\nmarkupsafe==2.1\nwerkzeug==3.0\n';

describe('environments that are asked for the same', () => {
  const LINES = 'flask==3.0\nnltk==3.9\n';
  const dockerfile = (folder: string, run = 'pip install'): string => `FROM python:3.12-slim\nWORKDIR /srv\nCOPY ${folder}/requirements.txt .\nRUN ${run} -r requirements.txt\n`;

  /** The environments of two images, and how often a resolver was asked for them. */
  async function both(files: Files, shared: boolean): Promise<{ readonly environments: readonly EnvironmentPackages[]; readonly asked: number }> {
    const { snapshot } = loadAll({ 'compose.yaml': 'services:\n  a:\n    build: {context: ., dockerfile: a/Dockerfile}\n  b:\n    build: {context: ., dockerfile: b/Dockerfile}\n', ...files });
    const asked: InstallRequest[][] = [];
    const alike: Alike | null = shared ? new Map() : null;
    const environments: EnvironmentPackages[] = [];
    for (const image of workspaceImages(snapshot).images) environments.push(...(await imagePackages(image, snapshot, null, ports(asked), false, alike)).environments);
    return { environments, asked: asked.length };
  }

  test('are one wherever their lines stand, for who looks at no line of them', async () => {
    const files = { 'a/Dockerfile': dockerfile('a'), 'a/requirements.txt': LINES, 'b/Dockerfile': dockerfile('b'), 'b/requirements.txt': `# the same\n${LINES}` };
    const { environments: [a, b], asked } = await both(files, true);
    expect(a?.packages.map(({ name }) => name)).toEqual(['flask', 'nltk']);
    expect(b).toBe(a);
    expect(asked).toBe(1);
    const apart = await both(files, false);
    expect(apart.asked).toBe(2);
    expect(apart.environments[1]?.requirements[0]?.at).toEqual([{ path: 'b/requirements.txt', line: 2 }]);
  });

  test.each([
    ['a line more', { 'a/Dockerfile': dockerfile('a'), 'a/requirements.txt': LINES, 'b/Dockerfile': dockerfile('b'), 'b/requirements.txt': `${LINES}rich==13.9\n` }],
    ['another index', { 'a/Dockerfile': dockerfile('a'), 'a/requirements.txt': LINES, 'b/Dockerfile': dockerfile('b'), 'b/requirements.txt': `--extra-index-url https://wheels.example/simple\n${LINES}` }],
    ['an install that leaves no bytecode', { 'a/Dockerfile': dockerfile('a'), 'a/requirements.txt': LINES, 'b/Dockerfile': dockerfile('b', 'pip install --no-compile'), 'b/requirements.txt': LINES }],
    ['another Python', { 'a/Dockerfile': dockerfile('a'), 'a/requirements.txt': LINES, 'b/Dockerfile': dockerfile('b').replace('3.12', '3.11'), 'b/requirements.txt': LINES }],
    ['a list that pip froze', { 'a/Dockerfile': dockerfile('a'), 'a/requirements.txt': FROZEN, 'b/Dockerfile': dockerfile('b'), 'b/requirements.txt': `# what we need\n${FROZEN.replace('flask==3.0', 'flask==3.0  # the server')}` }],
    ['installs of one environment of which one leaves bytecode', { 'a/Dockerfile': `${dockerfile('a')}RUN pip install --no-compile rich==13.9\n`, 'a/requirements.txt': LINES, 'b/Dockerfile': `${dockerfile('b')}RUN pip install --no-compile rich==13.9\n`, 'b/requirements.txt': LINES }],
  ])('are two with %s', async (_, files) => {
    const { environments: [a, b], asked } = await both(files, true);
    expect(asked).toBe(2);
    expect(b).not.toBe(a);
    expect(b?.installs[0]?.request.lines[0]?.at.path).toBe('b/requirements.txt');
  });
});
