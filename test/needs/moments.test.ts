import { expect, test } from 'vitest';
import { kindOf } from '#files/kinds.js';
import { loadWorkspace } from '#files/load.js';
import { withTexts, type Snapshot } from '#files/snapshot.js';
import { makeTree } from '#files/tree.js';
import type { ImageNeeds } from '#needs/types.js';
import { workspaceNeeds } from '#needs/workspace-needs.js';
import { memoryIo } from '../memory-io.js';

/** What is found out at one moment of a plan is kept for the next; it must never be what a look at the files alone would not find. */
type Files = Readonly<Record<string, string>>;

const DOCKERFILE = ['FROM python:3.12-slim', 'WORKDIR /app', 'COPY requirements.txt ./', 'RUN pip install -r requirements.txt', 'COPY app ./app', 'ENV DATABASE_URL=postgresql+asyncpg://db/shop', 'CMD ["python", "-m", "app.main"]', ''];

const LISTED = 'sqlalchemy==2.0.40\nasyncpg==0.30.0\nhttpx==0.28.1\nh2==4.2.0\nrich==14.0.0\nuvicorn[standard]==0.34.0\naiomysql==0.2.0\nopenpyxl==3.1.5\npandas==2.2.3\n';

const FILES: Files = {
  Dockerfile: DOCKERFILE.join('\n'),
  'requirements.txt': LISTED,
  'app/__init__.py': '',
  'app/main.py': 'import os\nimport httpx\nfrom sqlalchemy.ext.asyncio import create_async_engine\n\ntry:\n    from jobs import nightly\nexcept ImportError:\n    nightly = None\n\nengine = create_async_engine(os.environ.get("DATABASE_URL", "mysql+aiomysql://db/shop"))\nclient = httpx.Client(http2=True)\n\n\ndef save(frame):\n    frame.to_excel("all.xlsx")\n',
  'jobs/__init__.py': '',
  'jobs/nightly.py': 'import rich\n',
};

function snapshotOf(files: Files): Snapshot {
  const io = memoryIo(Object.fromEntries(Object.entries(files).map(([path, text]) => [`/workspace/${path}`, new TextEncoder().encode(text)])));
  return loadWorkspace(io, makeTree('/workspace', null, Object.keys(files).toSorted()), { selects: () => null }).snapshot;
}

/** All that is said of the images of a moment. */
function said(snapshot: Snapshot): unknown {
  return workspaceNeeds(snapshot, { keep: [], metadata: null }).images.map(inValues);
}

function inValues({ needs, missing, along, blind, reach }: ImageNeeds): unknown {
  return { needs, missing, along: [...along], blind, modules: [...reach.modules], outside: reach.outside, doubts: reach.doubts };
}

function instructions(change: (lines: readonly string[]) => readonly string[]): Files {
  return { Dockerfile: change(DOCKERFILE).join('\n') };
}

const CHANGES: Readonly<Record<string, Files>> = {
  'a line goes': { 'requirements.txt': 'sqlalchemy==2.0.40\nasyncpg==0.30.0\nhttpx==0.28.1\nh2==4.2.0\nuvicorn[standard]==0.34.0\n' },
  'a library goes whose use needs another one': { 'requirements.txt': 'sqlalchemy==2.0.40\nasyncpg==0.30.0\nh2==4.2.0\n' },
  'a library goes that the code does not import, and whose methods it calls': { 'requirements.txt': 'sqlalchemy==2.0.40\nopenpyxl==3.1.5\n' },
  'a library has another version': { 'requirements.txt': 'sqlalchemy==2.1.3\nasyncpg==0.30.0\nhttpx==0.28.1\nh2==4.2.0\nrich==14.0.0\n' },
  'what comes along is held at another version': { 'requirements.txt': `${LISTED}anyio==3.7.1\n` },
  'what does not come along is listed as well': { 'requirements.txt': `${LISTED}tabulate==0.9.0\nfaker==28.1.0\n` },
  'lines stand in another order': { 'requirements.txt': `${LISTED.trim().split('\n').toReversed().join('\n')}\n` },
  'an instruction is written in front of the others': instructions(([from = '', ...rest]) => [from, 'RUN pip install --no-deps rich', ...rest]),
  'another module comes into the image': instructions((lines) => lines.map((line) => line.replace('COPY app ./app', 'COPY . .'))),
  'a module leaves the image': instructions((lines) => lines.map((line) => line.replace('COPY app ./app', 'COPY app/__init__.py ./app/'))),
  'a variable is set no longer': instructions((lines) => lines.map((line) => line.replace('DATABASE_URL', 'OTHER_URL'))),
  'a variable has another value': instructions((lines) => lines.map((line) => line.replace('postgresql+asyncpg', 'sqlite+aiosqlite'))),
  'something else starts': instructions((lines) => lines.map((line) => line.replace('"-m", "app.main"', '"-c", "import rich"'))),
  'a program runs while the image is built': instructions((lines) => lines.map((line) => line.replace('-r requirements.txt', '-r requirements.txt && uvicorn --version'))),
};

for (const [what, changed] of Object.entries(CHANGES)) {
  const before = FILES;
  const after = { ...FILES, ...changed };
  test(`says the same as if the plan had started there: ${what}`, () => {
    expect(saidLater(before, after)).toEqual(said(snapshotOf(after)));
  });

  test(`says the same the other way round: ${what}`, () => {
    expect(saidLater(after, before)).toEqual(said(snapshotOf(before)));
  });
}

/** What is said at the second moment of a plan that begins with some files and makes others of them. */
function saidLater(before: Files, after: Files): unknown {
  const start = snapshotOf(before);
  said(start);
  return said(withTexts(start, new Map(Object.entries(after).filter(([path, text]) => before[path] !== text)), kindOf));
}

test('does not look for modules again where only a list and its install change', () => {
  const start = snapshotOf(FILES);
  const next = withTexts(start, new Map([...Object.entries(instructions((lines) => lines.map((line) => line.replace('pip install', 'pip install --no-cache-dir')))), ['requirements.txt', 'sqlalchemy==2.0.40\n']]), kindOf);
  const [before, after] = [start, next].map((snapshot) => workspaceNeeds(snapshot, { keep: [], metadata: null }).images[0]?.reach.modules);
  expect(before?.size).toBe(2);
  expect(after).toBe(before);
});
