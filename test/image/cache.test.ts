import { describe, expect, test } from 'vitest';
import type { Answer } from '#answer/answer.js';
import { cacheFate, type CacheFate } from '#image/cache/cache.js';
import { modelOf } from '../workspace.js';

/** The fate of the cache of each install, in order. */
function answers(text: string): readonly Answer<CacheFate>[] {
  const model = modelOf(text);
  return model.installs.flat().flatMap((found) => (found.ok ? found.value.calls.map((install) => cacheFate(model, install)) : []));
}

function fates(text: string): readonly CacheFate[] {
  return answers(text).map(({ value }) => value);
}

/** In a stage of its own that begins with `before`. */
function fate(run: string, before = ''): CacheFate | undefined {
  return fates(`FROM python:3.11-slim\n${before}RUN ${run}\n`).at(-1);
}

describe('left in the layer', () => {
  test.each([
    ['nothing speaks against it', 'pip install flask', ''],
    ['of uv', 'uv pip install --system flask', ''],
    ['the variable is empty', 'pip install flask', 'ENV PIP_NO_CACHE_DIR=\n'],
    ['the variable is not exported to this stage', 'pip install flask', 'ENV PIP_NO_CACHE=1\n'],
    ['an ARG without a value', 'pip install flask', 'ARG PIP_NO_CACHE_DIR\n'],
    ['ENV comes in another stage', 'pip install flask', 'ENV PIP_NO_CACHE_DIR=1\nFROM python:3.11\n'],
    ['another manager is switched off', 'pip install flask', 'ENV UV_NO_CACHE=1\n'],
    ['a mount elsewhere', '--mount=type=cache,target=/var/cache/apt pip install flask', ''],
    ['a mount beside it', '--mount=type=cache,target=/root/.cache/uv pip install flask', ''],
    ['a bind mount elsewhere', '--mount=type=bind,source=x,target=/src pip install flask', ''],
    ['a mount of the RUN before', 'pip install flask', 'RUN --mount=type=cache,target=/root/.cache/pip true\n'],
    ['removed before the install', 'rm -rf /root/.cache/pip && pip install flask', ''],
    ['removed in the next RUN: the layer keeps it', 'pip install flask\nRUN rm -rf /root/.cache', ''],
    ['something else is removed', 'pip install flask && rm -rf /var/lib/apt/lists/* /tmp/*', ''],
    ['a folder inside a folder of that name is removed', 'pip install flask && rm -rf /app/cache/pip', ''],
    ['the mount is where the cache is not, since it was moved', '--mount=type=cache,target=/c pip install flask', 'ENV PIP_CACHE_DIR=/d\n'],
    ['the variable belongs to another command', 'PIP_NO_CACHE_DIR=1 pip install a && pip install b', ''],
    ['the variable belongs to another command, by env', 'env PIP_NO_CACHE_DIR=1 pip install a && pip install b', ''],
    ['the variable is only printed', 'echo PIP_NO_CACHE_DIR=1 && pip install b', ''],
    ['the option is given to another command', 'pip install --no-cache-dir a && pip install b', ''],
    ['the option is an operand', 'pip install -- --no-cache-dir', ''],
  ])('%s', (_, run, before) => {
    const all = fates(`FROM python:3.11-slim\n${before}RUN ${run}\n`);
    expect(all.at(-1)).toBe('left');
  });

  test('its evidence is the command and what was searched for', () => {
    const [answer] = answers('FROM python:3.11-slim\nUSER app\nRUN pip install flask\n');
    expect(answer).toMatchObject({ value: 'left', complete: true, assumed: false });
    expect(answer?.evidence.map(({ kind, text, line }) => [kind, text, line])).toEqual([
      ['source', 'pip install flask', 3],
      ['absence', 'no --no-cache-dir, no PIP_NO_CACHE_DIR in ENV, ARG or the script, no mount over ~/.cache/pip, not removed in the same RUN', null],
    ]);
  });
});

describe('switched off', () => {
  test.each([
    ['by the option', 'pip install --no-cache-dir flask', ''],
    ['by the option in front of the subcommand', 'pip --no-cache-dir install flask', ''],
    ['by the option at the end', 'pip install flask --no-cache-dir', ''],
    ['by a prefix of the option, as pip takes it', 'pip install --no-cache flask', ''],
    ['by uv\'s option', 'uv pip install --no-cache flask', ''],
    ['by uv\'s option in short', 'uv pip install -n flask', ''],
    ['by ENV', 'pip install flask', 'ENV PIP_NO_CACHE_DIR=1\n'],
    ['by ENV with a false value: pip heeds that it is there', 'pip install flask', 'ENV PIP_NO_CACHE_DIR=0\n'],
    ['by ENV off', 'pip install flask', 'ENV PIP_NO_CACHE_DIR=off\n'],
    ['by the old form of ENV', 'pip install flask', 'ENV PIP_NO_CACHE_DIR yes\n'],
    ['by ENV among others', 'pip install flask', 'ENV A=1 \\\n    PIP_NO_CACHE_DIR=1\n'],
    ['by ENV of the stage below', 'pip install flask', 'ENV PIP_NO_CACHE_DIR=1\nFROM 0\n'.replace('FROM 0', 'FROM python:3.11 AS x\nENV PIP_NO_CACHE_DIR=1\nFROM x')],
    ['by ARG', 'pip install flask', 'ARG PIP_NO_CACHE_DIR=1\n'],
    ['by an ARG that another fills', 'pip install flask', 'ARG OFF=true\nENV PIP_NO_CACHE_DIR=${OFF}\n'],
    ['in front of the command', 'PIP_NO_CACHE_DIR=1 pip install flask', ''],
    ['in front of the command, by env', 'env PIP_NO_CACHE_DIR=1 pip install flask', ''],
    ['by export', 'export PIP_NO_CACHE_DIR=1 && pip install flask', ''],
    ['by export, then the value', 'export PIP_NO_CACHE_DIR; PIP_NO_CACHE_DIR=1; pip install flask', ''],
    ['of uv, by ENV', 'uv sync', 'ENV UV_NO_CACHE=1\n'],
  ])('%s', (_, run, before) => {
    expect(fate(run, before)).toBe('off');
  });

  test('a value that pip refuses is none of our business', () => {
    expect(fate('pip install flask', 'ENV PIP_NO_CACHE_DIR=please\n')).not.toBe('left');
  });

  test('with the line that says so', () => {
    expect(answers('FROM python:3.11\nENV PIP_NO_CACHE_DIR=1\nRUN pip install flask\n')[0]?.evidence).toMatchObject([{ text: 'ENV PIP_NO_CACHE_DIR=1', line: 2 }]);
  });
});

describe('in a mount', () => {
  test.each([
    ['over the cache', '--mount=type=cache,target=/root/.cache/pip pip install flask', ''],
    ['over the folder above', '--mount=type=cache,target=/root/.cache pip install flask', ''],
    ['over the home', '--mount=type=cache,target=/root pip install flask', ''],
    ['with a slash at the end', '--mount=type=cache,target=/root/.cache/pip/ pip install flask', ''],
    ['dst', '--mount=type=cache,id=pip,sharing=locked,dst=/root/.cache/pip pip install flask', ''],
    ['destination', '--mount=destination=/root/.cache/pip,type=cache pip install flask', ''],
    ['tmpfs', '--mount=type=tmpfs,target=/root/.cache/pip pip install flask', ''],
    ['one of several', '--mount=type=secret,id=x --mount=type=cache,target=/root/.cache/pip pip install flask', ''],
    ['in quotes', '--mount=type=cache,target="/root/.cache/pip" pip install flask', ''],
    ['where --cache-dir puts it', '--mount=type=cache,target=/c pip install --cache-dir /c/pip flask', ''],
    ['where PIP_CACHE_DIR puts it', '--mount=type=cache,target=/c pip install flask', 'ENV PIP_CACHE_DIR=/c\n'],
    ['where XDG_CACHE_HOME puts it', '--mount=type=cache,target=/c pip install flask', 'ENV XDG_CACHE_HOME=/c\n'],
    ['where HOME puts it', '--mount=type=cache,target=/h/.cache/pip pip install flask', 'ENV HOME=/h\n'],
    ['of another user', '--mount=type=cache,target=/home/app/.cache/pip,uid=1000 pip install flask', 'USER app\n'],
    ['of another user with a group', '--mount=type=cache,target=/home/app/.cache pip install flask', 'USER app:app\n'],
    ['of a user that is only a number', '--mount=type=cache,target=/home/web/.cache/pip pip install flask', 'USER 1000\n'],
    ['with a variable', '--mount=type=cache,target=${DIR}/pip pip install flask', 'ARG DIR=/root/.cache\n'],
    ['named relative to WORKDIR', '--mount=type=cache,target=.cache/pip pip install flask', 'WORKDIR /root\n'],
    ['of uv', '--mount=type=cache,target=/root/.cache/uv uv pip install flask', ''],
    ['of uv, moved', '--mount=type=cache,target=/uv uv sync', 'ENV UV_CACHE_DIR=/uv\n'],
  ])('%s', (_, run, before) => {
    expect(fate(run, before)).toBe('mounted');
  });
});

describe('removed by the same RUN', () => {
  test.each([
    'pip install flask && rm -rf /root/.cache/pip',
    'pip install flask && rm -rf /root/.cache',
    'pip install flask && rm -rf ~/.cache',
    'pip install flask && rm -rf ~/.cache/pip/*',
    'pip install flask && rm -rf $HOME/.cache',
    'pip install flask && rm -rf "$HOME/.cache/pip"',
    'pip install flask && rm -rf "${HOME}"/.cache',
    'pip install flask && rm -rf /root/.cache/*',
    'pip install flask; apt-get clean; rm -r -f /var/lib/apt/lists/* /root/.cache /tmp/*',
    'pip install flask && sudo rm -rf /root/.cache',
    'pip install flask && pip cache purge',
    'pip install flask && python -m pip cache purge',
    'pip install --cache-dir /tmp/pip flask && rm -rf /tmp/pip',
    'pip install --cache-dir=/tmp/pip flask && rm -rf /tmp/*',
    'pip install flask && rm -rf /root/.c*',
  ])('%s', (run) => {
    expect(fates(`FROM python:3.11-slim\nRUN ${run}\n`)[0]).toBe('removed');
  });
});

describe('cannot be told', () => {
  test.each([
    ['the variable is the machine\'s', 'pip install flask', 'ARG TARGETARCH\nENV PIP_NO_CACHE_DIR=$TARGETARCH\n'],
    ['the script works the value out', 'export PIP_NO_CACHE_DIR=$(decide) && pip install flask', ''],
    ['pip config', 'pip config set global.no-cache-dir true && pip install flask', ''],
    ['pip config in an earlier RUN', 'pip install flask', 'RUN pip config --global set global.no-cache-dir true\n'],
    ['a pip.conf that is copied', 'pip install flask', 'COPY pip.conf /etc/pip.conf\n'],
    ['a pip.conf that is written', 'pip install flask', 'RUN printf "[global]\\nno-cache-dir = true\\n" > /etc/pip.conf\n'],
    ['a configuration file of another name', 'pip install flask', 'ENV PIP_CONFIG_FILE=/etc/our.cfg\n'],
    ['a mount of unknown place', '--mount=type=cache,target=/c-$TARGETARCH pip install flask', 'ARG TARGETARCH\n'],
    ['a cache of unknown place', 'pip install flask', 'ARG TARGETARCH\nENV PIP_CACHE_DIR=/c-$TARGETARCH\n'],
    ['a subcommand that writes none', 'pip list', ''],
    ['find, with conditions of its own', 'pip install flask && find /root/.cache -name "*.whl" -delete', ''],
    ['pipx, which has no switch of its own', 'pipx install ruff', ''],
  ])('%s', (_, run, before) => {
    expect(fate(run, before)).toBe('unknown');
  });
});

test('each install of a RUN for itself', () => {
  expect(fates('FROM python:3.11\nRUN pip install a && pip install --no-cache-dir b && rm -rf x && pip install c\n')).toEqual(['left', 'off', 'left']);
  expect(fates('FROM python:3.11\nRUN pip install a && rm -rf /root/.cache && pip install c\n')).toEqual(['removed', 'left']);
});

test('an install inside a substitution is taken for one', () => {
  expect(answers('FROM python:3.11\nRUN echo $(pip install flask)\n')[0]).toMatchObject({ value: 'left', assumed: true });
});

test.each([
  ['a bind mount over the folder', 'RUN --mount=type=bind,source=x,target=/root/.cache pip install flask', 'mounted'],
  ['a mount over the folder that an assignment in front names', 'RUN --mount=type=cache,target=/cache PIP_CACHE_DIR=/cache pip install flask', 'mounted'],
  ['options in a variable that ENV sets', 'ENV PIP_OPTS="--no-cache-dir -q"\nRUN pip install $PIP_OPTS flask', 'off'],
  ['options in a variable that nothing sets', 'RUN pip install $PIP_OPTS flask', 'unknown'],
  ['packages in a variable', 'ENV PACKAGES="flask gunicorn"\nRUN pip install $PACKAGES', 'left'],
  ['no index to download from', 'RUN pip install --no-index --find-links=/wheels flask', 'off'],
  ['wheels that are copied out of the cache', 'RUN pip install flask && cp -r /root/.cache/pip/wheels /wheels', 'unknown'],
  ['a later RUN that reads the cache', 'RUN pip install flask\nRUN ls ~/.cache/pip', 'unknown'],
  ['a stage that copies the cache', 'RUN pip install flask\nFROM scratch\nCOPY --from=0 /root/.cache/pip /cache', 'unknown'],
  ['a later RUN that removes it, which takes nothing out of the layer', 'RUN pip install flask\nRUN rm -rf /root/.cache/pip', 'left'],
])('%s', (_, text, expected) => {
  expect(fates(`FROM python:3.11-slim\n${text}\n`)[0]).toBe(expected);
});

test.each([
  ['a purge later, which fails on a cache that is not there', 'RUN pip install flask\nRUN pip cache purge', 'unknown'],
  ['a removal that wants to find something', 'RUN pip install flask\nRUN rm -r /root/.cache/pip', 'unknown'],
  ['the folder around it is moved', 'RUN pip install flask\nRUN mv /root/.cache /keep', 'unknown'],
  ['a cache that another stage filled', 'COPY --from=build /root/.cache/pip /root/.cache/pip\nRUN pip install flask', 'unknown'],
  ['a folder that is linked elsewhere', 'RUN ln -s /c /root/.cache\nRUN pip install flask', 'unknown'],
  ['a folder of the call itself', 'RUN pip install --no-cache-dir --cache-dir /c flask', 'off'],
  ['a folder of the call itself, alone', 'RUN pip install --cache-dir /c flask', 'unknown'],
  ['a mount in capitals', 'RUN --mount=TYPE=CACHE,TARGET=/root/.cache pip install flask', 'mounted'],
  ['a home in front of the call', 'RUN --mount=type=cache,target=/h HOME=/h pip install flask', 'mounted'],
  ['a folder that pip is told to use', 'RUN pip config set global.cache-dir /c\nRUN pip install flask', 'unknown'],
])('%s', (_, text, expected) => {
  expect(fates(`FROM python:3.11-slim\n${text}\n`)[0]).toBe(expected);
});
