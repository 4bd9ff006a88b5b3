import { describe, expect, test } from 'vitest';
import { makeTree } from '#files/tree.js';
import { installDoubts, installsOfImage } from '#image/installs/resolve-installs.js';
import type { InstallInput, ResolvedInstall } from '#image/installs/resolved-install.js';
import { chainOf, neededFor } from '#image/stages/target.js';
import type { InstallView } from '#image/installs/install-view.js';
import { modelOf } from '../workspace.js';

type Files = Readonly<Record<string, string>>;

function viewOf(dockerfile: string, files: Files): InstallView {
  const { document, stages } = modelOf(dockerfile);
  const target = stages.length - 1;
  return {
    document, models: stages, target, chain: chainOf(stages, target), needed: neededFor(stages, target, document.escape),
    tree: makeTree('/workspace', null, Object.keys(files), () => null), context: '', text: (path) => files[path] ?? null,
  };
}

function resolve(dockerfile: string, files: Files): readonly ResolvedInstall[] {
  return installsOfImage(viewOf(dockerfile, files));
}

function shown(input: InstallInput): string {
  switch (input.kind) {
    case 'file':
      return `${input.role === 'constraint' ? '-c ' : '-r '}${input.path}`;
    case 'project':
      return [input.path, ...input.extras.map((extra) => `+${extra}`), ...input.groups.map((group) => `@${group}`), ...(input.withoutDev ? [] : ['dev']), ...(input.lock === null ? [] : [`(${input.lock})`])].join(' ');
    case 'inline':
      return input.written;
    case 'archive':
      return `<${input.written}>`;
    case 'wheels':
      return `${input.folder}: ${input.from.map(shown).join(', ')}`;
  }
}

/** One line for each install: what goes in, what is not told. */
function lines(dockerfile: string, files: Files): readonly string[] {
  return resolve(dockerfile, files).map(({ inputs, unresolved, doubt }) => [inputs.map(shown).join(', '), ...(unresolved === null ? [] : [`? ${unresolved}`]), ...(doubt === null ? [] : [`! ${doubt}`])].join(' ').trim());
}

const PROJECT: Files = { 'pyproject.toml': '', 'uv.lock': '', 'poetry.lock': '', 'pdm.lock': '', 'requirements.txt': '', 'libs/x/setup.py': '', 'environment.yml': '', Pipfile: '', 'Pipfile.lock': '' };

describe('what a call installs, in /app with the whole workspace copied there', () => {
  test.each([
    ['pip install -r requirements.txt -c constraints.txt flask==3.0 "rich>=1"', '-r requirements.txt, flask==3.0, rich>=1 ? nothing copies /app/constraints.txt from the workspace'],
    ['pip install .', 'pyproject.toml'],
    ['pip install -e .[dev,test]', 'pyproject.toml +dev +test'],
    ['pip install ./libs/x', 'libs/x/setup.py'],
    ['cd libs/x && python setup.py install', 'libs/x/setup.py'],
    ['pip install git+https://example.org/x.git@v1#egg=x', '<git+https://example.org/x.git@v1#egg=x>'],
    ['pip install "x @ https://example.org/x-1.0-py3-none-any.whl"', '<x @ https://example.org/x-1.0-py3-none-any.whl>'],
    ['pip install -r https://example.org/r.txt', '<https://example.org/r.txt>'],
    ['pip install awscli==1.*', 'awscli==1.*'],
    ['pip install --upgrade pip', 'pip'],
    ['pip install --group test', 'pyproject.toml @test'],
    ['uv sync --locked --no-dev --extra web --group x', 'pyproject.toml +web @x (uv.lock)'],
    ['cd libs/x && uv sync', 'pyproject.toml dev (uv.lock)'],
    ['uv sync --project /app --all-extras --only-group lint', 'pyproject.toml +* @lint (uv.lock)'],
    ['uv pip install -r pyproject.toml --extra web', 'pyproject.toml +web'],
    ['uv pip install --python-preference system a', 'a'],
    ['uv add flask', 'pyproject.toml dev (uv.lock), flask'],
    ['uv tool install ruff --with rich', 'ruff, rich'],
    ['poetry install --only main --no-root -E pgsql', 'pyproject.toml +pgsql (poetry.lock)'],
    ['poetry install --with docs,test --without dev', 'pyproject.toml @docs @test (poetry.lock)'],
    ['pdm sync --prod -G web', 'pyproject.toml @web (pdm.lock)'],
    ['pipenv install --system --deploy', 'Pipfile (Pipfile.lock)'],
    ['pipenv sync --dev', 'Pipfile @dev-packages dev (Pipfile.lock)'],
    ['conda install -y -c conda-forge numpy=1.26 conda-forge::scipy', 'numpy=1.26, scipy'],
    ['conda env create -f environment.yml', 'environment.yml dev'],
    ['conda env update -n base', 'environment.yml dev'],
    ['mamba install --file requirements.txt', '-r requirements.txt'],
    ['pipx install poetry==1.8', 'poetry==1.8'],
    ['easy_install flask', 'flask'],
    ['cat requirements.txt | xargs -n 1 pip install', '-r requirements.txt'],
    ['pip install $(grep -v torch requirements.txt)', '-r requirements.txt ! grep -v torch requirements.txt changes its lines'],
    ['uv export --no-dev | uv pip install -r -', 'pyproject.toml (uv.lock)'],
    ['uv export -o r.txt && pip install -r r.txt', 'pyproject.toml dev (uv.lock)'],
    ['poetry export --without dev > r.txt && pip install -r r.txt', 'pyproject.toml (poetry.lock)'],
    ['pipenv requirements > r.txt && pip install -r r.txt', 'Pipfile (Pipfile.lock)'],
    ['pip-compile -o r.txt requirements.in && pip install -r r.txt', '? nothing copies /app/requirements.in from the workspace'],
    ['printf "flask\\n" > r.txt && pip install -r r.txt', 'flask'],
    ['cp requirements.txt /tmp/r.txt && pip install -r /tmp/r.txt', '-r requirements.txt'],
    ['sed -i s/a/b/ requirements.txt && pip install -r requirements.txt', '-r requirements.txt ! sed -i s/a/b/ requirements.txt changes requirements.txt'],
    ['grep -v x requirements.txt > r.txt && pip install -r r.txt', '-r requirements.txt ! grep -v x requirements.txt changes its lines'],
    ['pip freeze > r.txt && pip install -r r.txt', '? what "pip freeze" gives cannot be told'],
    ['uv build --sdist && pip install dist/*.tar.gz[web]', '/app/dist: pyproject.toml +web'],
    ['python -m build -o /w && pip install /w/*.whl', '/w: pyproject.toml'],
    ['git clone https://example.org/x.git /x && cd /x && pip install .', '<git+https://example.org/x.git>'],
    ['curl -L https://example.org/x-1.tar.gz | tar xz -C /tmp && cd /tmp/x-1 && pip install .', '<https://example.org/x-1.tar.gz>'],
    ['WHL=$(ls /w/*.whl | head -1) && pip install "$WHL"', '? nothing brings /w/*.whl from the workspace or builds it'],
    ['pip install $OTHER', '? what $OTHER stands for cannot be told'],
    ['pip install', '? it names nothing to install'],
    ['pip install "x[a]==${TARGETARCH}"', 'x[a]==${TARGETARCH} ! the version in x[a]==${TARGETARCH} cannot be told'],
    ['pip install x==$NONE', 'x== ! x==$NONE is left without a version: its variable has no value'],
  ])('%s', (run, expected) => {
    expect(lines(`FROM python:3.12\nARG NONE\nWORKDIR /app\nCOPY . .\nRUN ${run}\n`, PROJECT)[0]).toBe(expected);
  });
});

describe('files are followed through the build', () => {
  test('mounts, copies between stages, wheels of an earlier stage', () => {
    const dockerfile = `FROM python:3.12 AS build
WORKDIR /src
COPY services/api/requirements.txt ./
RUN pip wheel -w /wheels -r requirements.txt
RUN --mount=type=bind,source=services/api/pyproject.toml,target=pyproject.toml \\
    --mount=type=bind,source=services/api/uv.lock,target=uv.lock \\
    uv sync --no-dev
FROM python:3.12-slim
COPY --from=build /wheels /wheels
COPY --from=build /src/requirements.txt /tmp/
RUN pip install --no-index --find-links /wheels -r /tmp/requirements.txt
RUN pip install /wheels/*
`;
    expect(lines(dockerfile, { 'services/api/requirements.txt': '', 'services/api/pyproject.toml': '', 'services/api/uv.lock': '' })).toEqual([
      '-r services/api/requirements.txt',
      'services/api/pyproject.toml (services/api/uv.lock)',
      '-r services/api/requirements.txt',
      '/wheels: -r services/api/requirements.txt',
    ]);
  });

  test('scripts of the workspace are read, with their arguments; their calls stand in the script', () => {
    const dockerfile = `FROM python:3.12
WORKDIR /app
COPY . .
RUN ./scripts/install.sh prod
RUN bash scripts/loop.sh
`;
    const files: Files = {
      'requirements-prod.txt': '',
      'scripts/install.sh': '#!/bin/sh\nset -e\nKIND=$1\nif [ "$KIND" = dev ]; then\n  pip install pytest\nfi\npip install -r "requirements-$KIND.txt"\n',
      'scripts/loop.sh': 'pip install a\nbash scripts/loop.sh\n',
    };
    const found = resolve(dockerfile, files);
    expect(found.map(({ at, runs, inputs, install }) => [`${at.path}:${at.line}`, runs.kind, inputs.map(shown).join(), install.command.span])).toEqual([
      ['scripts/install.sh:5', 'never', 'pytest', null],
      ['scripts/install.sh:7', 'always', '-r requirements-prod.txt', null],
      ['scripts/loop.sh:1', 'always', 'a', null],
    ]);
  });

  test('a requirement stands at its own line and can be edited there', () => {
    const dockerfile = 'FROM python:3.12\nRUN pip install \\\n    flask==3.0 \\\n    "rich"\n';
    const [install] = resolve(dockerfile, {});
    expect(install?.inputs.map((input) => input.kind === 'inline' && [input.name, input.at.line, input.span && dockerfile.slice(input.span.start, input.span.end)])).toEqual([['flask', 3, 'flask==3.0'], ['rich', 4, '"rich"']]);
  });

  test('what is not brought, or comes from elsewhere, is said', () => {
    const dockerfile = `FROM python:3.12
COPY --from=example.org/base:1 /opt/r.txt /opt/r.txt
RUN pip install -r /opt/r.txt
RUN pip install -r /srv/r.txt
RUN cd $SOMEWHERE && pip install .
`;
    expect(lines(dockerfile, {})).toEqual([
      '? /opt/r.txt: it comes from example.org/base:1, which is not a stage of this file (line 2)',
      '? nothing copies /srv/r.txt from the workspace',
      '? the folder that . starts from cannot be told',
    ]);
  });
});

describe('where packages land', () => {
  test.each([
    ['pip install a', '', 'system /usr/local'],
    ['pip install --user a', '', 'user /root/.local'],
    ['pip install --user a', 'USER app\n', 'user /home/app/.local'],
    ['pip install --target /deps a', '', 'target /deps'],
    ['pip install --prefix=/install a', '', 'prefix /install'],
    ['pip wheel -w /w a', '', 'none -'],
    ['/opt/venv/bin/pip install a', '', 'venv /opt/venv'],
    ['pip install a', 'RUN python -m venv /opt/v\nENV PATH=/opt/v/bin:$PATH\n', 'venv /opt/v'],
    ['python -m venv v && . v/bin/activate && pip install a', '', 'venv /app/v'],
    ['uv pip install --system a', '', 'system /usr/local'],
    ['uv pip install a', 'ENV UV_SYSTEM_PYTHON=1\n', 'system /usr/local'],
    ['uv pip install --system a', 'RUN python -m venv /opt/v\nENV PATH=/opt/v/bin:$PATH\n', 'system /usr/local'],
    ['uv pip install a', 'RUN python -m venv /opt/v\nENV PATH=/opt/v/bin:$PATH\n', 'venv /opt/v'],
    ['uv venv /v && VIRTUAL_ENV=/v uv pip install a', '', 'venv /v'],
    ['uv venv && uv pip install a', '', 'venv /app/.venv'],
    ['uv sync', '', 'venv /app/.venv'],
    ['uv sync', 'ENV UV_PROJECT_ENVIRONMENT=/usr/local\n', 'system /usr/local'],
    ['uv tool install a', '', 'tool /root/.local/share/uv/tools'],
    ['poetry install', '', 'venv -'],
    ['poetry install', 'ENV POETRY_VIRTUALENVS_CREATE=false\n', 'system /usr/local'],
    ['poetry config virtualenvs.create false && poetry install', '', 'system /usr/local'],
    ['poetry install', 'ENV POETRY_VIRTUALENVS_IN_PROJECT=true\n', 'venv /app/.venv'],
    ['pipenv install --system', '', 'system /usr/local'],
    ['conda install -n x a', 'ENV CONDA_DIR=/opt/conda\n', 'conda /opt/conda/envs/x'],
    ['conda run -n x pip install a', 'ENV CONDA_DIR=/opt/conda\n', 'conda /opt/conda/envs/x'],
  ])('%s after %j: %s', (run, before, expected) => {
    const install = resolve(`FROM python:3.12\nWORKDIR /app\nCOPY . .\n${before}RUN ${run}\n`, PROJECT).at(-1);
    expect(`${install?.into.kind} ${install?.into.path ?? '-'}`).toBe(expected);
  });
});

describe('whether it ends up in the image', () => {
  test.each([
    ['pip install --user a', 'COPY --from=build /root/.local /root/.local', true],
    ['pip install --prefix=/install a', 'COPY --from=build /install /usr/local', true],
    ['pip install a', 'COPY --from=build /usr/local/lib/python3.12/site-packages /usr/local/lib/python3.12/site-packages', true],
    ['pip install a', 'COPY --from=build /usr/local /usr/local', true],
    ['pip install a', 'COPY --from=build / /', true],
    ['pip install a', 'COPY --from=build /app/dist /app/dist', false],
    ['pip install a', 'COPY --from=build /usr/local/bin/uv /usr/local/bin/uv', false],
    ['python -m venv /opt/venv && /opt/venv/bin/pip install a', 'COPY --from=middle /opt/venv /opt/venv', true],
    ['uv sync', 'COPY --from=build /app /app', true],
  ])('%s, %s: %s', (run, copy, expected) => {
    const dockerfile = `FROM python:3.12 AS build
WORKDIR /app
COPY . .
RUN ${run}
FROM build AS middle
FROM python:3.12-slim
${copy}
`;
    expect(resolve(dockerfile, PROJECT).at(-1)?.ships).toBe(expected);
  });
});

test('indexes, of options and variables', () => {
  const [install] = resolve('FROM python:3.12\nENV PIP_EXTRA_INDEX_URL=https://example.org/extra\nRUN pip install -i https://example.org/simple --find-links=/w --no-index a\n', {});
  expect(install?.indexes).toEqual(['-i https://example.org/simple', '--find-links=/w', '--no-index', 'PIP_EXTRA_INDEX_URL=https://example.org/extra']);
});

test('what cannot be read is a doubt with its line', () => {
  expect(installDoubts(viewOf('FROM python:3.12\nRUN $X install a\nRUN if then pip install a\n', {})).map(({ line }) => line)).toEqual([2, 3]);
});

test('stages and moves that lead back to one another end', () => {
  const moves = Array.from({ length: 200 }, (_, at) => `mv /a${at} /b${at} && mv /b${at} /a${at} && cp -r /a${at} /a${at + 1}`).join(' && ');
  const dockerfile = `FROM python:3.12\nRUN ${moves}\nRUN ln -s /x/y /x && ln -s /x /x/y && pip install -r /x/y/z/r.txt -r /a200/r.txt\n`;
  const started = performance.now();
  expect(resolve(dockerfile, {})[0]?.unresolved).not.toBeNull();
  expect(performance.now() - started).toBeLessThan(5_000);
});
