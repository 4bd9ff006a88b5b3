import { describe, expect, it } from 'vitest';
import type { Example } from '#knowledge/implicit-types.js';
import { impliedBy } from '#needs/implicit/implied-by.js';
import { textSearch } from '#needs/implicit/text-search.js';
import { factsOf } from './world.js';

function names(example: Example, libraries: readonly string[]): readonly string[] {
  return impliedBy(factsOf(example, libraries)).map(({ need }) => need.id);
}

function evidence(example: Example, libraries: readonly string[]): string {
  return JSON.stringify(impliedBy(factsOf(example, libraries)));
}

const POSTGRESQL = 'from sqlalchemy import create_engine\n\nengine = create_engine("postgresql://db/shop")\n';

describe('what is needed without an import', () => {
  it('names the sign, its place, and the entry of the catalogue', () => {
    const [found] = impliedBy(factsOf({ code: 'import httpx\n\nclient = httpx.Client(http2=True)\n' }, ['httpx'])).filter(({ need }) => need.id === 'httpx-http2');
    expect(found?.names).toEqual([['h2']]);
    expect(found?.reason).toBe('httpx.Client(http2=True): httpx fails there without it');
    expect(found?.evidence[0]).toEqual({ kind: 'source', text: 'httpx.Client(http2=True)', path: 'app.py', line: 3 });
    expect(found?.evidence.at(-1)?.kind).toBe('catalogue');
  });

  it('needs the library that does it: an address alone says nothing', () => {
    expect(names({ variables: { DATABASE_URL: 'postgresql+asyncpg://db/shop' } }, [])).toEqual([]);
    expect(names({ variables: { DATABASE_URL: 'postgresql+asyncpg://db/shop' } }, ['sqlalchemy'])).toContain('sqlalchemy-asyncpg');
  });

  it('takes a library that the code imports for installed, whatever brings it', () => {
    expect(names({ code: 'from fastapi import Form\n' }, ['company-base'])).toContain('fastapi-form');
  });

  it('looks through the same code again for a library that was not there before', () => {
    const code = 'def save(frame):\n    frame.to_excel("all.xlsx")\n';
    const before = factsOf({ code }, ['httpx']);
    const after = factsOf({ code }, ['pandas']);
    expect(impliedBy(before)).toEqual([]);
    expect(impliedBy(after).length).toBeGreaterThan(0);
    expect(impliedBy({ ...before, installed: after.installed })).toEqual(impliedBy(after));
    expect(impliedBy({ ...after, installed: before.installed })).toEqual([]);
  });

  it('goes by the version of the library, and takes every case where none is told', () => {
    expect(names({ code: POSTGRESQL }, ['sqlalchemy==2.0.40'])).toContain('sqlalchemy-postgresql-psycopg2');
    expect(names({ code: POSTGRESQL }, ['sqlalchemy==2.0.40'])).not.toContain('sqlalchemy-postgresql-psycopg');
    expect(names({ code: POSTGRESQL }, ['sqlalchemy==2.1.3'])).toContain('sqlalchemy-postgresql-psycopg');
    expect(names({ code: POSTGRESQL }, ['sqlalchemy==2.1.3'])).not.toContain('sqlalchemy-postgresql-psycopg2');
    expect(names({ code: POSTGRESQL }, ['sqlalchemy'])).toEqual(expect.arrayContaining(['sqlalchemy-postgresql-psycopg', 'sqlalchemy-postgresql-psycopg2']));
  });

  it('does not take asyncpg.connect for an engine of SQLAlchemy', () => {
    expect(names({ code: 'import asyncpg\n\nasync def start():\n    return await asyncpg.connect("postgresql://db/shop")\n' }, ['asyncpg'])).toEqual([]);
  });

  it('keeps any driver for an address that comes from outside, until a variable tells it', () => {
    const code = 'import os\nfrom sqlalchemy import create_engine\n\nengine = create_engine(os.environ["DATABASE_URL"])\n';
    expect(names({ code }, ['sqlalchemy'])).toContain('sqlalchemy-computed-address');
    expect(names({ code, variables: { DATABASE_URL: 'mysql+pymysql://db/shop' } }, ['sqlalchemy'])).not.toContain('sqlalchemy-computed-address');
    expect(names({ code, variables: { DATABASE_URL: 'postgresql+asyncpg://db/shop' } }, ['sqlalchemy'])).toContain('sqlalchemy-computed-address');
  });

  it('counts a variable that cannot be told as set to what is looked for, and never as an address that is known', () => {
    const world = factsOf({ code: 'import os\nfrom sqlalchemy import create_engine\n\nengine = create_engine(os.environ["DATABASE_URL"])\n', command: 'uvicorn app:app' }, ['sqlalchemy', 'uvicorn']);
    const at = { path: 'compose.yaml', line: 1 };
    const facts = { ...world, variables: new Map([['DATABASE_URL', [{ value: null, at }]], ['UVICORN_LOOP', [{ value: null, at }]]]) };
    const ids = impliedBy(facts).map(({ need }) => need.id);
    expect(ids).toContain('sqlalchemy-computed-address');
    expect(ids).toContain('uvicorn-loop-uvloop');
  });

  it('counts a keyword that is computed', () => {
    expect(names({ code: 'import httpx\nfrom settings import HTTP2\n\nclient = httpx.Client(http2=HTTP2, timeout=10)\n' }, ['httpx'])).toContain('httpx-http2');
  });

  it('puts what nothing starts without before what only falls back', () => {
    const found = impliedBy(factsOf({ command: 'uvicorn app:app --loop uvloop --reload' }, ['uvicorn']));
    expect(found.map(({ strength }) => strength)).toEqual(found.map(({ strength }) => strength).toSorted((one, other) => ['starts', 'raises', 'falls-back'].indexOf(one) - ['starts', 'raises', 'falls-back'].indexOf(other)));
    expect(found.find(({ names: groups }) => groups.flat().includes('uvloop'))?.verdict).toBe('command');
  });

  it('keeps nothing for a route without forms', () => {
    const code = 'from fastapi import FastAPI, Request\n\napp = FastAPI()\n\n@app.post("/login")\nasync def login(request: Request):\n    return (await request.json()).form\n';
    expect(names({ files: { 'app.py': code } }, ['fastapi', 'starlette', 'pydantic']).filter((id) => /form|multipart/u.test(id))).toEqual([]);
  });

  it('opens no file where the other signs are missing', () => {
    const facts = factsOf({ code: 'import flask\n', files: { 'a.py': 'x = 1\n' } }, ['starlette', 'flask']);
    const opened: string[] = [];
    impliedBy({
      ...facts,
      text: (path) => {
        opened.push(path);
        return facts.text(path);
      },
    });
    expect(opened).toEqual([]);
  });
});

describe('secrets', () => {
  it.each([
    ['an address', 'postgresql+asyncpg://user:hunter2@db/shop'],
    ['a password with @ and /', 'postgresql+asyncpg://user:hunter2/with@and/hunter2@db/shop'],
    ['a query', 'postgresql+asyncpg://db/shop?user=me&password=hunter2'],
    ['an address without an end', `postgresql+asyncpg://user:hunter2${'x'.repeat(10_000)}@db/shop`],
    ['a comment', '# DATABASE_URL="postgresql+asyncpg://user:hunter2@db/shop"'],
  ])('of %s stay out of the evidence', (_, address) => {
    const world = { code: `URL = ${JSON.stringify(address)}\n`, variables: { DATABASE_URL: address }, files: { 'alembic.ini': `sqlalchemy.url = ${address}\n` }, command: `celery -b ${address} worker` };
    const shown = evidence(world, ['sqlalchemy', 'celery', 'kombu']);
    expect(shown).toContain('postgresql+asyncpg');
    expect(shown).not.toContain('hunter2');
  });

  it('of the same line or command stay out as well', () => {
    const files = { 'settings.json': '{"password": "hunter2", "url": "postgresql+asyncpg://db/shop", "key": "hunter2"}' };
    const facts = factsOf({ files, command: 'uvicorn app:app --ssl-keyfile-password hunter2 --loop uvloop' }, ['sqlalchemy', 'uvicorn']);
    const shown = impliedBy(facts).map(({ reason }) => reason);
    expect(shown).toContain('"postgresql+asyncpg://db/shop": sqlalchemy fails there without it');
    expect(JSON.stringify(impliedBy(facts))).not.toContain('hunter2');
  });

  it('of a variable that only has to be there stay out too', () => {
    expect(evidence({ variables: { UVICORN_ENV_FILE: 'hunter2' } }, ['uvicorn'])).not.toContain('hunter2');
  });
});

describe('hostile facts', () => {
  it('do not hang: long texts, deep names, a file of one line', () => {
    const long = 'a.'.repeat(500_000);
    const facts = factsOf({ files: { 'x.ini': `timezone = ${long}` }, variables: { A: long, B: `postgresql${'+a'.repeat(200_000)}://` } }, ['sqlalchemy', 'django', 'alembic']);
    const at = { path: 'a.py', line: 1 };
    const start = performance.now();
    impliedBy({ ...facts, strings: [{ text: long, at }, { text: '://'.repeat(300_000), at }], symbols: new Map([['a.'.repeat(5_000), at]]) });
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

describe('the search for many patterns at once', () => {
  it('finds what each of them finds by itself', () => {
    const patterns = ['^redis$', '^a|b$', '(?:^|[^a-z])redis://', 'x:\\/\\/?', '^(?:redis|rediss)://', '[:]//', '\\.xlsx$', '^[|]$'];
    const search = textSearch(patterns.map((pattern, sign) => ({ sign, fits: new RegExp(pattern, 'u'), settings: true })));
    for (const text of ['redis', 'b', 'ab', 'redis://x', ' redis://x', 'rediss://', 'x:/', 'x://', '://', 'a.xlsx', '|', '']) {
      expect([text, [...search(text)].sort()]).toEqual([text, patterns.flatMap((pattern, sign) => (new RegExp(pattern, 'u').test(text) ? [sign] : []))]);
    }
  });
});
