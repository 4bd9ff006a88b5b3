import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Answer } from '#answer/answer.js';
import { listen } from '#answer/ledger.js';
import { backportOf, inStandardLibrary } from '#knowledge/index.js';

const catalogue = JSON.parse(readFileSync(new URL('../../src/knowledge/backports.json', import.meta.url), 'utf8')) as {
  readonly backports: Readonly<Record<string, { readonly source: string | null; readonly inspected: readonly string[]; readonly modules: readonly string[] }>>;
  readonly notBackports: Readonly<Record<string, { readonly reason: string }>>;
};

/** Names that were collected as backports, wrong names and leftovers; each has to be judged, one way or the other. */
const COLLECTED = `
  appnope argparse async-timeout asyncio backports-datetime-fromisoformat backports-functools-lru-cache
  backports-lzma backports-shutil-get-terminal-size backports-ssl-match-hostname backports-strenum
  backports-tarfile backports-tempfile backports-weakref backports-zoneinfo beautifulsoup bs4 cached-property
  configparser contextvars crypto dataclasses distribute docx dotenv enum34 exceptiongroup faulthandler funcsigs
  functools32 futures graphlib-backport hashlib importlib importlib-metadata importlib-resources ipaddress jwt
  logging lzma mock multiprocessing ordereddict pathlib pathlib2 pickle5 pkg-resources psycopg2cffi pycrypto
  pyobjc pypiwin32 pywin32 pywinpty scandir selectors2 selectors34 serial singledispatch six sklearn statistics
  strenum subprocess32 tomli trollius typing typing-extensions unittest2 uuid uwsgi websocket win32-setctime
  wsgiref
`.trim().split(/\s+/);

describe('the table', () => {
  it('judges every collected name once', () => {
    expect(COLLECTED).toHaveLength(72);
    for (const name of COLLECTED) {
      expect([name, Object.hasOwn(catalogue.backports, name) !== Object.hasOwn(catalogue.notBackports, name)]).toEqual([name, true]);
    }
  });

  it('has no name in both lists', () => {
    expect(Object.keys(catalogue.backports).filter((name) => Object.hasOwn(catalogue.notBackports, name))).toEqual([]);
  });

  it('has a source only where contents were read', () => {
    for (const [name, { source, inspected }] of Object.entries(catalogue.backports)) {
      expect([name, source !== null]).toEqual([name, inspected.length > 0]);
    }
  });
});

describe('backportOf', () => {
  it('knows ipaddress, with the place where it can be checked', () => {
    const answer = backportOf('ipaddress');
    expect(answer.value).toMatchObject({ name: 'ipaddress', modules: ['ipaddress'], since: '3.3', until: null, brings: [] });
    expect([answer.complete, answer.assumed]).toEqual([true, false]);
    expect(answer.evidence).toEqual([
      {
        kind: 'catalogue',
        text: 'ipaddress carries ipaddress, which the standard library has since Python 3.3 (https://peps.python.org/pep-3144/, checked 2026-11-22)',
        path: null,
        line: null,
      },
    ]);
  });

  it.each(['', '==1.0.23', '=== 1.0.16', '>=1.0', '>1.0, >=1.0.1'])('knows ipaddress%s, which leads to a version that was read', (specifiers) => {
    expect(backportOf('ipaddress', specifiers).assumed).toBe(false);
  });

  it.each(['==1.0.9', '==1.*', '<1.0.5', '~=1.0', '>=1.0,!=1.0.23'])('only assumes ipaddress%s, whose version was not read', (specifiers) => {
    expect(backportOf('ipaddress', specifiers)).toMatchObject({ complete: true, assumed: true });
  });

  it('only assumes futures 2.2.0, which installed a package of another name too', () => {
    expect(backportOf('futures', '==2.2.0').assumed).toBe(true);
    expect(backportOf('futures', '==3.1.1').assumed).toBe(false);
  });

  it('only assumes an entry without a source', () => {
    expect(backportOf('faulthandler')).toMatchObject({ value: { modules: ['faulthandler'] }, complete: true, assumed: true });
  });

  it.each(['pathlib2', 'typing-extensions', 'six', 'mock', 'configparser', 'selectors34'])('says why %s is none', (name) => {
    expect(backportOf(name)).toMatchObject({ value: null, complete: true, because: catalogue.notBackports[name]?.reason });
  });

  it.each(['requests', 'constructor', '__proto__', 'toString'])('has nothing on %s', (name) => {
    expect(backportOf(name).value).toBeNull();
  });

  it('is heard by the ledger', () => {
    const heard: Answer<unknown>[] = [];
    const answer = listen(heard, () => backportOf('enum34'));
    expect(heard).toEqual([answer]);
  });
});

describe('inStandardLibrary', () => {
  const dataclasses = { since: '3.7', until: null };

  it.each([
    ['3.6', false],
    ['3.7', true],
    ['3.10', true],
    ['3.11.4', true],
    ['2.7', false],
    ['3', false],
    ['', false],
  ])('Python %s has dataclasses: %s', (python, has) => {
    expect(inStandardLibrary(dataclasses, python)).toBe(has);
  });

  it('ends where the module left the standard library', () => {
    const gone = { since: '3.0', until: '3.12' };
    expect(['3.11', '3.12', '3.13'].map((python) => inStandardLibrary(gone, python))).toEqual([true, false, false]);
  });
});
