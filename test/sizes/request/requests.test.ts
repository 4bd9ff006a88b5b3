import { describe, expect, test } from 'vitest';
import { workspaceModel } from '#services/workspace-model.js';
import { byEnvironment, requestsOf } from '#sizes/request/requests.js';
import type { InstallRequest } from '#sizes/types.js';
import { loadAll, type Files } from '../../workspace.js';

function requests(files: Files): readonly InstallRequest[] {
  const { snapshot } = loadAll(files);
  const [image] = workspaceModel(snapshot).images.images;
  if (!image) throw new Error('no image');
  return requestsOf(image, snapshot);
}

function only(files: Files): InstallRequest {
  const [first, ...more] = requests(files);
  if (!first || more.length > 0) throw new Error(`${more.length + 1} requests`);
  return first;
}

const lines = (request: InstallRequest) => request.lines.map(({ text, at }) => `${text}  # ${at.path}:${at.line}`);
const left = (request: InstallRequest) => request.left.map(({ what, reason }) => `${what}: ${reason}`);

const BASE = 'FROM python:3.11-slim-bookworm\nWORKDIR /app\n';

describe('what an install asks registries for', () => {
  test('a requirements file with all that it includes, its markers, and the words of the call', () => {
    const request = only({
      Dockerfile: `${BASE}COPY . .\nRUN pip install -r requirements/prod.txt "uvicorn[standard]>=0.30"\n`,
      'requirements/prod.txt': '-r base.txt\ngunicorn==23.0.0  # the server\npywin32==306 ; sys_platform == "win32"\nuvloop ; platform_machine == "x86_64"\n',
      'requirements/base.txt': '-c pins.txt\nFlask>=3 \\\n  --hash=sha256:0000000000000000000000000000000000000000000000000000000000000000\n',
      'requirements/pins.txt': 'werkzeug==3.0.1\nnumpy<2 ; python_version < "3.13"\n',
    });
    expect(lines(request)).toEqual([
      'gunicorn==23.0.0  # requirements/prod.txt:2',
      'uvloop ; platform_machine == "x86_64"  # requirements/prod.txt:4',
      'flask>=3  # requirements/base.txt:2',
      'uvicorn[standard]>=0.30  # Dockerfile:4',
    ]);
    expect(request.constraints).toEqual(['werkzeug==3.0.1', 'numpy<2 ; python_version < "3.13"']);
    expect(left(request)).toEqual([]);
  });

  test('what no registry has stays behind, each with its reason', () => {
    const request = only({
      Dockerfile: `${BASE}COPY . .\nRUN pip install -r requirements.txt\n`,
      'requirements.txt': '-e ./libs/common\nflask\ngit+https://user:secret@github.com/acme/tools.git#egg=tools\nmodel @ https://acme.dev/model-1.0-py3-none-any.whl\n./vendored/old-1.0.tar.gz\n',
      'libs/common/pyproject.toml': '[project]\nname = "common"\nversion = "1"\ndependencies = ["httpx>=0.27"]\n',
      'libs/common/common/__init__.py': '',
    });
    expect(lines(request)).toEqual(['httpx>=0.27  # libs/common/pyproject.toml:4', 'flask  # requirements.txt:2']);
    expect(left(request)).toEqual([
      'libs/common: a folder of the workspace; what it requires is resolved',
      'tools: from a version control system, which no registry tells of',
      'model: from an address of its own, which no registry tells of',
      'the name of ./vendored/old-1.0.tar.gz cannot be told: what it asks for cannot be told',
    ]);
    expect(JSON.stringify(request.left)).not.toContain('secret');
  });

  test('a project of the workspace that is installed from its folder is not asked of an index by its name', () => {
    const [first, second] = requests({
      Dockerfile: `${BASE}COPY . .\nRUN pip install ./libs/common\nRUN pip install -r requirements.txt\n`,
      'requirements.txt': 'acme-common>=1\nflask\n',
      'libs/common/pyproject.toml': '[project]\nname = "Acme_Common"\nversion = "1"\ndependencies = ["httpx"]\n',
      'libs/common/acme_common/__init__.py': '',
    });
    expect(first?.lines.map(({ name }) => name)).toEqual(['httpx']);
    expect(second?.lines.map(({ name }) => name)).toEqual(['flask']);
  });

  test('the project of Poetry with its lock, in the words that all resolvers share', () => {
    const request = only({
      Dockerfile: `${BASE}COPY pyproject.toml poetry.lock ./\nRUN poetry install --only main --no-root\n`,
      'pyproject.toml': '[tool.poetry]\nname = "shop"\nversion = "1"\n[tool.poetry.dependencies]\npython = "^3.11"\nflask = "^3.0.1"\nnumpy = "~1.26"\npandas = "2.2.3"\nrich = "*"\ntomli = { version = "^2", python = "<3.11" }\nodd = "^1 || ^2"\n[tool.poetry.group.dev.dependencies]\npytest = "^8"\n',
      'poetry.lock': '[[package]]\nname = "flask"\nversion = "3.0.3"\n\n[metadata]\nlock-version = "2.0"\npython-versions = "^3.11"\n',
    });
    expect(request.lines.map(({ text }) => text)).toEqual(['flask>=3.0.1,<4', 'numpy>=1.26,<1.27', 'pandas==2.2.3', 'rich', 'tomli>=2,<3 ; python_version < "3.11"']);
    expect(left(request)).toEqual(['^1 || ^2: versions in words that resolvers do not share']);
    expect(request.lock).toBe('poetry.lock');
  });
});

describe('where an install takes packages from', () => {
  const INDEXES = { index: null, extra: [], findLinks: [], noIndex: false, choice: 'best-version' };

  test.each([
    ['an option of the call', 'pip install --index-url https://a.dev/simple --extra-index-url=https://b.dev/simple flask', {}, { index: 'https://a.dev/simple', extra: ['https://b.dev/simple'] }],
    ['a line of the file, which takes the place of all before it', 'pip install --extra-index-url https://b.dev/simple -r r.txt', { 'r.txt': '--index-url https://a.dev/simple\nflask\n' }, { index: 'https://a.dev/simple' }],
    ['a page of links', 'pip install -f https://b.dev/wheels.html flask', {}, { findLinks: ['https://b.dev/wheels.html'] }],
    ['uv, which takes the first index that has the name', 'uv pip install --index https://b.dev/simple --system flask', {}, { extra: ['https://b.dev/simple'], choice: 'first-index' }],
    ['uv that is told to look everywhere', 'uv pip install --index-strategy unsafe-best-match --system flask', {}, { choice: 'best-version' }],
    ['torch for the CPU, as uv is told', 'uv pip install --torch-backend=cpu --system torch', {}, { extra: ['https://download.pytorch.org/whl/cpu'], choice: 'best-version' }],
  ])('%s', (_, command, files, expected) => {
    const request = only({ Dockerfile: `${BASE}COPY . .\nRUN ${command}\n`, ...files });
    expect(request.indexes).toEqual({ ...INDEXES, ...expected });
  });

  test('variables of the image, and a pip.conf that it takes along', () => {
    const request = only({
      Dockerfile: `${BASE}ENV PIP_INDEX_URL=https://a.dev/simple\nCOPY pip.conf /etc/pip.conf\nRUN pip install flask\n`,
      'pip.conf': '[global]\nextra-index-url =\n    https://b.dev/simple\n    https://c.dev/simple\n',
    });
    expect(request.indexes).toEqual({ ...INDEXES, index: 'https://a.dev/simple', extra: ['https://b.dev/simple', 'https://c.dev/simple'] });
  });

  test('wheels in the image, and an index that only the build knows, are named as what is not read', () => {
    const request = only({ Dockerfile: `${BASE}RUN pip install --find-links /wheels --index-url $(cat /run/secrets/index) flask\n` });
    expect(left(request).slice(-2)).toEqual([
      '/wheels: a place for wheels in the image, which is not read',
      '$(cat /run/secrets/index): the address of an index that only the build knows',
    ]);
  });
});

describe('what wheels are chosen for', () => {
  test.each([
    ['python:3.11-slim-bookworm', { python: '3.11', arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } }, []],
    ['python:3.13-alpine3.20', { python: '3.13', arch: 'x86_64', libc: { kind: 'musl', version: '1.2' } }, []],
    ['--platform=linux/arm64 python:3.12-bullseye', { python: '3.12', arch: 'aarch64', libc: { kind: 'glibc', version: '2.31' } }, []],
    ['python:3.12-slim', { python: '3.12', arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } }, ['python:3.12-slim does not fix its release: wheels for glibc 2.36 are taken']],
    ['python:3.11.4-slim-bookworm', { python: '3.11', patch: 4, arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } }, []],
    ['python:3-slim-bookworm', { python: null, arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } }, []],
    ['registry.acme.dev/base:7', { python: null, arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } }, ['registry.acme.dev/base:7 does not fix its release: wheels for glibc 2.36 are taken']],
  ])('%s', (image, target, assumed) => {
    const request = only({ Dockerfile: `FROM ${image}\nRUN pip install flask\n` });
    expect(request.target).toEqual(target);
    expect(request.assumed).toEqual(assumed);
  });
});

describe('installs into the same environment', () => {
  test('those of one environment go together, in order; what never ships is not among them', () => {
    const all = requests({
      Dockerfile: [
        'FROM python:3.11-slim-bookworm AS lint', 'RUN pip install ruff',
        'FROM python:3.11-slim-bookworm AS build', 'RUN python -m venv /opt/venv', 'RUN /opt/venv/bin/pip install torch==2.5.1 --index-url https://a.dev/cpu', 'RUN pip install build',
        'FROM python:3.11-slim-bookworm', 'COPY --from=build /opt/venv /opt/venv', 'RUN /opt/venv/bin/pip install -U flask', 'RUN pip install gunicorn', '',
      ].join('\n'),
    });
    expect(byEnvironment(all).map((group) => group.map(({ lines: [line], installed }) => `${line?.text} ${installed}`))).toEqual([
      ['torch==2.5.1 kept', 'flask upgraded'],
      ['gunicorn kept'],
    ]);
  });

  test.each([
    ['pip install flask', 'kept'],
    ['pip install -U flask', 'upgraded'],
    ['pip install --upgrade --upgrade-strategy eager flask', 'replaced'],
    ['pip install --force-reinstall flask', 'replaced'],
    ['pip install --target /deps flask', 'replaced'],
    ['uv pip install --system flask', 'kept'],
    ['uv pip install --system -U flask', 'replaced'],
    ['uv pip install --system --exact flask', 'exact'],
  ])('%s: what is installed is %s', (command, installed) => {
    const request = only({ Dockerfile: `FROM python:3.11-slim-bookworm\nRUN ${command}\n` });
    expect(request.installed).toBe(installed);
  });
});
