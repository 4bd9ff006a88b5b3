import { describe, expect, test } from 'vitest';
import { makeTree } from '#files/tree.js';
import { originOf } from '#image/files/origin.js';
import { modelOf } from '../workspace.js';

const FILES = ['requirements.txt', 'pyproject.toml', 'apps/api/requirements.txt', 'apps/api/app.py', 'apps/worker/requirements.txt', 'deps/base.txt', 'deps/dev.txt', 'odd[1]/x.txt', 'setup/a/x.txt'];

/** Where a file of the image comes from, as the last instruction of the last stage sees it: a path, 'none', or 'unknown'. */
function origin(text: string, imagePath: string, context = '', files: readonly string[] = FILES): string {
  const { stages, document } = modelOf(text);
  const last = stages.length - 1;
  const view = { models: stages, tree: makeTree('/workspace', null, files), context, escape: document.escape };
  const found = originOf(view, last, (stages[last]?.stage.instructions.length ?? 0) - 1, imagePath);
  return found.kind === 'workspace' ? found.path : found.kind;
}

describe('COPY brings a file', () => {
  test.each([
    ['under its own name', 'COPY requirements.txt /app/requirements.txt', '/app/requirements.txt', 'requirements.txt'],
    ['under another name', 'COPY requirements.txt /r.txt', '/r.txt', 'requirements.txt'],
    ['into a folder, by its slash', 'COPY requirements.txt /app/', '/app/requirements.txt', 'requirements.txt'],
    ['into WORKDIR by a dot', 'WORKDIR /app\nCOPY requirements.txt .', '/app/requirements.txt', 'requirements.txt'],
    ['into WORKDIR by ./', 'WORKDIR /app\nCOPY ./requirements.txt ./', '/app/requirements.txt', 'requirements.txt'],
    ['into WORKDIR by a relative name', 'WORKDIR /app\nCOPY requirements.txt r.txt', '/app/r.txt', 'requirements.txt'],
    ['into a folder above WORKDIR', 'WORKDIR /app/src\nCOPY requirements.txt ..', '/app/requirements.txt', 'requirements.txt'],
    ['into WORKDIR named in full', 'WORKDIR /app\nCOPY requirements.txt /app', '/app/requirements.txt', 'requirements.txt'],
    // What is installed from /tmp/requirements.txt can only be there if /tmp is a folder.
    ['into a folder that the base image has', 'COPY requirements.txt /tmp', '/tmp/requirements.txt', 'requirements.txt'],
    ['into a folder made before', 'RUN mkdir -p /srv/app\nCOPY requirements.txt /srv/app', '/srv/app/requirements.txt', 'requirements.txt'],
    ['with others', 'COPY pyproject.toml requirements.txt /app/', '/app/requirements.txt', 'requirements.txt'],
    ['with others, without the slash', 'COPY pyproject.toml requirements.txt /app', '/app/requirements.txt', 'requirements.txt'],
    ['with everything', 'COPY . /app', '/app/apps/api/requirements.txt', 'apps/api/requirements.txt'],
    ['with everything, to the root', 'COPY . /', '/requirements.txt', 'requirements.txt'],
    ['with a folder', 'COPY apps/api /app', '/app/requirements.txt', 'apps/api/requirements.txt'],
    ['with a folder, slashes on both sides', 'COPY apps/api/ /app/', '/app/requirements.txt', 'apps/api/requirements.txt'],
    ['with a folder that is named from the root of the context', 'COPY /apps/api /app', '/app/requirements.txt', 'apps/api/requirements.txt'],
    ['by a wildcard', 'COPY requirements*.txt /app/', '/app/requirements.txt', 'requirements.txt'],
    ['by a wildcard in a folder', 'COPY deps/*.txt /deps/', '/deps/dev.txt', 'deps/dev.txt'],
    ['by a wildcard that names a folder: its content goes there', 'COPY deps* /all/', '/all/base.txt', 'deps/base.txt'],
    ['by a wildcard that names files and folders', 'COPY apps/* /all/', '/all/app.py', 'apps/api/app.py'],
    ['in the JSON form', 'COPY ["requirements.txt", "/my app/"]', '/my app/requirements.txt', 'requirements.txt'],
    ['in quotes', 'COPY "requirements.txt" "/app/r.txt"', '/app/r.txt', 'requirements.txt'],
    // BuildKit cleans a source as a path of the context's root (NormalizePath): what climbs above it stays there.
    ['named from above the context', 'COPY ../requirements.txt /app/', '/app/requirements.txt', 'requirements.txt'],
    ['with --parents, under its own path', 'COPY --parents apps/api/requirements.txt /app/', '/app/apps/api/requirements.txt', 'apps/api/requirements.txt'],
    ['with --parents, from a pivot on', 'COPY --parents apps/./api/requirements.txt /app/', '/app/api/requirements.txt', 'apps/api/requirements.txt'],
    ['with --parents and a wildcard', 'COPY --parents apps/*/requirements.txt /app/', '/app/apps/worker/requirements.txt', 'apps/worker/requirements.txt'],
    ['by ADD', 'ADD requirements.txt /app/', '/app/requirements.txt', 'requirements.txt'],
    ['with flags', 'COPY --chown=app:app --link requirements.txt /app/', '/app/requirements.txt', 'requirements.txt'],
    ['with variables', 'ARG DIR=api\nENV DEST=/srv\nCOPY apps/${DIR}/requirements.txt $DEST/', '/srv/requirements.txt', 'apps/api/requirements.txt'],
    ['the later of two', 'COPY requirements.txt /r.txt\nCOPY apps/api/requirements.txt /r.txt', '/r.txt', 'apps/api/requirements.txt'],
    ['the later of two, by a folder', 'COPY requirements.txt /app/\nCOPY apps/api /app', '/app/requirements.txt', 'apps/api/requirements.txt'],
    ['a name asked for in a roundabout way', 'COPY requirements.txt /app/', '/app/./x/../requirements.txt', 'requirements.txt'],
  ])('%s', (_, instructions, imagePath, expected) => {
    expect(origin(`FROM a\n${instructions}\nRUN x\n`, imagePath)).toBe(expected);
  });
});

describe('COPY does not bring it', () => {
  test.each([
    ['another name', 'COPY requirements.txt /app/', '/app/r.txt'],
    ['a folder that only begins like it', 'COPY apps/api /app', '/application/requirements.txt'],
    ['a file that is not there', 'COPY nowhere.txt /app/', '/app/nowhere.txt'],
    ['a wildcard that does not cross folders', 'COPY * /app/', '/app/apps/api/requirements.txt'],
    ['a copy that comes later', 'RUN x', '/r.txt'],
    ['a here-document', 'COPY <<EOF /app/requirements.txt\nflask\nEOF', '/app/requirements.txt'],
    ['a download', 'ADD https://example.org/requirements.txt /app/', '/app/requirements.txt'],
  ])('%s', (_, instructions, imagePath) => {
    expect(origin(`FROM a\n${instructions}\nRUN x\n`, imagePath)).toBe('none');
  });

  test('what is copied after the instruction is not there yet', () => {
    const { stages, document } = modelOf('FROM a\nRUN pip install -r /r.txt\nCOPY requirements.txt /r.txt\n');
    const view = { models: stages, tree: makeTree('/workspace', null, FILES), context: '', escape: document.escape };
    expect(originOf(view, 0, 1, '/r.txt')).toEqual({ kind: 'none' });
  });
});

describe('where it cannot be told', () => {
  test.each([
    ['a destination of unknown value', 'ARG TARGETARCH\nCOPY requirements.txt /app-$TARGETARCH/', '/app-x/requirements.txt'],
    ['a source of unknown value', 'ARG TARGETARCH\nCOPY deps/$TARGETARCH.txt /app/r.txt', '/app/r.txt'],
    ['an image that is no stage', 'COPY --from=ghcr.io/x/y /app /app', '/app/requirements.txt'],
    ['a WORKDIR of unknown value', 'WORKDIR /app-$TARGETARCH\nCOPY requirements.txt .', '/app-x/requirements.txt'],
  ])('%s', (_, instructions, imagePath) => {
    expect(origin(`FROM a\n${instructions}\nRUN x\n`, imagePath)).toBe('unknown');
  });

  test('files that have nothing to do with it stay known', () => {
    expect(origin('FROM a\nCOPY requirements.txt /r.txt\nARG TARGETARCH\nCOPY x.py /app-$TARGETARCH/\nRUN x\n', '/r.txt')).toBe('requirements.txt');
  });
});

describe('through stages', () => {
  test.each([
    ['a stage that builds on the one that copies', 'FROM a AS base\nCOPY requirements.txt /r.txt\nFROM base AS mid\nFROM mid\n', '/r.txt', 'requirements.txt'],
    ['COPY --from, file to file', 'FROM a AS src\nCOPY requirements.txt /r.txt\nFROM a\nCOPY --from=src /r.txt /x.txt\n', '/x.txt', 'requirements.txt'],
    ['COPY --from, file into a folder', 'FROM a AS src\nCOPY requirements.txt /r.txt\nFROM a\nCOPY --from=src /r.txt /x/\n', '/x/r.txt', 'requirements.txt'],
    ['COPY --from, file into a folder without its slash', 'FROM a AS src\nCOPY requirements.txt /r.txt\nFROM a\nCOPY --from=src /r.txt /tmp\n', '/tmp/r.txt', 'requirements.txt'],
    ['COPY --from, a folder', 'FROM a AS src\nWORKDIR /src\nCOPY . .\nFROM a\nCOPY --from=src /src/apps /apps\n', '/apps/api/requirements.txt', 'apps/api/requirements.txt'],
    ['COPY --from by number', 'FROM a\nCOPY requirements.txt /r.txt\nFROM a\nCOPY --from=0 /r.txt /r.txt\n', '/r.txt', 'requirements.txt'],
    ['two hops', 'FROM a AS x\nCOPY requirements.txt /1\nFROM a AS y\nCOPY --from=x /1 /2\nFROM a\nCOPY --from=y /2 /3\n', '/3', 'requirements.txt'],
    ['a file that the other stage makes', 'FROM a AS src\nRUN pip-compile -o /r.txt\nFROM a\nCOPY --from=src /r.txt /r.txt\n', '/r.txt', 'none'],
    ['an earlier copy below one that brings something else', 'FROM a AS src\nRUN x\nFROM a\nCOPY requirements.txt /app/\nCOPY --from=src /app /app\n', '/app/requirements.txt', 'requirements.txt'],
  ])('%s', (_, text, imagePath, expected) => {
    expect(origin(`${text}RUN x\n`, imagePath)).toBe(expected);
  });

  test('a long chain of stages is followed without trouble', () => {
    const hops = Array.from({ length: 200 }, (_, index) => `FROM a AS s${index + 1}\nCOPY --from=s${index} /r /r\nCOPY --from=s${index} / /\n`).join('');
    const start = performance.now();
    expect(origin(`FROM a AS s0\nCOPY requirements.txt /r\n${hops}RUN x\n`, '/r')).toBe('requirements.txt');
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  test('a chain in which every stage copies twice from the one before, and nothing is found, ends in time', () => {
    const hops = Array.from({ length: 40 }, (_, index) => `FROM a AS s${index + 1}\nCOPY --from=s${index} / /\nCOPY --from=s${index} / /\n`).join('');
    const start = performance.now();
    expect(origin(`FROM a AS s0\n${hops}RUN x\n`, '/r')).toBe('none');
    expect(performance.now() - start).toBeLessThan(1_000);
  }, 20_000);
});

describe('bind mounts', () => {
  test.each([
    ['a file', '--mount=type=bind,source=requirements.txt,target=/tmp/r.txt', '/tmp/r.txt', 'requirements.txt'],
    ['type bind is the default', '--mount=source=requirements.txt,target=/r.txt', '/r.txt', 'requirements.txt'],
    ['other spellings of the options', '--mount=type=bind,src=requirements.txt,dst=/r.txt', '/r.txt', 'requirements.txt'],
    ['options of any order', '--mount=target=/r.txt,readonly,type=bind,source=requirements.txt', '/r.txt', 'requirements.txt'],
    ['the whole context', '--mount=type=bind,target=/ctx', '/ctx/apps/api/requirements.txt', 'apps/api/requirements.txt'],
    ['a relative target', '--mount=type=bind,source=requirements.txt,target=requirements.txt', '/app/requirements.txt', 'requirements.txt'],
    ['one of several', '--mount=type=cache,target=/root/.cache --mount=type=bind,source=deps,target=/deps', '/deps/base.txt', 'deps/base.txt'],
    ['it hides what was copied', '--mount=type=bind,source=deps/base.txt,target=/app/copied.txt', '/app/copied.txt', 'deps/base.txt'],
    ['another place', '--mount=type=bind,source=requirements.txt,target=/r.txt', '/x.txt', 'none'],
    ['a cache mount brings nothing', '--mount=type=cache,source=requirements.txt,target=/r.txt', '/r.txt', 'none'],
  ])('%s', (_, mounts, imagePath, expected) => {
    expect(origin(`FROM a\nWORKDIR /app\nCOPY requirements.txt copied.txt\nRUN ${mounts} x\n`, imagePath)).toBe(expected);
  });

  test('from another stage', () => {
    expect(origin('FROM a AS src\nCOPY deps /deps\nFROM a\nRUN --mount=type=bind,from=src,source=/deps,target=/d pip install -r /d/base.txt\n', '/d/base.txt')).toBe('deps/base.txt');
  });

  test('are gone in the next instruction', () => {
    expect(origin('FROM a\nRUN --mount=type=bind,source=requirements.txt,target=/r.txt x\nRUN y\n', '/r.txt')).toBe('none');
  });
});

describe('the build context', () => {
  test('is where sources start', () => {
    expect(origin('FROM a\nCOPY requirements.txt /r.txt\nRUN x\n', '/r.txt', 'apps/api')).toBe('apps/api/requirements.txt');
    expect(origin('FROM a\nCOPY . /app\nRUN x\n', '/app/requirements.txt', 'apps/worker')).toBe('apps/worker/requirements.txt');
    expect(origin('FROM a\nCOPY *.txt /app/\nRUN x\n', '/app/requirements.txt', 'apps/worker')).toBe('apps/worker/requirements.txt');
  });

  test('a folder whose name holds brackets is no pattern', () => {
    expect(origin('FROM a\nCOPY *.txt /x/\nRUN x\n', '/x/x.txt', 'odd[1]')).toBe('odd[1]/x.txt');
  });
});
